//! Weights: how many rows were seen, and the sum of a number that each row brings along.
//!
//! The number is a keyed hash of the whole row, with a key that is drawn anew for each exchange. It decides nothing; it
//! only shows that an engine saw every row once: a lost, doubled or damaged row changes the sum.

use std::hash::{BuildHasher as _, RandomState};

use sekisho_tables::Reread;

/// Rows, and the sum of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Weight {
    pub(crate) rows: u64,
    pub(crate) sum: u64,
}

impl Weight {
    pub(crate) const fn new(rows: u64, sum: u64) -> Self {
        Self { rows, sum }
    }

    pub(crate) const fn plus(self, other: Self) -> Self {
        Self { rows: self.rows.saturating_add(other.rows), sum: self.sum.saturating_add(other.sum) }
    }
}

/// The weights of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Weights {
    /// Of all rows.
    pub(crate) all: Weight,
    /// Of those with a key.
    pub(crate) keyed: Weight,
    /// Of those with a key and an address.
    pub(crate) addressed: Weight,
}

impl Weights {
    /// Adds a row; its number.
    pub(crate) fn add(&mut self, key: &RandomState, row: &Reread) -> i64 {
        // 31 bits, so that the sum over 2³² rows has its place in 63.
        let number = key.hash_one((&row.key, &row.value, &row.address)) >> 33;
        let one = Weight::new(1, number);
        self.all = self.all.plus(one);
        if row.key.is_some() {
            self.keyed = self.keyed.plus(one);
            if row.address.is_some() {
                self.addressed = self.addressed.plus(one);
            }
        }
        number.cast_signed()
    }
}
