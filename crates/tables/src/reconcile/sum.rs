//! Conservation: the multiset of prints that went into a stage must come out of it.
//!
//! A sum does not care for order, so it can be made anywhere; prints are keyed hashes, so that a lost, doubled or
//! damaged one changes it.

use std::fmt;

use super::print::Print;

/// How many prints, and the sum of them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// Rows.
    pub rows: u64,
    low: u64,
    high: u64,
}

impl Sum {
    pub(crate) fn add(&mut self, print: &Print) {
        let row = u64::from(print.row).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let low = print.key[0] ^ print.value.rotate_left(23) ^ row;
        let high = print.key[1] ^ print.address.rotate_left(41) ^ row.rotate_left(32);
        self.rows += 1;
        self.low = self.low.wrapping_add(spread(low));
        self.high = self.high.wrapping_add(spread(high));
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.rows += other.rows;
        self.low = self.low.wrapping_add(other.low);
        self.high = self.high.wrapping_add(other.high);
    }
}

/// Without it, two changes of the same bit in two rows could cancel out (finalizer of MurmurHash3).
const fn spread(mut word: u64) -> u64 {
    word ^= word >> 33;
    word = word.wrapping_mul(0xff51_afd7_ed55_8ccd);
    word ^= word >> 33;
    word
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:016x}{:016x}", self.rows, self.high, self.low)
    }
}
