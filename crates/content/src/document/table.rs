//! Cells at scattered places → a table: unused columns and long gaps are left out, so that one cell in the last
//! corner of a sheet costs nothing; a gap of any size is kept as one blank row or column, because it parts tables.

use std::collections::BTreeSet;

use sekisho_model::Blind;

use super::{Room, gather::Gather, room::MOST_CELLS};
use crate::mail::Table;

/// Runs of hidden columns that are kept; a sheet has no more columns than this.
const MOST_RUNS: usize = 16_384;

/// A sheet while it is read. Rows must come in ascending order for speed, but need not.
#[derive(Debug)]
pub(super) struct Grid {
    cells: Vec<(u32, u32, String)>,
    room: Room,
    full: bool,
    /// Hidden rows, as read.
    pub hidden_rows: BTreeSet<u32>,
    hidden_columns: Vec<(u32, u32)>,
}

impl Grid {
    /// An empty sheet with the room that is left.
    pub(super) const fn new(room: Room) -> Self {
        Self { cells: Vec::new(), room, full: false, hidden_rows: BTreeSet::new(), hidden_columns: Vec::new() }
    }

    /// Puts a text into a cell; blank texts are left out. It is copied only if there is room for it.
    pub(super) fn put(&mut self, row: u32, column: u32, text: impl AsRef<str> + Into<String>) {
        let length = text.as_ref().len();
        if length > 0 && !self.full {
            self.full = !self.room.take(1, length);
            if !self.full {
                self.cells.push((row, column, text.into()));
            }
        }
    }

    /// Notes hidden columns: first and last, as read.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        if self.hidden_columns.len() < MOST_RUNS {
            self.hidden_columns.push((first, last));
        } else {
            self.full = true;
        }
    }

    /// Whether no more cells fit.
    pub(super) const fn full(&self) -> bool {
        self.full
    }

    /// The table, given to `gather` with its text. Empty sheets give none.
    pub(super) fn give(mut self, name: Option<String>, visible: bool, gather: &mut Gather) {
        if self.full() {
            gather.blind(Blind::Limit);
        }
        if !self.cells.is_sorted_by_key(|(row, column, _)| (*row, *column)) {
            self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        }
        let (places, columns) = places(self.cells.iter().map(|(_, column, _)| *column));
        let hidden = |column: u32| self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column));
        let hidden_columns =
            columns.iter().filter(|column| hidden(**column)).filter_map(|column| place(&places, *column)).collect();
        let mut table = Table { name, visible, hidden_columns, ..Table::default() };
        let mut room = MOST_CELLS;
        let mut before = None;
        for (row, column, text) in self.cells {
            if before != Some(row) {
                if before.is_some_and(|before| row > before + 1) {
                    table.rows.push(Vec::new());
                }
                if self.hidden_rows.contains(&row) {
                    table.hidden_rows.push(table.rows.len());
                }
                // Most rows are as long as the one before.
                table.rows.push(Vec::with_capacity(table.rows.last().map_or(0, Vec::len)));
                before = Some(row);
            }
            let (Some(last), Some(place)) = (table.rows.last_mut(), place(&places, column)) else { continue };
            let Some(left) = room.checked_sub((place + 1).saturating_sub(last.len())) else {
                gather.blind(Blind::Limit);
                break;
            };
            room = left;
            last.resize(last.len().max(place + 1), String::new());
            if let Some(cell) = last.get_mut(place) {
                *cell = text;
            }
        }
        if !table.rows.is_empty() {
            gather.table(table);
        }
    }
}

/// Used columns → places, one place left blank for each gap. A blank first column counts as no gap.
fn places(columns: impl Iterator<Item = u32>) -> (Vec<(u32, usize)>, BTreeSet<u32>) {
    let used = distinct(columns);
    let mut places = Vec::with_capacity(used.len());
    let mut next = 0;
    let mut before: Option<u32> = None;
    for column in &used {
        if before.is_some_and(|before| *column > before + 1) {
            next += 1;
        }
        places.push((*column, next));
        next += 1;
        before = Some(*column);
    }
    (places, used)
}

/// Columns, each once. Nearly all cells stand in columns that were seen before, which costs a look at one bit.
fn distinct(columns: impl Iterator<Item = u32>) -> BTreeSet<u32> {
    let mut seen = [0_u64; 256];
    let mut used = BTreeSet::new();
    for column in columns {
        let bit = 1 << (column % 64);
        match usize::try_from(column / 64).ok().and_then(|word| seen.get_mut(word)) {
            Some(word) if *word & bit != 0 => {}
            word => {
                if let Some(word) = word {
                    *word |= bit;
                }
                used.insert(column);
            }
        }
    }
    used
}

fn place(places: &[(u32, usize)], column: u32) -> Option<usize> {
    let at = places.binary_search_by_key(&column, |(column, _)| *column).ok()?;
    places.get(at).map(|(_, place)| *place)
}
