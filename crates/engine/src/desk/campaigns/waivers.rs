//! Waivers: somebody answers for what was found, by its exact number. They stand in the plan.

use std::collections::BTreeSet;

use sekisho_campaign::{FindingKind, RowNumber, check};
use sekisho_model::CampaignId;
use sekisho_tables::{
    CLASSES,
    waiver::{Waiver as ListWaiver, is_own},
};

use super::parts::plan_part;
use crate::{
    campaigns::plan::Plan,
    desk::{CheckView, Desk, DeskError, Viewer},
};

impl Desk {
    /// Answers for a class of differences (`only-a`, …) or a kind of finding (`empty-value`, …): so many of it, and why.
    /// The campaign has to be checked again; one more of it, and the waiver is void.
    ///
    /// # Errors
    /// [`DeskError::Input`] for a code that is none, or when who answers made one of the lists; and as [`Desk::put_parts`].
    pub async fn waive(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        code: &str,
        count: u32,
        reason: &str,
    ) -> Result<(), DeskError> {
        let seen = self.revealed(viewer, id).await?;
        let dossier = self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        let mut plan = Plan::of(&dossier)?;
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return Err(wrong("reason", "missing"));
        }
        let kind = FindingKind::ALL.iter().find(|kind| kind.code() == code).copied();
        match (kind, &mut plan.list.second) {
            (Some(kind), _) => {
                plan.waiver.retain(|waiver| waiver.kind != kind);
                let rows = names_of(&seen.sheet.check, code);
                let by = viewer.user.clone();
                plan.waiver.push(check::Waiver { kind, count, rows, reason, by });
            }
            (None, Some(second)) if CLASSES.iter().any(|class| class.code() == code) => {
                let approver = viewer.user.to_string();
                if seen.sheet.authors().iter().any(|author| is_own(&approver, &[author])) {
                    return Err(wrong("own-list", "made one of the lists"));
                }
                second.waiver.retain(|waiver| waiver.class != code);
                let (class, count) = (code.to_owned(), u64::from(count));
                second.waiver.push(ListWaiver { class, count, reason, approver });
            }
            _ => return Err(wrong("code", "unknown")),
        }
        self.put_parts(viewer, id, vec![plan_part(&plan)?]).await
    }
}

/// Foreign names are waived row by row; everything else as a class.
fn names_of(check: &Option<CheckView>, code: &str) -> BTreeSet<RowNumber> {
    if code != FindingKind::ForeignValue.code() {
        return BTreeSet::new();
    }
    let findings = check.iter().flat_map(|check| &check.findings).filter(|finding| finding.kind == code);
    findings.flat_map(|finding| &finding.first).filter_map(|row| row.row.map(RowNumber)).collect()
}

fn wrong(field: &'static str, problem: &str) -> DeskError {
    DeskError::Input { field, problem: problem.to_owned() }
}
