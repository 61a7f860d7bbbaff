//! Rows of the memory of correspondence.

use sekisho_model::{Digest, Time};
use sqlx::sqlite::SqliteRow;

use crate::{
    DomainSeen, StoreError, Thread,
    private::{At, Fault, Hex, Private, hidden},
    row::{self, Cells},
};

/// A domain.
pub(crate) fn domain(row: &SqliteRow) -> Result<DomainSeen, StoreError> {
    row::one(
        &Cells(row),
        "domain_seen",
        |cells| hidden(&cells.named("domain")),
        |cells| {
            Ok(DomainSeen {
                domain: cells.parse("domain")?,
                first_at: cells.time("first_at")?,
                last_at: cells.time("last_at")?,
                letters: cells.number("letters")?,
            })
        },
    )
}

/// A name: mark of its address, name, last use.
pub(crate) fn name(row: &SqliteRow, private: &Private) -> Result<(Vec<u8>, String, Time), StoreError> {
    let key = |cells: &Cells<'_>| Hex(cells.get("address_mark").unwrap_or_default()).to_string();
    row::one(&Cells(row), "known_name", key, |cells| {
        let address: &[u8] = cells.get("address_mark")?;
        let at = At::Name(address, cells.get("name_mark")?);
        let name = private.open_json(at, "private", cells.get("private")?)?;
        Ok((address.to_vec(), name, cells.time("last_at")?))
    })
}

/// A thread.
pub(crate) fn thread(row: &SqliteRow, private: &Private) -> Result<Thread, StoreError> {
    let key = |cells: &Cells<'_>| {
        let id: Result<Digest, Fault> = cells.digest("message_id");
        id.map_or_else(|_| "?".to_owned(), |id| id.to_string())
    };
    row::one(&Cells(row), "thread", key, |cells| {
        let message_id = cells.digest("message_id")?;
        Ok(Thread {
            message_id,
            participants: private.open_json(At::Thread(&message_id), "private", cells.get("private")?)?,
            at: cells.time("at")?,
        })
    })
}
