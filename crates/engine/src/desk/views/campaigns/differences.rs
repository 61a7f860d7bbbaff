//! The lists of a campaign against each other: counts, patterns, masked examples, waivers.

use sekisho_model::{Digest, Time};
use sekisho_words::{Value, Words};
use serde::{Deserialize, Serialize};

/// The lists of a campaign against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferencesView {
    /// Whether the second table is the same list made once more, and the comparison stands in front of the approval;
    /// otherwise it is the master, for people to see.
    pub is_second: bool,
    /// List, second list (or master), and the master beside two lists.
    pub sources: Vec<SourceView>,
    /// `L0` … `L3` (`reconcile-level-…`).
    pub level: String,
    /// Rows that are identical.
    pub identical: u64,
    /// Every other class that was looked for, with its rows.
    pub classes: Vec<ClassView>,
    /// Columns that differ together, the most frequent first.
    pub changed: Vec<(Vec<String>, u64)>,
    /// Rows with somebody else's address, in the list and in the second list.
    pub wrong: (u64, u64),
    /// What happened to the address column.
    pub shifts: Vec<ShiftView>,
    /// The first differences of each class, masked.
    pub first: Vec<DifferenceView>,
    /// Whether there are more.
    pub more: bool,
    /// Differences somebody answers for.
    pub waivers: Vec<WaiverView>,
}

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// The part.
    pub file: String,
    /// Rows of data.
    pub rows: u64,
    /// SHA-256 of its bytes.
    pub digest: Option<Digest>,
    /// The charset it was read in.
    pub charset: String,
    /// SHA-256 of the text of the query it came from.
    pub query: Option<Digest>,
    /// Who made it.
    pub author: Option<String>,
    /// The system it came out of.
    pub system: Option<String>,
    /// When it was made.
    pub made: Option<Time>,
}

/// One class of differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassView {
    /// Its code (`reconcile-class-…`).
    pub class: String,
    /// Rows of the list.
    pub a: u64,
    /// Rows of the second list (or master).
    pub b: u64,
    /// Cases: pairs where there are pairs, else rows.
    pub cases: u64,
    /// Whether nobody answers for them and they have to be.
    pub open: bool,
}

/// What happened to the address column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftView {
    /// `a`: the list; `b`: the second list.
    pub table: String,
    /// `late`, `early`, `in-view-late`, `in-view-early`, `filled-down`, `exchanged`, `sorted-alone`, `foreign-list`,
    /// `swapped`, `scattered`.
    pub code: String,
    /// First row, from 1.
    pub first: Option<u32>,
    /// Last row.
    pub last: Option<u32>,
    /// By how many rows.
    pub by: Option<u64>,
    /// How many rows.
    pub rows: Option<u64>,
    /// The columns that stand in each other's place.
    pub columns: Option<(String, String)>,
}

impl ShiftView {
    /// "Rows 412–1,369: the address column is 1 row late …".
    #[must_use]
    pub fn sentence(&self, words: Words) -> String {
        let count = |name: &'static str, value: Option<u64>| value.map(|value| (name, Value::from(value)));
        let mut values: Vec<_> = [
            count("first", self.first.map(u64::from)),
            count("last", self.last.map(u64::from)),
            count("by", self.by),
            count("rows", self.rows),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some((one, other)) = &self.columns {
            values.extend([("one", Value::from(one)), ("other", Value::from(other))]);
        }
        words.with(&format!("reconcile-shift-{}", self.code), &values)
    }
}

/// One row that is not identical; what cells say is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceView {
    /// Code of its class.
    pub class: String,
    /// Row of data and line of the list.
    pub a: Option<(u64, u64)>,
    /// Row of data and line of the second list (or master).
    pub b: Option<(u64, u64)>,
    /// Column, masked in the list, masked in the other.
    pub cells: Vec<(String, String, String)>,
}

/// Somebody answers for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverView {
    /// Code of the class of differences, or of the kind of finding.
    pub code: String,
    /// So many.
    pub count: u64,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// Why it does not count: `count`, `own-list`, `twice` (`reconcile-void-…`).
    pub void: Option<String>,
}
