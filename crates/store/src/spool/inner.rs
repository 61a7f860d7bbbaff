//! What all threads of the spool share: how far the log is durable, what the index does not have yet, and whether a
//! failure ended it. After a failure nothing is accepted until a restart.

use std::{
    collections::{BTreeSet, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use sekisho_model::LetterId;
use tokio::sync::Semaphore;

use super::{Location, Position, SpoolError, SpoolOptions, options::QUEUE_UNIT, shelf::Shelf};
use crate::keys::MasterKeys;

/// What all threads of the spool share.
pub(crate) struct Inner {
    pub(crate) shelf: Shelf,
    pub(crate) keys: Arc<MasterKeys>,
    pub(crate) options: SpoolOptions,
    pub(super) queue: Arc<Semaphore>,
    progress: Mutex<Progress>,
    failed: OnceLock<Arc<str>>,
    /// Large files that were there at the start: only these can be left over from a crash.
    pub(super) old_large: Mutex<HashSet<LetterId>>,
    preparing: AtomicBool,
    pub(super) preparer: Mutex<Option<thread::JoinHandle<()>>>,
    /// Held until the last thread is done.
    _lock: Box<dyn Send + Sync>,
}

struct Progress {
    end: Position,
    /// Durable letters of this session that the index does not have yet.
    unsettled: BTreeSet<Position>,
}

impl Inner {
    pub(super) fn new(
        shelf: Shelf,
        keys: Arc<MasterKeys>,
        options: SpoolOptions,
        end: Position,
        large: impl IntoIterator<Item = LetterId>,
        lock: Box<dyn Send + Sync>,
    ) -> Self {
        let permits = usize::try_from(options.queue_bytes / QUEUE_UNIT).unwrap_or(usize::MAX);
        Self {
            shelf,
            keys,
            options,
            queue: Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS))),
            progress: Mutex::new(Progress { end, unsettled: BTreeSet::new() }),
            failed: OnceLock::new(),
            old_large: Mutex::new(large.into_iter().collect()),
            preparing: AtomicBool::new(false),
            preparer: Mutex::new(None),
            _lock: lock,
        }
    }

    /// The end of the durable log.
    pub(super) fn end(&self) -> Position {
        self.progress().end
    }

    /// Every letter before it was settled.
    pub(super) fn checkpoint(&self) -> Position {
        let progress = self.progress();
        progress.unsettled.first().copied().unwrap_or(progress.end)
    }

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
}
