//! Prints: a row as a few keyed hashes, which is all that the comparison keeps of it.
//!
//! The keys are drawn anew for every comparison and never leave it, so nobody can prepare rows whose prints collide
//! (SipHash-1-3). A key of a row has 128 bits: among 2³² rows two different keys look equal with a chance below 2⁻⁶⁴.
//! The values have 64 bits, of which two rows of the same key are compared: below 2⁻³² over 2³² rows.

use siphasher::{sip, sip128};

use super::plan::{Lens, Taken};
use crate::{Row, TableError};

/// Bytes of a print in a partition.
pub(crate) const PRINT: usize = 36;

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Print {
    pub(crate) key: [u64; 2],
    /// Its number, from 1.
    pub(crate) row: u32,
    /// All compared columns.
    pub(crate) value: u64,
    /// The address; 0 when it is empty or none is declared.
    pub(crate) address: u64,
}

impl Print {
    pub(crate) fn bytes(&self) -> [u8; PRINT] {
        let mut bytes = [0; PRINT];
        let words = [self.key[0], self.key[1], self.value, self.address];
        let (chunks, rest) = bytes.as_chunks_mut::<8>();
        for (chunk, word) in chunks.iter_mut().zip(words) {
            *chunk = word.to_le_bytes();
        }
        rest.copy_from_slice(&self.row.to_le_bytes());
        bytes
    }

    pub(crate) fn of(bytes: &[u8; PRINT]) -> Self {
        let (words, rest) = bytes.as_chunks::<8>();
        let word = |index: usize| words.get(index).map_or(0, |word| u64::from_le_bytes(*word));
        let row = rest.first_chunk::<4>().map_or(0, |row| u32::from_le_bytes(*row));
        Self { key: [word(0), word(1)], row, value: word(2), address: word(3) }
    }
}

/// Random keys of one comparison.
#[derive(Clone)]
pub(crate) struct Keys([u8; 48]);

impl Keys {
    pub(crate) fn draw() -> Result<Self, TableError> {
        let mut bytes = [0; 48];
        aws_lc_rs::rand::fill(&mut bytes)
            .map_err(|_| TableError::Spill(std::io::Error::other("the system gives no random numbers")))?;
        Ok(Self(bytes))
    }
}

/// Makes prints.
pub(crate) struct Printer {
    keys: sip128::SipHasher13,
    values: sip::SipHasher13,
    addresses: sip::SipHasher13,
    bytes: Vec<u8>,
    /// Values per taken column that a step of normalisation could not read.
    pub(crate) unread: Vec<u64>,
}

impl Printer {
    pub(crate) fn new(keys: &Keys, lens: &Lens) -> Self {
        let part = |index: usize| keys.0.as_chunks::<16>().0.get(index).copied().unwrap_or_default();
        Self {
            keys: sip128::SipHasher13::new_with_key(&part(0)),
            values: sip::SipHasher13::new_with_key(&part(1)),
            addresses: sip::SipHasher13::new_with_key(&part(2)),
            bytes: Vec::new(),
            unread: vec![0; lens.taken.len()],
        }
    }

    /// The print of a row; `None` when a part of its key is empty.
    pub(crate) fn print(&mut self, lens: &Lens, row: &Row<'_>) -> Option<Print> {
        let key = self.key(lens, row);
        let (value, address) = self.values(lens, row);
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        key.map(|key| Print { key, row: number, value, address })
    }

    /// The key of a row alone.
    pub(crate) fn key(&mut self, lens: &Lens, row: &Row<'_>) -> Option<[u64; 2]> {
        self.bytes.clear();
        let mut whole = true;
        for (index, taken) in lens.taken.iter().enumerate().take(lens.keys) {
            whole &= self.push(index, taken, row) > 0;
        }
        let (low, high) = self.keys.hash(&self.bytes).as_u64();
        whole.then_some([low, high])
    }

    fn values(&mut self, lens: &Lens, row: &Row<'_>) -> (u64, u64) {
        self.bytes.clear();
        let mut address = 0;
        for (index, taken) in lens.taken.iter().enumerate().skip(lens.keys) {
            let length = self.push(index, taken, row);
            if lens.address == Some(index) && length > 0 {
                let start = self.bytes.len() - length;
                let own = self.bytes.get(start..).unwrap_or_default();
                address = self.addresses.hash(own).max(1);
                // The values have the hash in its place, so that nothing is hashed twice.
                self.bytes.truncate(start);
                self.bytes.extend_from_slice(&address.to_le_bytes());
            }
        }
        (self.values.hash(&self.bytes), address)
    }

    /// The hash of each compared column.
    pub(crate) fn columns(&mut self, lens: &Lens, row: &Row<'_>, to: &mut Vec<u8>) {
        for taken in lens.values() {
            self.bytes.clear();
            taken.normal.append(row.cell(taken.index), &mut self.bytes);
            to.extend_from_slice(&self.values.hash(&self.bytes).to_le_bytes());
        }
    }

    /// Appends a value with its length in front, so that no two rows of different cells give the same bytes.
    fn push(&mut self, index: usize, taken: &Taken, row: &Row<'_>) -> usize {
        let start = self.bytes.len() + LENGTH;
        self.bytes.extend_from_slice(&[0; LENGTH]);
        let read = taken.normal.append(row.cell(taken.index), &mut self.bytes);
        if let Some(unread) = self.unread.get_mut(index).filter(|_| !read) {
            *unread += 1;
        }
        let length = self.bytes.len() - start;
        if let Some(place) = self.bytes.get_mut(start - LENGTH..start) {
            place.copy_from_slice(&(length as u32).to_le_bytes());
        }
        length
    }
}

/// Bytes of a length in front of a value. A cell is far shorter than 4 GiB.
const LENGTH: usize = 4;
