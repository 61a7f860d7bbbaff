//! Where things are in the log.

use serde::{Deserialize, Serialize};

/// A point in the log, between records. Later points are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Segment number, from 1; never used twice.
    pub segment: u64,
    /// Byte offset in the segment.
    pub offset: u64,
}

impl Position {
    /// Before everything.
    pub const START: Self = Self { segment: 0, offset: 0 };

    /// As two SQL integers. Both are below 2^63.
    #[must_use]
    pub fn to_pair(self) -> (i64, i64) {
        (signed(self.segment), signed(self.offset))
    }

    /// The reverse of [`Position::to_pair`]. `None` for negative numbers.
    #[must_use]
    pub fn from_pair(segment: i64, offset: i64) -> Option<Self> {
        Some(Self { segment: u64::try_from(segment).ok()?, offset: u64::try_from(offset).ok()? })
    }
}

/// Where one letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// Segment number.
    pub segment: u64,
    /// Byte offset of its record.
    pub offset: u64,
    /// Length of its record in the segment, in bytes.
    pub len: u64,
    /// Whether the body lies in a file of its own.
    pub large: bool,
}

impl Location {
    /// The point before the record.
    #[must_use]
    pub const fn position(&self) -> Position {
        Position { segment: self.segment, offset: self.offset }
    }

    /// 24 bytes for a database column: segment, offset, and length with `large` as its highest bit; big endian, so
    /// the bytes sort like the log.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 24] {
        let len = (self.len & !LARGE) | if self.large { LARGE } else { 0 };
        let mut bytes = [0; 24];
        let words = [self.segment, self.offset, len].map(u64::to_be_bytes);
        bytes.iter_mut().zip(words.as_flattened()).for_each(|(to, from)| *to = *from);
        bytes
    }

    /// The reverse of [`Location::to_bytes`]. `None` for any other length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; 24] = bytes.try_into().ok()?;
        let mut words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_be_bytes(*word));
        let (segment, offset, len) = (words.next()?, words.next()?, words.next()?);
        Some(Self { segment, offset, len: len & !LARGE, large: len & LARGE != 0 })
    }
}

const LARGE: u64 = 1 << 63;

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_survives_its_column() {
        for large in [false, true] {
            let place = Location { segment: 3, offset: 1 << 40, len: 10_240, large };
            assert_eq!(Location::from_bytes(&place.to_bytes()), Some(place));
        }
        assert_eq!(Location::from_bytes(&[0; 23]), None);
        let place = Position { segment: 9, offset: 512 };
        let (segment, offset) = place.to_pair();
        assert_eq!(Position::from_pair(segment, offset), Some(place));
        assert_eq!(Position::from_pair(-1, 0), None);
    }
}
