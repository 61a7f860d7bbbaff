//! The differences as a workbook: differences, not rows.
//!
//! Every cell is written as a string, so that `=HYPERLINK(…)` in a list stays what it is: text. Values that would be a
//! formula if somebody saved the sheet as CSV and opened that (OWASP "CSV injection") get an apostrophe in front.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use sekisho_tables::{Class, Difference, Outcome, waiver::Explained};
use sekisho_words::{Value, Words};

use super::sentences;

/// Rows of a sheet, without its head.
const ROWS: usize = 1_048_000;
/// Characters of a cell.
const CELL: usize = 32_000;

/// The workbook of a comparison. It has personal data.
///
/// # Errors
/// What the writer of workbooks says: too long a name of a sheet, for example.
pub fn workbook(outcome: &Outcome, explained: &Explained, words: Words) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let summary = book.add_worksheet().set_name(words.text("reconcile-book-summary"))?;
    summarise(summary, outcome, explained, words)?;
    let sheet = book.add_worksheet().set_name(words.text("reconcile-book-differences"))?;
    differences(sheet, outcome, words)?;
    book.save_to_buffer()
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
        text(sheet, row, 0, &sentences::class(count.class, words))?;
        sheet.write_number(row, 1, count.a as f64)?;
        sheet.write_number(row, 2, count.b as f64)?;
        row += 1;
    }
    row += 1;
    for (which, shifts) in [("A", &outcome.shift_a), ("B", &outcome.shift_b)] {
        for shift in &shifts.patterns {
            text(sheet, row, 0, which)?;
            text(sheet, row, 1, &sentences::shift(shift, words))?;
            row += 1;
        }
    }
    text(sheet, row + 1, 0, &conclusion(outcome, explained, words))?;
    sheet.set_column_width(0, 40)?;
    Ok(())
}

/// Whether everything agrees, and if not, what does not.
#[must_use]
pub fn conclusion(outcome: &Outcome, explained: &Explained, words: Words) -> String {
    if outcome.is_clean() {
        return words.text("reconcile-clean");
    }
    if explained.unexplained.is_empty() {
        return words.text("reconcile-explained");
    }
    let one = |(of, cases): &(Class, u64)| {
        let values = [("class", Value::from(sentences::class(*of, words))), ("count", Value::from(*cases))];
        words.with("reconcile-count", &values)
    };
    let classes: Vec<String> = explained.unexplained.iter().map(one).collect();
    words.with("reconcile-unexplained", &[("classes", Value::from(classes.join(", ")))])
}

/// The differences as rows with a head, for a text. They have personal data.
#[must_use]
pub fn rows(outcome: &Outcome, words: Words) -> Vec<Vec<String>> {
    let mut rows = vec![HEAD.map(|name| words.text(&format!("reconcile-book-{name}"))).to_vec()];
    for difference in &outcome.differences {
        let at = |at: Option<sekisho_tables::Where>| match at {
            Some(at) => [at.row.to_string(), at.line.to_string()],
            None => [String::new(), String::new()],
        };
        let mut places = vec![sentences::class(difference.class, words)];
        places.extend(at(difference.a).into_iter().chain(at(difference.b)));
        places.push(difference.key.join(" / "));
        let none = [String::new(), String::new(), String::new()];
        let cells = difference.cells.iter().map(|cell| [cell.column.clone(), cell.a.clone(), cell.b.clone()]);
        let cells: Vec<_> = if difference.cells.is_empty() { vec![none] } else { cells.collect() };
        rows.extend(cells.into_iter().map(|cell| places.iter().cloned().chain(cell).collect()));
    }
    rows
}

/// Rows as text (RFC 4180) in UTF-8 with a mark, so that spreadsheets know it; nothing in it is a formula.
#[must_use]
pub fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from('\u{FEFF}');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| harmless(cell)).collect();
        super::dossier::write_row(&mut text, cells.iter().map(String::as_str));
    }
    text.into_bytes()
}

/// Rows as a workbook of one sheet; every cell is text.
///
/// # Errors
/// What the writer of workbooks says.
pub fn sheet(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            if row == 0 {
                sheet.write_string_with_format(0, column, harmless(cell), &bold)?;
            } else {
                text(sheet, row, column, cell)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
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
    text(sheet, row, 0, &sentences::class(difference.class, words))?;
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
pub(crate) fn harmless(text: &str) -> String {
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
