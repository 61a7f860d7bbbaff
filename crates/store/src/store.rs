//! The store as the engine sees it: spool and database behind one door.

use std::{io, ops::Deref, path::Path, sync::Arc};

use sekisho_model::{Digest, LetterId, event::Broken};

use crate::{
    CommitError, Committed, Location, NewLetter, PendingLetter, Reader, SpoolOptions, StoreError, StoredLetter, Unit,
    keys::MasterKeys,
};

/// How the store works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Connections for reading. 4.
    pub readers: u32,
    /// Limits of the spool.
    pub spool: SpoolOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, spool: SpoolOptions::default() }
    }
}

/// What was found at start-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Durable and not decided, oldest first.
    pub undecided: Vec<PendingLetter>,
    /// Whether the log ended in a torn record (a crash while writing; nothing acknowledged is lost).
    pub torn: bool,
}

/// Spool and database. Cheap to clone. Everything that only reads is on [`Reader`].
#[derive(Debug, Clone)]
pub struct Store {
    reader: Reader,
}

impl Deref for Store {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Store {
    /// Opens or makes the store in `dir` and takes the lock of the directory.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::TooNew`], [`StoreError::Chain`], [`StoreError::Failed`].
    pub async fn open(_dir: &Path, _keys: Arc<MasterKeys>, _options: Options) -> Result<(Self, Recovered), StoreError> {
        Err(StoreError::Closed)
    }

    /// Makes a letter durable. Only after this returned may the `250` be spoken.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Failed`]: nothing was acknowledged.
    pub async fn accept(&self, _letter: NewLetter) -> Result<Location, StoreError> {
        Err(StoreError::Closed)
    }

    /// Reads a letter back.
    ///
    /// # Errors
    /// [`StoreError::NoLetter`], [`StoreError::Shredded`], [`StoreError::Failed`].
    pub async fn load(&self, _id: LetterId) -> Result<StoredLetter, StoreError> {
        Err(StoreError::Closed)
    }

    /// Commits one unit; durable when this returns.
    ///
    /// # Errors
    /// See [`CommitError`]: nothing of the unit happened.
    pub async fn commit(&self, _unit: Unit) -> Result<Committed, CommitError> {
        Err(CommitError::Closed)
    }

    /// Commits many units in one go; each stands or falls alone.
    pub async fn commit_all(&self, units: Vec<Unit>) -> Vec<Result<Committed, CommitError>> {
        units.into_iter().map(|_| Err(CommitError::Closed)).collect()
    }

    /// Destroys the data key of a letter, blanks its private fields and removes it from the search; `unit` (with
    /// `Event::Shredded`) is committed with that. Doing it twice is no error.
    ///
    /// # Errors
    /// [`StoreError::NoLetter`], [`StoreError::Failed`].
    pub async fn shred_letter(&self, _id: LetterId, _unit: Unit) -> Result<Committed, StoreError> {
        Err(StoreError::Closed)
    }

    /// Gives spool segments without a living letter back for reuse; how many.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn recycle(&self) -> Result<u64, StoreError> {
        Err(StoreError::Closed)
    }

    /// Ends the committer after everything queued is durable. Later calls fail with `Closed`.
    pub async fn close(&self) {}
}

/// Result of a verified chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Events checked.
    pub events: u64,
    /// Hash of the last one.
    pub last: Digest,
}

/// Why an export does not verify.
#[derive(Debug, thiserror::Error)]
pub enum ExportBroken {
    /// The chain breaks.
    #[error("line {line}: {broken}")]
    Chain {
        /// From 1.
        line: u64,
        /// Where and how.
        broken: Broken,
    },
    /// The line is not one of an export.
    #[error("line {line} is not a line of an evidence export")]
    Line {
        /// From 1.
        line: u64,
    },
    /// The file could not be read.
    #[error("the export could not be read")]
    Io(#[from] io::Error),
}
