//! Forgetting: letters whose time is over lose their key, spool segments are used again, old sessions and memories go.

use std::time::Duration;

use sekisho_model::{Event, Time};
use sekisho_store::{Change, StoreError, Unit};

use crate::{error::StepError, house::House};

/// How often it is looked for what is over.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// Letters per round.
const BATCH: u32 = 200;
/// Domains, names and threads nobody wrote to or in for so long are forgotten.
const MEMORY: Duration = Duration::from_secs(2 * 366 * 86_400);

impl House {
    /// Runs until the process ends.
    pub async fn run_retention(self) {
        let mut every = tokio::time::interval(EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            if let Err(error) = self.forget().await {
                tracing::error!(error = %crate::chain(&error), "what is over could not be forgotten; it is tried again");
            }
        }
    }

    /// One round.
    pub async fn forget(&self) -> Result<(), StepError> {
        let now = self.clock.now();
        if let Ok(before) = now.checked_sub(self.settings.retention) {
            while self.shred_some(before).await? {}
            self.forget_campaigns(before).await?;
        }
        let mut unit = Unit::new(now).change(Change::PruneAccess);
        if let Ok(before) = now.checked_sub(MEMORY) {
            unit = unit.change(Change::PruneMemory { before });
        }
        self.store.commit(unit).await?;
        self.store.recycle().await?;
        Ok(())
    }

    /// Destroys the keys of some letters; whether there may be more. One that resists does not save the others.
    async fn shred_some(&self, before: Time) -> Result<bool, StepError> {
        let now = self.clock.now();
        let letters = self.store.expired(before, BATCH).await?;
        let mut shredded = 0;
        for letter in &letters {
            let unit = Unit::new(now)
                .change(Change::ErasePersonal { letter: *letter })
                .event(Event::Shredded { letter: *letter });
            match self.store.shred_letter(*letter, unit).await {
                Ok(_) => shredded += 1,
                Err(StoreError::Closed) => return Ok(false),
                Err(error) => {
                    tracing::error!(%letter, error = %crate::chain(&error), "a letter could not be shredded; it is tried again");
                }
            }
        }
        Ok(shredded > 0 && letters.len() == BATCH as usize)
    }
}
