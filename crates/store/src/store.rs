//! The store as the engine sees it: spool and database behind one door.

use std::{
    fmt,
    fs::File,
    io,
    ops::Deref,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use sekisho_model::{Digest, LetterId, Time, event::Broken};
use tokio::{
    sync::{mpsc, oneshot},
    task::AbortHandle,
};

use crate::{
    Answer, CommitError, Committed, Location, Noted, PendingLetter, Reader, SpoolOptions, StoreError, StoredLetter,
    Unit,
    answers::Answers,
    error::spool_failed,
    keys::MasterKeys,
    meta,
    spool::{Spool, SpoolError},
    waiting::Waiting,
    writer::{Job, UnitWork, Work, ask},
};

mod accept;
mod open;
mod rebuild;
mod recover;

pub use rebuild::{REBUILT, Rebuilt};

/// How the store works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Connections for reading. 4.
    pub readers: u32,
    /// Limits of the spool.
    pub spool: SpoolOptions,
    /// Quota of the database file, in bytes. None: the file system's.
    pub max_database_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, spool: SpoolOptions::default(), max_database_bytes: None }
    }
}

/// What was found at start-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Durable and not decided, oldest first.
    pub undecided: Vec<PendingLetter>,
    /// Whether the log ended in a torn record (a crash while writing; nothing acknowledged is lost).
    pub torn: bool,
    /// Accepted, not decided, and not readable any more: the disk, or somebody, changed them. Reported once; the bytes
    /// are kept.
    pub unreadable: Vec<LetterId>,
    /// Stretches of the log that were durable once and are not readable now.
    pub damaged: u64,
    /// The log is shorter than the database knows: it was replaced, or lost its newest part.
    pub log_lost: bool,
    /// Taken by a next hop, noted, and perhaps not committed: to be committed before anything is sent.
    pub answers: Vec<Answer>,
}

/// Spool and database. Cheap to clone. Everything that only reads is on [`Reader`].
#[derive(Clone)]
pub struct Store {
    reader: Reader,
    shared: Arc<Shared>,
}

struct Shared {
    /// Gone once the store is closed.
    spool: RwLock<Option<Spool>>,
    waiting: Arc<Waiting>,
    jobs: mpsc::Sender<Job>,
    indexer: AbortHandle,
    answers: Arc<Answers>,
    /// The lock of the directory, held as long as this is open.
    lock: Mutex<Option<File>>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.indexer.abort();
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("undecided", &self.shared.waiting.len()).finish_non_exhaustive()
    }
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
    /// [`StoreError::InUse`], [`StoreError::TooNew`], [`StoreError::Foreign`], [`StoreError::NoDatabase`],
    /// [`StoreError::Key`] (other keys than those of this store, or one is missing), [`StoreError::Chain`],
    /// [`StoreError::Full`], [`StoreError::Failed`].
    pub async fn open(dir: &Path, keys: Arc<MasterKeys>, options: Options) -> Result<(Self, Recovered), StoreError> {
        open::open(dir, keys, options).await
    }

    /// Makes a new database for a spool whose database is lost, and counts what the spool holds. The next
    /// [`Store::open`] finds every letter that still has its key as undecided, also those that were sent before. `at` is
    /// kept as the setting [`REBUILT`], so that older letters can be told from new ones. Evidence and accounts are not
    /// rebuilt: they were in the database.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a database; [`StoreError::InUse`]; [`StoreError::Failed`].
    pub async fn rebuild(dir: &Path, keys: Arc<MasterKeys>, at: Time) -> Result<Rebuilt, StoreError> {
        rebuild::rebuild(dir, keys, at).await
    }

    /// Makes a letter durable. Only after this returned may the `250` be spoken. When the future is dropped before, the
    /// letter was not accepted and its key is destroyed.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::TooLarge`], [`StoreError::Failed`], [`StoreError::Closed`]: nothing was
    /// acknowledged.
    pub async fn accept(&self, letter: StoredLetter) -> Result<Location, StoreError> {
        accept::accept(self.spool()?, Arc::clone(&self.shared.waiting), letter).await
    }

    /// Reads a letter back.
    ///
    /// # Errors
    /// [`StoreError::NoLetter`], [`StoreError::Shredded`], [`StoreError::Failed`].
    pub async fn load(&self, id: LetterId) -> Result<StoredLetter, StoreError> {
        let spool = self.spool()?;
        let location = match self.shared.waiting.get(id) {
            Some(location) => location,
            None => match self.place(id).await?.ok_or(StoreError::NoLetter(id))? {
                (_, true) => return Err(StoreError::Shredded(id)),
                (location, false) => location,
            },
        };
        let (meta, bytes) = spool.read(id, &location).await.map_err(spool_failed("read a letter", Some(id)))?;
        meta::stored(id, &meta, bytes)
    }

    /// Commits one unit; durable when this returns.
    ///
    /// # Errors
    /// See [`CommitError`]: nothing of the unit happened.
    pub async fn commit(&self, unit: Unit) -> Result<Committed, CommitError> {
        ask(&self.shared.jobs, |reply| Work::Unit(Box::new(UnitWork { unit, shred: None, reply }))).await
    }

    /// Commits many units in one go; each stands or falls alone.
    pub async fn commit_all(&self, units: Vec<Unit>) -> Vec<Result<Committed, CommitError>> {
        let (works, answers): (Vec<_>, Vec<_>) = units
            .into_iter()
            .map(|unit| {
                let (reply, answer) = oneshot::channel();
                (Work::Unit(Box::new(UnitWork { unit, shred: None, reply })), answer)
            })
            .unzip();
        // When it cannot be sent, the works are dropped and every answer is "closed".
        let _ = self.shared.jobs.send(Job::Work(works)).await;
        let mut results = Vec::with_capacity(answers.len());
        for answer in answers {
            results.push(answer.await.unwrap_or(Err(CommitError::Closed)));
        }
        results
    }

    /// Notes what a next hop took, before its outcome is committed: after a crash it is in [`Recovered::answers`]. A few
    /// microseconds, no sync. `None` when it could not be noted (logged): a crash then repeats the mail.
    #[must_use]
    pub fn note_answers(&self, answers: &[Answer]) -> Option<Noted> {
        self.shared.answers.note(answers)
    }

    /// The answers that were found at the start are committed, and need not be found again.
    pub fn forget_answers(&self) {
        self.shared.answers.forget();
    }

    /// Destroys the data key of a letter, blanks its private fields and removes it from the search; `unit` (with
    /// `Event::Shredded`) is committed with that. Doing it twice is no error, and the second unit is not committed.
    ///
    /// # Errors
    /// [`StoreError::NoLetter`], [`StoreError::Failed`], [`StoreError::Closed`].
    pub async fn shred_letter(&self, id: LetterId, unit: Unit) -> Result<Committed, StoreError> {
        let spool = self.spool()?;
        let (location, shredded) = self.place(id).await?.ok_or(StoreError::NoLetter(id))?;
        if !shredded {
            // The key first: a crash in between leaves a letter that is still listed as expired, and is done again.
            spool.shred(id, &location).await.map_err(spool_failed("destroy a key", Some(id)))?;
        }
        let work = |reply| Work::Unit(Box::new(UnitWork { unit, shred: Some(id), reply }));
        Ok(ask(&self.shared.jobs, work).await?)
    }

    /// Gives spool segments without a living letter back for reuse; how many.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Closed`].
    pub async fn recycle(&self) -> Result<u64, StoreError> {
        let spool = self.spool()?;
        // First: what lies before it is decided, and can only become less.
        let checkpoint = self.shared.waiting.checkpoint(&spool);
        let needed = self.needed_segments().await?;
        let old = spool.segments().into_iter().filter(|segment| *segment < checkpoint.segment);
        let mut recycled = 0;
        for segment in old.filter(|segment| !needed.contains(segment)) {
            match spool.recycle(segment).await {
                Ok(()) => recycled += 1,
                Err(SpoolError::InUse { .. }) => continue,
                Err(error) => return Err(spool_failed("recycle a segment", None)(error)),
            }
            ask(&self.shared.jobs, |reply| Work::Forget(segment, reply)).await?;
        }
        Ok(recycled)
    }

    /// Whether a letter would be taken now, as far as known: for readiness probes.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Failed`], [`StoreError::Closed`].
    pub fn ready(&self) -> Result<(), StoreError> {
        self.spool()?.ready().map_err(spool_failed("look at the spool", None))
    }

    /// Ends the committer after everything queued is durable, and lets go of the directory. Later calls fail with
    /// `Closed`.
    pub async fn close(&self) {
        let (done, ended) = oneshot::channel();
        self.shared.indexer.abort();
        self.reader.close().await;
        if self.shared.jobs.send(Job::Close(done)).await.is_ok() {
            let _ = ended.await;
        }
        let spool = self.shared.spool.write().unwrap_or_else(PoisonError::into_inner).take();
        let lock = self.shared.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Joins the threads of the spool.
        let _ = tokio::task::spawn_blocking(move || drop((spool, lock))).await;
    }

    fn spool(&self) -> Result<Spool, StoreError> {
        let spool = self.shared.spool.read().unwrap_or_else(PoisonError::into_inner);
        spool.clone().ok_or(StoreError::Closed)
    }
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
