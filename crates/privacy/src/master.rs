//! The organisation's own master as an index: which of its persons a text names.
//!
//! An [`Index`] holds no name, address or number, only keyed hashes (HMAC-SHA-256 of RFC 2104, cut to 64 bits) of what
//! identifies a person, each with the number of its row. Whoever has the index without the key learns how many persons
//! there are and nothing else; whoever asks must already know what to ask for. A question is a binary search, so what a
//! letter names is known in the time its candidates take, whatever the size of the master.
//!
//! One row is one person. Of two rows with one identifier both are named, and which of the two is meant is not guessed.
//! Never fails; a value that is no identifier is left out. Bounded by [`Builder::new`]'s number of rows, 16 bytes of a
//! row's fixed part and 12 per identifier. `Debug` prints counts only.

mod build;
mod bytes;
mod called;
mod columns;
mod keying;
mod look;
mod spell;

use std::fmt;

pub use build::{Builder, Row, TooMany};
pub use called::Called;
pub use columns::{Field, columns};
use keying::{Keying, Space};
pub use look::Naming;

/// A row of the master, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person(u32);

/// A company of the master, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Company(u32);

/// The index.
#[derive(Clone, PartialEq, Eq)]
pub struct Index {
    keying: Keying,
    persons: Table<Person>,
    companies: Table<Company>,
    /// Per person 32 bits of the surname as written and as read; 0 = not known. Enough to say whether somebody who is
    /// known already is called so, and not to find anybody.
    surnames: Vec<[u32; 2]>,
}

/// Hashes in ascending order, each with its owner.
#[derive(Clone, PartialEq, Eq)]
struct Table<T> {
    hashes: Vec<u64>,
    owners: Vec<T>,
}

impl<T: Copy + Ord> Table<T> {
    /// From entries in any order; equal ones count once.
    fn new(mut entries: Vec<(u64, T)>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        Self {
            hashes: entries.iter().map(|(hash, _)| *hash).collect(),
            owners: entries.into_iter().map(|(_, owner)| owner).collect(),
        }
    }

    /// The owners of a hash, ascending.
    fn of(&self, hash: u64) -> &[T] {
        let from = self.hashes.partition_point(|known| *known < hash);
        let same = self.hashes.get(from..).unwrap_or_default().iter().take_while(|known| **known == hash).count();
        self.owners.get(from..from + same).unwrap_or_default()
    }
}

impl Index {
    /// Rows it was made of.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.surnames.len()
    }

    /// Whether there is nobody in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.surnames.is_empty()
    }

    /// The persons with this mail address, given as `Address::key()` or as written.
    #[must_use]
    pub fn of_address(&self, address: &str) -> &[Person] {
        spell::mail(address).map_or(&[], |key| self.persons.of(self.keying.hash(Space::Mail, &key)))
    }

    /// The persons with this full name, in any spelling that the master has.
    #[must_use]
    pub fn of_name(&self, written: &str) -> &[Person] {
        let by_name =
            spell::name(written).map_or(&[][..], |name| self.persons.of(self.keying.hash(Space::Name, &name)));
        if !by_name.is_empty() {
            return by_name;
        }
        let readings = spell::readings(written);
        let found = readings.iter().map(|reading| self.persons.of(self.keying.hash(Space::Reading, reading)));
        found.into_iter().find(|persons| !persons.is_empty()).unwrap_or_default()
    }

    /// The companies whose people have addresses of this domain. Domains of private mailboxes belong to nobody: the
    /// caller does not ask for them.
    #[must_use]
    pub fn companies_of_domain(&self, domain: &str) -> &[Company] {
        self.companies.of(self.keying.hash(Space::Domain, domain))
    }

    /// The companies of this name, legal form or not.
    #[must_use]
    pub fn companies_of_name(&self, written: &str) -> &[Company] {
        spell::company(written).map_or(&[], |bare| self.companies.of(self.keying.hash(Space::Company, &bare)))
    }
}

/// Counts only.
impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("persons", &self.surnames.len())
            .field("identifiers", &self.persons.hashes.len())
            .field("companies", &self.companies.hashes.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
