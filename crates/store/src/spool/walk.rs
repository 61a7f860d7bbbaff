//! All letters from a point of the log to its end, for completing or rebuilding the index.
//!
//! Invariants: letters come in the order they were written; every stretch that was durable once and cannot be read
//! now is reported. Memory: one window of a segment and one letter's envelope data.
//! How it fails: an `Err` item, then the end.

use std::sync::Arc;

use sekisho_model::LetterId;

use super::{
    Inner,
    error::{SpoolError, io},
    letter::{letter_key, open_meta},
    place::{Location, Position},
    record::{HEADER, Header, Kind, SECTOR, Slot},
    scan::{Found, SegmentScan},
};

/// What a walk over the log meets.
#[derive(Debug)]
pub enum Scanned {
    /// A readable letter.
    Letter {
        /// Its id.
        id: LetterId,
        /// The envelope data given to append.
        meta: Vec<u8>,
        /// Where it is.
        location: Location,
    },
    /// A letter whose key was destroyed.
    Shredded {
        /// Its id.
        id: LetterId,
        /// Where it is.
        location: Location,
    },
    /// A letter that is there but does not open: its key is missing or its record was changed.
    Unreadable {
        /// Its id.
        id: LetterId,
        /// Where it is.
        location: Location,
        /// Why.
        why: SpoolError,
    },
    /// Bytes that were durable once and are not readable now: letters may have been lost here.
    Damaged {
        /// Segment number.
        segment: u64,
        /// First byte.
        offset: u64,
        /// Number of bytes.
        len: u64,
    },
}

/// The iterator of [`super::Spool::scan`]. It reads the disk: keep it off the async threads.
pub struct Scan {
    inner: Arc<Inner>,
    /// Segments still to read, ascending, each with where to begin.
    ahead: std::collections::VecDeque<u64>,
    from: Position,
    end: Position,
    current: Option<Current>,
}

struct Current {
    number: u64,
    scan: SegmentScan,
    /// Where the log in this segment is known to end.
    expected: Option<u64>,
}

impl Scan {
    pub(crate) fn new(inner: Arc<Inner>, from: Option<Position>, end: Position) -> Self {
        let from = from.unwrap_or(Position::START);
        let numbers = inner.shelf.numbers().into_iter();
        let ahead = numbers.filter(|number| (from.segment..=end.segment).contains(number)).collect();
        Self { inner, ahead, from, end, current: None }
    }

    fn advance(&mut self) -> Result<Option<Scanned>, SpoolError> {
        loop {
            let Some(current) = &mut self.current else {
                match self.ahead.pop_front() {
                    Some(number) => self.current = Some(self.begin(number)?),
                    None => return Ok(None),
                }
                continue;
            };
            let number = current.number;
            if let Some(found) = current.scan.next().map_err(io("read a segment"))? {
                return Ok(Some(self.scanned(number, found)));
            }
            let missing = current.expected.and_then(|expected| current.scan.missing_until(expected));
            self.current = None;
            if let Some(found) = missing {
                return Ok(Some(self.scanned(number, found)));
            }
        }
    }

    fn begin(&self, number: u64) -> Result<Current, SpoolError> {
        let file = self.inner.shelf.open(number)?;
        let len = file.len().map_err(io("measure a segment"))?;
        let expected = if number == self.end.segment { Some(self.end.offset) } else { self.ended(number)? };
        let limit = expected.unwrap_or(len).min(len);
        let usable =
            self.from.segment == number && self.from.offset <= limit && self.from.offset.is_multiple_of(SECTOR);
        let offset = if usable { self.from.offset } else { 0 };
        Ok(Current { number, scan: SegmentScan::new(file, number, offset, limit), expected })
    }

    /// Where the segment ended, as the start record of the next one says.
    fn ended(&self, number: u64) -> Result<Option<u64>, SpoolError> {
        let Some(next) = self.ahead.front() else { return Ok(None) };
        let mut head = [0; HEADER];
        self.inner.shelf.open(*next)?.read_at(&mut head, 0).map_err(io("read a segment"))?;
        let start = Header::parse(&head).filter(|start| start.kind == Kind::Start && start.segment == *next);
        let before = |start: &Header| start.id.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
        Ok(start.filter(|start| before(start) == Some(number)).map(|start| start.durable))
    }

    fn scanned(&self, segment: u64, found: Found) -> Scanned {
        let (header, slot, sealed) = match found {
            Found::Damaged { start, end } => return Scanned::Damaged { segment, offset: start, len: end - start },
            Found::Letter { header, slot, sealed_meta } => (header, slot, sealed_meta),
        };
        let id = header.letter();
        let len = header.total().unwrap_or(0);
        let location = Location { segment, offset: header.offset, len, large: header.kind == Kind::Large };
        if slot == Slot::Empty {
            return Scanned::Shredded { id, location };
        }
        match letter_key(&self.inner.keys, &header, &slot).and_then(|key| open_meta(&key, &header, sealed)) {
            Ok(meta) => Scanned::Letter { id, meta, location },
            Err(why) => Scanned::Unreadable { id, location, why },
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Scanned, SpoolError>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.advance().transpose();
        if matches!(found, Some(Err(_))) {
            self.current = None;
            self.ahead.clear();
        }
        found
    }
}
