//! After a backup was restored: what left since it was made is not in it, so nobody knows what has left.
//!
//! The house cannot see that by itself: spool and database of a backup fit each other. Somebody says so, before the
//! service starts. Then no row of a campaign leaves by itself any more: each that had not come to an end is unknown,
//! and its letter in the spool is closed without being sent. Approvals are void, since what was approved then may have
//! been released later. Doing it twice changes nothing more.

use sekisho_model::{CampaignAct, Event, Pause};
use sekisho_store::{Campaign, CampaignSet, CampaignState, Change, Unit};

use super::shelf::{ShelfError, sheet_of};
use crate::{error::StepError, house::House};

/// What was held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restored {
    /// Campaigns that rest now.
    pub campaigns: u64,
    /// Rows of which nobody knows now.
    pub rows: u64,
}

impl House {
    /// Holds what may have left since the backup was made.
    ///
    /// # Errors
    /// [`StepError`]: the store; what was held before it is held.
    pub async fn hold_restored(&self) -> Result<Restored, StepError> {
        let open = [CampaignState::Proposed, CampaignState::Approved, CampaignState::Running, CampaignState::Paused];
        let mut found = Vec::new();
        for state in open {
            found.extend(self.store.campaigns_in(state, u32::MAX).await?);
        }
        let mut held = Restored::default();
        for campaign in &found {
            held.rows += self.hold_campaign(campaign).await?;
            held.campaigns += 1;
        }
        Ok(held)
    }

    async fn hold_campaign(&self, campaign: &Campaign) -> Result<u64, StepError> {
        let released = matches!(campaign.state, CampaignState::Running | CampaignState::Paused);
        if released {
            self.give_every_row_a_part(campaign).await?;
        }
        let Some(now) = self.store.campaign(&campaign.id).await? else { return Ok(0) };
        let mut set = CampaignSet::to(if released { CampaignState::Paused } else { CampaignState::Draft });
        if let (false, Ok(mut sheet)) = (released, sheet_of(&now)) {
            sheet.rights = None;
            set.sheet = serde_json::to_value(&sheet).ok();
        }
        let counts = self.store.row_counts(&campaign.id).await?;
        let open = counts.iter().filter(|count| !count.state.is_settled()).map(|count| count.rows).sum();
        let (id, act) = (campaign.id.clone(), CampaignAct::Paused { why: Pause::Restored });
        let unit = Unit::new(self.clock.now())
            .change(Change::SetCampaign { campaign: id.clone(), expect: now.version, set })
            .change(Change::LoseRows { campaign: id.clone() })
            .event(Event::CampaignActed { campaign: id, act, by: None });
        self.store.commit(unit).await?;
        Ok(open)
    }

    /// Rows that no part had may have got one since. With a part they can be sent once more, when a person has found out
    /// that they were not sent.
    async fn give_every_row_a_part(&self, campaign: &Campaign) -> Result<(), StepError> {
        match self.manifest_of(campaign).await {
            Ok(whole) => {
                self.add_rows(campaign, &whole).await?;
                self.open_rest(campaign, &whole, None).await?;
            }
            Err(ShelfError::Store(error)) => return Err(error.into()),
            Err(error) => {
                tracing::error!(campaign = %campaign.id, error = %crate::chain(&error), "the rows of a restored campaign cannot be read");
            }
        }
        Ok(())
    }
}
