//! A letter becomes durable, or is known not to be accepted.

use std::sync::Arc;

use sekisho_model::LetterId;
use tokio::runtime::Handle;

use crate::{Location, StoreError, StoredLetter, error::spool_failed, meta, spool::Spool, waiting::Waiting};

/// A durable letter that nobody was told of yet. Dropped like this, its key is destroyed: its client will send it again.
struct Durable {
    id: LetterId,
    location: Location,
    spool: Option<Spool>,
}

/// Seals, appends, syncs. Runs in a task of its own, so that a caller that goes away leaves nothing half done.
pub(super) async fn accept(spool: Spool, waiting: Arc<Waiting>, letter: StoredLetter) -> Result<Location, StoreError> {
    let meta = meta::write(&letter)?;
    let StoredLetter { id, bytes, .. } = letter;
    let append = async move {
        let location = spool.append(id, meta, bytes).await?;
        Ok(Durable { id, location, spool: Some(spool) })
    };
    let done = tokio::spawn(append).await;
    let durable = done.map_err(|_| StoreError::Closed)?.map_err(spool_failed("append a letter", Some(id)))?;
    waiting.add(id, durable.location);
    Ok(durable.keep())
}

impl Durable {
    /// Somebody was told.
    fn keep(mut self) -> Location {
        self.spool = None;
        self.location
    }
}

impl Drop for Durable {
    fn drop(&mut self) {
        let Some(spool) = self.spool.take() else { return };
        let (id, location) = (self.id, self.location);
        // Without a runtime the process ends; the letter is found again and judged, which loses nothing.
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            match spool.shred(id, &location).await {
                Ok(()) => spool.settle(&location),
                Err(error) => tracing::error!(letter = %id, %error, "a letter nobody waits for could not be shredded"),
            }
        });
    }
}
