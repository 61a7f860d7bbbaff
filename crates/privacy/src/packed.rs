//! Packed tables: an open-addressing hash table of 32-bit slots in plain bytes. A slot holds 26 bits of the entry's
//! fingerprint and 6 bits of grade; 0 is empty. Written by `build.rs`, read in place. A word that is not in the table
//! is taken for one that is with a chance of about 2^-26 per probe.

/// Spaces of the fingerprints.
pub(crate) const NAME_SPACE: u64 = 1;
pub(crate) const TOWN_SPACE: u64 = 2;
/// Distance between the spaces of two municipalities.
pub(crate) const CITY_SPACE: u64 = 16;
/// Grade bit of a name: not a name at all, though it would read as surname and given name.
pub(crate) const NAME_STOP: u32 = 1 << 5;

pub(crate) const GRADE_BITS: u32 = 6;

/// A table as it lies in the binary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub(crate) bytes: &'static [u8],
    pub(crate) bits: u32,
}

impl Table {
    /// The grade of an entry, 0 when it is not there.
    pub(crate) fn grade(&self, print: u64) -> u32 {
        let mut at = home(print, self.bits);
        for _ in 0..1_u32 << self.bits {
            match self.slot(at) {
                0 => return 0,
                slot if slot >> GRADE_BITS == tag(print) => return slot & ((1 << GRADE_BITS) - 1),
                _ => at = (at + 1) % (1 << self.bits),
            }
        }
        0
    }

    fn slot(&self, at: usize) -> u32 {
        self.bytes.get(at * 4..at * 4 + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
    }
}

pub(crate) fn home(print: u64, bits: u32) -> usize {
    usize::try_from(print >> (64 - bits)).unwrap_or(0)
}

/// Never 0, so that a filled slot never looks empty.
pub(crate) fn tag(print: u64) -> u32 {
    u32::try_from(print & 0x03FF_FFFF).unwrap_or(0).max(1)
}

/// Slots of the word table (64 bits each: 56 of the hash, 8 of the class) and of the table of lengths.
pub(crate) const WORD_BITS: u32 = 15;
pub(crate) const LENGTH_BITS: u32 = 13;

/// One more character of a word; [`finish`] makes the hash.
pub(crate) const fn roll(state: u64, c: char) -> u64 {
    (state ^ c as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23)
}

/// The hash of a word.
pub(crate) const fn finish(state: u64) -> u64 {
    (state ^ state >> 31).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// Where the lengths of words that begin with these two characters are kept; `\0` as second for one-character words.
pub(crate) fn pair_slot(first: char, second: char) -> usize {
    home(finish(roll(roll(0, first), second)), LENGTH_BITS)
}

/// Every way to write a municipality: in full, without its 郡, a ward of a designated city alone, the designated city
/// alone.
pub(crate) fn city_forms(city: &str) -> impl Iterator<Item = &str> {
    let without_district = city.split_once('郡').map(|(_, rest)| rest).filter(|rest| rest.chars().count() >= 2);
    let ward = city.split_once('市').map(|(_, rest)| rest).filter(|rest| rest.ends_with('区'));
    let whole = ward.and_then(|ward| city.strip_suffix(ward));
    [Some(city), without_district, ward, whole].into_iter().flatten()
}

/// A municipality or town in the one spelling that stands for all: 霞ヶ関, 霞ケ関 and 霞が関; 山ノ内 and 山之内.
pub(crate) fn one_spelling(place: &str) -> String {
    let one = |c| match c {
        'ヶ' | 'ヵ' | 'ガ' | 'が' => 'ケ',
        'の' | '之' => 'ノ',
        _ => c,
    };
    place.chars().map(one).collect()
}

/// A municipality with the other small or large ケ, when it has one.
pub(crate) fn other_spelling(city: &str) -> Option<String> {
    let other = |c| match c {
        'ヶ' => 'ケ',
        'ケ' => 'ヶ',
        _ => c,
    };
    city.contains(['ヶ', 'ケ']).then(|| city.chars().map(other).collect())
}
