//! The differences as a workbook: differences, not rows.
//!
//! Every cell is written as a string, so that `=HYPERLINK(…)` in a list stays what it is: text. Values that would be a
//! formula if somebody saved the sheet as CSV and opened that (OWASP "CSV injection") get an apostrophe in front.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use sekisho_tables::{Difference, Outcome, waiver::Explained};
use sekisho_words::Words;

use super::told;

/// Rows of a sheet, without its head.
const ROWS: usize = 1_048_000;
/// Characters of a cell.
const CELL: usize = 32_000;

pub(super) fn write(path: &Path, outcome: &Outcome, explained: &Explained, words: Words) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let summary = book.add_worksheet().set_name(words.text("reconcile-book-summary"))?;
    summarise(summary, outcome, explained, words)?;
    let sheet = book.add_worksheet().set_name(words.text("reconcile-book-differences"))?;
    differences(sheet, outcome, words)?;
    book.save(path)
}

fn summarise(sheet: &mut Worksheet, outcome: &Outcome, explained: &Explained, words: Words) -> Result<(), XlsxError> {
    let mut row = 0;
    for source in &outcome.sources {
        text(sheet, row, 0, &source.file)?;
        sheet.write_number(row, 1, source.rows as f64)?;
        text(sheet, row, 3, &source.digest.map(|digest| digest.to_string()).unwrap_or_default())?;
        row += 1;
    }
    row += 1;
    for count in &outcome.counts {
        text(sheet, row, 0, &told::class(count.class, words))?;
        sheet.write_number(row, 1, count.a as f64)?;
        sheet.write_number(row, 2, count.b as f64)?;
        row += 1;
    }
    row += 1;
    for (which, shifts) in [("A", &outcome.shift_a), ("B", &outcome.shift_b)] {
        for shift in &shifts.patterns {
            text(sheet, row, 0, which)?;
            text(sheet, row, 1, &told::shift(shift, words))?;
            row += 1;
        }
    }
    text(sheet, row + 1, 0, &told::conclusion(outcome, explained, words))?;
    sheet.set_column_width(0, 40)?;
    Ok(())
}

const HEAD: [&str; 9] = ["class", "row-a", "line-a", "row-b", "line-b", "key", "column", "value-a", "value-b"];

fn differences(sheet: &mut Worksheet, outcome: &Outcome, words: Words) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(HEAD) {
        sheet.write_string_with_format(0, column, words.text(&format!("reconcile-book-{name}")), &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for difference in &outcome.differences {
        let cells = difference.cells.iter().map(|cell| Some((&cell.column, &cell.a, &cell.b)));
        let cells: Vec<_> = if difference.cells.is_empty() { vec![None] } else { cells.collect() };
        for cell in cells {
            if row as usize > ROWS {
                return Ok(());
            }
            places(sheet, row, difference, words)?;
            if let Some((column, a, b)) = cell {
                text(sheet, row, 6, column)?;
                text(sheet, row, 7, a)?;
                text(sheet, row, 8, b)?;
            }
            row += 1;
        }
    }
    Ok(())
}

fn places(sheet: &mut Worksheet, row: u32, difference: &Difference, words: Words) -> Result<(), XlsxError> {
    text(sheet, row, 0, &told::class(difference.class, words))?;
    for (column, at) in [(1, difference.a), (3, difference.b)] {
        if let Some(at) = at {
            sheet.write_number(row, column, at.row as f64)?;
            sheet.write_number(row, column + 1, at.line as f64)?;
        }
    }
    text(sheet, row, 5, &difference.key.join(" / "))
}

fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    sheet.write_string(row, column, harmless(text))?;
    Ok(())
}

/// The text so that no spreadsheet takes it for a formula, and not longer than a cell.
fn harmless(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cut: String = text.chars().take(CELL).collect();
    if risky { format!("'{cut}") } else { cut }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expect) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+81-3-1234", "'+81-3-1234"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("山田=太郎", "山田=太郎"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), expect);
        }
        assert_eq!(harmless(&"x".repeat(40_000)).len(), super::CELL);
    }
}
