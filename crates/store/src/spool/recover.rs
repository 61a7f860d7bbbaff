//! Finds the end of the log after a stop of any kind.
//!
//! Invariants: only the newest segment is read, from the checkpoint on when that lies in it; what is found behind the
//! last known durable byte is written and synced once more before anybody relies on it, because after a failed sync
//! the cache may show bytes that the platter does not have. No segment number is given twice.
//! How it fails: an error of the disk; damage is no error, [`super::Spool::scan`] reports it with its place.

use super::{
    error::{SpoolError, io},
    place::Position,
    record::SECTOR,
    scan::SegmentScan,
    shelf::Shelf,
    writer::Active,
};
use crate::disk::DiskFile;

/// Copied at once while the tail is written again.
const COPY: usize = 1024 * 1024;

/// What [`super::Spool::open`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// The checkpoint that was given. Read [`super::Spool::scan`] from here to complete the index.
    pub from: Option<Position>,
    /// The end of the log.
    pub end: Position,
    /// A record began here and was not completed: a write without an answer was interrupted. Normal after a crash.
    pub torn: Option<Position>,
    /// The log does not reach the checkpoint: it was replaced, or lost its newest part. The index knows letters that
    /// the log does not have; look at the disk and at what was restored.
    pub checkpoint_lost: bool,
}

/// Where the writer goes on.
pub(crate) struct Tail {
    pub(crate) active: Option<Active>,
    pub(crate) next_number: u64,
    pub(crate) recovery: Recovery,
}

/// Finds the end of the log and makes sure that it is durable.
pub(crate) fn recover(shelf: &Shelf, from: Option<Position>) -> Result<Tail, SpoolError> {
    let remembered = from.map_or(0, |from| from.segment);
    let newest = shelf.numbers().last().copied().unwrap_or(0).max(remembered);
    let mut found = None;
    for number in shelf.numbers().into_iter().rev() {
        let tail = tail_of(shelf, number, from)?;
        if tail.is_some() || from.is_some_and(|from| from > Position { segment: number, offset: 0 }) {
            found = tail;
            break;
        }
        // Named, but the power went before its first record: no letter was ever in it.
        shelf.retire(number)?;
    }
    // Names that a killed process changed are in use from here on.
    shelf.disk().sync_names().map_err(io("sync its directory"))?;
    let next_number = newest + 1;
    let lost =
        |active: &Active| from.is_some_and(|from| from > Position { segment: active.number, offset: active.len });
    Ok(match found {
        Some((active, torn)) => {
            let end = Position { segment: active.number, offset: active.end };
            let torn = torn.then_some(end);
            let checkpoint_lost = lost(&active) || (from.is_some_and(|from| from > end));
            // The index remembers places behind the end: nothing new may be put there.
            let active = if checkpoint_lost { None } else { Some(active) };
            Tail { active, next_number, recovery: Recovery { from, end, torn, checkpoint_lost } }
        }
        None => {
            let end = Position { segment: next_number, offset: 0 };
            // An empty log of an earlier start has its end at the beginning of a segment.
            let checkpoint_lost = from.is_some_and(|from| from.offset > 0);
            Tail { active: None, next_number, recovery: Recovery { from, end, torn: None, checkpoint_lost } }
        }
    })
}

/// Reads a segment to its end. `None` when nothing of this number was ever written in it.
fn tail_of(shelf: &Shelf, number: u64, from: Option<Position>) -> Result<Option<(Active, bool)>, SpoolError> {
    let file = shelf.open(number)?;
    let len = file.len().map_err(io("measure a segment"))?;
    let known = from.filter(|from| from.segment == number && from.offset.is_multiple_of(SECTOR) && from.offset <= len);
    let offset = known.map_or(0, |from| from.offset);
    let mut scan = SegmentScan::new(file, number, offset, len);
    while scan.next().map_err(io("read a segment"))?.is_some() {}
    if scan.end == 0 {
        return Ok(None);
    }
    let (end, durable, claimed, torn) = (scan.end, scan.durable, scan.claimed, scan.torn);
    let file = scan.into_file();
    write_again(&*file, durable.min(end), end)?;
    Ok(Some((Active { file, number, len, end, fenced: false, durable: claimed }, torn)))
}

/// Makes bytes durable that may only be in the cache.
fn write_again(file: &dyn DiskFile, mut offset: u64, end: u64) -> Result<(), SpoolError> {
    let mut bytes = vec![0; COPY];
    while offset < end {
        let count = usize::try_from(end - offset).unwrap_or(COPY).min(COPY);
        let Some(piece) = bytes.get_mut(..count) else { break };
        let read = file.read_at(piece, offset).map_err(io("read a segment"))?;
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
        file.write_at(&[piece], offset).map_err(io("write the end of the log again"))?;
        offset += read as u64;
    }
    file.sync_data().map_err(io("sync the end of the log"))
}
