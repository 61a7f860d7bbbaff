//! The result of a comparison: counts, patterns, the first differences of each class.

use sekisho_model::Digest;
use serde::Serialize;

use super::{plan::Names, sum::Sum};
use crate::{
    Warning,
    shift::{Distance, Shift},
};

mod gather;

pub(super) use gather::{Sides, outcome};

/// What a row can be. All but [`Class::Identical`] have to be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The same key once in A and once in B, and all compared columns are equal.
    Identical,
    /// The same key once in A and once in B, and some column differs.
    Changed,
    /// The key is only in A.
    OnlyA,
    /// The key is only in B.
    OnlyB,
    /// Rows whose key stands more than once in A or in B: who is meant is open.
    DuplicateKey,
    /// A part of the key is empty.
    NullKey,
    /// Another row of the same table that has a key has the same address.
    DuplicateAddress,
    /// There is no address in the column that is declared to have it.
    NoAddress,
    /// The key is not in the master.
    Foreign,
    /// The address belongs to nobody in the master.
    ForeignAddress,
    /// The address is not the one that the master has for the key.
    Misbound,
    /// Keys that the master has more than once, or empty: rows of the master.
    MasterKey,
}

/// All classes in the order they are told.
pub const CLASSES: &[Class] = &[
    Class::Identical,
    Class::Changed,
    Class::OnlyA,
    Class::OnlyB,
    Class::DuplicateKey,
    Class::NullKey,
    Class::DuplicateAddress,
    Class::NoAddress,
    Class::Foreign,
    Class::ForeignAddress,
    Class::Misbound,
    Class::MasterKey,
];

impl Class {
    /// Its code, in files and for the catalogue of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Changed => "changed",
            Self::OnlyA => "only-a",
            Self::OnlyB => "only-b",
            Self::DuplicateKey => "duplicate-key",
            Self::NullKey => "null-key",
            Self::DuplicateAddress => "duplicate-address",
            Self::NoAddress => "no-address",
            Self::Foreign => "foreign",
            Self::ForeignAddress => "foreign-address",
            Self::Misbound => "misbound",
            Self::MasterKey => "master-key",
        }
    }
}

/// How many rows of a class. A changed or identical pair is one row of A and one of B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The class.
    pub class: Class,
    /// Rows of A (of the master, for [`Class::MasterKey`]).
    pub a: u64,
    /// Rows of B.
    pub b: u64,
}

impl Count {
    /// What a waiver counts: pairs where there are pairs, else rows of both tables.
    #[must_use]
    pub const fn cases(&self) -> u64 {
        match self.class {
            Class::Identical | Class::Changed => self.a,
            _ => self.a + self.b,
        }
    }
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The first.
    A,
    /// The second.
    B,
}

/// A row in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Where {
    /// Its number among the rows of data, from 1.
    pub row: u64,
    /// Its line in the text or row in the sheet, from 1.
    pub line: u64,
}

/// A cell that differs. Personal data: for reports that the operator asks for, never for logs.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct CellChange {
    /// The column, by its name in A.
    pub column: String,
    /// As it stands in A.
    pub a: String,
    /// As it stands in B.
    pub b: String,
}

impl std::fmt::Debug for CellChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CellChange").field("column", &self.column).finish_non_exhaustive()
    }
}

/// One row that is not identical. Personal data, as [`CellChange`].
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its class.
    pub class: Class,
    /// Where it stands in A.
    pub a: Option<Where>,
    /// Where it stands in B.
    pub b: Option<Where>,
    /// Its key, cell by cell, as written.
    pub key: Vec<String>,
    /// What differs, of a changed row.
    pub cells: Vec<CellChange>,
}

impl std::fmt::Debug for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { class, a, b, cells, .. } = self;
        f.debug_struct("Difference").field("class", class).field("a", a).field("b", b).field("cells", cells).finish()
    }
}

/// How many pairs differ in just these columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedColumns {
    /// Names in A.
    pub columns: Vec<String>,
    /// Pairs.
    pub rows: u64,
}

/// The wrong addresses of one table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Shifts {
    /// Rows whose address is not the one of the reference (the master, else B).
    pub wrong: u64,
    /// How many of them, from the first on, were looked at for patterns.
    pub looked_at: u64,
    /// The most frequent distances.
    pub distances: Vec<Distance>,
    /// The patterns, in the order of rows.
    pub patterns: Vec<Shift>,
}

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// As the caller named it.
    pub file: String,
    /// Rows of data.
    pub rows: u64,
    /// SHA-256 of the file, or of the rows of an answer.
    pub digest: Option<Digest>,
    /// The charset it was read in.
    pub charset: &'static str,
    /// SHA-256 of the text of the query.
    pub query: Option<Digest>,
}

/// The result.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// A, B, and the master if there is one.
    pub sources: Vec<Source>,
    /// Key columns.
    pub key: Vec<Names>,
    /// Compared columns.
    pub compared: Vec<Names>,
    /// Every class, also the empty ones that were looked for.
    pub counts: Vec<Count>,
    /// How often which columns differ together, the most frequent first.
    pub changed: Vec<ChangedColumns>,
    /// The wrong addresses of A.
    pub shift_a: Shifts,
    /// The wrong addresses of B; only with a master.
    pub shift_b: Shifts,
    /// The first differences of each class, in the order of classes and rows.
    pub differences: Vec<Difference>,
    /// Whether some differences are only counted.
    pub more: bool,
    /// Sums of the prints of A, B and the master: what went into the partitions and came out of them. They are made
    /// with keys of this run and say nothing to another.
    pub sums: Vec<Sum>,
    /// Octets that went to temporary files.
    pub spilled: u64,
    /// What is odd about the tables.
    pub warnings: Vec<Warning>,
}

impl Outcome {
    /// How many cases a class has; 0 if it was not looked for.
    #[must_use]
    pub fn cases(&self, class: Class) -> u64 {
        self.counts.iter().find(|count| count.class == class).map_or(0, Count::cases)
    }

    /// Whether every row of both tables is identical and nothing is odd.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.counts.iter().all(|count| count.class == Class::Identical || count.cases() == 0)
    }
}
