//! The only writer of the database: takes every unit that waits, writes them in one transaction, syncs once for all.
//!
//! Invariants: units are written in the order they came; each stands or falls alone; nobody is answered before the sync; state and evidence of a unit are in the same transaction.
//! Never: rules, or a clock; the time of a unit is its caller's.
//! How it fails: a unit that does not fit is refused alone. An error of the disk fails every unit of the batch, and
//! nothing of the batch happened.

use std::{sync::Arc, time::Duration};

use sekisho_model::LetterId;
use sqlx::{Connection as _, SqliteConnection};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::{
    CommitError, Committed, StoreError, Unit, database, private::Private, spool::Position, spool::Spool,
    waiting::Waiting,
};

mod apply;
mod batch;
mod buffer;
mod chain;
mod effects;
mod failure;
mod index;

#[cfg(test)]
pub(crate) use apply::LEDGER;
pub(crate) use buffer::Numbers;
pub(crate) use chain::Head;
pub(crate) use index::Indexed;

/// Units in one transaction: some 20 ms of work.
const MOST: usize = 256;
/// Jobs that may wait; callers wait when there are more.
pub(crate) const QUEUE: usize = 1024;
/// Until erased bytes are wiped from the write-ahead log once more, when a reader prevented it.
const WIPE_AGAIN: Duration = Duration::from_secs(1);
/// The stored checkpoint of the spool is renewed when it has moved so far: what a start reads at most for nothing.
const CHECKPOINT_EVERY: u64 = 1 << 20;

/// Something to write.
pub(crate) enum Work {
    /// A unit of the engine.
    Unit(Box<UnitWork>),
    /// Search marks that were made of letters.
    Index(Vec<Indexed>, oneshot::Sender<Result<(), CommitError>>),
    /// A segment was recycled: nobody counts its letters any more.
    Forget(u64, oneshot::Sender<Result<(), CommitError>>),
}

/// A unit and who waits for it.
pub(crate) struct UnitWork {
    pub(crate) unit: Unit,
    /// The letter whose key was destroyed just before.
    pub(crate) shred: Option<LetterId>,
    pub(crate) reply: oneshot::Sender<Result<Committed, CommitError>>,
}

/// A message to the writer.
pub(crate) enum Job {
    Work(Vec<Work>),
    /// Write what waits and end.
    Close(oneshot::Sender<()>),
}

/// What the writer works with.
pub(crate) struct Writer {
    connection: SqliteConnection,
    private: Arc<Private>,
    spool: Spool,
    waiting: Arc<Waiting>,
    chain: chain::Chain,
    buffer: buffer::Buffer,
    /// Given in the open transaction, and in all committed ones.
    numbers: Numbers,
    committed: Numbers,
    /// As it stands in the database.
    checkpoint: Position,
    /// Told when letters were decided that the search does not know.
    searchable: Arc<Notify>,
    /// Deleted bytes may still lie in the write-ahead log.
    erased: bool,
}

/// What [`Writer::new`] takes over.
pub(crate) struct Parts {
    pub(crate) connection: SqliteConnection,
    pub(crate) private: Arc<Private>,
    pub(crate) spool: Spool,
    pub(crate) waiting: Arc<Waiting>,
    pub(crate) head: Head,
    pub(crate) numbers: Numbers,
    pub(crate) checkpoint: Position,
    pub(crate) searchable: Arc<Notify>,
}

impl Writer {
    /// Goes on after the last commit.
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { connection, private, spool, waiting, head, numbers, checkpoint, searchable } = parts;
        Self {
            connection,
            private,
            spool,
            waiting,
            chain: chain::Chain::new(head),
            buffer: buffer::Buffer::default(),
            numbers,
            committed: numbers,
            checkpoint,
            searchable,
            erased: false,
        }
    }

    /// Writes until told to close, or until nobody can ask any more.
    pub(crate) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut closed = Vec::new();
        while let Some(first) = self.next(&mut jobs).await {
            let mut works = Vec::new();
            let mut next = Some(first);
            while let Some(job) = next {
                match job {
                    Job::Work(more) => works.extend(more),
                    Job::Close(done) => {
                        jobs.close();
                        closed.push(done);
                    }
                }
                next = if works.len() < MOST { jobs.try_recv().ok() } else { None };
            }
            self.write(works).await;
        }
        self.end().await;
        for done in closed {
            // Who asked may be gone.
            let _ = done.send(());
        }
    }

    /// The next job. When there is a pause, erased bytes are wiped from the write-ahead log.
    async fn next(&mut self, jobs: &mut mpsc::Receiver<Job>) -> Option<Job> {
        let mut pause = Duration::ZERO;
        while self.erased {
            match tokio::time::timeout(pause, jobs.recv()).await {
                Ok(job) => return job,
                Err(_) => self.wipe_log().await,
            }
            pause = WIPE_AGAIN;
        }
        jobs.recv().await
    }

    async fn write(&mut self, mut works: Vec<Work>) {
        while !works.is_empty() {
            let rest = works.split_off(works.len().min(MOST));
            self.write_batch(works).await;
            works = rest;
        }
    }

    /// The last checkpoint, and a database file without a log beside it.
    async fn end(mut self) {
        let checkpoint = self.waiting.checkpoint(&self.spool);
        if checkpoint != self.checkpoint
            && let Err(error) = batch::store_checkpoint(&mut self.connection, checkpoint).await
        {
            // Logged there; the next start reads more of the log, nothing else.
            let _ = error.answer();
        }
        self.wipe_log().await;
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }

    /// Carries the write-ahead log over and cuts it. Readers at work may prevent that: then it is tried again in the next
    /// pause, or soon; nobody waits for them.
    async fn wipe_log(&mut self) {
        match database::wipe_log(&mut self.connection).await {
            Ok(done) => self.erased &= !done,
            Err(error) => tracing::warn!(%error, "the write-ahead log could not be cut"),
        }
    }

    /// The checkpoint to store, when it has moved far enough.
    fn due_checkpoint(&self) -> Option<Position> {
        let now = self.waiting.checkpoint(&self.spool);
        let far = now.segment != self.checkpoint.segment
            || now.offset.saturating_sub(self.checkpoint.offset) >= CHECKPOINT_EVERY;
        (now > self.checkpoint && far).then_some(now)
    }
}

/// Asks the writer for one thing.
pub(crate) async fn ask<T>(
    jobs: &mpsc::Sender<Job>,
    work: impl FnOnce(oneshot::Sender<Result<T, CommitError>>) -> Work,
) -> Result<T, CommitError> {
    let (reply, answer) = oneshot::channel();
    jobs.send(Job::Work(vec![work(reply)])).await.map_err(|_| CommitError::Closed)?;
    answer.await.unwrap_or(Err(CommitError::Closed))
}

/// Reads the checkpoint of the spool.
pub(crate) async fn stored_checkpoint(connection: &mut SqliteConnection) -> Result<Position, StoreError> {
    use crate::{
        error::failed,
        row::{Cells, one},
    };
    let row = sqlx::query("select segment, byte from spool").fetch_one(connection).await;
    let row = row.map_err(failed("read the checkpoint"))?;
    one(
        &Cells(&row),
        "spool",
        |_| 1,
        |cells| Ok(Position { segment: cells.number("segment")?, offset: cells.number("byte")? }),
    )
}
