//! The reader of cells writes out what is repeated: a row of a few octets may stand for a million. How much that is, is
//! counted before it sees the file; and every element has to end, because that reader waits for some ends for ever.

use std::io::{BufReader, Read as _};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    super::{CELL, LARGEST_PART, Problem, open},
    length, run,
};

/// Whether the rectangles of all sheets, from the first filled cell to the last one, stay within so many octets.
pub(in crate::book) fn check_ods(bytes: &[u8], most: u64) -> Result<(), Problem> {
    let mut package = open(bytes)?;
    let part = package.by_name("content.xml")?.take(LARGEST_PART);
    let mut reader = Reader::from_reader(BufReader::new(part));
    let (mut sheets, mut depth, mut buffer) = (Sheets::default(), 0_u64, Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) => {
                depth += 1;
                sheets.element(&element);
            }
            Event::Empty(element) => sheets.element(&element),
            Event::End(_) => depth = depth.saturating_sub(1),
            // That reader waits for the end of a table for ever.
            Event::Eof if depth > 0 => return Err(Problem::Broken("content.xml is cut off".to_owned())),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if sheets.cells().saturating_mul(CELL) > most {
            return Err(Problem::Swells(most));
        }
    }
}

/// What was seen so far.
#[derive(Default)]
struct Sheets {
    /// Cells of the sheets before this one.
    before: u64,
    /// First and last row, and last column, of its filled cells.
    filled: Option<(u32, u32, u32)>,
    next_row: u32,
    next_cell: u32,
    row: (u32, u32),
}

impl Sheets {
    fn element(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            b"table" => {
                *self = Self { before: self.cells(), ..Self::default() };
            }
            b"table-row" => {
                let rows = run(&mut self.next_row, element, b"number-rows-repeated");
                self.row = (*rows.start(), *rows.end());
                self.next_cell = 0;
            }
            b"table-cell" | b"covered-table-cell" => {
                let cells = run(&mut self.next_cell, element, b"number-columns-repeated");
                if is_filled(element) {
                    let (first, last) = self.row;
                    let (top, bottom, right) = self.filled.unwrap_or((first, last, 0));
                    self.filled = Some((top, bottom.max(last), right.max(*cells.end())));
                }
            }
            _ => {}
        }
    }

    fn cells(&self) -> u64 {
        let cells = self.filled.map_or(0, |(top, bottom, right)| length(&(top..=bottom)) * (u64::from(right) + 1));
        self.before.saturating_add(cells)
    }
}

/// Whether a cell has a value of any kind, or a formula.
fn is_filled(element: &BytesStart<'_>) -> bool {
    let mut attributes = element.attributes();
    attributes.with_checks(false).flatten().any(|attribute| {
        let name = attribute.key.local_name();
        name.as_ref() == b"formula" || name.as_ref() == b"value-type" || name.as_ref().ends_with(b"value")
    })
}
