//! Full names in a text: at every place where two characters can begin one, all lengths that names have are looked up.
//!
//! Japanese names may stand anywhere. Names in Latin letters stand between words: `ann lee` is not in `joann leeds`.

use std::hash::{DefaultHasher, Hasher};

use super::print::Print;
use crate::form::Form;

/// Longest name, in characters.
const MAX_NAME: usize = 48;
/// Bits of the table of beginnings.
const BITS: usize = 1 << 18;

/// What names begin with and how long they are; the names themselves are in the index of values.
#[derive(Default)]
pub(super) struct Names {
    beginnings: Vec<u64>,
    /// Bit `n`: some name has `n` characters.
    lengths: u64,
}

/// Whether a name says who is meant: two characters of a Japanese name can begin a longer one or be a word, four kana
/// or five Latin letters with a space are the least.
pub(super) fn is_searched(name: &[char]) -> bool {
    let least = if name.iter().any(|c| c.is_ascii_alphabetic()) {
        if name.contains(&' ') { 5 } else { return false }
    } else if name.iter().all(|c| sekisho_privacy::writing::is_kana(*c)) {
        4
    } else {
        3
    };
    (least..=MAX_NAME).contains(&name.len())
}

/// The fingerprint of a name.
pub(super) fn print_of(name: &[char]) -> Print {
    let mut hasher = start();
    for c in name {
        hasher.write_u32(*c as u32);
    }
    hasher.finish()
}

fn start() -> DefaultHasher {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(4);
    hasher
}

fn slot(first: char, second: char) -> (usize, u64) {
    let mixed = (first as usize).wrapping_mul(0x9E37_79B1) ^ (second as usize).wrapping_mul(0x85EB_CA77);
    let bit = (mixed ^ (mixed >> 15)) % BITS;
    (bit / 64, 1 << (bit % 64))
}

impl Names {
    /// Takes a name in.
    pub(super) fn extend(&mut self, name: &[char]) {
        let [first, second, ..] = name else { return };
        self.beginnings.resize(BITS / 64, 0);
        let (word, bit) = slot(*first, *second);
        if let Some(word) = self.beginnings.get_mut(word) {
            *word |= bit;
        }
        self.lengths |= 1 << name.len();
    }

    /// Calls with every place, length and fingerprint that may be a name.
    pub(super) fn search(&self, form: &Form, mut found: impl FnMut(usize, usize, Print)) {
        for (at, pair) in form.chars.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            let (word, bit) = slot(*first, *second);
            let begins = self.beginnings.get(word).is_some_and(|word| word & bit != 0);
            if begins && divides(form.before(at), Some(*first)) {
                self.lengths_at(form, at, &mut found);
            }
        }
    }

    fn lengths_at(&self, form: &Form, at: usize, found: &mut impl FnMut(usize, usize, Print)) {
        let mut hasher = start();
        let longest = (u64::BITS - self.lengths.leading_zeros()) as usize;
        for (index, c) in form.chars.iter().skip(at).take(longest.saturating_sub(1)).enumerate() {
            hasher.write_u32(*c as u32);
            let length = index + 1;
            if self.lengths & (1 << length) != 0 && divides(Some(*c), form.get(at + length)) {
                found(at, length, hasher.clone().finish());
            }
        }
    }
}

/// Whether a word can end between the two: not inside a run of Latin letters or digits.
fn divides(before: Option<char>, after: Option<char>) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    !(inside(before) && inside(after))
}
