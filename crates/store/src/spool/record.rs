//! The bytes of one record in a segment. Numbers are little endian; a record begins on a 512-byte sector.
//!
//! ```text
//!   0  magic "SkRc"      4  version    5  kind      6  zero (2)
//!   8  segment (8)      16  offset (8, its own)    24  session (8)
//!  32  durable (8)      40  letter id (16)         56  meta length (4)   60  zero (4)
//!  64  body length (8)  72  payload CRC-32 (4)     76  header CRC-32 of bytes 0..76 (4)
//!  80  key slot: key id (8), wrapped data key (40) 128  payload, then zeros up to the sector
//! ```
//! Invariants: segment, offset and session in the header make bytes of another life of the file worthless; the key
//! slot is under no checksum and within one sector, so destroying it is one atomic overwrite.
//! `durable` says up to which offset of this segment everything was known to be on the platter when the record was
//! written: a damaged stretch before it is damage, one after it may be a torn, never acknowledged write.
//! Never: a length used before its checksum was verified.

use sekisho_model::LetterId;

use crate::{
    cipher::sealed_len,
    keys::{KeyId, WRAPPED_LEN},
};

/// Records begin on multiples of this, the smallest unit a disk writes as a whole.
pub(crate) const SECTOR: u64 = 512;
/// Bytes before the payload.
pub(crate) const HEADER: usize = 128;
/// Where the key slot is, from the start of the record.
pub(crate) const SLOT: usize = 80;
/// Length of the key slot.
pub(crate) const SLOT_LEN: usize = 8 + WRAPPED_LEN;
/// Header bytes under the header's checksum.
const CHECKED: usize = 76;
const MAGIC: [u8; 4] = *b"SkRc";
const VERSION: u8 = 1;

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// First record of a segment. `id` holds the number of the segment before, `durable` where that one ended.
    Start = 1,
    /// A new session continues the segment here; what an older session left behind is not of the log.
    Fence = 2,
    /// A letter.
    Letter = 3,
    /// A letter whose body lies in a file of its own.
    Large = 4,
}

/// The header of a record, without the key slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) kind: Kind,
    pub(crate) segment: u64,
    pub(crate) offset: u64,
    pub(crate) session: u64,
    pub(crate) durable: u64,
    pub(crate) id: [u8; 16],
    pub(crate) meta_len: u32,
    pub(crate) body_len: u64,
    pub(crate) payload_crc: u32,
}

impl Header {
    /// The letter it belongs to.
    pub(crate) const fn letter(&self) -> LetterId {
        LetterId::from_bytes(self.id)
    }

    /// Bytes of the sealed envelope data.
    pub(crate) const fn sealed_meta(&self) -> u64 {
        match self.kind {
            Kind::Start | Kind::Fence => 0,
            Kind::Letter | Kind::Large => sealed_len(self.meta_len as u64),
        }
    }

    /// Payload bytes in the segment. `None` when the lengths are nonsense.
    pub(crate) fn payload(&self) -> Option<u64> {
        match self.kind {
            Kind::Start | Kind::Fence => Some(0),
            Kind::Large => Some(self.sealed_meta()),
            // A body beyond 2^48 would overflow; no segment is that long.
            Kind::Letter if self.body_len < 1 << 48 => Some(self.sealed_meta() + sealed_len(self.body_len)),
            Kind::Letter => None,
        }
    }

    /// Bytes in the segment, a multiple of [`SECTOR`].
    pub(crate) fn total(&self) -> Option<u64> {
        Some((HEADER as u64 + self.payload()?).next_multiple_of(SECTOR))
    }

    /// Reads a header. `None` when it is none: wrong magic, version, kind or checksum.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        if !looks_like_one(bytes) || array::<1>(bytes, 4)? != [VERSION] {
            return None;
        }
        if crc32fast::hash(bytes.get(..CHECKED)?) != u32::from_le_bytes(array(bytes, CHECKED)?) {
            return None;
        }
        let kind = match array::<1>(bytes, 5)? {
            [1] => Kind::Start,
            [2] => Kind::Fence,
            [3] => Kind::Letter,
            [4] => Kind::Large,
            _ => return None,
        };
        Some(Self {
            kind,
            segment: u64::from_le_bytes(array(bytes, 8)?),
            offset: u64::from_le_bytes(array(bytes, 16)?),
            session: u64::from_le_bytes(array(bytes, 24)?),
            durable: u64::from_le_bytes(array(bytes, 32)?),
            id: array(bytes, 40)?,
            meta_len: u32::from_le_bytes(array(bytes, 56)?),
            body_len: u64::from_le_bytes(array(bytes, 64)?),
            payload_crc: u32::from_le_bytes(array(bytes, 72)?),
        })
    }

    /// The bytes in front of the key slot.
    pub(crate) fn bytes(&self) -> [u8; SLOT] {
        let fields: [&[u8]; 11] = [
            &MAGIC,
            &[VERSION, self.kind as u8, 0, 0],
            &self.segment.to_le_bytes(),
            &self.offset.to_le_bytes(),
            &self.session.to_le_bytes(),
            &self.durable.to_le_bytes(),
            &self.id,
            &self.meta_len.to_le_bytes(),
            &[0; 4],
            &self.body_len.to_le_bytes(),
            &self.payload_crc.to_le_bytes(),
        ];
        let mut bytes = [0; SLOT];
        let flat = fields.iter().flat_map(|field| field.iter());
        bytes.iter_mut().zip(flat).for_each(|(to, from)| *to = *from);
        let crc = crc32fast::hash(bytes.get(..CHECKED).unwrap_or_default());
        bytes.iter_mut().skip(CHECKED).zip(crc.to_le_bytes()).for_each(|(to, from)| *to = from);
        bytes
    }

    /// What both streams of the letter are bound to: everything that does not depend on the place in the log.
    pub(crate) fn aad(&self) -> Vec<u8> {
        let mut aad = b"sekisho.letter.v1".to_vec();
        aad.push(self.kind as u8);
        aad.extend_from_slice(&self.id);
        aad.extend_from_slice(&self.meta_len.to_le_bytes());
        aad.extend_from_slice(&self.body_len.to_le_bytes());
        aad
    }
}

/// Whether these bytes start like a record, of whatever life of the file.
pub(crate) fn looks_like_one(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// Whether these bytes start like a record of this segment: at the end of the log, a torn write.
pub(crate) fn looks_like_one_of(bytes: &[u8], segment: u64) -> bool {
    looks_like_one(bytes) && array(bytes, 8) == Some(segment.to_le_bytes())
}

/// The key slot of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Zeros: the key was destroyed.
    Empty,
    /// A wrapped data key.
    Wrapped(KeyId, [u8; WRAPPED_LEN]),
}

impl Slot {
    /// Reads the slot of a record that starts with `record`.
    pub(crate) fn parse(record: &[u8]) -> Option<Self> {
        let bytes: [u8; SLOT_LEN] = array(record, SLOT)?;
        if bytes == [0; SLOT_LEN] {
            return Some(Self::Empty);
        }
        Some(Self::Wrapped(KeyId(array(&bytes, 0)?), array(&bytes, 8)?))
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            kind: Kind::Letter,
            segment: 7,
            offset: 1024,
            session: 99,
            durable: 512,
            id: [3; 16],
            meta_len: 10,
            body_len: 20,
            payload_crc: 5,
        }
    }

    fn full(header: &Header) -> Vec<u8> {
        let mut bytes = header.bytes().to_vec();
        bytes.resize(HEADER, 0);
        bytes
    }

    #[test]
    fn a_header_reads_as_written() {
        for kind in [Kind::Start, Kind::Fence, Kind::Letter, Kind::Large] {
            let header = Header { kind, ..header() };
            assert_eq!(Header::parse(&full(&header)), Some(header));
        }
    }

    #[test]
    fn no_changed_bit_goes_unseen_in_front_of_the_slot() {
        let good = full(&header());
        for bit in 0..SLOT * 8 {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Header::parse(&bad), None, "bit {bit}");
        }
        let mut shredded = good.clone();
        shredded[SLOT..].fill(0xAB);
        assert_eq!(Header::parse(&shredded), Some(header()));
    }

    #[test]
    fn nonsense_lengths_have_no_total() {
        assert_eq!(Header { body_len: u64::MAX, ..header() }.total(), None);
        assert_eq!(header().total(), Some(512));
    }
}
