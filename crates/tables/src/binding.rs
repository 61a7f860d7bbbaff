//! Whether names and addresses of one list belong together, when there is no master.
//!
//! Many addresses carry the name of their owner: `yamada.taro@…`. Names in kana or Latin letters and the local parts of
//! addresses are brought into one spelling (`sekisho_romaji`); a row is *bound* when its address has a part of its
//! name. A row *tells* something when its address has a part of anybody's name. If the column slid, rows are bound to
//! addresses some rows away: every distance up to [`LAGS`] is tried, and a block of rows counts when it is bound better
//! there than where it stands, by far more than chance gives.
//!
//! It says how small a slide would have been seen, and that it cannot tell when addresses do not carry names. Kanji say
//! nothing here: they have too many readings.

use std::collections::HashMap;

use serde::Serialize;

use crate::{Limits, Step, Table, TableError};

mod slide;
mod spelt;

/// Farthest distance that is tried, in rows.
const LAGS: i64 = 50;
/// Rows that are looked at.
const ROWS: usize = 1_000_000;
/// Fewer rows than this tell nothing, whatever they say.
const LEAST: u64 = 10;

/// A block of rows that is bound some rows away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Block {
    /// First row whose name fits another row's address, counted from 1 among the rows of data.
    pub first: u32,
    /// Last such row.
    pub last: u32,
    /// How many rows below the name its address stands: > 0, the address column is late.
    pub by: i64,
    /// Rows of the block bound at this distance.
    pub there: u64,
    /// Rows of the block bound as they stand.
    pub here: u64,
    /// Rows of the block that tell something.
    pub told: u64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Bound {
    /// Names and addresses belong together.
    Bound,
    /// The address column slid.
    Slid {
        /// The blocks, in the order of rows.
        blocks: Vec<Block>,
    },
    /// Addresses carry names, but mostly not those of their rows.
    Loose,
    /// Too few addresses carry a name.
    CannotTell,
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// Rows looked at.
    pub rows: u64,
    /// Rows whose address has a part of anybody's name.
    pub told: u64,
    /// Rows whose address has a part of their own name.
    pub bound: u64,
    /// The verdict.
    #[serde(flatten)]
    pub found: Bound,
    /// The smallest slide, in rows, that would have been seen; `None` when none would.
    pub least: Option<u64>,
}

impl Binding {
    /// Whether names and addresses belong together, as far as they say. What cannot be told is not bound.
    #[must_use]
    pub const fn is_bound(&self) -> bool {
        matches!(self.found, Bound::Bound)
    }
}

/// Looks at a column of addresses and columns of names.
pub fn bind(table: &Table, address: &str, names: &[String], limits: &Limits) -> Result<Binding, TableError> {
    let address = table.column(address)?;
    let names = names.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut list = List::default();
    let mail = crate::Normal::new(vec![Step::Mail]);
    table.pass(false, limits, |row| {
        if list.addresses.len() < ROWS {
            list.names.push(list.parts.of_name(names.iter().map(|column| row.cell(*column))));
            let local = mail.apply(row.cell(address)).text;
            list.addresses.push(local.split('@').next().unwrap_or_default().to_owned());
        }
        Ok(())
    })?;
    Ok(list.judge())
}

/// Numbers of the parts of names.
#[derive(Debug, Default)]
struct Parts(HashMap<String, u32>);

impl Parts {
    fn of_name<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Vec<u32> {
        let mut numbers = Vec::new();
        for part in cells.flat_map(spelt::parts) {
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            numbers.push(*self.0.entry(part).or_insert(next));
        }
        numbers
    }

    /// The parts of anybody's name that a local part has: anywhere in a run of letters if they have
    /// [`spelt::SURE`] letters, else as a whole run.
    fn within(&self, local: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        for run in spelt::runs(local) {
            numbers.extend(self.0.get(&run).filter(|_| run.len() >= spelt::SHORTEST));
            for start in 0..run.len() {
                for end in start + spelt::SURE..=run.len().min(start + spelt::LONGEST) {
                    numbers.extend(run.get(start..end).and_then(|piece| self.0.get(piece)));
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// What was read.
#[derive(Debug, Default)]
struct List {
    parts: Parts,
    names: Vec<Vec<u32>>,
    addresses: Vec<String>,
}

impl List {
    fn judge(&self) -> Binding {
        let within: Vec<Vec<u32>> = self.addresses.iter().map(|address| self.parts.within(address)).collect();
        let rows = slide::Rows { names: &self.names, addresses: &within };
        let told = within.iter().filter(|parts| !parts.is_empty()).count() as u64;
        let bound = rows.bound(0).iter().filter(|bound| **bound).count() as u64;
        let total = self.names.len() as u64;
        if told < LEAST || told * 50 < total {
            return Binding { rows: total, told, bound, found: Bound::CannotTell, least: None };
        }
        let scan = slide::scan(&rows, LAGS);
        let least = scan.least(told, total);
        let found = match scan.blocks.is_empty() {
            false => Bound::Slid { blocks: scan.blocks },
            true if bound * 2 < told => Bound::Loose,
            true => Bound::Bound,
        };
        Binding { rows: total, told, bound, found, least }
    }
}

#[cfg(test)]
mod tests;
