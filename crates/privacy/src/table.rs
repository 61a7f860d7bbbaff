//! Tables: header words and the values themselves decide what a column holds; each row that says anything of a person
//! is a record. Headers may be missing, stand further down, be spread over two rows; a sheet may hold several tables,
//! one below or beside the other; a form is a table of one person lying on its side.
//!
//! A cell that does not fit its column is read like running text, so that nothing hides behind a wrong header.

mod align;
mod cells;
mod column;
mod header;
mod layout;
pub(crate) mod lists;
mod people;
mod read;
mod turned;

use std::{borrow::Cow, ops::Range};

use crate::{finds::Hit, fold::fold, survey::Survey};

use read::Reader;

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
        let mut place = |_, cells: &[Cow<'_, str>], places: &mut Vec<_>| aligner.row(cells, places);
        let mut reader = Reader::new(&mut place, &mut covered, survey);
        for block in layout::blocks(rows) {
            reader.block(rows, &block);
        }
        survey.records.end_source();
    }
    covered
}

/// Reads a list of a running text; the hits are places of that text.
pub(crate) fn read_list(list: &lists::List, survey: &mut Survey) -> Covered {
    let mut covered = Covered::default();
    let mut place = |row, _: &[Cow<'_, str>], places: &mut Vec<_>| match list.places.get(row) {
        Some(known) => places.clone_from(known),
        None => places.clear(),
    };
    let mut reader = Reader::new(&mut place, &mut covered, survey);
    for block in &list.blocks {
        reader.block(&list.rows, block);
    }
    covered
}

/// A cell as it is read: folded, without blanks around it.
fn trimmed(cell: &str) -> Cow<'_, str> {
    let graphic = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = cell.as_bytes();
    let bare = graphic(bytes.first()) && graphic(bytes.last());
    if bare && cell.is_ascii() { Cow::Borrowed(cell) } else { fold(cell.trim()) }
}

/// The label that a folded header cell is.
pub(crate) fn label_of(folded: &str) -> Option<crate::lexicon::words::Label> {
    header::header(folded)
}

#[cfg(test)]
mod tests;
