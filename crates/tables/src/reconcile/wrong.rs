//! Rows whose address is another one than that of their person, and to whom it belongs.

use super::{
    marks::{Flag, Marks},
    parts::FAN,
    side::Side,
};
use crate::TableError;

/// How many are looked at closely. All are counted.
pub(crate) const CLOSELY: usize = 1_000_000;
/// Owners kept per address: more persons than that behind one address say nothing about one of them.
const OWNERS: u8 = 4;

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
        self.rows.shrink_to(CLOSELY.min(self.rows.len()));
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
    let owners = Owners::find(wrongs, reference)?;
    let standing = Standing::find(&owners, table)?;
    let mut placed = Vec::with_capacity(wrongs.rows.len());
    let mut last = None;
    for wrong in &wrongs.rows {
        let keys = owners.of(wrong.address);
        let rows = keys.iter().filter_map(|(_, key)| standing.row(key));
        let distances = rows.map(|row| i64::from(row) - i64::from(wrong.row));
        // Several persons share the address: go on as the row before, else the nearest.
        let distance = distances.min_by_key(|distance| (Some(*distance) != last, distance.abs(), *distance));
        last = distance.or(last);
        let (row, address, right) = (wrong.row, wrong.address, wrong.right);
        placed.push(Placed { row, address, right, owned: !keys.is_empty(), distance });
    }
    Ok(placed)
}

/// Addresses and the keys of the persons who have them in the reference, in the order of addresses. Lists, not maps:
/// there may be a million of each, and a map takes several times as much.
struct Owners(Vec<(u64, [u64; 2])>);

impl Owners {
    fn find(wrongs: &Wrongs, reference: &Side) -> Result<Self, TableError> {
        let mut sought: Vec<u64> =
            wrongs.rows.iter().map(|wrong| wrong.address).filter(|address| *address != 0).collect();
        sought.sort_unstable();
        sought.dedup();
        let mut counts = vec![0_u8; sought.len()];
        let mut owners = Vec::new();
        for index in 0..FAN {
            for print in reference.part(index)? {
                let place = sought.binary_search(&print.address).ok();
                if let Some(count) = place.and_then(|place| counts.get_mut(place)).filter(|count| **count < OWNERS) {
                    *count += 1;
                    owners.push((print.address, print.key));
                }
            }
        }
        owners.sort_by_key(|(address, _)| *address);
        Ok(Self(owners))
    }

    fn of(&self, address: u64) -> &[(u64, [u64; 2])] {
        let start = self.0.partition_point(|(other, _)| *other < address);
        let rest = self.0.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|(other, _)| *other == address)).unwrap_or_default()
    }
}

/// The keys of owners in order, and the first row of this table that has each.
struct Standing {
    keys: Vec<[u64; 2]>,
    rows: Vec<u32>,
}

impl Standing {
    fn find(owners: &Owners, table: &Side) -> Result<Self, TableError> {
        let mut keys: Vec<[u64; 2]> = owners.0.iter().map(|(_, key)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut rows = vec![u32::MAX; keys.len()];
        for index in 0..FAN {
            for print in table.unordered(index)? {
                let place = keys.binary_search(&print.key).ok();
                if let Some(row) = place.and_then(|place| rows.get_mut(place)) {
                    *row = (*row).min(print.row);
                }
            }
        }
        Ok(Self { keys, rows })
    }

    fn row(&self, key: &[u64; 2]) -> Option<u32> {
        let place = self.keys.binary_search(key).ok()?;
        self.rows.get(place).copied().filter(|row| *row != u32::MAX)
    }
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
