//! The reader of cells takes room for the rectangle that all cells of a sheet lie in, and for what a sheet claims to hold.
//! Both are judged before it sees the file.

use super::{
    super::CELL, DIMENSIONS, EOF, FORMULA, LABEL, MUL_RK, NUMBER, Problem, RICH_LABEL, RK, SHARED_LABEL,
    TRUTH_OR_ERROR, Xls, word,
};
use crate::book::marks::records::double_word;

/// Rows and columns of a sheet ([MS-XLS] §2.2.1).
const ROWS: u32 = 1 << 16;
const COLUMNS: u32 = 1 << 8;

/// The rectangle of the cells that were seen: first and last row, first and last column.
struct Reach {
    rows: (u32, u32),
    columns: (u32, u32),
}

impl Reach {
    fn cell(&mut self, row: u32, first: u32, last: u32) -> Result<(), Problem> {
        if row >= ROWS || first >= COLUMNS || last >= COLUMNS {
            return Err(Problem::Broken("a cell lies outside of the sheet".to_owned()));
        }
        self.rows = (self.rows.0.min(row), self.rows.1.max(row));
        self.columns = (self.columns.0.min(first), self.columns.1.max(last));
        Ok(())
    }

    fn cells(&self) -> u64 {
        let length = |(first, last): (u32, u32)| u64::from((last + 1).saturating_sub(first));
        length(self.rows) * length(self.columns)
    }
}

pub(super) fn check(book: &[u8], sheets: &[(String, usize)], most: u64) -> Result<(), Problem> {
    let (mut cells, mut octets) = (0, book.len());
    for (_, start) in sheets {
        let Some(sheet) = book.get(*start..) else {
            return Err(Problem::Broken("a sheet lies outside of the book".to_owned()));
        };
        let mut reach = Reach { rows: (ROWS, 0), columns: (COLUMNS, 0) };
        for record in Xls(sheet) {
            let (kind, body) = record?;
            // Each sheet has records of its own, so that together they are no longer than the book.
            octets = octets.checked_sub(4 + body.len()).ok_or_else(|| Problem::Broken("sheets overlap".to_owned()))?;
            match kind {
                EOF => break,
                DIMENSIONS => claimed(body)?,
                MUL_RK => {
                    let last = word(body, body.len().saturating_sub(2));
                    reach.cell(u32::from(word(body, 0)), u32::from(word(body, 2)), u32::from(last))?;
                }
                FORMULA | NUMBER | RK | LABEL | RICH_LABEL | SHARED_LABEL | TRUTH_OR_ERROR => {
                    let column = u32::from(word(body, 2));
                    reach.cell(u32::from(word(body, 0)), column, column)?;
                }
                _ => {}
            }
        }
        cells += reach.cells();
        if cells.saturating_mul(CELL) > most {
            return Err(Problem::Swells(most));
        }
    }
    Ok(())
}

/// Rows that a sheet claims to have; with 32 bits each in BIFF8, 16 bits before.
fn claimed(body: &[u8]) -> Result<(), Problem> {
    let (first, last) = if body.len() == 14 {
        (double_word(body, 0), double_word(body, 4))
    } else {
        (u32::from(word(body, 0)), u32::from(word(body, 2)))
    };
    let last_column = word(body, if body.len() == 14 { 10 } else { 6 });
    // An empty sheet has no last row.
    let in_order = last == 0 || last_column == 0 || first <= last;
    if last > ROWS || u32::from(last_column) > COLUMNS || !in_order {
        return Err(Problem::Broken("a sheet claims to be larger than a sheet can be".to_owned()));
    }
    Ok(())
}
