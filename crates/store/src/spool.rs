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
    collections::{BTreeSet, HashSet},
    fmt,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use sekisho_model::LetterId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::{
    disk::{Disk, is_full, real::RealDisk},
    keys::MasterKeys,
};

mod erase;
mod error;
mod letter;
mod place;
mod record;
mod recover;
mod scan;
mod shelf;
mod walk;
mod writer;

pub use error::{Limit, SpoolError};
pub use place::{Location, Position};
pub use recover::Recovery;
pub use walk::{Scan, Scanned};

use error::{damaged, io};
use letter::Draft;
use record::{HEADER, SECTOR};
use shelf::{Shelf, large_name};
use writer::{Job, Writer};

/// Letters up to this size are sealed on the caller's thread: it takes less time than handing them over.
const SEAL_HERE: u64 = 256 * 1024;
/// Queue room is counted in these.
const QUEUE_UNIT: u64 = 1024;

/// Limits of a spool. All sizes in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpoolOptions {
    /// Size of a segment file. 64 MiB: filled in some seconds under full load, so recycling is not the bottleneck,
    /// and a start reads at most one of them.
    pub segment_bytes: u64,
    /// Letters (envelope data + body) above this get a file of their own; envelope data is never larger. 4 MiB: a
    /// batch stays short for those who wait behind it.
    pub large_bytes: u64,
    /// Letters above this are refused. 256 MiB.
    pub max_letter_bytes: u64,
    /// Quota over all files of the spool.
    pub max_bytes: u64,
    /// Space on the file system that the spool leaves to others (the index lives there, too). 1 GiB.
    pub min_free_bytes: u64,
    /// Memory of letters that wait for the disk; callers wait when it is used up. 64 MiB.
    pub queue_bytes: u64,
    /// Emptied segments that are kept for another life. 8.
    pub spare_segments: usize,
    /// Whether a spare segment is made in the background before it is needed.
    pub prepare_ahead: bool,
}

impl Default for SpoolOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            large_bytes: 4 << 20,
            max_letter_bytes: 256 << 20,
            max_bytes: u64::MAX,
            min_free_bytes: 1 << 30,
            queue_bytes: 64 << 20,
            spare_segments: 8,
            prepare_ahead: true,
        }
    }
}

impl SpoolOptions {
    fn check(&self) -> Result<(), SpoolError> {
        if !self.segment_bytes.is_multiple_of(SECTOR) || self.segment_bytes > 1 << 32 {
            return Err(SpoolError::Options("segment_bytes must be a multiple of 512 and at most 4 GiB"));
        }
        // Start, fence, header, tags and padding beside the largest letter.
        if self.segment_bytes < self.large_bytes.saturating_add(self.large_bytes / 1024).saturating_add(8 * SECTOR) {
            return Err(SpoolError::Options("segment_bytes must be larger than large_bytes, with room for overhead"));
        }
        if self.queue_bytes < QUEUE_UNIT {
            return Err(SpoolError::Options("queue_bytes must be at least 1 KiB"));
        }
        Ok(())
    }
}

/// A handle on the spool. Clones share it; when the last one goes, the writer finishes what waits and stops.
#[derive(Clone)]
pub struct Spool(Arc<Handle>);

struct Handle {
    inner: Arc<Inner>,
    jobs: Option<mpsc::UnboundedSender<Job>>,
    writer: Option<thread::JoinHandle<()>>,
}

/// What all threads of the spool share.
pub(crate) struct Inner {
    pub(crate) shelf: Shelf,
    pub(crate) keys: Arc<MasterKeys>,
    pub(crate) options: SpoolOptions,
    queue: Arc<Semaphore>,
    progress: Mutex<Progress>,
    failed: OnceLock<Arc<str>>,
    /// Large files that were there at the start: only these can be left over from a crash.
    old_large: Mutex<HashSet<LetterId>>,
    preparing: AtomicBool,
    preparer: Mutex<Option<thread::JoinHandle<()>>>,
    /// Held until the last thread is done.
    _lock: Box<dyn Send + Sync>,
}

struct Progress {
    end: Position,
    /// Durable letters of this session that the index does not have yet.
    unsettled: BTreeSet<Position>,
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
        let permits = usize::try_from(options.queue_bytes / QUEUE_UNIT).unwrap_or(usize::MAX);
        let inner = Arc::new(Inner {
            shelf,
            keys,
            options,
            queue: Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS))),
            progress: Mutex::new(Progress { end: tail.recovery.end, unsettled: BTreeSet::new() }),
            failed: OnceLock::new(),
            old_large: Mutex::new(large.into_iter().collect()),
            preparing: AtomicBool::new(false),
            preparer: Mutex::new(None),
            _lock: lock,
        });
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
        self.0.inner.sweep(known)
    }

    /// The end of the durable log.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.inner.progress().end
    }

    /// The letter at `location` is in the index, durably, or is not wanted: the checkpoint may pass it.
    pub fn settle(&self, location: &Location) {
        self.0.inner.settle(location);
    }

    /// The checkpoint for the index: every letter appended before it was settled. Store it; give it to the next
    /// [`Spool::open`]. Unlike [`Spool::position`] it never passes a letter that is durable but not indexed yet.
    #[must_use]
    pub fn checkpoint(&self) -> Position {
        let progress = self.0.inner.progress();
        progress.unsettled.first().copied().unwrap_or(progress.end)
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

impl Inner {
    /// Refuses after a failure.
    pub(crate) fn accepting(&self) -> Result<(), SpoolError> {
        match self.failed.get() {
            Some(reason) => Err(SpoolError::Failed { reason: reason.clone() }),
            None => Ok(()),
        }
    }

    /// Passes a success; after a failure nothing is accepted any more, because what the disk holds is unknown.
    pub(crate) fn durably(&self, result: std::io::Result<()>, action: &'static str) -> Result<(), SpoolError> {
        let Err(error) = result else { return Ok(()) };
        tracing::error!(action, error = %error, "the spool stops accepting until a restart");
        let reason = self.failed.get_or_init(|| format!("failed to {action}: {error}").into());
        Err(SpoolError::Failed { reason: reason.clone() })
    }

    /// The log is durable up to `end`; `letters` are new in it.
    pub(crate) fn reached(&self, end: Position, letters: &[Location]) {
        let mut progress = self.progress();
        progress.unsettled.extend(letters.iter().map(Location::position));
        progress.end = end;
    }

    pub(crate) fn settle(&self, location: &Location) {
        self.progress().unsettled.remove(&location.position());
    }

    /// Whether the writer or an unsettled letter is in a segment.
    pub(crate) fn in_use(&self, segment: u64) -> bool {
        let progress = self.progress();
        let newest = self.shelf.numbers().last().copied().unwrap_or(0);
        segment >= progress.end.segment.min(newest) || progress.unsettled.iter().any(|letter| letter.segment == segment)
    }

    /// Makes a spare segment in the background, unless that is going on.
    pub(crate) fn prepare_spare(self: &Arc<Self>) {
        if !self.options.prepare_ahead || self.preparing.swap(true, Ordering::AcqRel) {
            return;
        }
        let inner = self.clone();
        let made = thread::Builder::new().name("spool-prepare".into()).spawn(move || {
            if let Err(error) = inner.shelf.prepare() {
                tracing::warn!(error = %error, "no spare segment could be made ahead");
            }
            inner.preparing.store(false, Ordering::Release);
        });
        match made {
            Ok(thread) => {
                *self.preparer.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
            }
            // The segment is made when it is needed.
            Err(_) => self.preparing.store(false, Ordering::Release),
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn size(&self, meta: &[u8], body: &[u8]) -> Result<u64, SpoolError> {
        let (meta, all) = (meta.len() as u64, (meta.len() as u64).saturating_add(body.len() as u64));
        if all > self.options.max_letter_bytes {
            return Err(SpoolError::TooLarge { bytes: all, limit: self.options.max_letter_bytes });
        }
        if meta > self.options.large_bytes {
            return Err(SpoolError::TooLarge { bytes: meta, limit: self.options.large_bytes });
        }
        Ok(all)
    }

    /// Waits for room in the queue. A letter larger than the queue takes all of it.
    async fn queue_room(&self, size: u64) -> Result<OwnedSemaphorePermit, SpoolError> {
        let most = self.options.queue_bytes / QUEUE_UNIT;
        let units = (size + HEADER as u64 + SECTOR).div_ceil(QUEUE_UNIT).min(most);
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        self.queue.clone().acquire_many_owned(units).await.map_err(|_| SpoolError::Closed)
    }

    /// Seals a letter that takes some time, or gets a file of its own.
    fn draft(&self, id: LetterId, meta: &[u8], body: &[u8], size: u64) -> Result<Draft, SpoolError> {
        if size <= self.options.large_bytes {
            return Draft::inline(&self.keys, id, meta, body);
        }
        let bytes = crate::cipher::sealed_len(body.len() as u64);
        self.shelf.reserve(bytes)?;
        let name = large_name(id);
        let disk = self.shelf.disk();
        let file = disk.create(&name).map_err(|source| {
            self.shelf.release(bytes);
            if is_full(&source) { SpoolError::Full(Limit::Disk) } else { io("create a large letter")(source) }
        })?;
        let sealed = Draft::large(&self.keys, id, meta, body, &*file).and_then(|written| match written {
            Ok(draft) => Ok(draft),
            Err(error) if is_full(&error) => Err(SpoolError::Full(Limit::Disk)),
            Err(error) => Err(io("write a large letter")(error)),
        });
        if sealed.is_err() {
            self.shelf.release(bytes);
            // What cannot be removed now has no record and is swept after the next start.
            let _ = disk.remove(&name);
        }
        let draft = sealed?;
        self.durably(file.sync_data(), "sync a large letter")?;
        self.durably(disk.sync_names(), "sync the directory")?;
        Ok(draft)
    }

    fn read(&self, id: LetterId, place: &Location) -> Result<(Vec<u8>, Vec<u8>), SpoolError> {
        let gone = |why| {
            move |error: std::io::Error| match error.kind() {
                std::io::ErrorKind::NotFound => damaged(place.segment, place.offset, why),
                _ => io("read a letter")(error),
            }
        };
        if place.len > self.options.segment_bytes.max(1 << 32) {
            return Err(damaged(place.segment, place.offset, "the length"));
        }
        let file = self.shelf.disk().open(&shelf::segment_name(place.segment)).map_err(gone("the segment is gone"))?;
        let mut bytes = vec![0; usize::try_from(place.len).unwrap_or(0)];
        let count = file.read_at(&mut bytes, place.offset).map_err(io("read a letter"))?;
        bytes.truncate(count);
        let (header, slot) = letter::header_at(&bytes, place, id)?;
        if slot == record::Slot::Empty {
            return Err(SpoolError::Shredded);
        }
        let large = place.large.then(|| self.read_large(id, &header, gone("its large file is gone"))).transpose()?;
        letter::open_record(&self.keys, id, place, bytes, large)
    }

    fn read_large(
        &self,
        id: LetterId,
        header: &record::Header,
        gone: impl Fn(std::io::Error) -> SpoolError,
    ) -> Result<Vec<u8>, SpoolError> {
        let file = self.shelf.disk().open(&large_name(id)).map_err(gone)?;
        let len = file.len().map_err(io("measure a large letter"))?;
        // The file's own length was paid for already; a header that asks for more is not believed.
        if len != crate::cipher::sealed_len(header.body_len.min(u64::MAX >> 1)) {
            return Err(damaged(header.segment, header.offset, "its large file has another length"));
        }
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let count = file.read_at(&mut bytes, 0).map_err(io("read a large letter"))?;
        bytes.truncate(count);
        Ok(bytes)
    }

    fn sweep(&self, known: impl Fn(LetterId) -> bool) -> Result<usize, SpoolError> {
        let old = std::mem::take(&mut *self.old_large.lock().unwrap_or_else(PoisonError::into_inner));
        let mut removed = 0;
        for id in old.into_iter().filter(|id| !known(*id)) {
            removed += usize::from(self.shelf.remove_large(id)?);
        }
        if removed > 0 {
            self.durably(self.shelf.disk().sync_names(), "sync the directory")?;
        }
        Ok(removed)
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
