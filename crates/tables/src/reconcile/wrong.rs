//! Rows whose address is another one than that of their person, and to whom it belongs.

use std::collections::HashMap;

use super::{
    marks::{Flag, Marks},
    parts::FAN,
    side::Side,
};
use crate::TableError;

/// How many are looked at closely. All are counted.
pub(crate) const CLOSELY: usize = 1_000_000;
/// Owners kept per address: more persons than that behind one address say nothing about one of them.
const OWNERS: usize = 4;

/// A row with somebody else's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wrong {
    pub(crate) row: u32,
    /// The address it has; 0 for none.
    pub(crate) address: u64,
    /// The address it should have.
    pub(crate) right: u64,
}

/// The first such rows of a table, and how many there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wrongs {
    pub(crate) rows: Vec<Wrong>,
    pub(crate) count: u64,
}

impl Wrongs {
    pub(crate) fn push(&mut self, wrong: Wrong) {
        self.count += 1;
        self.rows.push(wrong);
        if self.rows.len() >= 2 * CLOSELY {
            self.settle();
        }
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.count += other.count;
        self.rows.extend(other.rows);
    }

    /// In the order of rows, and not too many: the first ones, whatever order they were found in.
    pub(crate) fn settle(&mut self) {
        self.rows.sort_unstable();
        self.rows.truncate(CLOSELY);
    }
}

/// A wrong row and where its address belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) row: u32,
    pub(crate) address: u64,
    pub(crate) right: u64,
    /// Whether anybody in the reference has this address.
    pub(crate) owned: bool,
    /// How many rows of this table below this row its owner stands: −1 is the row above.
    pub(crate) distance: Option<i64>,
}

/// Finds the owners of the addresses in the reference, and where they stand in this table.
pub(crate) fn place(wrongs: &Wrongs, table: &Side, reference: &Side) -> Result<Vec<Placed>, TableError> {
    let owners = owners(wrongs, reference)?;
    let rows = rows_of(&owners, table)?;
    let mut placed = Vec::with_capacity(wrongs.rows.len());
    let mut last = None;
    for wrong in &wrongs.rows {
        let keys = owners.get(&wrong.address).map(Vec::as_slice).unwrap_or_default();
        let distances = keys.iter().filter_map(|key| rows.get(key)).map(|row| i64::from(*row) - i64::from(wrong.row));
        // Several persons share the address: go on as the row before, else the nearest.
        let distance = distances.min_by_key(|distance| (Some(*distance) != last, distance.abs(), *distance));
        last = distance.or(last);
        let (row, address, right) = (wrong.row, wrong.address, wrong.right);
        placed.push(Placed { row, address, right, owned: !keys.is_empty(), distance });
    }
    Ok(placed)
}

/// Address → keys of the persons who have it in the reference.
fn owners(wrongs: &Wrongs, reference: &Side) -> Result<HashMap<u64, Vec<[u64; 2]>>, TableError> {
    let sought = wrongs.rows.iter().map(|wrong| wrong.address).filter(|address| *address != 0);
    let mut owners: HashMap<u64, Vec<[u64; 2]>> = sought.map(|address| (address, Vec::new())).collect();
    for index in 0..FAN {
        for print in reference.part(index)? {
            if let Some(keys) = owners.get_mut(&print.address).filter(|keys| keys.len() < OWNERS) {
                keys.push(print.key);
            }
        }
    }
    owners.retain(|_, keys| !keys.is_empty());
    Ok(owners)
}

/// Key → the first row of this table that has it.
fn rows_of(owners: &HashMap<u64, Vec<[u64; 2]>>, table: &Side) -> Result<HashMap<[u64; 2], u32>, TableError> {
    let mut rows: HashMap<[u64; 2], u32> = owners.values().flatten().map(|key| (*key, u32::MAX)).collect();
    for index in 0..FAN {
        for print in table.unordered(index)? {
            if let Some(row) = rows.get_mut(&print.key) {
                *row = (*row).min(print.row);
            }
        }
    }
    rows.retain(|_, row| *row != u32::MAX);
    Ok(rows)
}

/// Marks the rows whose address belongs to nobody in the master. Every address of the table is looked up, not only
/// the wrong ones: a person who is not in the master may have an address that is.
pub(crate) fn mark_foreign(table: &Side, master: &Side, marks: &Marks) -> Result<(), TableError> {
    let (Some(own), Some(known)) = (&table.addresses, &master.addresses) else { return Ok(()) };
    let pairs = |bytes: &[u8]| -> Vec<(u64, u32)> {
        bytes.as_chunks::<{ super::side::ADDRESS }>().0.iter().map(super::join::address_of).collect()
    };
    for index in 0..FAN {
        let mut known: Vec<u64> = pairs(&known.read(index)?).into_iter().map(|(address, _)| address).collect();
        known.sort_unstable();
        for (address, row) in pairs(&own.read(index)?) {
            if known.binary_search(&address).is_err() {
                marks.flag(row, Flag::ForeignAddress)?;
            }
        }
    }
    Ok(())
}
