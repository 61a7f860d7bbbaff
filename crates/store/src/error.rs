//! What can go wrong in the store, whose fault it is, and what to do.
//!
//! No variant carries an address, a subject or any other content of a letter. The cause below is in `source()`.

use std::path::PathBuf;

use sekisho_model::{LetterId, ParcelId, event::Broken};

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
    #[error("a stored {table} row cannot be read")]
    Row {
        /// Its table.
        table: &'static str,
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
