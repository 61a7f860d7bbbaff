//! Forgetting: letters whose time is over lose their key, spool segments are used again, old sessions and memories go.

use std::time::Duration;

use sekisho_model::Event;
use sekisho_store::{Change, Unit};

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
            loop {
                let letters = self.store.expired(before, BATCH).await?;
                for letter in &letters {
                    let unit = Unit::new(now)
                        .change(Change::ErasePersonal { letter: *letter })
                        .event(Event::Shredded { letter: *letter });
                    self.store.shred_letter(*letter, unit).await?;
                }
                if letters.len() < BATCH as usize {
                    break;
                }
            }
        }
        let mut unit = Unit::new(now).change(Change::PruneAccess);
        if let Ok(before) = now.checked_sub(MEMORY) {
            unit = unit.change(Change::PruneMemory { before });
        }
        self.store.commit(unit).await?;
        self.store.recycle().await?;
        Ok(())
    }
}
