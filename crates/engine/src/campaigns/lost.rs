//! What an earlier process, or an earlier database, left open.
//!
//! Looked for once, before anything leaves: a row that stands as being handed over then is one of which nobody knows, and
//! so is a row whose letter lies in the spool without the ledger knowing it (the database was restored from a backup, or
//! lost). Their letters are never tried again, and no others are made for them.

use sekisho_model::{
    CampaignId, Digest, LetterId, ParcelId, Pause,
    ledger::{RowState, RowStep},
};
use sekisho_store::{Campaign, CampaignRow, CampaignState, PageRequest, PendingLetter, RowFilter, RowMove, Unit};

use super::way::{Place, Way, moved};
use crate::{error::StepError, house::House};

/// Rows, and campaigns, per page.
const PAGE: u32 = 500;

impl House {
    /// Looks at every campaign that was released.
    pub(crate) async fn lose_open_hand_overs(&self) -> Result<(), StepError> {
        let states = [CampaignState::Running, CampaignState::Paused, CampaignState::Stopped, CampaignState::Done];
        for state in states {
            for campaign in self.store.campaigns_in(state, u32::MAX).await? {
                self.lose_open_ones(&campaign).await?;
            }
        }
        Ok(())
    }

    /// Letters of campaigns that lie in the spool and that the ledger does not know.
    pub(crate) async fn note_found_letters(&self, letters: &[PendingLetter]) -> Result<(), StepError> {
        for letter in letters {
            let Some(way) = Way::of_origin(letter.id, &letter.origin) else { continue };
            if let Place::Unknown = self.place(&way).await? {
                self.note_found(&way).await?;
            }
        }
        Ok(())
    }

    async fn note_found(&self, way: &Way) -> Result<(), StepError> {
        tracing::error!(campaign = %way.campaign, row = way.row, "a letter was found that the ledger does not know: nobody knows whether it was sent");
        let (change, event) = way.found();
        self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await?;
        self.pause(&way.campaign, Pause::FoundAgain).await
    }

    async fn lose_open_ones(&self, campaign: &Campaign) -> Result<(), StepError> {
        let filter = RowFilter { state: Some(RowState::Handed), part: None };
        loop {
            let page = PageRequest { after: None, limit: PAGE };
            let found = self.store.campaign_rows(&campaign.id, filter, page).await?;
            for row in &found.rows {
                self.lose(campaign, row).await?;
            }
            if found.next.is_none() {
                return Ok(());
            }
        }
    }

    async fn lose(&self, campaign: &Campaign, row: &CampaignRow) -> Result<(), StepError> {
        tracing::error!(campaign = %campaign.id, row = row.row, "the process ended while a letter was being handed over: nobody knows whether it arrived");
        let Some(letter) = row.letter else { return self.lose_row(&campaign.id, row, None).await };
        let parcels = self.store.parcels_of(letter).await?;
        let Some(parcel) = parcels.first() else { return self.lose_row(&campaign.id, row, Some(letter)).await };
        let root = campaign.root.unwrap_or(Digest::ZERO);
        let way = Way { campaign: campaign.id.clone(), row: row.row, root, letter };
        self.close_parcel(parcel.id, &way, row).await
    }

    async fn lose_row(&self, id: &CampaignId, row: &CampaignRow, letter: Option<LetterId>) -> Result<(), StepError> {
        let parcel = letter.map(|letter| ParcelId { letter, number: 0 });
        let (change, event) = moved(id, RowMove::plain(row.row, row.fence, RowStep::Lose), parcel, None);
        self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await?;
        Ok(())
    }
}
