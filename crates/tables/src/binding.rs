//! Whether names and addresses of one list belong together, when there is no master.
//!
//! Many addresses carry the name of their owner: `yamada.taro@…`. Names in kana or Latin letters and the local parts of
//! addresses are brought into one spelling (`sekisho_romaji`); a row is *bound* when its address has a part of its
//! name. A row *tells* something when its address has a part of anybody's name. If the column slid, addresses carry the
//! names of rows some rows away: every distance up to [`LAGS`] is tried, and a block of rows counts when its addresses
//! carry more of the names there than of their own, by far more than chance gives. Neighbours that share a family name
//! are so counted for what they are: no evidence either way.
//!
//! It says how small a slide would have been seen, and that it cannot tell when addresses do not carry names, or names
//! that fit the rows around as well. Kanji say nothing here: they have too many readings.

use std::collections::HashMap;

use serde::Serialize;

use crate::{Limits, Step, Table, TableError};

mod chance;
mod power;
mod repeated;
mod rows;
mod slide;
mod spelt;

pub use repeated::Repeated;

/// Farthest distance that is tried, in rows, and the part of a short list that it is.
const LAGS: i64 = 50;
const PART: i64 = 8;
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
    /// Addresses of the block that carry more of the name at this distance than of that of their row.
    pub there: u64,
    /// Addresses of the block that carry more of the name of their row.
    pub here: u64,
    /// Addresses of the block that tell the two apart: the sum of both.
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
    /// Too few addresses carry a name, or names of rows near by fit as well: a slide of half the list could go unseen.
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
    /// Rows whose address has more of their own name than of that of the next row, and of the row before; the smaller
    /// of the two numbers.
    pub apart: u64,
    /// The verdict.
    #[serde(flatten)]
    pub found: Bound,
    /// The smallest slide, in rows, that would have been seen; `None` when none would.
    pub least: Option<u64>,
    /// The farthest distance that was tried, in rows.
    pub reach: u64,
    /// Rows that repeat the address of the row above, and are no family.
    pub repeated: Vec<Repeated>,
}

impl Binding {
    /// Whether names and addresses belong together, as far as they say. What cannot be told is not bound.
    #[must_use]
    pub const fn is_bound(&self) -> bool {
        matches!(self.found, Bound::Bound) && self.repeated.is_empty()
    }
}

/// Looks at a column of addresses and columns of names.
pub fn bind(table: &Table, address: &str, names: &[String], limits: &Limits) -> Result<Binding, TableError> {
    let address = table.column(address)?;
    let names = names.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut list = List::default();
    let mail = crate::Normal::new(vec![Step::Mail]);
    table.pass(false, limits, |row| {
        if list.names.len() < ROWS {
            list.names.push(list.parts.of_name(names.iter().map(|column| row.cell(*column))));
            let number = list.number(&mail.apply(row.cell(address)).text);
            list.addresses.push(number);
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
        numbers.sort_unstable();
        numbers.dedup();
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
    /// The number of each row's address; 0 is none.
    addresses: Vec<u32>,
    numbers: HashMap<String, u32>,
}

impl List {
    fn number(&mut self, address: &str) -> u32 {
        if address.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(address) {
            return *number;
        }
        let next = u32::try_from(self.numbers.len() + 1).unwrap_or(u32::MAX);
        self.numbers.insert(address.to_owned(), next);
        next
    }

    /// The parts of names in each address, by its number.
    fn carried(&self) -> Vec<Vec<u32>> {
        let mut carried = vec![Vec::new(); self.numbers.len() + 1];
        for (address, number) in &self.numbers {
            if let Some(parts) = carried.get_mut(*number as usize) {
                *parts = self.parts.within(address.split('@').next().unwrap_or_default());
            }
        }
        carried
    }

    fn judge(&self) -> Binding {
        let parts = self.carried();
        let rows = rows::Rows { names: &self.names, addresses: &self.addresses, parts: &parts };
        let telling = rows.telling();
        let (total, told) = (rows.len() as u64, telling.len() as u64);
        let bound = telling.iter().filter(|row| rows.score(**row, 0) > 0).count() as u64;
        let most = (rows.len() as i64 / PART).clamp(1, LAGS);
        let repeated = repeated::repeated(&rows);
        let unsaid = Binding {
            rows: total,
            told,
            bound,
            apart: 0,
            found: Bound::CannotTell,
            least: None,
            reach: most.unsigned_abs(),
            repeated,
        };
        if told < LEAST || told * 50 < total {
            return unsaid;
        }
        let scores = rows::Scores::new(&rows, telling, most);
        let scan = slide::scan(&scores);
        let next_to = chance::compare(&scores, &scan.at, 1);
        let least = power::least(&scores, &scan.at, scan.threshold);
        let apart = next_to.iter().map(|compared| compared.worse).min().unwrap_or_default();
        let mut repeated = unsaid.repeated;
        // In a block that slid, persons of one name and address stand among strangers.
        let slid = |row: &Repeated| scan.blocks.iter().any(|block| row.last >= block.first && row.first <= block.last);
        repeated.retain(|row| !slid(row));
        let found = found(scan.blocks, &next_to, bound * 2 < told, least.is_some_and(|least| least * 2 <= total));
        Binding { apart, found, least, repeated, ..unsaid }
    }
}

/// `strays`: most addresses carry names of others. `seen`: a slide of half the list would have been seen.
fn found(blocks: Vec<Block>, next_to: &[chance::Compared], strays: bool, seen: bool) -> Bound {
    if !blocks.is_empty() {
        return Bound::Slid { blocks };
    }
    // Names next to it fit an address more than half as often as its own: it is in its row by chance.
    let is_loose =
        |compared: &chance::Compared| compared.better * 2 > compared.worse && compared.better + compared.worse >= LEAST;
    match strays || next_to.iter().any(is_loose) {
        true => Bound::Loose,
        false if seen => Bound::Bound,
        false => Bound::CannotTell,
    }
}

#[cfg(test)]
mod tests;
