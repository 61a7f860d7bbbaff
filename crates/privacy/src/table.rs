//! Tables: header words and the values themselves decide what a column holds; each row that says anything of a person
//! is a record. Headers may be missing, stand further down, be spread over two rows; a sheet may hold several tables,
//! one below or beside the other; a form is a table lying on its side.
//!
//! A cell that does not fit its column is read like running text, so that nothing hides behind a wrong header.

mod align;
mod cells;
mod column;
mod layout;

use std::{borrow::Cow, ops::Range};

use crate::{
    finds::{Hit, MAX_FINDS},
    fold::fold,
    survey::Survey,
};

use cells::Row;
use column::Role;
use layout::{Block, Shape};

/// What reading tables gave besides the values: hits in the text, and which bytes of the folded text they cover.
#[derive(Debug, Default)]
pub(crate) struct Covered {
    pub(crate) hits: Vec<Hit>,
    pub(crate) ranges: Vec<Range<usize>>,
    /// Whether there were more hits than are kept.
    pub(crate) cut: bool,
}

/// Reads all tables of a part; `folded` is its text.
pub(crate) fn read(tables: &[&[Vec<String>]], folded: &str, survey: &mut Survey) -> Covered {
    let mut covered = Covered::default();
    let mut aligner = align::Aligner::new(folded);
    for rows in tables {
        let blocks = layout::blocks(rows);
        for block in &blocks {
            read_block(rows, block, &mut aligner, &mut covered, survey);
        }
        survey.records.end_source();
    }
    covered
}

fn read_block(
    rows: &[Vec<String>],
    block: &Block,
    aligner: &mut align::Aligner<'_>,
    covered: &mut Covered,
    survey: &mut Survey,
) {
    let mut form = Row::default();
    // One record at a time; what it is made of keeps its room from row to row.
    let (mut record, mut cells, mut places) = (Row::default(), Vec::new(), Vec::new());
    for (number, row) in rows.get(block.rows.clone()).unwrap_or_default().iter().enumerate() {
        cells.clear();
        cells.extend(row.iter().map(|cell| trimmed(cell)));
        aligner.row(&cells, &mut places);
        let used = || places.iter().flatten();
        if let (Some(first), Some(last)) = (used().next(), used().next_back()) {
            covered.ranges.push(first.start..last.end);
        }
        let full = covered.hits.len() >= MAX_FINDS;
        covered.cut |= full;
        let place = |column: usize| if full { None } else { places.get(column)?.clone() };
        match &block.shape {
            _ if number < block.headers => read_header(&cells, &place, covered, survey),
            Shape::Columns(groups) => {
                for group in groups {
                    for (column, role) in group {
                        if let Some(cell) = cells.get(*column) {
                            record.take(*role, cell, place(*column), survey);
                        }
                    }
                    record.finish(survey, &mut covered.hits);
                }
            }
            Shape::Form => layout::form_pairs(&cells).into_iter().for_each(|(column, role)| {
                if let Some(cell) = cells.get(column) {
                    form.take(role, cell, place(column), survey);
                }
            }),
        }
        covered.cut |= covered.hits.len() > MAX_FINDS;
        covered.hits.truncate(MAX_FINDS);
    }
    form.finish(survey, &mut covered.hits);
}

/// A cell as it is read: folded, without blanks around it.
fn trimmed(cell: &str) -> Cow<'_, str> {
    let graphic = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = cell.as_bytes();
    let bare = graphic(bytes.first()) && graphic(bytes.last());
    if bare && cell.is_ascii() { Cow::Borrowed(cell) } else { fold(cell.trim()) }
}

/// What stands in a header row and is no header word is read like text.
fn read_header(
    cells: &[Cow<'_, str>],
    place: &dyn Fn(usize) -> Option<Range<usize>>,
    covered: &mut Covered,
    survey: &mut Survey,
) {
    let mut record = Row::default();
    for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| column::header(cell).is_none()) {
        record.take(Role::Free, cell, place(at), survey);
    }
    record.finish(survey, &mut covered.hits);
}

/// The label that a folded header cell is.
pub(crate) fn label_of(folded: &str) -> Option<crate::lexicon::words::Label> {
    column::header(folded)
}

#[cfg(test)]
mod tests;
