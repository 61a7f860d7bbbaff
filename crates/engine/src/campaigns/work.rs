//! The worker of campaigns: one look at a time, over all campaigns that run.
//!
//! What somebody decided (released, paused, resumed, stopped) stands in the database and is found there; nobody has to
//! tell the worker. Two of them do no harm: the ledger lets one row be claimed once.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use sekisho_model::{ParcelId, Pause, Time, ledger::RowState};
use sekisho_store::{
    Campaign, CampaignState, Change, CommitError, PageRequest, Parcel, ParcelSet, ParcelState, RowFilter, Unit,
};

use super::{
    departures::Leaving,
    shelf::{ShelfError, is_altered},
};
use crate::{error::StepError, house::House};

/// How often it looks.
const EVERY: Duration = Duration::from_millis(250);
/// Campaigns that run at the same time.
const ABREAST: u32 = 50;
/// Rows of one campaign that can be claimed at a time, and some more.
const CLAIMED: u32 = 500;

impl House {
    /// Runs until the process ends.
    pub async fn run_campaigns(self) {
        let mut every = tokio::time::interval(EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            while self.look_at_campaigns().await > 0 {}
        }
    }

    /// One look; how many letters were put into the spool.
    pub async fn look_at_campaigns(&self) -> usize {
        let spooled = self.look_at_running().await;
        let told = AssertUnwindSafe(self.tell_news()).catch_unwind().await;
        match told.unwrap_or(Err(StepError::Panicked)) {
            Ok(()) | Err(StepError::Commit(CommitError::Closed)) => {}
            Err(error) => tracing::error!(error = %crate::chain(&error), "news of campaigns are not told yet"),
        }
        spooled
    }

    async fn look_at_running(&self) -> usize {
        let running = match self.store.campaigns_in(CampaignState::Running, ABREAST).await {
            Ok(running) => running,
            Err(error) => {
                tracing::error!(error = %crate::chain(&error), "the store does not say which campaigns run");
                return 0;
            }
        };
        if let Ok(paused) = self.store.campaigns_in(CampaignState::Paused, ABREAST).await {
            self.departures.keep(|known| running.iter().chain(&paused).any(|campaign| campaign.id == *known));
        }
        let mut spooled = 0;
        for campaign in &running {
            let work = AssertUnwindSafe(self.work_on_campaign(campaign)).catch_unwind().await;
            match work.unwrap_or(Err(StepError::Panicked)) {
                Ok(count) => spooled += count,
                Err(StepError::Commit(CommitError::Closed)) => return 0,
                Err(error) => {
                    tracing::error!(campaign = %campaign.id, error = %crate::chain(&error), "a step of a campaign failed; it is tried again");
                }
            }
        }
        spooled
    }

    async fn work_on_campaign(&self, campaign: &Campaign) -> Result<usize, StepError> {
        let leaving = match self.leaving(campaign).await {
            Ok(leaving) => leaving,
            Err(ShelfError::Store(error)) if !is_altered(&error) => return Err(error.into()),
            Err(error) => {
                tracing::error!(campaign = %campaign.id, error = %crate::chain(&error), "a released campaign is not what was approved");
                self.pause(&campaign.id, Pause::Altered).await?;
                return Ok(0);
            }
        };
        // Somebody is at it.
        let Ok(mut looked_after) = leaving.work.try_lock() else { return Ok(0) };
        if !*looked_after {
            self.look_after_claims(campaign, &leaving, Time::MAX).await?;
            self.wake_all(campaign).await?;
            *looked_after = true;
        }
        self.wake(campaign).await?;
        self.step_campaign(campaign, &leaving).await
    }

    async fn step_campaign(&self, campaign: &Campaign, leaving: &Arc<Leaving>) -> Result<usize, StepError> {
        let counts = self.store.row_counts(&campaign.id).await?;
        if counts.iter().all(|count| count.part == 0) {
            self.open_first(campaign, leaving).await?;
            return Ok(0);
        }
        self.look_after_claims(campaign, leaving, self.clock.now()).await?;
        let spooled = self.claim_some(campaign, leaving, &counts).await?;
        if spooled == 0 {
            self.go_on(campaign, leaving).await?;
        }
        Ok(spooled)
    }

    /// Which parcels rest is known only to the process that let them.
    async fn wake_all(&self, campaign: &Campaign) -> Result<(), StepError> {
        let filter = RowFilter { state: Some(RowState::Claimed), part: None };
        let page = PageRequest { after: None, limit: CLAIMED };
        for row in self.store.campaign_rows(&campaign.id, filter, page).await?.rows {
            if let Some(letter) = row.letter {
                self.wake_one(ParcelId { letter, number: 0 }).await?;
            }
        }
        Ok(())
    }

    /// Parcels that waited for their campaign to run are due now.
    async fn wake(&self, campaign: &Campaign) -> Result<(), StepError> {
        for id in self.departures.wake(&campaign.id) {
            self.wake_one(id).await?;
        }
        Ok(())
    }

    /// What is due is left alone: it is on its way, and a changed row would stand in the way of its outcome.
    async fn wake_one(&self, id: ParcelId) -> Result<(), StepError> {
        let now = self.clock.now();
        let rests = |parcel: &Parcel| parcel.state == ParcelState::Ready && parcel.due_at.is_some_and(|due| due > now);
        let Some(parcel) = self.store.parcel(id).await?.filter(rests) else { return Ok(()) };
        let mut set = ParcelSet::state(&parcel, ParcelState::Ready);
        set.due_at = Some(now);
        let change = Change::Parcel { parcel: id, expect: parcel.version, set, recipients: Vec::new() };
        match self.store.commit(Unit::new(now).change(change)).await {
            // Somebody is at it.
            Ok(_) | Err(CommitError::Conflict { .. }) => {
                self.send_soon(id);
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}
