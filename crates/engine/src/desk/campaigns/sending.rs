//! A campaign on its way: trial letters, the rest after the first rows, rows nobody knows about, complaints, once more.

use std::collections::BTreeSet;

use sekisho_campaign::{
    RowNumber,
    approval::Rejection,
    canary::Question,
    trial::{MAX_TRIALS, TrialError},
};
use sekisho_model::{CampaignId, Digest};
use sekisho_store::{CampaignState, RowCount};

use super::{Seen, is_open};
use crate::{
    campaigns::{
        MakingError,
        parts::{Opened, is_free, question},
        trials::NoTrial,
    },
    desk::{CampaignStand, Desk, DeskError, Viewer, act::comment},
};

/// Rows that are sent once more at a time.
const MOST_AGAIN: usize = 100_000;
/// How often a part is tried to be opened while the campaign moves.
const TRIES: usize = 5;

impl Desk {
    /// Sends the letters for made-up persons to the test addresses of the plan, while nothing is released yet; how many.
    ///
    /// # Errors
    /// [`DeskError::Campaign`] for somebody without a hand in it or too late, [`DeskError::Input`] when the plan names no
    /// test address or one of the list, [`DeskError::Trouble`] when letters cannot be made.
    pub async fn try_campaign(&self, viewer: &Viewer, id: &CampaignId) -> Result<u32, DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        if !seen.sheet.makers.contains(&viewer.user) {
            return Err(Rejection::NotAllowed.into());
        }
        if !is_open(seen.campaign.state) {
            return Err(Rejection::NotNow.into());
        }
        Ok(self.house.send_trial(&seen.campaign, &viewer.user, viewer.language).await?)
    }

    /// The rest may follow the rows that went ahead. `shown` is the root that was on the page.
    ///
    /// # Errors
    /// [`DeskError::Campaign`]: the right is missing, nothing is asked, or the campaign is another.
    pub async fn let_rest_go(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        shown: Option<Digest>,
    ) -> Result<CampaignStand, DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        if seen.campaign.root.is_none() || shown != seen.campaign.root {
            return Err(Rejection::Stale.into());
        }
        if !seen.may.resume {
            return Err(Rejection::NotAllowed.into());
        }
        self.refuse_approver(viewer, &seen).await?;
        let counts = self.house.store.row_counts(id).await?;
        if self.asked(&seen, &counts).await?.is_none() {
            return Err(Rejection::NotNow.into());
        }
        let whole = self.house.manifest_of(&seen.campaign).await?;
        match self.house.let_rest_go(&seen.campaign, &whole, viewer.user.clone()).await? {
            true => Ok(self.campaign_stand(&seen.campaign, &seen.sheet)),
            false => Err(DeskError::Conflict),
        }
    }

    /// What a person is asked about the rows that went ahead.
    pub(super) async fn asked(&self, seen: &Seen, counts: &[RowCount]) -> Result<Option<Question>, DeskError> {
        if seen.campaign.state != CampaignState::Running || !is_free(counts) {
            return Ok(None);
        }
        let leaving = self.house.leaving(&seen.campaign).await?;
        Ok(question(self.house.after_canary(&seen.campaign, &leaving, counts).await?))
    }

    async fn may_settle(&self, viewer: &Viewer, id: &CampaignId) -> Result<(), DeskError> {
        if self.seen_campaign(viewer, id).await?.may.settle { Ok(()) } else { Err(DeskError::Forbidden) }
    }

    /// Somebody has found out whether the letter of a row nobody knew about arrived.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::Conflict`] when it is not such a row any more, [`DeskError::Input`].
    pub async fn settle_campaign_row(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        row: u32,
        arrived: bool,
        wrote: Option<&str>,
    ) -> Result<(), DeskError> {
        self.may_settle(viewer, id).await?;
        let note = comment(wrote)?.unwrap_or_default();
        let by = Some(viewer.user.clone());
        match self.house.settle_row(id, row, arrived, by, &note).await? {
            true => Ok(()),
            false => Err(DeskError::Conflict),
        }
    }

    /// The same of all rows nobody knows about, as after a restored backup: `count` is how many were shown.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::Conflict`] when there are more or fewer, [`DeskError::Input`].
    pub async fn settle_unknown_rows(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        count: u64,
        arrived: bool,
        wrote: Option<&str>,
    ) -> Result<(), DeskError> {
        self.may_settle(viewer, id).await?;
        let note = comment(wrote)?.unwrap_or_default();
        match self.house.settle_unknown(id, count, arrived, &viewer.user, &note).await? {
            true => Ok(()),
            false => Err(DeskError::Conflict),
        }
    }

    /// Somebody complained, or says that they got another person's data; about a row where that is known.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`], [`DeskError::NotFound`] when there is no such row, [`DeskError::Input`].
    pub async fn complain_of_campaign(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        row: Option<u32>,
        wrote: Option<&str>,
    ) -> Result<(), DeskError> {
        self.may_settle(viewer, id).await?;
        if let Some(row) = row {
            self.house.store.campaign_row(id, row).await?.ok_or(DeskError::NotFound)?;
        }
        let note = comment(wrote)?;
        Ok(self.house.complain(id, row, Some(viewer.user.clone()), note.as_deref()).await?)
    }

    /// Rows once more, of which it is certain that nobody has their letters. `shown` is the root that was on the page:
    /// what was approved, and nothing else, is sent again.
    ///
    /// # Errors
    /// [`DeskError::Campaign`]: the right is missing, it is stopped, or the campaign is another; [`DeskError::Input`] for
    /// rows that were sent, or may have been; [`DeskError::Conflict`] when it changes without end.
    pub async fn send_again(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        rows: &BTreeSet<u32>,
        shown: Option<Digest>,
    ) -> Result<(), DeskError> {
        for _ in 0..TRIES {
            match self.open_again(viewer, id, rows, shown).await? {
                Opened::Yes => return Ok(()),
                // It came to its end, or another part was opened, at the same moment.
                Opened::Raced => {}
                Opened::No => return Err(not_free("one of them was sent, or may have been")),
            }
        }
        Err(DeskError::Conflict)
    }

    async fn open_again(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        rows: &BTreeSet<u32>,
        shown: Option<Digest>,
    ) -> Result<Opened, DeskError> {
        let seen = self.seen_campaign(viewer, id).await?;
        if seen.campaign.root.is_none() || shown != seen.campaign.root {
            return Err(Rejection::Stale.into());
        }
        if !seen.rights.release.contains(&viewer.user) {
            return Err(Rejection::NotAllowed.into());
        }
        self.refuse_approver(viewer, &seen).await?;
        if !matches!(seen.campaign.state, CampaignState::Running | CampaignState::Done) {
            return Err(Rejection::NotNow.into());
        }
        if rows.is_empty() || rows.len() > MOST_AGAIN {
            return Err(not_free("none, or too many"));
        }
        let whole = self.house.manifest_of(&seen.campaign).await?;
        let rows = rows.iter().map(|row| RowNumber(*row)).collect();
        Ok(self.house.open_again(&seen.campaign, &whole, &rows, viewer.user.clone()).await?)
    }
}

fn not_free(problem: &str) -> DeskError {
    DeskError::Input { field: "rows", problem: problem.to_owned() }
}

impl From<NoTrial> for DeskError {
    fn from(error: NoTrial) -> Self {
        let wrong = |problem: String| Self::Input { field: "test_to", problem };
        match error {
            NoTrial::Shelf(error) => error.into(),
            NoTrial::Step(error) => error.into(),
            NoTrial::Trial(TrialError::Nobody) => wrong("the plan names no test address".to_owned()),
            NoTrial::Trial(TrialError::TooMany) => wrong(format!("at most {MAX_TRIALS}")),
            NoTrial::Trial(TrialError::InList { number }) => wrong(format!("address {number} stands in the list")),
            NoTrial::Trial(TrialError::Campaign(error)) => MakingError::from(error).into(),
        }
    }
}
