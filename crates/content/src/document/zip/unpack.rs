//! Unpacking one entry within the budget.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use sekisho_model::Blind;

use super::{Archive, Entry, Unpacked};
use crate::budget::Budget;

impl Archive<'_> {
    /// The bytes of an entry. Its claimed size is judged first; a stream that goes on beyond it, or a wrong checksum,
    /// is damage. `Err` when nothing could be read at all.
    pub(in crate::document) fn unpack(&self, entry: &Entry, budget: &mut Budget) -> Result<Unpacked, Blind> {
        if entry.flags & 0x41 != 0 || entry.method == 99 {
            return self.unseal(entry, budget);
        }
        let packed = self.bytes.get(entry.data.clone()).ok_or(Blind::Damaged)?;
        if packed.is_empty() && entry.size > 0 {
            return Err(Blind::Damaged);
        }
        if !afford(budget, packed.len(), entry.size) {
            return Err(Blind::Limit);
        }
        let (bytes, whole) = match entry.method {
            0 => (packed.get(..entry.size).unwrap_or(packed).to_vec(), packed.len() == entry.size),
            8 => inflate(packed, entry.size),
            12 => drain(bzip2::bufread::BzDecoder::new(packed), entry.size),
            _ => return Err(Blind::NoReader),
        };
        let sound = whole && bytes.len() == entry.size && crc32fast::hash(&bytes) == entry.crc;
        let trouble = entry.trouble.or_else(|| (!sound).then_some(Blind::Damaged));
        Ok(Unpacked { bytes, trouble, unlocked: false })
    }
}

/// So much is unpacked whatever the ratio: small files of blanks pack very well.
pub(in crate::document) const FREE_OF_RATIO: usize = 1 << 20;

/// Spends `size` bytes for something packed into `packed` bytes, if ratio and budget allow.
pub(in crate::document) fn afford(budget: &mut Budget, packed: usize, size: usize) -> bool {
    let dense = size > FREE_OF_RATIO && size / budget.limits().ratio.max(1) > packed;
    !dense && size <= budget.bytes_left() && budget.take_bytes(size)
}

/// Inflates raw deflate data to at most `most` bytes; whether the stream ended properly within them, using all input.
pub(in crate::document) fn inflate(packed: &[u8], most: usize) -> (Vec<u8>, bool) {
    let mut decoder = DeflateDecoder::new(packed);
    let (bytes, ended) = drain(&mut decoder, most);
    let used = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
    (bytes, ended && used == packed.len())
}

/// Reads at most `most` bytes; whether the stream ended by itself within them.
pub(in crate::document) fn drain(mut from: impl Read, most: usize) -> (Vec<u8>, bool) {
    // Reserved by what comes, not by what is claimed: a claim costs nothing to make.
    let mut bytes = Vec::with_capacity(most.min(1 << 20));
    let ended = from.by_ref().take(most as u64).read_to_end(&mut bytes).is_ok();
    let more = ended && matches!(from.read(&mut [0; 1]), Ok(1) | Err(_));
    (bytes, ended && !more)
}
