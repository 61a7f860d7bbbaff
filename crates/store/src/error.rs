//! What can go wrong in the store, whose fault it is, and what to do.
//!
//! No variant carries an address, a subject or any other content of a letter. The cause below is in `source()`.

use std::path::PathBuf;

use sekisho_model::{LetterId, ParcelId, event::Broken};

use crate::{campaign::RowRefusal, spool::SpoolError};

/// A read, an accept or an opening that did not work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operator's disk has no room. Nothing was stored; answer 452 and free space.
    #[error("the disk is full; nothing was stored, free space on the data directory")]
    Full,
    /// The disk or the database failed. Nothing was stored; answer 451 and look at the disk.
    #[error("the disk or the database failed during: {what}")]
    Failed {
        /// The step.
        what: &'static str,
        /// What the layer below said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another process has this data directory. Stop it first.
    #[error("{} is in use by another process; only one may write it", path.display())]
    InUse {
        /// The data directory.
        path: PathBuf,
    },
    /// The database was written by a newer version of the program. Upgrade the program.
    #[error("the database was made by a newer version (migration {found}, this program knows {known})")]
    TooNew {
        /// Highest migration in the database.
        found: i64,
        /// Highest migration known here.
        known: i64,
    },
    /// The file in the place of the database belongs to another program. Look at what it is.
    #[error("the file in the place of the database is not a database of Sekisho")]
    Foreign,
    /// The spool has letters and the database is gone. Restore it from the backup; if there is none, rebuild it
    /// ([`crate::Store::rebuild`]): every letter that still has its key is judged anew, also those that were sent.
    #[error("the spool has letters but {} is gone: restore it, or rebuild it from the spool", path.display())]
    NoDatabase {
        /// The database.
        path: PathBuf,
    },
    /// The operator asked to rebuild a database that is there. Move it away first.
    #[error("{} is there; it is not rebuilt over", path.display())]
    Exists {
        /// The database.
        path: PathBuf,
    },
    /// The letter is larger than the spool takes (answer 552).
    #[error("the letter has {bytes} bytes, more than the {limit} that are taken")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The end of the evidence chain does not verify: the database was changed by other hands or is damaged.
    /// Restore it, and keep the damaged file as evidence.
    #[error("the evidence chain does not verify")]
    Chain(#[from] Broken),
    /// The caller asked for a letter that is not here.
    #[error("there is no letter {0}")]
    NoLetter(LetterId),
    /// The key of this letter was destroyed (retention).
    #[error("letter {0} was shredded")]
    Shredded(LetterId),
    /// A stored row cannot be understood: damaged, or sealed with a key that is not here.
    #[error("the stored {table} row {key} cannot be read")]
    Row {
        /// Its table.
        table: &'static str,
        /// Its key; a digest of it where the key may be somebody's name or address.
        key: String,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The keys do not fit or the crypto library failed.
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
    /// The cursor of a page was not made by this store.
    #[error("the cursor of the page is not valid")]
    Cursor,
}

/// A unit that was not committed. None of its changes and none of its events happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Somebody was faster: the parcel has another version. Read it again and think again.
    #[error("parcel {parcel} has version {found:?}, expected {expected}")]
    Conflict {
        /// Which.
        parcel: ParcelId,
        /// The caller's version.
        expected: u64,
        /// The version now; `None`: there is no such parcel.
        found: Option<u64>,
    },
    /// The letter has been decided before.
    #[error("letter {0} is decided already")]
    Decided(LetterId),
    /// A single-use token or code is used, expired, locked or unknown.
    #[error("the token is used, expired or unknown")]
    Spent,
    /// A row of that name exists already, or was changed meanwhile (users, lists).
    #[error("the {0} exists already or was changed by somebody else")]
    Exists(&'static str),
    /// There is no row of that name.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// A row of a campaign did not take the step; the campaign and the row are as they were.
    #[error("row {row} of the campaign: {why}")]
    Row {
        /// Which.
        row: u32,
        /// Why.
        why: RowRefusal,
    },
    /// The caller's unit contradicts itself (for example recipients of a parcel that it does not insert).
    #[error("the unit contradicts itself: {0}")]
    Invalid(&'static str),
    /// The disk has no room. Try again when there is some.
    #[error("the disk is full")]
    Full,
    /// The database failed; the step is named, the cause was logged once. Try again later.
    #[error("the database failed during: {0}")]
    Failed(&'static str),
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
}

/// For `map_err`: the database failed in this step.
pub(crate) fn failed(what: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| match &error {
        sqlx::Error::PoolClosed => StoreError::Closed,
        error if is_full(error) => StoreError::Full,
        _ => StoreError::Failed { what, source: Box::new(error) },
    }
}

/// SQLite's primary result code (<https://www.sqlite.org/rescode.html>).
pub(crate) fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// SQLITE_FULL: the file system or the quota.
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    sqlite_code(error) == Some(13)
}

/// For `map_err`: the spool failed in this step.
pub(crate) fn spool_failed(what: &'static str, letter: Option<LetterId>) -> impl Fn(SpoolError) -> StoreError {
    move |error| match (error, letter) {
        (SpoolError::Full(_), _) => StoreError::Full,
        (SpoolError::Closed, _) => StoreError::Closed,
        (SpoolError::Key(key), _) => StoreError::Key(key),
        (SpoolError::TooLarge { bytes, limit }, _) => StoreError::TooLarge { bytes, limit },
        (SpoolError::Shredded, Some(letter)) => StoreError::Shredded(letter),
        (error, _) => StoreError::Failed { what, source: Box::new(error) },
    }
}

impl From<CommitError> for StoreError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Full => Self::Full,
            CommitError::Closed => Self::Closed,
            other => Self::Failed { what: "commit", source: Box::new(other) },
        }
    }
}
