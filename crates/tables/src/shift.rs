//! Row shift: when a column slid against the others, which rows, by how many, which way.
//!
//! Each row whose address is somebody else's says how far away the owner of that address stands. Rows in a row that
//! say the same are a block: *the addresses of rows 412–1,369 are 1 row late*. Patterns that are no slide have names of
//! their own: one address filled down, a column sorted alone, addresses that belong to nobody, two columns swapped.

use serde::Serialize;

use crate::reconcile::Placed;

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
    /// The address column alone was sorted: the right addresses are all there, at wrong rows.
    SortedAlone {
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
/// Rows inside a block that say nothing or something else, one after the other, before it counts as ended.
const GAP: u32 = 8;

/// Finds the patterns, in the order of rows; together they speak of every wrong row. `sorted`: whether the addresses of
/// the table stand in ascending or descending order.
pub(crate) fn patterns(placed: &[Placed], sorted: bool) -> Vec<Shift> {
    if placed.is_empty() {
        return Vec::new();
    }
    if sorted && is_permutation(placed) && !is_one_slide(placed) {
        return vec![Shift::SortedAlone { rows: placed.len() as u64 }];
    }
    let mut told = vec![false; placed.len()];
    let mut shifts = filled(placed, &mut told);
    shifts.extend(slides(placed, &mut told));
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

fn first_row(shift: &Shift) -> u32 {
    match shift {
        Shift::Slid { first, .. } | Shift::FilledDown { first, .. } | Shift::ForeignList { first, .. } => *first,
        Shift::SortedAlone { .. } | Shift::Swapped { .. } | Shift::Scattered { .. } => u32::MAX,
    }
}

/// The wrong rows have all the addresses they should have, only in other places.
fn is_permutation(placed: &[Placed]) -> bool {
    let list = |pick: fn(&Placed) -> u64| {
        let mut list: Vec<u64> = placed.iter().map(pick).collect();
        list.sort_unstable();
        list
    };
    placed.len() as u64 >= BLOCK && list(|placed| placed.address) == list(|placed| placed.right)
}

/// Nearly all rows say the same distance.
fn is_one_slide(placed: &[Placed]) -> bool {
    histogram(placed, 1).first().is_some_and(|top| top.rows * 10 >= placed.len() as u64 * 9)
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
        {
            told.iter_mut().skip(start).take(run.len()).for_each(|told| *told = true);
            shifts.push(Shift::FilledDown { first: first.row, last: last.row });
        }
        start += run.len();
    }
    shifts
}

/// A block that grows while rows say its distance.
struct Slide {
    distance: i64,
    first: u32,
    last: u32,
    members: Vec<usize>,
}

fn slides(placed: &[Placed], told: &mut [bool]) -> Vec<Shift> {
    let mut open: Vec<Slide> = Vec::new();
    let mut done = Vec::new();
    for (index, row) in placed.iter().enumerate().filter(|(index, _)| told.get(*index) == Some(&false)) {
        let is_over = |slide: &Slide| row.row - slide.last > GAP;
        done.extend(open.extract_if(.., |slide| is_over(slide)));
        let Some(distance) = row.distance.filter(|distance| *distance != 0) else { continue };
        match open.iter_mut().find(|slide| slide.distance == distance) {
            Some(slide) => {
                slide.last = row.row;
                slide.members.push(index);
            }
            None => open.push(Slide { distance, first: row.row, last: row.row, members: vec![index] }),
        }
    }
    done.extend(open);
    done.retain(|slide| slide.members.len() as u64 >= BLOCK);
    absorb(placed, &mut done, told);
    let shift = |slide: &Slide| Shift::Slid {
        first: slide.first,
        last: slide.last,
        by: -slide.distance,
        rows: slide.members.len() as u64,
    };
    done.iter().map(shift).collect()
}

/// Rows at or next to a block whose address has no owner that stands in the table (the address that fell out at the end
/// of a slide, or that the slide pushed in) are part of it.
fn absorb(placed: &[Placed], slides: &mut [Slide], told: &mut [bool]) {
    for slide in slides {
        slide.members.iter().filter_map(|member| told.get_mut(*member).map(|told| *told = true)).for_each(drop);
        for (row, told) in placed.iter().zip(told.iter_mut()).filter(|(_, told)| !**told) {
            let near = row.row + 1 >= slide.first && row.row <= slide.last + 1;
            if near && row.distance.is_none() {
                slide.first = slide.first.min(row.row);
                slide.last = slide.last.max(row.row);
                *told = true;
            }
        }
    }
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
