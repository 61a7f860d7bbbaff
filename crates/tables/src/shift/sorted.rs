//! A column that was sorted alone: the addresses of a stretch stand in the order of some program, and nearly all of them
//! belong to rows of the stretch. Empty cells, typing errors and doubles were sorted with the others.

use std::ops::Range;

use super::{Placed, Shift};
use crate::reconcile::{Trend, orders};

/// So many addresses do not stand in order by chance (1 : 40,320).
const RUN: usize = 8;
/// The same, if there is no other wrong row (1 : 120).
const ALL: usize = 5;
/// Rows between two runs of one order that were put in later.
const BETWEEN: usize = 4;

pub(super) fn sorted(placed: &[Placed], trends: &[Trend], told: &mut [bool]) -> Vec<Shift> {
    if trends.len() != placed.len() {
        return Vec::new();
    }
    let mut stretches: Vec<Range<usize>> = orders().flat_map(|order| stretches(trends, order)).collect();
    stretches.retain(|stretch| placed.get(stretch.clone()).is_some_and(is_sorted_alone));
    stretches.sort_by_key(|stretch| (std::cmp::Reverse(stretch.len()), stretch.start));
    let mut shifts = Vec::new();
    for stretch in stretches {
        let (Some(rows), Some(told)) = (placed.get(stretch.clone()), told.get_mut(stretch)) else { continue };
        if let (Some(first), Some(last), false) = (rows.first(), rows.last(), told.contains(&true)) {
            shifts.push(Shift::SortedAlone { first: first.row, last: last.row, rows: rows.len() as u64 });
            told.fill(true);
        }
    }
    shifts
}

/// Where addresses go on in one order.
fn stretches(trends: &[Trend], order: u8) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for run in trends.chunk_by(|_, next| next.goes_on(order)) {
        let run = start..start + run.len();
        start = run.end;
        if run.len() < RUN && (run.len() < ALL || run.len() < trends.len()) {
            continue;
        }
        match stretches.last_mut().filter(|last| run.start - last.end <= BETWEEN) {
            Some(last) => last.end = run.end,
            None => stretches.push(run),
        }
    }
    stretches
}

/// Nearly all addresses belong to rows of the stretch, and no slide and no filling down explains them.
fn is_sorted_alone(rows: &[Placed]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    let inside = i64::from(first.row)..=i64::from(last.row);
    let is_inside =
        |row: &&Placed| row.distance.is_some_and(|distance| inside.contains(&(i64::from(row.row) + distance)));
    let alike =
        |same: fn(&Placed, &Placed) -> bool| rows.windows(2).filter(|two| matches!(two, [a, b] if same(a, b))).count();
    let slid = alike(|one, other| one.distance.is_some() && one.distance == other.distance);
    let filled = alike(|one, other| one.address == other.address);
    rows.iter().filter(is_inside).count() * 10 >= rows.len() * 8 && (slid + filled) * 2 < rows.len()
}
