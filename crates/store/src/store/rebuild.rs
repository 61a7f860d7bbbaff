//! A new database for a spool whose database is lost.
//!
//! Invariants: nothing in the spool is changed; a database that is there is never rebuilt over. It fails before the new
//! database is made, or leaves a whole one. What is counted here is found again, letter by letter, by the next opening.

use std::{path::Path, sync::Arc};

use sekisho_model::Time;
use sqlx::Connection as _;

use super::open::{lock, open_spool, writer};
use crate::{
    SpoolOptions, StoreError, database,
    error::{failed, spool_failed},
    keys::{KeyError, MasterKeys},
    meta,
    private::json_text,
    spool::{Scanned, Spool, SpoolError},
};

/// The setting that keeps when the database was rebuilt. Letters from before it may have been sent already.
pub const REBUILT: &str = "rebuilt-at";

/// What the spool holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Letters that can be read: they are judged anew.
    pub letters: u64,
    /// Letters that are there and cannot be read; their bytes are kept.
    pub unreadable: u64,
    /// Letters whose key was destroyed; they stay forgotten.
    pub shredded: u64,
    /// Stretches of the log that were durable once and cannot be read.
    pub damaged: u64,
}

pub(super) async fn rebuild(dir: &Path, keys: Arc<MasterKeys>, at: Time) -> Result<Rebuilt, StoreError> {
    let _lock = lock(dir)?;
    if !database::is_new(dir).await? {
        return Err(StoreError::Exists { path: database::file(dir) });
    }
    let (spool, _) = open_spool(dir, Arc::clone(&keys), SpoolOptions::default(), None).await?;
    let counted = tokio::task::spawn_blocking(move || count(&spool)).await.map_err(|_| StoreError::Closed)??;
    let mut connection = writer(dir, &keys, None).await?;
    let text = "insert into setting (key, value) values ($1, $2)";
    let noted = sqlx::query(text).bind(REBUILT).bind(json_text(&at)?).execute(&mut connection).await;
    noted.map_err(failed("note that the database is rebuilt"))?;
    connection.close().await.map_err(failed("close the database"))?;
    Ok(counted)
}

/// Counts on a thread that may block; nothing is kept in memory.
fn count(spool: &Spool) -> Result<Rebuilt, StoreError> {
    let mut rebuilt = Rebuilt::default();
    for found in spool.scan(None) {
        match found.map_err(spool_failed("read the spool", None))? {
            Scanned::Letter { id, meta, location } if meta::pending(id, location, &meta).is_ok() => {
                rebuilt.letters += 1;
            }
            // The letters are not lost, the key file is incomplete.
            Scanned::Unreadable { why: SpoolError::Key(error @ KeyError::Unknown(_)), .. } => return Err(error.into()),
            Scanned::Letter { .. } | Scanned::Unreadable { .. } => rebuilt.unreadable += 1,
            Scanned::Shredded { .. } => rebuilt.shredded += 1,
            Scanned::Damaged { .. } => rebuilt.damaged += 1,
        }
    }
    Ok(rebuilt)
}
