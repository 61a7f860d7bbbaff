//! Trays and search.

use std::collections::BTreeSet;

use sekisho_model::{Finding, FindingKind, Need, Verdict};
use sekisho_store::{LetterRow, Parcel, ParcelLine, ParcelState, RecipientStatus, Tray as Wanted};

use super::{Badges, Desk, DeskError, Page, Stand, Tray, TrayRow, Viewer, evidence::request};
use crate::release::proofs_in;

/// Findings on a line.
const FINDINGS: usize = 5;
/// Domains on a line.
const DOMAINS: usize = 3;

impl Desk {
    /// Numbers beside the navigation.
    pub async fn badges(&self, viewer: &Viewer) -> Result<Badges, DeskError> {
        let store = &self.house.store;
        let held = match Self::overseer(viewer) {
            Ok(()) => store.count_held(Wanted::All).await?,
            Err(_) => 0,
        };
        Ok(Badges {
            mine: store.count_held(Wanted::Reviewer(viewer.user.clone())).await?,
            to_approve: store.count_held(Wanted::Approver(viewer.user.clone(), Vec::new())).await?,
            held,
            owns_lists: self.owns_lists(viewer),
        })
    }

    /// A tray.
    pub async fn tray(&self, viewer: &Viewer, tray: Tray, cursor: Option<&str>) -> Result<Page<TrayRow>, DeskError> {
        let store = &self.house.store;
        let user = viewer.user.clone();
        let page = match tray {
            Tray::Mine => store.held(Wanted::Reviewer(user), request(cursor)).await?,
            Tray::ToApprove => store.held(Wanted::Approver(user, Vec::new()), request(cursor)).await?,
            Tray::Held => {
                Self::overseer(viewer)?;
                store.held(Wanted::All, request(cursor)).await?
            }
            Tray::History => store.history(Wanted::Reviewer(user), request(cursor)).await?,
        };
        let mut rows = Vec::with_capacity(page.rows.len());
        for line in &page.rows {
            rows.push(self.row(line, viewer).await?);
        }
        Ok(Page { rows, next: page.next, total: None })
    }

    /// Letters whose subject or an address contains every word; only those the viewer may see.
    pub async fn search(&self, viewer: &Viewer, query: &str, cursor: Option<&str>) -> Result<Page<TrayRow>, DeskError> {
        let query: String = query.chars().take(200).collect();
        let page = self.house.store.search(query, request(cursor)).await?;
        let mut rows = Vec::new();
        for letter in page.rows {
            for parcel in self.house.store.parcels_of(letter.id).await? {
                let line = ParcelLine { parcel, letter: letter.clone() };
                if self.may(&line.parcel, viewer).reveal {
                    rows.push(self.row(&line, viewer).await?);
                }
            }
        }
        Ok(Page { rows, next: page.next, total: None })
    }

    pub(crate) async fn row(&self, line: &ParcelLine, viewer: &Viewer) -> Result<TrayRow, DeskError> {
        let needs = self.open_needs(&line.parcel).await?;
        let stand = self.stand(&line.parcel).await?;
        Ok(self.row_with(&line.parcel, &line.letter, viewer, needs, stand))
    }

    pub(crate) fn row_with(
        &self,
        parcel: &Parcel,
        letter: &LetterRow,
        viewer: &Viewer,
        needs: Vec<Need>,
        stand: Stand,
    ) -> TrayRow {
        let roster = &self.house.law().roster;
        let outside: BTreeSet<String> = parcel
            .envelope
            .recipients
            .iter()
            .flat_map(|recipient| roster.reaches(&recipient.address))
            .map(|domain| domain.to_string())
            .collect();
        TrayRow {
            parcel: parcel.id,
            at: letter.at,
            sender: letter.mail_from.clone(),
            subject: letter.subject.clone(),
            recipients: u32::try_from(parcel.envelope.recipients.len()).unwrap_or(u32::MAX),
            domains: outside.into_iter().take(DOMAINS).collect(),
            stand,
            needs,
            findings: strongest(&parcel.findings),
            may: self.may(parcel, viewer),
        }
    }

    /// Needs nobody has met yet.
    pub(crate) async fn open_needs(&self, parcel: &Parcel) -> Result<Vec<Need>, DeskError> {
        if parcel.state != ParcelState::Held {
            return Ok(Vec::new());
        }
        let events = self.house.store.events_of(sekisho_store::About::Parcel(parcel.id), false).await?;
        Ok(open_needs(parcel, proofs_in(parcel.id, &events)))
    }

    pub(crate) async fn stand(&self, parcel: &Parcel) -> Result<Stand, DeskError> {
        Ok(match parcel.state {
            ParcelState::Held => Stand::Held,
            ParcelState::Ready | ParcelState::Sending => Stand::Sending,
            ParcelState::Refused => Stand::Refused,
            ParcelState::Returned if matches!(parcel.verdict, Verdict::Refuse { .. }) => Stand::Refused,
            ParcelState::Returned => Stand::Returned,
            ParcelState::Altered => Stand::Altered,
            ParcelState::Done | ParcelState::Discarded => self.ended_stand(parcel).await?,
        })
    }

    /// Who got it counts, also when it was stopped on its way.
    async fn ended_stand(&self, parcel: &Parcel) -> Result<Stand, DeskError> {
        let rows = self.house.store.recipients(parcel.id).await?;
        let (got, all) = (rows.iter().filter(|row| row.status == RecipientStatus::Accepted).count(), rows.len());
        let maybe = rows.iter().any(|row| row.status == RecipientStatus::Unknown);
        Ok(match parcel.state {
            ParcelState::Discarded if got == 0 && !maybe => Stand::Discarded,
            _ if got == all => Stand::Sent,
            _ => Stand::PartlySent,
        })
    }
}

/// Needs that are still open after these proofs.
pub(crate) fn open_needs(parcel: &Parcel, proofs: Vec<sekisho_model::Proof>) -> Vec<Need> {
    let standing = sekisho_model::Standing::open(parcel.id, parcel.seal, &parcel.verdict, parcel.circle.clone());
    match standing.replay(proofs) {
        sekisho_model::Standing::Held(held) => held.open_needs().cloned().collect(),
        _ => Vec::new(),
    }
}

/// Public forms of the findings, the ones that matter most first; that the letter is external is said elsewhere.
pub(crate) fn strongest(findings: &[Finding]) -> Vec<Finding> {
    let mut shown: Vec<Finding> = findings
        .iter()
        .filter(|finding| !matches!(finding.kind, FindingKind::External))
        .map(Finding::without_private)
        .collect();
    shown.sort_by_key(|finding| weight(finding.kind));
    shown.truncate(FINDINGS);
    shown
}

/// Order of importance for people: what leaks most comes first.
pub(crate) const fn weight(kind: FindingKind) -> u8 {
    match kind {
        FindingKind::OwnRecipientsAttached | FindingKind::OtherPerson | FindingKind::Burst => 0,
        FindingKind::SpecialCareData => 1,
        FindingKind::PersonalData | FindingKind::HiddenData | FindingKind::QuotedData => 2,
        FindingKind::SalutationMismatch | FindingKind::CompanyMismatch | FindingKind::MassVisible => 3,
        FindingKind::ListHasOutsider | FindingKind::LookalikeDomain | FindingKind::ReplyAddsOutside => 4,
        FindingKind::Blind | FindingKind::DetectorFailed | FindingKind::UnknownList => 5,
        FindingKind::Rule | FindingKind::VisibleStrangers | FindingKind::StaleRecipients => 6,
        FindingKind::FirstDomain | FindingKind::Freemail | FindingKind::UnprotectedAttachment => 7,
        FindingKind::ForgottenAttachment | FindingKind::HiddenExternal | FindingKind::Defect => 8,
        _ => 9,
    }
}
