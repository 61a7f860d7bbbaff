//! Row shift: when a column slid against the others, which rows, by how many, which way.
//!
//! Each row whose address is somebody else's says how far away the owner of that address stands. Rows in a row that
//! say the same are a block: *the addresses of rows 412–1,369 are 1 row late*, if chance does not bring so many together.
//! Patterns that are no slide have names of their own: one address filled down, a column sorted alone, rows whose
//! addresses changed places, addresses that belong to nobody, two columns swapped. What is told once is told no further.

use serde::Serialize;

use crate::reconcile::{Placed, Trend};

mod exchanged;
mod slides;
mod sorted;

/// What happened to a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shift {
    /// The addresses of a block of rows belong to persons some rows above (`by` > 0: late, they slid down) or below
    /// (`by` < 0: early, they slid up).
    Slid {
        /// First and last row of the block, counted from 1 among the rows of data.
        first: u32,
        /// Last row.
        last: u32,
        /// How many rows, never 0.
        by: i64,
        /// Rows of the block that are wrong by just this distance.
        rows: u64,
    },
    /// The rows of a block all have the address of the row above the block.
    FilledDown {
        /// First row that repeats it.
        first: u32,
        /// Last row.
        last: u32,
    },
    /// The same where only some rows were seen, as in a filtered view: each has the address of the person `by` rows
    /// above (below) among the rows that were seen.
    SlidInView {
        /// The first of these rows.
        first: u32,
        /// The last one.
        last: u32,
        /// How many of the rows that were seen, never 0.
        by: i64,
        /// These rows.
        rows: u64,
    },
    /// Two rows have each other's address, and so some times.
    Exchanged {
        /// The first of these rows.
        first: u32,
        /// The last one.
        last: u32,
        /// These rows, two for each pair.
        rows: u64,
    },
    /// The addresses of these rows alone were sorted: nearly all of the right ones are there, at wrong rows.
    SortedAlone {
        /// First row.
        first: u32,
        /// Last row.
        last: u32,
        /// Rows that are wrong.
        rows: u64,
    },
    /// Addresses that belong to nobody in the reference: another list.
    ForeignList {
        /// First row with such an address.
        first: u32,
        /// Last row.
        last: u32,
        /// Rows.
        rows: u64,
    },
    /// Two columns stand in each other's place.
    Swapped {
        /// One of them, by its name in A.
        one: String,
        /// The other.
        other: String,
        /// Rows.
        rows: u64,
    },
    /// Wrong rows without a pattern.
    Scattered {
        /// Rows.
        rows: u64,
    },
}

/// How many rows say the same distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Distance {
    /// Rows between a row and the owner of its address; −1 is the row above.
    pub rows_below: i64,
    /// Rows that say so.
    pub rows: u64,
}

/// Fewer rows than this are no block.
const BLOCK: u64 = 3;

/// Finds the patterns, in the order of rows; together they speak of every wrong row. `trends`: how the address of each
/// wrong row stands to the one before, as far as known. `rows`: rows of the table.
pub(crate) fn patterns(placed: &[Placed], trends: &[Trend], rows: u64) -> Vec<Shift> {
    if placed.is_empty() {
        return Vec::new();
    }
    let mut told = vec![false; placed.len()];
    let mut shifts = sorted::sorted(placed, trends, &mut told);
    shifts.extend(filled(placed, &mut told));
    shifts.extend(exchanged::exchanged(placed, &mut told));
    shifts.extend(slides::slides(placed, rows, &mut told));
    shifts.extend(slides::in_view(placed, &mut told));
    shifts.extend(foreign(placed, &mut told));
    shifts.sort_by_key(first_row);
    let rest = told.iter().filter(|told| !**told).count() as u64;
    if rest > 0 {
        shifts.push(Shift::Scattered { rows: rest });
    }
    shifts
}

/// The most frequent distances, the most frequent first.
pub(crate) fn histogram(placed: &[Placed], most: usize) -> Vec<Distance> {
    let mut distances: Vec<i64> = placed.iter().filter_map(|placed| placed.distance).collect();
    distances.sort_unstable();
    let mut histogram: Vec<Distance> = distances
        .chunk_by(|one, other| one == other)
        .filter_map(|same| Some(Distance { rows_below: *same.first()?, rows: same.len() as u64 }))
        .collect();
    histogram.sort_by_key(|distance| (std::cmp::Reverse(distance.rows), distance.rows_below));
    histogram.truncate(most);
    histogram
}

/// Notes that these rows are told.
fn tell(told: &mut [bool], indexes: &[usize]) {
    for index in indexes {
        if let Some(told) = told.get_mut(*index) {
            *told = true;
        }
    }
}

const fn first_row(shift: &Shift) -> u32 {
    match shift {
        Shift::Slid { first, .. }
        | Shift::SlidInView { first, .. }
        | Shift::Exchanged { first, .. }
        | Shift::SortedAlone { first, .. }
        | Shift::FilledDown { first, .. }
        | Shift::ForeignList { first, .. } => *first,
        Shift::Swapped { .. } | Shift::Scattered { .. } => u32::MAX,
    }
}

/// Runs of one address: the owner stands in the row above the run, or in its first row.
fn filled(placed: &[Placed], told: &mut [bool]) -> Vec<Shift> {
    let mut shifts = Vec::new();
    let mut start = 0;
    for run in placed.chunk_by(|one, other| one.address == other.address && other.row - one.row == 1) {
        let owner = run.first().and_then(|first| Some(i64::from(first.row) + first.distance?));
        if let (Some(first), Some(last), Some(owner)) = (run.first(), run.last(), owner)
            && run.len() as u64 >= BLOCK
            && owner + 1 == i64::from(first.row)
            && told.get(start) == Some(&false)
        {
            told.iter_mut().skip(start).take(run.len()).for_each(|told| *told = true);
            shifts.push(Shift::FilledDown { first: first.row, last: last.row });
        }
        start += run.len();
    }
    shifts
}

fn foreign(placed: &[Placed], told: &mut [bool]) -> Option<Shift> {
    let is_foreign = |row: &Placed| !row.owned && row.address != 0;
    let rows = placed.iter().zip(told.iter_mut()).filter(|(row, told)| !**told && is_foreign(row));
    let found: Vec<(u32, &mut bool)> = rows.map(|(row, told)| (row.row, told)).collect();
    let (first, last, rows) = (found.first()?.0, found.last()?.0, found.len() as u64);
    if rows < BLOCK {
        return None;
    }
    found.into_iter().for_each(|(_, told)| *told = true);
    Some(Shift::ForeignList { first, last, rows })
}

#[cfg(test)]
mod tests;
