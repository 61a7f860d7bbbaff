//! The page of a parcel for a recipient inside who may stop it: what their own copy shows, and nothing behind it.
//!
//! Invariant: nobody learns here of a hidden recipient, of a finding, or of who decides about the letter.

use std::collections::BTreeSet;

use sekisho_model::Need;
use sekisho_store::Parcel;

use super::{Desk, DeskError, May, ParcelPage, Seen, Viewer};

impl Desk {
    /// The page without everything that the own copy does not show.
    pub(crate) async fn page_inside(&self, viewer: &Viewer, parcel: Parcel) -> Result<ParcelPage, DeskError> {
        let whole = self.parcel_page(viewer, parcel).await?;
        Ok(self.as_seen_inside(whole))
    }

    fn as_seen_inside(&self, whole: ParcelPage) -> ParcelPage {
        let mut page = whole;
        page.recipients.retain(|recipient| recipient.seen != Seen::Hidden);
        page.row.recipients = u32::try_from(page.recipients.len()).unwrap_or(u32::MAX);
        let shown =
            |domain: &String| page.recipients.iter().any(|recipient| recipient.address.ends_with(domain.as_str()));
        page.row.domains = page
            .row
            .domains
            .iter()
            .filter(|domain| shown(domain))
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let waits = |need: &Need| matches!(need, Need::Wait { .. });
        page.row.needs.retain(waits);
        page.needs.retain(|need| waits(&need.need));
        page.row.may = May { stop: page.row.may.stop, ..May::default() };
        page.row.findings.clear();
        page.findings.clear();
        page.steps.clear();
        page.changes.clear();
        page.siblings.clear();
        page.links.clear();
        page.history.clear();
        (page.refused, page.comment) = (None, None);
        page.mails = 1;
        page
    }
}
