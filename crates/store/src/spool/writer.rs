//! The one writer of the log: takes every letter that waits, writes them together, syncs once, then answers all.
//!
//! Invariants: nobody is answered `Ok` before the sync that covers the letter returned; a batch never spans two
//! segments; a segment's start record and its name are durable before its first letter, a session's fence before the
//! session's first letter in a segment it did not start. After a failed write or sync of unknown effect nothing more
//! is written.
//! How it fails: full → those letters get [`SpoolError::Full`] and the next ones are tried; anything else →
//! [`SpoolError::Failed`] until a restart.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, mpsc::UnboundedReceiver, oneshot};

use super::{
    Inner,
    error::{Limit, SpoolError},
    letter::Draft,
    place::{Location, Position},
    record::{HEADER, Header, Kind, SECTOR},
    shelf::random_u64,
};
use crate::disk::{DiskFile, is_full};

/// Bytes written before one sync, so that the first letter of a long queue does not wait for the last.
const BATCH: u64 = 16 * 1024 * 1024;

/// A letter that waits to be written.
pub(crate) struct Job {
    pub(crate) draft: Draft,
    pub(crate) reply: oneshot::Sender<Result<Location, SpoolError>>,
    /// Its share of the queue's memory.
    pub(crate) permit: OwnedSemaphorePermit,
}

/// The segment that is being written.
pub(crate) struct Active {
    pub(crate) file: Box<dyn DiskFile>,
    pub(crate) number: u64,
    /// Its length.
    pub(crate) len: u64,
    /// Behind the last record.
    pub(crate) end: u64,
    /// Whether this session may write letters here: it started the segment, or its fence is durable.
    pub(crate) fenced: bool,
    /// What a fence says: up to here the log was durable before.
    pub(crate) durable: u64,
}

/// The writer's state; lives on its own thread.
pub(crate) struct Writer {
    inner: Arc<Inner>,
    active: Option<Active>,
    next_number: u64,
    session: u64,
}

impl Writer {
    /// A writer that goes on where recovery ended.
    pub(crate) fn new(inner: Arc<Inner>, active: Option<Active>, next_number: u64) -> Result<Self, SpoolError> {
        Ok(Self { inner, active, next_number, session: random_u64()? })
    }

    /// Works until every handle of the spool is gone.
    pub(crate) fn run(mut self, mut jobs: UnboundedReceiver<Job>) {
        while let Some(first) = jobs.blocking_recv() {
            let mut bytes = first.draft.len();
            let mut batch = VecDeque::from([first]);
            while bytes < BATCH
                && let Ok(job) = jobs.try_recv()
            {
                bytes += job.draft.len();
                batch.push_back(job);
            }
            self.commit(batch);
        }
    }

    fn commit(&mut self, mut waiting: VecDeque<Job>) {
        if let Err(error) = self.inner.accepting().and_then(|()| self.inner.shelf.check_free(0)) {
            return self.refuse(waiting, error);
        }
        while !waiting.is_empty() {
            let group = self.fitting(&mut waiting);
            let done = if group.is_empty() { self.roll(&waiting) } else { self.write(group) };
            if let Err(error) = done {
                return self.refuse(waiting, error);
            }
        }
    }

    /// Takes the letters that fit into the active segment, in order.
    fn fitting(&self, waiting: &mut VecDeque<Job>) -> Vec<Job> {
        let mut group = Vec::new();
        let Some(active) = &self.active else { return group };
        let mut end = active.end + if active.fenced { 0 } else { SECTOR };
        while let Some(job) = waiting.pop_front_if(|job| end + job.draft.len() <= active.len) {
            end += job.draft.len();
            group.push(job);
        }
        group
    }

    /// Begins the next segment.
    fn roll(&mut self, waiting: &VecDeque<Job>) -> Result<(), SpoolError> {
        let room = self.inner.options.segment_bytes - SECTOR;
        if let Some(job) = waiting.front().filter(|job| job.draft.len() > room) {
            return Err(SpoolError::TooLarge { bytes: job.draft.len(), limit: room });
        }
        let number = self.next_number;
        let file = self.inner.shelf.take(number)?;
        self.next_number += 1;
        let (before, ended) = self.active.as_ref().map_or((0, 0), |active| (active.number, active.end));
        let mut id = [0; 16];
        id.iter_mut().zip(before.to_le_bytes()).for_each(|(to, from)| *to = from);
        let start = self.mark(Kind::Start, number, 0, ended, id);
        self.durably(file.write_at(&[&start], 0), "write the start of a segment")?;
        self.durably(file.sync_data(), "sync the start of a segment")?;
        self.durably(self.inner.shelf.disk().sync_names(), "sync the directory")?;
        let len = self.inner.options.segment_bytes;
        self.active = Some(Active { file, number, len, end: SECTOR, fenced: true, durable: SECTOR });
        self.inner.reached(Position { segment: number, offset: SECTOR }, &[]);
        self.inner.prepare_spare();
        Ok(())
    }

    /// Writes and syncs one group, then answers it. An error is also for those behind it.
    fn write(&mut self, mut group: Vec<Job>) -> Result<(), SpoolError> {
        let written = self.fence().and_then(|()| self.write_records(&mut group));
        match written {
            Ok(places) => {
                for (job, place) in group.into_iter().zip(places) {
                    drop(job.permit);
                    if job.reply.send(Ok(place)).is_err() {
                        // The caller is gone and its client was not answered: the letter was never accepted.
                        self.inner.settle(&place);
                    }
                }
                Ok(())
            }
            Err(error) => {
                self.refuse(group.into(), again(&error));
                Err(error)
            }
        }
    }

    fn write_records(&mut self, group: &mut [Job]) -> Result<Vec<Location>, SpoolError> {
        let session = self.session;
        let Some(active) = &mut self.active else { return Err(SpoolError::Closed) };
        let mut end = active.end;
        let mut places = Vec::with_capacity(group.len());
        for job in group.iter_mut() {
            places.push(job.draft.place(active.number, end, session, active.end));
            end += job.draft.len();
        }
        let parts: Vec<&[u8]> = group.iter().map(|job| job.draft.record.as_slice()).collect();
        match active.file.write_at(&parts, active.end) {
            Err(error) if is_full(&error) => {
                // Some of it may have reached the file; a fence of a new session makes that worthless.
                active.fenced = false;
                active.durable = active.end;
                self.session = random_u64()?;
                return Err(SpoolError::Full(Limit::Disk));
            }
            other => self.inner.durably(other, "write letters")?,
        }
        self.inner.durably(active.file.sync_data(), "sync letters")?;
        active.end = end;
        self.inner.reached(Position { segment: active.number, offset: end }, &places);
        Ok(places)
    }

    /// Marks where this session goes on in a segment of an earlier one.
    fn fence(&mut self) -> Result<(), SpoolError> {
        let Some(active) = self.active.as_ref().filter(|active| !active.fenced) else { return Ok(()) };
        let fence = self.mark(Kind::Fence, active.number, active.end, active.durable, [0; 16]);
        match active.file.write_at(&[&fence], active.end) {
            Err(error) if is_full(&error) => return Err(SpoolError::Full(Limit::Disk)),
            other => self.durably(other, "write a fence")?,
        }
        self.durably(active.file.sync_data(), "sync a fence")?;
        if let Some(active) = &mut self.active {
            active.end += SECTOR;
            active.fenced = true;
            self.inner.reached(Position { segment: active.number, offset: active.end }, &[]);
        }
        Ok(())
    }

    fn mark(&self, kind: Kind, segment: u64, offset: u64, durable: u64, id: [u8; 16]) -> Vec<u8> {
        let session = self.session;
        let header = Header { kind, segment, offset, session, durable, id, meta_len: 0, body_len: 0, payload_crc: 0 };
        let mut bytes = header.bytes().to_vec();
        bytes.resize(HEADER.next_multiple_of(SECTOR as usize), 0);
        bytes
    }

    fn durably(&self, result: std::io::Result<()>, action: &'static str) -> Result<(), SpoolError> {
        self.inner.durably(result, action)
    }

    fn refuse(&self, jobs: VecDeque<Job>, error: SpoolError) {
        let mut first = Some(error);
        for job in jobs {
            // The same error for all; what cannot be copied says that the spool could not take it.
            let error = match &first {
                Some(error) => again(error),
                None => SpoolError::Closed,
            };
            drop(job.permit);
            let _ = job.reply.send(Err(error));
        }
        if let Some(error) = first.take() {
            tracing::warn!(error = %error, "letters were not accepted");
        }
    }
}

/// The same error once more, for another waiting letter.
fn again(error: &SpoolError) -> SpoolError {
    match error {
        SpoolError::Full(limit) => SpoolError::Full(*limit),
        SpoolError::Failed { reason } => SpoolError::Failed { reason: reason.clone() },
        SpoolError::Io { action, source } => SpoolError::Io { action, source: source.kind().into() },
        SpoolError::TooLarge { bytes, limit } => SpoolError::TooLarge { bytes: *bytes, limit: *limit },
        _ => SpoolError::Closed,
    }
}
