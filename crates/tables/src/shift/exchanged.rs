//! Rows whose addresses changed places, two by two.

use super::{Placed, Shift, tell};

/// So many pairs are no chance: a list in disorder has one every second time (Poisson: five in 1 of 5,800).
const PAIRS: usize = 5;

/// All of them as one pattern: cells were moved by hand, here and there.
pub(super) fn exchanged(placed: &[Placed], told: &mut [bool]) -> Option<Shift> {
    let is_free = |told: &[bool], index: usize| told.get(index) == Some(&false);
    let partner = |row: &Placed| {
        let other = u32::try_from(i64::from(row.row) + row.distance?).ok()?;
        let index = placed.binary_search_by_key(&other, |placed| placed.row).ok()?;
        placed
            .get(index)
            .filter(|other| other.distance == row.distance.map(|distance| -distance) && other.row != row.row)?;
        Some(index)
    };
    let of_pairs = |(index, row): (usize, &Placed)| {
        let other = partner(row)?;
        (is_free(told, index) && is_free(told, other)).then_some(index)
    };
    let found: Vec<usize> = placed.iter().enumerate().filter_map(of_pairs).collect();
    if found.len() < 2 * PAIRS {
        return None;
    }
    tell(told, &found);
    let row = |index: Option<&usize>| index.and_then(|index| placed.get(*index)).map(|placed| placed.row);
    Some(Shift::Exchanged { first: row(found.first())?, last: row(found.last())?, rows: found.len() as u64 })
}
