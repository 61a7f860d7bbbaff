//! Forgetting campaigns: files, texts and replies go when their time is over, as letters do. The ledger stays: that a row
//! was sent is evidence, and its name is never used again.

use sekisho_model::{CampaignAct, Event, Time};
use sekisho_store::{Campaign, CampaignState, Change, Unit};

use crate::{error::StepError, house::House};

/// Campaigns of one state that are looked at in a round.
const BATCH: u32 = 1_000;

impl House {
    /// Forgets campaigns that nobody has touched since, unless they are on their way.
    pub(crate) async fn forget_campaigns(&self, before: Time) -> Result<(), StepError> {
        let rests = [
            CampaignState::Draft,
            CampaignState::Proposed,
            CampaignState::Approved,
            CampaignState::Stopped,
            CampaignState::Done,
        ];
        for state in rests {
            let found = self.store.campaigns_in(state, BATCH).await?;
            let over = |campaign: &&Campaign| campaign.forgotten_at.is_none() && campaign.updated_at < before;
            for campaign in found.iter().filter(over) {
                let (id, act) = (campaign.id.clone(), CampaignAct::Forgotten);
                let unit = Unit::new(self.clock.now())
                    .change(Change::ForgetCampaign { campaign: id.clone() })
                    .event(Event::CampaignActed { campaign: id, act, by: None });
                self.store.commit(unit).await?;
            }
        }
        Ok(())
    }
}
