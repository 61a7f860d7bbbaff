//! The spool: a durable, encrypted log of letters on local disk. A `250` is spoken only after [`Spool::append`].
//!
//! Letters are appended to preallocated segment files that are recycled, so that an fdatasync has only data to
//! write; one writer takes every letter that waits, writes them together and syncs once for all (group commit).
//! Large letters go to files of their own, with a record in the log. Every letter has its own data key, wrapped by the
//! master keys; destroying the key ([`Spool::shred`]) is how a letter is deleted.
//!
//! Invariants: what `append` answered `Ok` is readable after any crash or power cut, byte for byte, until it is
//! shredded; what was shredded stays so; bytes of an earlier life of a segment are never taken for letters; the
//! memory of waiting letters is bounded.
//! Never: an answer before the sync; a write after one of unknown effect; a letter's bytes in a log line.
//! How it fails: full → [`SpoolError::Full`] until there is room again; a failed write or sync →
//! [`SpoolError::Failed`] until a restart, because the state of the disk is unknown (the kernel forgets dirty pages
//! after a failed fsync). The file system must not be copy-on-write if shredding is to reach the platter.

use std::{
    fmt,
    path::Path,
    sync::{Arc, PoisonError},
    thread,
};

use sekisho_model::LetterId;
use tokio::sync::{mpsc, oneshot};

use crate::{
    disk::{Disk, real::RealDisk},
    keys::MasterKeys,
};

mod erase;
mod error;
mod inner;
mod intake;
mod letter;
mod options;
mod place;
mod read;
mod record;
mod recover;
mod scan;
mod shelf;
mod walk;
mod writer;

pub use error::{Limit, SpoolError};
pub use options::SpoolOptions;
pub use place::{Location, Position};
pub use recover::Recovery;
pub use walk::{Scan, Scanned};

use error::io;
use inner::Inner;
use letter::Draft;
use shelf::Shelf;
use writer::{Job, Writer};

/// Letters up to this size are sealed on the caller's thread: it takes less time than handing them over.
const SEAL_HERE: u64 = 256 * 1024;
/// A handle on the spool. Clones share it; when the last one goes, the writer finishes what waits and stops.
#[derive(Clone)]
pub struct Spool(Arc<Handle>);

struct Handle {
    inner: Arc<Inner>,
    jobs: Option<mpsc::UnboundedSender<Job>>,
    writer: Option<thread::JoinHandle<()>>,
}

impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spool").field("end", &self.position()).finish_non_exhaustive()
    }
}

impl Spool {
    /// Opens (or creates) the spool in `dir` and finds the end of its log. `from` is the index's checkpoint
    /// ([`Spool::checkpoint`], stored in the same transaction as the index): only the log behind it is read. Then
    /// complete the index from [`Spool::scan`]`(from)` before anything is accepted.
    ///
    /// Blocking.
    ///
    /// # Errors
    /// [`SpoolError::Locked`], [`SpoolError::Options`], [`SpoolError::Io`]. Damage is no error here: see [`Scanned`].
    pub fn open(
        dir: &Path,
        keys: Arc<MasterKeys>,
        options: SpoolOptions,
        from: Option<Position>,
    ) -> Result<(Self, Recovery), SpoolError> {
        let disk = RealDisk::open(dir).map_err(io("open its directory"))?;
        Self::open_on(Arc::new(disk), keys, options, from)
    }

    /// [`Spool::open`] on another disk.
    ///
    /// # Errors
    /// As there.
    #[doc(hidden)]
    pub fn open_on(
        disk: Arc<dyn Disk>,
        keys: Arc<MasterKeys>,
        options: SpoolOptions,
        from: Option<Position>,
    ) -> Result<(Self, Recovery), SpoolError> {
        options.check()?;
        let lock = disk.lock().map_err(|source| match source.kind() {
            std::io::ErrorKind::WouldBlock => SpoolError::Locked,
            _ => io("lock its directory")(source),
        })?;
        let (shelf, large) = Shelf::new(disk, options.clone())?;
        let tail = recover::recover(&shelf, from)?;
        let end = tail.recovery.end;
        let inner = Arc::new(Inner::new(shelf, keys, options, end, large, lock));
        let (jobs, waiting) = mpsc::unbounded_channel();
        let writer = Writer::new(inner.clone(), tail.active, tail.next_number)?;
        let writer = thread::Builder::new()
            .name("spool-writer".into())
            .spawn(move || writer.run(waiting))
            .map_err(io("start its writer"))?;
        let handle = Handle { inner, jobs: Some(jobs), writer: Some(writer) };
        Ok((Self(Arc::new(handle)), tail.recovery))
    }

    /// Appends a letter: sealed, written, synced. `meta` is envelope data that a rebuild of the index needs; it is
    /// encrypted as well. Waits while the queue is full. When the future is dropped the letter may or may not be
    /// in the log; it was not accepted.
    ///
    /// # Errors
    /// [`SpoolError::TooLarge`]; [`SpoolError::Full`]; [`SpoolError::Failed`]; [`SpoolError::Io`]. In each case the
    /// letter was not accepted.
    pub async fn append(&self, id: LetterId, meta: Vec<u8>, body: Vec<u8>) -> Result<Location, SpoolError> {
        let inner = &self.0.inner;
        inner.accepting()?;
        let size = inner.size(&meta, &body)?;
        let permit = inner.queue_room(size).await?;
        let jobs = self.0.jobs.clone().ok_or(SpoolError::Closed)?;
        let (reply, answer) = oneshot::channel();
        if size <= SEAL_HERE.min(inner.options.large_bytes) {
            let draft = Draft::inline(&inner.keys, id, &meta, &body)?;
            jobs.send(Job { draft, reply, permit }).map_err(|_| SpoolError::Closed)?;
        } else {
            let inner = inner.clone();
            // Not awaited: the file and its record come together even when the caller goes away.
            tokio::task::spawn_blocking(move || match inner.draft(id, &meta, &body, size) {
                Ok(draft) => drop(jobs.send(Job { draft, reply, permit })),
                Err(error) => drop(reply.send(Err(error))),
            });
        }
        answer.await.unwrap_or(Err(SpoolError::Closed))
    }

    /// Reads a letter: (`meta`, `body`) as given to append.
    ///
    /// # Errors
    /// [`SpoolError::Shredded`]; [`SpoolError::Damaged`], also when another letter is there or the segment is gone;
    /// [`SpoolError::Key`]; [`SpoolError::Io`].
    pub async fn read(&self, id: LetterId, location: &Location) -> Result<(Vec<u8>, Vec<u8>), SpoolError> {
        let place = *location;
        self.blocking(move |inner| inner.read(id, &place)).await
    }

    /// [`Spool::read`] for callers that may block.
    ///
    /// # Errors
    /// As there.
    pub fn read_blocking(&self, id: LetterId, location: &Location) -> Result<(Vec<u8>, Vec<u8>), SpoolError> {
        self.0.inner.read(id, location)
    }

    /// Destroys the key of a letter; durable when it returns. Doing it again is no error.
    ///
    /// # Errors
    /// [`SpoolError::Damaged`] when no intact record of this letter is there; [`SpoolError::Failed`]; [`SpoolError::Io`].
    pub async fn shred(&self, id: LetterId, location: &Location) -> Result<(), SpoolError> {
        self.shred_all(vec![(id, *location)]).await
    }

    /// Destroys the keys of many letters with one sync per segment. A letter whose segment was recycled is shredded already. After a [`SpoolError::Damaged`] all the others were shredded.
    ///
    /// # Errors
    /// As [`Spool::shred`].
    pub async fn shred_all(&self, letters: Vec<(LetterId, Location)>) -> Result<(), SpoolError> {
        self.blocking(move |inner| erase::shred(inner, &letters)).await
    }

    /// Gives a segment back that has no letter anybody needs: every key in it is destroyed, its large files are
    /// removed, and the file is used again. A segment that is gone already is no error.
    ///
    /// # Errors
    /// [`SpoolError::InUse`] for the newest segment and for one with unsettled letters; [`SpoolError::Failed`];
    /// [`SpoolError::Io`].
    pub async fn recycle(&self, segment: u64) -> Result<(), SpoolError> {
        self.blocking(move |inner| erase::recycle(inner, segment)).await
    }

    /// Removes large files that a crash left without a record: those there at the start whose letter `known` denies.
    /// Call it once, after the index was completed. The number of files removed. Blocking.
    ///
    /// # Errors
    /// [`SpoolError::Io`], [`SpoolError::Failed`].
    pub fn sweep(&self, known: impl Fn(LetterId) -> bool) -> Result<usize, SpoolError> {
        erase::sweep(&self.0.inner, known)
    }

    /// The end of the durable log.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.inner.end()
    }

    /// The letter at `location` is in the index, durably, or is not wanted: the checkpoint may pass it.
    pub fn settle(&self, location: &Location) {
        self.0.inner.settle(location);
    }

    /// The checkpoint for the index: every letter appended before it was settled. Store it; give it to the next
    /// [`Spool::open`]. Unlike [`Spool::position`] it never passes a letter that is durable but not indexed yet.
    #[must_use]
    pub fn checkpoint(&self) -> Position {
        self.0.inner.checkpoint()
    }

    /// Walks over the log from `from` (`None` = all of it) to the present end. Reading it blocks.
    #[must_use]
    pub fn scan(&self, from: Option<Position>) -> Scan {
        Scan::new(self.0.inner.clone(), from, self.position())
    }

    /// The segments of the log, ascending; the last is being written.
    #[must_use]
    pub fn segments(&self) -> Vec<u64> {
        self.0.inner.shelf.numbers()
    }

    /// Bytes of all files of the spool.
    #[must_use]
    pub fn used_bytes(&self) -> u64 {
        self.0.inner.shelf.used()
    }

    /// Whether a letter would be taken now, as far as known: for readiness probes.
    ///
    /// # Errors
    /// [`SpoolError::Failed`] or [`SpoolError::Full`].
    pub fn ready(&self) -> Result<(), SpoolError> {
        self.0.inner.accepting()?;
        self.0.inner.shelf.check_free(0)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, SpoolError> + Send + 'static,
    ) -> Result<T, SpoolError> {
        let inner = self.0.inner.clone();
        tokio::task::spawn_blocking(move || work(&inner)).await.unwrap_or(Err(SpoolError::Closed))
    }
}

impl Drop for Handle {
    /// Lets the writer finish, so that a spool can be opened again at once.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
        let preparer = self.inner.preparer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(preparer) = preparer {
            let _ = preparer.join();
        }
    }
}

/// Reads `bytes` as a segment found after a crash. For fuzzing: must end, and never panic, whatever the bytes are.
#[doc(hidden)]
#[must_use]
pub fn fuzz_recover(bytes: &[u8]) -> usize {
    let disk = crate::disk::sim::SimDisk::new(0);
    disk.put(&shelf::segment_name(1), bytes);
    let Ok(file) = disk.open(&shelf::segment_name(1)) else { return 0 };
    let mut scan = scan::SegmentScan::new(file, 1, 0, bytes.len() as u64);
    let mut letters = 0;
    while let Ok(Some(_)) = scan.next() {
        letters += 1;
    }
    letters
}
