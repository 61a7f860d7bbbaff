//! Which columns of the changed rows differ, counted exactly at any size.

use std::collections::BTreeMap;

use super::{ChangedColumns, FAN, Parts, Plan, Shift, TableError, Told};

/// Sets of columns told apart; more of them are counted together as the last.
const SETS: usize = 1000;
/// Changed columns of a row among which a swap is looked for.
const SWAPS: usize = 16;

/// A key and a hash per compared column, in bytes.
pub(super) const fn width(columns: usize) -> usize {
    16 + 8 * columns
}

pub(super) fn join(plan: &Plan, a: &Parts, b: &Parts, told: &mut Told) -> Result<(), TableError> {
    let width = width(plan.compared().len());
    let mut tally = Tally::default();
    for index in 0..FAN {
        let (bytes_a, bytes_b) = (a.read(index)?, b.read(index)?);
        let (mut rows_a, mut rows_b): (Vec<&[u8]>, Vec<&[u8]>) =
            (bytes_a.chunks_exact(width).collect(), bytes_b.chunks_exact(width).collect());
        // Keys are unique among changed rows, so equal places are partners.
        rows_a.sort_unstable();
        rows_b.sort_unstable();
        let key = |row: &[u8]| row.get(..16).map(<[u8]>::to_vec);
        if rows_a.len() != rows_b.len() || rows_a.iter().zip(&rows_b).any(|(one, other)| key(one) != key(other)) {
            return Err(TableError::Conservation { stage: "detail" });
        }
        rows_a.iter().zip(&rows_b).for_each(|(one, other)| tally.see(&hashes(one), &hashes(other)));
    }
    let name = |index: &usize| plan.compared().get(*index).map(|names| names.a.clone()).unwrap_or_default();
    let sets = tally.sets.iter();
    told.changed =
        sets.map(|(set, rows)| ChangedColumns { columns: set.iter().map(name).collect(), rows: *rows }).collect();
    told.changed.sort_by_key(|changed| std::cmp::Reverse(changed.rows));
    let swaps = tally.swaps.iter();
    told.swapped =
        swaps.map(|((one, other), rows)| Shift::Swapped { one: name(one), other: name(other), rows: *rows }).collect();
    Ok(())
}

fn hashes(row: &[u8]) -> Vec<u64> {
    let columns = row.get(16..).unwrap_or_default();
    columns.as_chunks::<8>().0.iter().map(|hash| u64::from_le_bytes(*hash)).collect()
}

#[derive(Default)]
struct Tally {
    sets: BTreeMap<Vec<usize>, u64>,
    swaps: BTreeMap<(usize, usize), u64>,
}

impl Tally {
    fn see(&mut self, a: &[u64], b: &[u64]) {
        let pairs = a.iter().zip(b).enumerate();
        let set: Vec<usize> = pairs.filter(|(_, (one, other))| one != other).map(|(index, _)| index).collect();
        for (place, one) in set.iter().enumerate().take(SWAPS) {
            for other in set.iter().skip(place + 1).take(SWAPS) {
                if a.get(*one) == b.get(*other) && a.get(*other) == b.get(*one) {
                    *self.swaps.entry((*one, *other)).or_default() += 1;
                }
            }
        }
        let set = if self.sets.len() < SETS || self.sets.contains_key(&set) { set } else { Vec::new() };
        *self.sets.entry(set).or_default() += 1;
    }
}
