//! What the spool has that the database does not: read from the checkpoint on, at every start.
//!
//! Invariants: a letter that was accepted is undecided, decided, or reported as unreadable; it is never passed over in
//! silence. A key that is missing stops the start: the letter is not lost, the key file is incomplete.

use std::{collections::HashSet, sync::Arc};

use sekisho_model::LetterId;
use sqlx::{Row as _, SqliteConnection, SqlitePool};
use tokio::runtime::Handle;

use super::Recovered;
use crate::{
    Location, StoreError, database,
    error::{failed, spool_failed},
    keys::KeyError,
    meta,
    private::json_text,
    row::signed,
    spool::{Recovery, Scan, Scanned, Spool, SpoolError},
    waiting::Waiting,
};

/// Records looked at together.
const STRIDE: usize = 500;

/// Reads the log behind the checkpoint.
pub(super) async fn recover(
    spool: &Spool,
    recovery: &Recovery,
    connection: &mut SqliteConnection,
    pool: &SqlitePool,
    waiting: &Arc<Waiting>,
) -> Result<Recovered, StoreError> {
    let mut recovered = Recovered {
        undecided: Vec::new(),
        torn: recovery.torn.is_some(),
        unreadable: Vec::new(),
        damaged: 0,
        log_lost: recovery.checkpoint_lost,
        answers: Vec::new(),
    };
    if recovered.log_lost {
        tracing::error!("the spool log is shorter than the database knows; look at the disk and at what was restored");
    }
    let mut scan = spool.scan(recovery.from);
    loop {
        let (rest, found) = read(scan).await?;
        scan = rest;
        if found.is_empty() {
            break;
        }
        let decided = decided(connection, &found).await?;
        for found in found {
            note(found, &decided, &mut recovered, connection).await?;
        }
    }
    for letter in &recovered.undecided {
        waiting.add(letter.id, letter.location);
    }
    sweep(spool, pool, waiting, &recovered).await?;
    Ok(recovered)
}

/// The next records, on a thread that may block.
async fn read(mut scan: Scan) -> Result<(Scan, Vec<Scanned>), StoreError> {
    let read = move || {
        let found: Result<Vec<_>, _> = scan.by_ref().take(STRIDE).collect();
        found.map(|found| (scan, found))
    };
    let found = tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Closed)?;
    found.map_err(spool_failed("read the spool", None))
}

/// Which of them the database knows.
async fn decided(connection: &mut SqliteConnection, found: &[Scanned]) -> Result<HashSet<LetterId>, StoreError> {
    let ids = found.iter().filter_map(|found| match found {
        Scanned::Letter { id, .. } | Scanned::Unreadable { id, .. } => Some(*id),
        _ => None,
    });
    known(connection, &ids.collect::<Vec<_>>()).await
}

async fn known(connection: &mut SqliteConnection, ids: &[LetterId]) -> Result<HashSet<LetterId>, StoreError> {
    let query = sqlx::query("select id from letter where id in (select value from json_each($1))");
    let query = query.bind(json_text(&ids)?);
    let rows = database::all_rows(connection, query).await.map_err(failed("find letters"))?;
    let id = |row: &sqlx::sqlite::SqliteRow| row.try_get::<&str, _>(0).ok()?.parse().ok();
    Ok(rows.iter().filter_map(id).collect())
}

async fn note(
    found: Scanned,
    decided: &HashSet<LetterId>,
    recovered: &mut Recovered,
    connection: &mut SqliteConnection,
) -> Result<(), StoreError> {
    match found {
        Scanned::Letter { id, meta, location } if !decided.contains(&id) => match meta::pending(id, location, &meta) {
            Ok(letter) => recovered.undecided.push(letter),
            Err(error) => unreadable(id, location, &error, recovered, connection).await?,
        },
        Scanned::Unreadable { why: SpoolError::Key(error @ KeyError::Unknown(_)), id, .. }
            if !decided.contains(&id) =>
        {
            return Err(error.into());
        }
        Scanned::Unreadable { id, location, why } if !decided.contains(&id) => {
            unreadable(id, location, &why, recovered, connection).await?;
        }
        Scanned::Damaged { segment, offset, len } => {
            tracing::error!(segment, offset, len, "bytes of the spool log that were durable once cannot be read");
            recovered.damaged += 1;
        }
        Scanned::Letter { .. } | Scanned::Unreadable { .. } | Scanned::Shredded { .. } => {}
    }
    Ok(())
}

async fn unreadable(
    id: LetterId,
    location: Location,
    why: &(dyn std::error::Error + Sync),
    recovered: &mut Recovered,
    connection: &mut SqliteConnection,
) -> Result<(), StoreError> {
    tracing::error!(letter = %id, error = %why, "an accepted letter cannot be read; its bytes are kept");
    let query = sqlx::query("insert into spool_unreadable (id, segment) values ($1, $2) on conflict do nothing");
    let query = query.bind(id.to_string()).bind(signed(location.segment));
    let done = query.execute(connection).await.map_err(failed("note an unreadable letter"))?;
    if done.rows_affected() > 0 {
        recovered.unreadable.push(id);
    }
    Ok(())
}

/// Removes large files that a crash left without a record. Where records were lost, every file is kept.
async fn sweep(
    spool: &Spool,
    pool: &SqlitePool,
    waiting: &Arc<Waiting>,
    recovered: &Recovered,
) -> Result<(), StoreError> {
    if recovered.damaged > 0 || recovered.log_lost {
        return Ok(());
    }
    let (spool, pool, waiting, runtime) = (spool.clone(), pool.clone(), Arc::clone(waiting), Handle::current());
    let sweep = move || spool.sweep(|id| waiting.get(id).is_some() || runtime.block_on(stays(&pool, id)));
    let removed = tokio::task::spawn_blocking(sweep).await.map_err(|_| StoreError::Closed)?;
    removed.map_err(spool_failed("remove files without a letter", None))?;
    Ok(())
}

/// Whether a letter is in the database; also when that cannot be said.
async fn stays(pool: &SqlitePool, id: LetterId) -> bool {
    let text = "select 1 from letter where id = $1 union all select 1 from spool_unreadable where id = $1 limit 1";
    let found = sqlx::query(text).bind(id.to_string()).fetch_optional(pool).await;
    !matches!(found, Ok(None))
}
