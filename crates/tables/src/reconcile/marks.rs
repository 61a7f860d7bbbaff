//! What became of each row: one octet per row, written once.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::TableError;

/// What a row is, of which each row has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Identical = 1,
    Changed = 2,
    /// No row of this key on the other side.
    Alone = 3,
    DuplicateKey = 4,
    NullKey = 5,
}

/// What a row may be besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    /// It has no address, though one is declared.
    NoAddress = 0x08,
    /// Another row of the same table has the same address.
    DuplicateAddress = 0x10,
    /// Its key is not in the master.
    Foreign = 0x20,
    /// Its address is not the one the master has for its key.
    Misbound = 0x40,
    /// Its address belongs to nobody in the master.
    ForeignAddress = 0x80,
}

/// The bits of a kind; the others are flags.
const KIND: u8 = 0x07;

/// The marks of one table.
#[derive(Debug)]
pub(crate) struct Marks(Vec<AtomicU8>);

/// The mark of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(u8);

impl Mark {
    pub(crate) const fn is(self, kind: Kind) -> bool {
        self.0 & KIND == kind as u8
    }

    pub(crate) const fn has(self, flag: Flag) -> bool {
        self.0 & flag as u8 != 0
    }

    /// Whether its print alone, next to others of its key, says what it is: not identical, and not without a key.
    pub(crate) const fn is_told_by_key(self) -> bool {
        !self.is(Kind::Identical) && !self.is(Kind::NullKey)
    }

    /// Whether nothing is odd about the row.
    pub(crate) const fn is_calm(self) -> bool {
        self.0 == Kind::Identical as u8
    }
}

impl Marks {
    pub(crate) fn new(rows: u64) -> Self {
        Self((0..rows).map(|_| AtomicU8::new(0)).collect())
    }

    fn slot(&self, row: u32) -> Result<&AtomicU8, TableError> {
        (row as usize).checked_sub(1).and_then(|index| self.0.get(index)).ok_or(LOST)
    }

    /// Says what a row is. A second time is an error: a row was doubled on the way.
    pub(crate) fn set(&self, row: u32, kind: Kind) -> Result<(), TableError> {
        let before = self.slot(row)?.fetch_or(kind as u8, Ordering::Relaxed);
        if before & KIND == 0 { Ok(()) } else { Err(LOST) }
    }

    pub(crate) fn flag(&self, row: u32, flag: Flag) -> Result<(), TableError> {
        self.slot(row)?.fetch_or(flag as u8, Ordering::Relaxed);
        Ok(())
    }

    /// The mark of a row; of no row, one without a kind.
    pub(crate) fn get(&self, row: u64) -> Mark {
        let slot = (row as usize).checked_sub(1).and_then(|index| self.0.get(index));
        Mark(slot.map_or(0, |slot| slot.load(Ordering::Relaxed)))
    }

    /// Rows of this kind.
    pub(crate) fn count(&self, kind: Kind) -> u64 {
        self.all().filter(|mark| mark.is(kind)).count() as u64
    }

    pub(crate) fn flagged(&self, flag: Flag) -> u64 {
        self.all().filter(|mark| mark.has(flag)).count() as u64
    }

    /// Every row has its kind, or some were lost.
    pub(crate) fn check_whole(&self) -> Result<(), TableError> {
        if self.all().all(|mark| mark.0 & KIND != 0) { Ok(()) } else { Err(LOST) }
    }

    pub(crate) fn is_calm(&self) -> bool {
        self.all().all(Mark::is_calm)
    }

    fn all(&self) -> impl Iterator<Item = Mark> {
        self.0.iter().map(|slot| Mark(slot.load(Ordering::Relaxed)))
    }
}

const LOST: TableError = TableError::Conservation { stage: "classify" };
