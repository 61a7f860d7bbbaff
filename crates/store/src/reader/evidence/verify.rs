//! Verifying the chain as it stands in the database.
//!
//! Checked are: every hash and the order; the columns that repeat an event for finding it; every personal payload that
//! is still there; and that the chain still has the end that was sealed with it.

use sekisho_model::event::{Broken, BrokenWhy};
use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::super::Reader;
use crate::{
    StoreError, Verified, database,
    error::failed,
    private::{At, Fault, Private},
    row::{self, Cells, signed},
    rows::event::{self, Payload, event_columns},
    writer::Head,
};

/// Events read at a time.
const STRIDE: i64 = 1_000;
const WHAT: &str = "read the chain";

const CHAIN: &str = concat!(
    "select ",
    event_columns!(),
    ", p.private as e_private from event e left join event_personal p on p.seq = e.seq \
     where e.seq > $1 order by e.seq limit $2"
);

/// What a walk over the chain shows of each event, after it was checked.
pub(crate) struct Checked {
    pub(crate) link: sekisho_model::event::Link,
    pub(crate) payload: Option<Payload>,
}

impl Reader {
    /// Verifies the chain after event `after` (0: from the start) to its end, as it stands in the database.
    /// [`StoreError::Chain`] says where it breaks.
    ///
    /// # Errors
    /// [`StoreError::Chain`], [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn verify_chain(&self, after: u64) -> Result<Verified, StoreError> {
        let mut connection = self.0.pool.acquire().await.map_err(failed(WHAT))?;
        walk(&mut connection, self.private(), after, |_| Ok(())).await
    }
}

/// Verifies from `after` to the end and shows every event.
pub(crate) async fn walk(
    connection: &mut SqliteConnection,
    private: &Private,
    after: u64,
    mut show: impl FnMut(&Checked) -> Result<(), StoreError>,
) -> Result<Verified, StoreError> {
    let sealed = sealed_head(connection, private).await?;
    let mut head = head_at(connection, after).await?;
    let mut events = 0;
    loop {
        let query = sqlx::query(CHAIN).bind(signed(head.seq)).bind(STRIDE);
        let rows = database::all_rows(&mut *connection, query).await.map_err(failed(WHAT))?;
        for row in &rows {
            let checked = check(row, private, head)?;
            head = Head { seq: checked.link.seq, hash: checked.link.hash };
            if head.seq == sealed.seq && head.hash != sealed.hash {
                return Err(Broken { seq: head.seq, why: BrokenWhy::Hash }.into());
            }
            events += 1;
            show(&checked)?;
        }
        if (rows.len() as i64) < STRIDE {
            break;
        }
    }
    if head.seq < sealed.seq {
        return Err(Broken { seq: head.seq + 1, why: BrokenWhy::Gap }.into());
    }
    Ok(Verified { events, last: head.hash })
}

fn check(row: &SqliteRow, private: &Private, head: Head) -> Result<Checked, StoreError> {
    let link = event::link(row)?;
    link.verify((head.seq, head.hash))?;
    event::check_columns(row, &link)?;
    let payload = event::checked_payload(row, private, &link)?;
    Ok(Checked { link, payload })
}

/// The end of the chain as the writer sealed it.
async fn sealed_head(connection: &mut SqliteConnection, private: &Private) -> Result<Head, StoreError> {
    let query = sqlx::query("select private from event_head").fetch_optional(connection);
    let Some(row) = query.await.map_err(failed(WHAT))? else { return Ok(Head::START) };
    row::one(&Cells(&row), "event_head", |_| 1, |cells| private.open_json(At::Head, "private", cells.get("private")?))
}

/// The chain as it stood after an event.
async fn head_at(connection: &mut SqliteConnection, after: u64) -> Result<Head, StoreError> {
    if after == 0 {
        return Ok(Head::START);
    }
    let query = sqlx::query("select hash from event where seq = $1").bind(signed(after)).fetch_optional(connection);
    let row = query.await.map_err(failed(WHAT))?.ok_or(Broken { seq: after, why: BrokenWhy::Gap })?;
    let hash = |cells: &Cells<'_>| -> Result<_, Fault> { cells.digest("hash") };
    Ok(Head { seq: after, hash: row::one(&Cells(&row), "event", |_| after, hash)? })
}
