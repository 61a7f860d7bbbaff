//! Letters that are durable and not judged yet. Bytes are kept in memory only up to a bound; beyond it the letter is
//! read again from the spool when its turn comes. The queue itself can be lost at any time.

use std::sync::atomic::{AtomicUsize, Ordering};

use sekisho_store::{Location, PendingLetter, StoredLetter};
use tokio::sync::{Mutex, mpsc};

/// Bytes of letters kept in memory. At 10 KB a letter this is some seconds of full load.
const MEMORY: usize = 64 << 20;

/// Letters that wait for judgement; beyond it new ones are put off.
const LETTERS: usize = 100_000;
/// Recipients of letters that wait: about 200 bytes each, 200 MB.
const RECIPIENTS: usize = 1_000_000;

/// One letter to judge.
#[derive(Debug)]
pub(crate) enum Job {
    /// With its bytes.
    Here(Box<StoredLetter>, Location),
    /// To be read from the spool.
    Stored(Box<PendingLetter>),
}

pub(crate) struct Queue {
    send: mpsc::UnboundedSender<Job>,
    receive: Mutex<mpsc::UnboundedReceiver<Job>>,
    bytes: AtomicUsize,
    jobs: AtomicUsize,
    /// Recipients of all letters that wait: what a letter weighs without its bytes.
    recipients: AtomicUsize,
}

impl Queue {
    pub(crate) fn new() -> Self {
        let (send, receive) = mpsc::unbounded_channel();
        Self {
            send,
            receive: Mutex::new(receive),
            bytes: AtomicUsize::new(0),
            jobs: AtomicUsize::new(0),
            recipients: AtomicUsize::new(0),
        }
    }

    /// Queues a letter that was just made durable; its bytes are dropped when memory is short.
    pub(crate) fn push(&self, letter: StoredLetter, location: Location) {
        let size = letter.bytes.len();
        if self.bytes.load(Ordering::Relaxed) + size > MEMORY {
            let StoredLetter { id, at, origin, envelope, client, told, bytes } = letter;
            let size = bytes.len() as u64;
            return self.push_stored(PendingLetter { id, at, origin, envelope, client, told, location, size });
        }
        self.bytes.fetch_add(size, Ordering::Relaxed);
        self.send(Job::Here(Box::new(letter), location));
    }

    /// Queues a letter by its place in the spool.
    pub(crate) fn push_stored(&self, letter: PendingLetter) {
        self.send(Job::Stored(Box::new(letter)));
    }

    fn send(&self, job: Job) {
        self.jobs.fetch_add(1, Ordering::Relaxed);
        self.recipients.fetch_add(recipients(&job), Ordering::Relaxed);
        // The receiver lives as long as the queue.
        let _ = self.send.send(job);
    }

    /// The next letter; waits for one.
    pub(crate) async fn next(&self) -> Option<Job> {
        let job = self.receive.lock().await.recv().await?;
        self.jobs.fetch_sub(1, Ordering::Relaxed);
        self.recipients.fetch_sub(recipients(&job), Ordering::Relaxed);
        if let Job::Here(letter, _) = &job {
            self.bytes.fetch_sub(letter.bytes.len(), Ordering::Relaxed);
        }
        Some(job)
    }

    /// Letters waiting.
    pub(crate) fn len(&self) -> usize {
        self.jobs.load(Ordering::Relaxed)
    }

    /// Whether no more may wait: so many letters, or so many recipients.
    pub(crate) fn is_full(&self) -> bool {
        self.len() >= LETTERS || self.recipients.load(Ordering::Relaxed) >= RECIPIENTS
    }
}

fn recipients(job: &Job) -> usize {
    match job {
        Job::Here(letter, _) => letter.envelope.recipients.len(),
        Job::Stored(letter) => letter.envelope.recipients.len(),
    }
}
