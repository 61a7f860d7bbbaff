//! Reads the records of one segment in order, past torn and damaged stretches.
//!
//! Invariants: a record is yielded only with both checksums right, at its own offset, of this life of the file and of
//! a session that is of the log at that point; one bad record never hides the good ones behind it. The work is bounded by
//! a few passes over the segment, whatever its bytes are.
//! How it fails: an [`io::Error`] of the disk; everything else is a [`Found`].

use std::{
    collections::{HashSet, VecDeque},
    io,
};

use super::record::{self, HEADER, Header, Kind, SECTOR, Slot};
use crate::disk::DiskFile;

/// Bytes read at once.
const WINDOW: usize = 1024 * 1024;
/// The search behind a bad record may checksum this many segments' worth of bytes, then it takes the rest as bad:
/// only bytes made on purpose get there.
const SEARCH_PASSES: u64 = 4;

/// What lies in a segment.
#[derive(Debug)]
pub(crate) enum Found {
    /// A letter, with its sealed envelope data.
    Letter {
        /// Where and what.
        header: Header,
        /// Its key.
        slot: Slot,
        /// Envelope data as stored.
        sealed_meta: Vec<u8>,
    },
    /// Bytes `start..end` were durable once and are not readable now.
    Damaged {
        /// First byte.
        start: u64,
        /// Behind the last byte.
        end: u64,
    },
}

/// A reader of one segment.
pub(crate) struct SegmentScan {
    window: Window,
    segment: u64,
    offset: u64,
    limit: u64,
    session: Option<u64>,
    retired: HashSet<u64>,
    /// Bad stretches that no later record has judged yet.
    holes: Vec<(u64, u64)>,
    ready: VecDeque<Found>,
    budget: u64,
    /// The start record, once read.
    pub(crate) start: Option<Header>,
    /// Behind the last good record.
    pub(crate) end: u64,
    /// The greatest `durable` seen, and at least where the scan began: the first byte that may not be on the platter.
    pub(crate) durable: u64,
    /// The greatest `durable` seen; 0 when no record was read. Only this may be said again in a fence: before the place
    /// where a scan began there may be a torn write that nobody was ever told of.
    pub(crate) claimed: u64,
    /// Whether the bytes at the end look like the beginning of a record.
    pub(crate) torn: bool,
}

impl SegmentScan {
    /// Reads segment number `segment` in `file` from `offset` (0, or where a record begins) to `limit`.
    pub(crate) fn new(file: Box<dyn DiskFile>, segment: u64, offset: u64, limit: u64) -> Self {
        Self {
            window: Window::new(file),
            segment,
            offset,
            limit,
            session: None,
            retired: HashSet::new(),
            holes: Vec::new(),
            ready: VecDeque::new(),
            budget: limit.saturating_mul(SEARCH_PASSES),
            start: None,
            end: offset,
            durable: offset,
            claimed: 0,
            torn: false,
        }
    }

    /// The next letter or damaged stretch; `None` at the end of the log in this segment.
    pub(crate) fn next(&mut self) -> io::Result<Option<Found>> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Ok(Some(found));
            }
            if !self.step()? {
                return Ok(self.ready.pop_front());
            }
        }
    }

    /// The file, for writing.
    pub(crate) fn into_file(self) -> Box<dyn DiskFile> {
        self.window.file
    }

    /// The log is known to reach `expected`: what is missing up to there is damage. Call it after the last `next`.
    pub(crate) fn missing_until(&self, expected: u64) -> Option<Found> {
        (expected > self.end).then_some(Found::Damaged { start: self.end, end: expected })
    }

    /// Reads one record, or jumps over a bad stretch. `false` at the end.
    fn step(&mut self) -> io::Result<bool> {
        let Some((header, total)) = self.record_or_next()? else { return Ok(false) };
        self.judge_holes(&header);
        self.enter(&header);
        if matches!(header.kind, Kind::Letter | Kind::Large) {
            self.push_letter(header)?;
        }
        self.offset += total;
        self.end = self.offset;
        Ok(true)
    }

    /// The record at the offset; else the next good one, with the stretch between noted as a hole.
    fn record_or_next(&mut self) -> io::Result<Option<(Header, u64)>> {
        if let Some(found) = self.good(self.offset, false)? {
            return Ok(Some(found));
        }
        let hole = self.offset;
        let head = self.window.get(hole, HEADER)?;
        self.torn = record::looks_like_one_of(head, self.segment);
        let mut at = hole + SECTOR;
        while at + SECTOR <= self.limit && self.budget > 0 {
            if let Some(found) = self.good(at, true)? {
                self.holes.push((hole, at));
                self.offset = at;
                self.torn = false;
                return Ok(Some(found));
            }
            at += SECTOR;
        }
        Ok(None)
    }

    /// A record at `at` that is of the log, with its length.
    fn good(&mut self, at: u64, searching: bool) -> io::Result<Option<(Header, u64)>> {
        let head = self.window.get(at, HEADER)?;
        if !record::looks_like_one(head) {
            return Ok(None);
        }
        let Some(header) = Header::parse(head) else { return Ok(None) };
        let (Some(total), Some(payload)) = (header.total(), header.payload()) else { return Ok(None) };
        let placed = header.segment == self.segment && header.offset == at && total <= self.limit.saturating_sub(at);
        if !placed || !self.belongs(&header, searching) {
            return Ok(None);
        }
        if searching {
            self.budget = self.budget.saturating_sub(total);
        }
        let len = usize::try_from(payload).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let bytes = self.window.get(at + HEADER as u64, len)?;
        let whole = bytes.len() == len && crc32fast::hash(bytes) == header.payload_crc;
        Ok(whole.then_some((header, total)))
    }

    /// Whether a record of this session may follow here.
    fn belongs(&self, header: &Header, searching: bool) -> bool {
        let current = self.session.is_none_or(|session| session == header.session);
        match header.kind {
            Kind::Start => header.offset == 0,
            Kind::Fence => !current || self.session.is_none(),
            // Behind a bad stretch the fence that opened this session may be what is bad.
            Kind::Letter | Kind::Large => current || (searching && !self.retired.contains(&header.session)),
        }
    }

    /// A later record of the same session, or the fence after it, knows whether a bad stretch was durable.
    fn judge_holes(&mut self, header: &Header) {
        let durable = if header.kind == Kind::Start { 0 } else { header.durable };
        let last_word = self.session.is_some_and(|session| session != header.session);
        let ready = &mut self.ready;
        self.holes.retain(|(start, end)| {
            let proven = durable > *start;
            if proven {
                ready.push_back(Found::Damaged { start: *start, end: *end });
            }
            !proven && !last_word
        });
        self.durable = self.durable.max(durable);
        self.claimed = self.claimed.max(durable);
    }

    fn enter(&mut self, header: &Header) {
        if header.kind == Kind::Start {
            self.start = Some(*header);
        }
        if let Some(old) = self.session.replace(header.session).filter(|old| *old != header.session) {
            self.retired.insert(old);
        }
    }

    fn push_letter(&mut self, header: Header) -> io::Result<()> {
        let len = usize::try_from(header.sealed_meta()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let bytes = self.window.get(header.offset, HEADER + len)?;
        if let (Some(slot), Some(meta)) = (Slot::parse(bytes), bytes.get(HEADER..)) {
            let sealed_meta = meta.to_vec();
            self.ready.push_back(Found::Letter { header, slot, sealed_meta });
        }
        Ok(())
    }
}

/// A part of the file in memory.
pub(crate) struct Window {
    file: Box<dyn DiskFile>,
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    pub(crate) fn new(file: Box<dyn DiskFile>) -> Self {
        Self { file, start: 0, bytes: Vec::new() }
    }

    /// The file, for writing.
    pub(crate) fn file(&self) -> &dyn DiskFile {
        &*self.file
    }

    /// The bytes at `offset`, fewer than `len` where the file ends.
    pub(crate) fn get(&mut self, offset: u64, len: usize) -> io::Result<&[u8]> {
        let inside = offset >= self.start && offset + len as u64 <= self.start + self.bytes.len() as u64;
        if !inside {
            self.bytes.resize(len.max(WINDOW), 0);
            let count = self.file.read_at(&mut self.bytes, offset)?;
            self.bytes.truncate(count);
            self.start = offset;
        }
        let from = usize::try_from(offset - self.start).unwrap_or(usize::MAX);
        let rest = self.bytes.get(from..).unwrap_or_default();
        Ok(rest.get(..len).unwrap_or(rest))
    }
}
