//! The second pass: what the differences are. Only rows that are not identical are read again; what was not there the
//! first time is a changed file, which is an error.

use std::collections::HashMap;

use super::{
    marks::{Flag, Kind, Mark, Marks},
    order::{Order, Trend},
    outcome::{CellChange, ChangedColumns, Class, Difference, Where, Which},
    parts::{Budget, FAN, Parts},
    plan::{Lens, Plan},
    print::{Keys, Printer},
    side::Side,
    sum::Sum,
    wrong::Wrongs,
};
use crate::{Limits, Row, Table, TableError, shift::Shift};

mod columns;

/// What the second pass needs.
pub(super) struct Detail<'a> {
    pub(super) plan: &'a Plan,
    pub(super) keys: &'a Keys,
    pub(super) budget: &'a Budget,
    pub(super) limits: &'a Limits,
}

/// What it tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) changed: Vec<ChangedColumns>,
    pub(super) swapped: Vec<Shift>,
    pub(super) differences: Vec<Difference>,
    /// Whether some are only counted.
    pub(super) more: bool,
    /// How the addresses of the wrong rows of A and of B stand to one another.
    pub(super) trends: [Vec<Trend>; 2],
}

/// A table, what the first pass made of it, the marks of its rows, and the sum of the prints that are told by their key.
type Marked<'a> = (&'a Table, &'a Side, &'a Marks, &'a Sum);

/// The wrong rows of a table, as they come by in the order of rows.
struct Trends<'a> {
    wrong: std::slice::Iter<'a, super::wrong::Wrong>,
    order: Order,
    trends: Vec<Trend>,
}

impl<'a> Trends<'a> {
    fn new(wrongs: &'a Wrongs) -> Self {
        Self { wrong: wrongs.rows.iter(), order: Order::default(), trends: Vec::with_capacity(wrongs.rows.len()) }
    }

    fn see(&mut self, lens: &Lens, row: &Row<'_>) {
        let is_next = self.wrong.as_slice().first().is_some_and(|wrong| u64::from(wrong.row) == row.number);
        if let Some(taken) = lens.address.and_then(|address| lens.taken.get(address)).filter(|_| is_next) {
            self.wrong.next();
            self.trends.push(self.order.see(&taken.normal.apply(row.cell(taken.index)).text));
        }
    }
}

/// What a row can be, besides changed.
const ODD: [(Class, Odd); 8] = [
    (Class::OnlyA, Odd::Is(Kind::Alone)),
    (Class::DuplicateKey, Odd::Is(Kind::DuplicateKey)),
    (Class::NullKey, Odd::Is(Kind::NullKey)),
    (Class::DuplicateAddress, Odd::Has(Flag::DuplicateAddress)),
    (Class::NoAddress, Odd::Has(Flag::NoAddress)),
    (Class::Foreign, Odd::Has(Flag::Foreign)),
    (Class::ForeignAddress, Odd::Has(Flag::ForeignAddress)),
    (Class::Misbound, Odd::Has(Flag::Misbound)),
];

#[derive(Clone, Copy)]
enum Odd {
    Is(Kind),
    Has(Flag),
}

impl Odd {
    const fn fits(self, mark: Mark) -> bool {
        match self {
            Self::Is(kind) => mark.is(kind),
            Self::Has(flag) => mark.has(flag),
        }
    }
}

impl Detail<'_> {
    pub(super) fn tell(&self, a: Marked<'_>, b: Marked<'_>, wrongs: [&Wrongs; 2]) -> Result<Told, TableError> {
        let mut told = Told::default();
        if a.2.is_calm() && b.2.is_calm() {
            return Ok(told);
        }
        let width = columns::width(self.plan.compared().len());
        let mut hashes_a = Parts::new(width, self.budget);
        let mut hashes_b = Parts::new(width, self.budget);
        // Changed rows of A by key, until their partner of B comes by.
        let mut waiting = HashMap::new();
        let mut found =
            Found { differences: Vec::new(), counts: HashMap::new(), more: false, most: self.limits.details };
        let mut trends = wrongs.map(Trends::new);
        let [trends_a, trends_b] = &mut trends;
        self.pass(a, &self.plan.a, &mut hashes_a, |key, row, mark| {
            trends_a.see(&self.plan.a, row);
            found.odd(&self.plan.a, row, mark, Which::A);
            if mark.is(Kind::Changed) && waiting.len() < self.limits.details {
                waiting.insert(key, Waiting::new(&self.plan.a, row));
            }
        })?;
        let mut pairs = Vec::new();
        self.pass(b, &self.plan.b, &mut hashes_b, |key, row, mark| {
            trends_b.see(&self.plan.b, row);
            found.odd(&self.plan.b, row, mark, Which::B);
            if let Some(one) = waiting.get(&key).filter(|_| mark.is(Kind::Changed)) {
                pairs.push(self.pair(one, row));
            }
        })?;
        found.more |= a.2.count(Kind::Changed) > pairs.len() as u64;
        found.differences.extend(pairs);
        found.differences.sort_by_key(order);
        columns::join(self.plan, &hashes_a, &hashes_b, &mut told)?;
        (told.differences, told.more) = (found.differences, found.more);
        told.trends = trends.map(|trends| trends.trends);
        Ok(told)
    }

    /// Reads the rows of a table again that are not calm; their prints have to be those of the first time.
    fn pass(
        &self,
        (table, side, marks, told): Marked<'_>,
        lens: &Lens,
        hashes: &mut Parts,
        mut visit: impl FnMut([u64; 2], &Row<'_>, Mark),
    ) -> Result<(), TableError> {
        let mut printer = Printer::new(self.keys, lens);
        let (mut sum, mut record) = (Sum::default(), Vec::new());
        let wanted = |row| !marks.get(row).is_calm();
        let read = table.some_rows(&side.stops, self.limits, wanted, |row| {
            let (print, mark) = (printer.print(lens, row), marks.get(row.number));
            print.iter().filter(|_| mark.is_told_by_key()).for_each(|print| sum.add(print));
            let key = print.map_or([0; 2], |print| print.key);
            visit(key, row, mark);
            if !mark.is(Kind::Changed) {
                return Ok(());
            }
            record.clear();
            key.iter().for_each(|word| record.extend_from_slice(&word.to_le_bytes()));
            printer.columns(lens, row, &mut record);
            hashes.push_any(key[0], &record)
        });
        // What cannot be read again was not there the first time, whatever it looks like now.
        table.check_unchanged()?;
        read?;
        if sum == *told { Ok(()) } else { Err(TableError::Changed { file: table.name().to_owned() }) }
    }

    fn pair(&self, one: &Waiting, row: &Row<'_>) -> Difference {
        let lenses = self.plan.a.values().iter().zip(self.plan.b.values()).zip(self.plan.compared());
        let cells = lenses.zip(&one.cells).filter_map(|(((a, b), names), cell)| {
            let other = row.cell(b.index);
            let same = a.normal.apply(cell).text == b.normal.apply(other).text;
            (!same).then(|| CellChange { column: names.a.clone(), a: cell.clone(), b: other.to_owned() })
        });
        let b = Some(Where { row: row.number, line: row.line });
        Difference { class: Class::Changed, a: Some(one.at), b, key: one.key.clone(), cells: cells.collect() }
    }
}

/// A changed row of A.
struct Waiting {
    at: Where,
    key: Vec<String>,
    cells: Vec<String>,
}

impl Waiting {
    fn new(lens: &Lens, row: &Row<'_>) -> Self {
        let cells = lens.values().iter().map(|taken| row.cell(taken.index).to_owned()).collect();
        Self { at: Where { row: row.number, line: row.line }, key: key(lens, row), cells }
    }
}

fn key(lens: &Lens, row: &Row<'_>) -> Vec<String> {
    lens.taken.iter().take(lens.keys).map(|taken| row.cell(taken.index).to_owned()).collect()
}

/// Classes first, then rows of A, then rows of B.
fn order(difference: &Difference) -> (Class, u8, u64) {
    match (difference.a, difference.b) {
        (Some(a), _) => (difference.class, 0, a.row),
        (None, b) => (difference.class, 1, b.map_or(0, |b| b.row)),
    }
}

/// Differences found so far, not too many of each class and table.
struct Found {
    differences: Vec<Difference>,
    counts: HashMap<(Class, bool), usize>,
    more: bool,
    most: usize,
}

impl Found {
    fn odd(&mut self, lens: &Lens, row: &Row<'_>, mark: Mark, which: Which) {
        for (class, _) in ODD.into_iter().filter(|(_, odd)| odd.fits(mark)) {
            let class = if (class, which) == (Class::OnlyA, Which::B) { Class::OnlyB } else { class };
            let count = self.counts.entry((class, which == Which::A)).or_default();
            if *count >= self.most {
                self.more = true;
                continue;
            }
            *count += 1;
            let at = Some(Where { row: row.number, line: row.line });
            let (a, b) = if which == Which::A { (at, None) } else { (None, at) };
            self.differences.push(Difference { class, a, b, key: key(lens, row), cells: Vec::new() });
        }
    }
}
