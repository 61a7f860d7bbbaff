//! Letters that are durable and not judged yet. They are kept in memory only up to a bound; beyond it a letter is its
//! place in the spool, and is read again when its turn comes. The queue itself can be lost at any time.

use std::sync::atomic::{AtomicUsize, Ordering};

use sekisho_model::LetterId;
use sekisho_store::{Location, PendingLetter, StoredLetter};
use tokio::sync::{Mutex, mpsc};

/// What letters kept in memory may weigh. At 10 KB a letter this is a second of full load.
const MEMORY: usize = 16 << 20;
/// Letters that wait for judgement; beyond it new ones are put off.
const LETTERS: usize = 100_000;
/// About what a recipient weighs.
const RECIPIENT: usize = 200;

/// A durable letter, and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spooled {
    pub(crate) letter: LetterId,
    pub(crate) location: Location,
}

/// One letter to judge.
#[derive(Debug)]
pub(crate) enum Job {
    /// With its bytes.
    Here(Box<StoredLetter>, Location),
    /// To be read from the spool.
    Stored(Spooled),
}

pub(crate) struct Queue {
    send: mpsc::UnboundedSender<Job>,
    receive: Mutex<mpsc::UnboundedReceiver<Job>>,
    /// What the letters weigh that are kept in memory.
    weight: AtomicUsize,
    jobs: AtomicUsize,
}

impl Queue {
    pub(crate) fn new() -> Self {
        let (send, receive) = mpsc::unbounded_channel();
        Self { send, receive: Mutex::new(receive), weight: AtomicUsize::new(0), jobs: AtomicUsize::new(0) }
    }

    /// Queues a letter that was just made durable; when memory is short, only its place.
    pub(crate) fn push(&self, letter: StoredLetter, location: Location) {
        let weight = weight(&letter);
        if self.weight.load(Ordering::Relaxed).saturating_add(weight) > MEMORY {
            return self.push_stored(Spooled { letter: letter.id, location });
        }
        self.weight.fetch_add(weight, Ordering::Relaxed);
        self.send(Job::Here(Box::new(letter), location));
    }

    /// Queues a letter by its place in the spool.
    pub(crate) fn push_stored(&self, letter: Spooled) {
        self.send(Job::Stored(letter));
    }

    fn send(&self, job: Job) {
        self.jobs.fetch_add(1, Ordering::Relaxed);
        // The receiver lives as long as the queue.
        let _ = self.send.send(job);
    }

    /// The next letter; waits for one. `rank` is called while nobody else can take one: what it gives is in the order
    /// of the queue.
    pub(crate) async fn next<T>(&self, rank: impl FnOnce() -> T) -> Option<(Job, T)> {
        let mut receive = self.receive.lock().await;
        let job = receive.recv().await?;
        let rank = rank();
        drop(receive);
        self.jobs.fetch_sub(1, Ordering::Relaxed);
        if let Job::Here(letter, _) = &job {
            self.weight.fetch_sub(weight(letter), Ordering::Relaxed);
        }
        Some((job, rank))
    }

    /// Letters waiting.
    pub(crate) fn len(&self) -> usize {
        self.jobs.load(Ordering::Relaxed)
    }

    /// Whether no more may wait.
    pub(crate) fn is_full(&self) -> bool {
        self.len() >= LETTERS
    }
}

impl Job {
    /// Which letter, and where it is.
    pub(crate) fn spooled(&self) -> Spooled {
        match self {
            Self::Here(letter, location) => Spooled { letter: letter.id, location: *location },
            Self::Stored(spooled) => *spooled,
        }
    }
}

impl From<&PendingLetter> for Spooled {
    fn from(letter: &PendingLetter) -> Self {
        Self { letter: letter.id, location: letter.location }
    }
}

fn weight(letter: &StoredLetter) -> usize {
    letter.bytes.len().saturating_add(letter.envelope.recipients.len().saturating_mul(RECIPIENT))
}
