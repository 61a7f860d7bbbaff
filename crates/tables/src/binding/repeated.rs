//! One address in many rows, one below the other: filled down instead of copied.

use serde::Serialize;

use super::rows::Rows;

/// Rows in a row that have the address of the row above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// The first row that repeats it, counted from 1 among the rows of data.
    pub first: u32,
    /// The last one.
    pub last: u32,
}

/// So many rows that do not have a part of their own name in the address of another one are no family.
const STRANGERS: usize = 3;
/// So many that have less of it than the first: no family is so large. The same for an address that carries no name.
const MANY: usize = 8;

/// The runs that no family and no shared mailbox of a few explains.
pub(super) fn repeated(rows: &Rows<'_>) -> Vec<Repeated> {
    let mut found = Vec::new();
    let mut start = 0;
    for run in rows.addresses.chunk_by(|one, other| one == other) {
        let first = start;
        start += run.len();
        let is_empty = run.first() == Some(&0);
        if !is_empty && is_strange(rows, first, run.len()) {
            let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
            found.push(Repeated { first: number(first + 2), last: number(first + run.len()) });
        }
    }
    found
}

fn is_strange(rows: &Rows<'_>, first: usize, count: usize) -> bool {
    let owner = rows.score(first, 0);
    let scores = || (first + 1..first + count).map(|row| rows.score(row, 0));
    if owner == 0 {
        // Nobody in the run has it, or it carries no name.
        return scores().filter(|score| *score == 0).count() >= MANY;
    }
    scores().filter(|score| *score == 0).count() >= STRANGERS || scores().filter(|score| *score < owner).count() >= MANY
}
