//! Workbooks: xlsx, xlsm, xlsb, xls, ods → rows.
//!
//! Cells keep what they are: text stays text (leading zeros too), whole numbers have no decimal point, days are
//! `2026-11-26` and instants `2026-11-26T10:00:00`, times of day `18:30`, truth is `TRUE` or `FALSE`; whole numbers that a
//! format shows with leading zeros are as shown (`0000123`). What a person does not see when looking at the sheet (hidden
//! rows and columns, a filter, a sort, results of formulas that were computed earlier) is warned about: it is read like
//! everything else, because it would be sent like everything else.
//!
//! The file is held in memory, so its size is bounded; what it inflates to is measured before it is parsed.

use std::{
    fs::File,
    io::{Cursor, Read as _},
    path::Path,
};

use calamine::{Cell, Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use sekisho_model::Digest;

use crate::{Declared, Limits, TableError, Told, Warning, error::Place, kept::Kept};

mod fuzz;
mod grid;
mod marks;

pub use fuzz::fuzz_book;

use grid::{Grid, Sort};
use marks::{Marks, Problem, XlsBook};

type Bytes = Cursor<Vec<u8>>;

/// How much a book may inflate to, as a multiple of the largest book.
const SWELL: u64 = 4;

/// Reads one sheet.
pub(crate) fn read(path: &Path, name: &str, declared: &Declared, limits: &Limits) -> Result<Kept, TableError> {
    read_bytes(whole(path, name, limits)?, name, declared, limits)
}

fn read_bytes(bytes: Vec<u8>, name: &str, declared: &Declared, limits: &Limits) -> Result<Kept, TableError> {
    let origin = Digest::of(&bytes);
    let is_zip = bytes.starts_with(b"PK");
    let most = limits.book_bytes.saturating_mul(SWELL);
    if is_zip {
        marks::measure(&bytes, most).map_err(|problem| problem.of(name))?;
    }
    let mut kept = if !is_zip {
        let book = XlsBook::open(&bytes).map_err(|problem| problem.of(name))?;
        book.check(most).map_err(|problem| problem.of(name))?;
        ranged(Xls::new(Cursor::new(bytes)), name, declared, limits, |sheet| book.marks(sheet))?
    } else if marks::has(&bytes, "xl/workbook.bin") {
        streamed_xlsb(bytes, name, declared, limits)?
    } else if marks::has(&bytes, "content.xml") {
        marks::check_ods(&bytes, most).map_err(|problem| problem.of(name))?;
        let copy = bytes.clone();
        ranged(Ods::new(Cursor::new(bytes)), name, declared, limits, |sheet| marks::of_ods(&copy, sheet))?
    } else {
        streamed_xlsx(bytes, name, declared, limits)?
    };
    kept.origin = Some(origin);
    Ok(kept)
}

fn whole(path: &Path, name: &str, limits: &Limits) -> Result<Vec<u8>, TableError> {
    let failed = |source| TableError::Io { file: name.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(limits.book_bytes + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limits.book_bytes {
        return Err(TableError::Limit { place: Place::file(name), what: "bytes", limit: limits.book_bytes });
    }
    Ok(bytes)
}

fn broken(name: &str, error: &dyn std::fmt::Display) -> TableError {
    TableError::Book { file: name.to_owned(), why: error.to_string() }
}

/// The sheets a person can choose: name, and whether it is hidden.
fn sheets<R: Reader<Bytes>>(book: &R) -> Vec<(String, bool)> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

/// The declared sheet, or the only visible one.
fn chosen(name: &str, sheets: &[(String, bool)], declared: &Declared) -> Result<String, TableError> {
    let names = || sheets.iter().map(|(name, _)| name.clone()).collect();
    let found = match &declared.sheet {
        Some(sheet) => sheets.iter().find(|(name, _)| name == sheet),
        None => {
            let mut visible = sheets.iter().filter(|(_, hidden)| !hidden);
            visible.next().filter(|_| visible.next().is_none())
        }
    };
    found.map(|(name, _)| name.clone()).ok_or_else(|| TableError::Sheet { file: name.to_owned(), sheets: names() })
}

fn hidden_sheets(name: &str, sheets: &[(String, bool)], chosen: &str) -> Option<Warning> {
    let hidden: Vec<&str> =
        sheets.iter().filter(|(sheet, hidden)| *hidden && sheet != chosen).map(|(sheet, _)| sheet.as_str()).collect();
    let facts = vec![("file", name.into()), ("sheets", Told::Text(hidden.join(", ")))];
    (!hidden.is_empty()).then(|| Warning::new("hidden-sheets", facts))
}

/// An xlsx, cell by cell: a sheet with one cell at its far corner takes no more memory than one with a cell in front.
fn streamed_xlsx(bytes: Vec<u8>, name: &str, declared: &Declared, limits: &Limits) -> Result<Kept, TableError> {
    let copy = bytes.clone();
    let mut book: Xlsx<Bytes> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(name, &error))?;
    let sheets = sheets(&book);
    let sheet = chosen(name, &sheets, declared)?;
    let marks = marks::of_xlsx(&copy, &sheet).map_err(|problem| problem.of(name))?;
    let mut grid = Grid::new(name, declared.no_header, limits);
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|error| broken(name, &error))?;
    while let Some(cell) = reader.next_cell().map_err(|error| broken(name, &error))? {
        put(&mut grid, &marks, &cell)?;
    }
    finish(grid, name, &sheets, &sheet, &marks)
}

/// An xlsb, in the same way.
fn streamed_xlsb(bytes: Vec<u8>, name: &str, declared: &Declared, limits: &Limits) -> Result<Kept, TableError> {
    let copy = bytes.clone();
    let mut book: Xlsb<Bytes> = Xlsb::new(Cursor::new(bytes)).map_err(|error| broken(name, &error))?;
    let sheets = sheets(&book);
    let sheet = chosen(name, &sheets, declared)?;
    let marks = marks::of_xlsb(&copy, &sheet).map_err(|problem| problem.of(name))?;
    let mut grid = Grid::new(name, declared.no_header, limits);
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|error| broken(name, &error))?;
    while let Some(cell) = reader.next_cell().map_err(|error| broken(name, &error))? {
        put(&mut grid, &marks, &cell)?;
    }
    finish(grid, name, &sheets, &sheet, &marks)
}

fn put(grid: &mut Grid<'_>, marks: &Marks, cell: &Cell<DataRef<'_>>) -> Result<(), TableError> {
    let (row, column) = cell.get_position();
    let number = match cell.get_value() {
        DataRef::Float(number) => Some(*number),
        DataRef::Int(number) => Some(*number as f64),
        _ => None,
    };
    let (text, sort) = masked(marks, row, column, number).unwrap_or_else(|| of_ref(cell.get_value()));
    grid.cell(row, column, &text, sort)
}

/// The rows with all that is to be warned about.
fn finish(
    grid: Grid<'_>,
    name: &str,
    sheets: &[(String, bool)],
    sheet: &str,
    marks: &Marks,
) -> Result<Kept, TableError> {
    let mut warnings: Vec<Warning> = hidden_sheets(name, sheets, sheet).into_iter().collect();
    warnings.extend(marks.warnings(name));
    grid.finish(warnings)
}

/// Any other book, which its reader gives as a whole.
fn ranged<R>(
    book: Result<R, R::Error>,
    name: &str,
    declared: &Declared,
    limits: &Limits,
    marks: impl FnOnce(&str) -> Result<Marks, Problem>,
) -> Result<Kept, TableError>
where
    R: Reader<Bytes>,
    R::Error: std::fmt::Display,
{
    let mut book = book.map_err(|error| broken(name, &error))?;
    let sheets = sheets(&book);
    let sheet = chosen(name, &sheets, declared)?;
    let range = book.worksheet_range(&sheet).map_err(|error| broken(name, &error))?;
    let marks = marks(&sheet).map_err(|problem| problem.of(name))?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut grid = Grid::new(name, declared.no_header, limits);
    for (row, column, cell) in range.used_cells() {
        let place = |first: u32, at: usize| first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        let (row, column) = (place(first_row, row), place(first_column, column));
        let number = match cell {
            Data::Float(number) => Some(*number),
            Data::Int(number) => Some(*number as f64),
            _ => None,
        };
        let (text, sort) = masked(&marks, row, column, number).unwrap_or_else(|| of_data(cell));
        grid.cell(row, column, &text, sort)?;
    }
    finish(grid, name, &sheets, &sheet, &marks)
}

/// A number with the leading zeros that its format shows.
fn masked(marks: &Marks, row: u32, column: u32, number: Option<f64>) -> Option<(String, Sort)> {
    let number = number?;
    marks.mask(row, column)?.shown(number).map(|text| (text, Sort::Other))
}

fn of_ref(cell: &DataRef<'_>) -> (String, Sort) {
    match cell {
        DataRef::SharedString(text) => ((*text).to_owned(), Sort::Text),
        DataRef::String(text) => (text.clone(), Sort::Text),
        DataRef::Int(number) => (number.to_string(), Sort::Number),
        DataRef::Float(number) => (number.to_string(), Sort::Number),
        DataRef::Bool(truth) => (truth_of(*truth), Sort::Other),
        DataRef::DateTime(at) => (instant(at), Sort::Other),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (of_iso(text), Sort::Other),
        DataRef::Error(error) => (error.to_string(), Sort::Error),
        DataRef::Empty => (String::new(), Sort::Text),
    }
}

fn of_data(cell: &Data) -> (String, Sort) {
    match cell {
        Data::String(text) => (text.clone(), Sort::Text),
        Data::Int(number) => (number.to_string(), Sort::Number),
        Data::Float(number) => (number.to_string(), Sort::Number),
        Data::Bool(truth) => (truth_of(*truth), Sort::Other),
        Data::DateTime(at) => (instant(at), Sort::Other),
        Data::DateTimeIso(text) | Data::DurationIso(text) => (of_iso(text), Sort::Other),
        Data::Error(error) => (error.to_string(), Sort::Error),
        Data::Empty => (String::new(), Sort::Text),
    }
}

fn truth_of(truth: bool) -> String {
    if truth { "TRUE".to_owned() } else { "FALSE".to_owned() }
}

fn instant(at: &ExcelDateTime) -> String {
    if !at.is_datetime() || (0.0..1.0).contains(&at.as_f64()) {
        return clock(at.as_f64());
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    // Instants are floats of days: half a millisecond off is the same second.
    let second = if milli >= 500 && second < 59 { second + 1 } else { second };
    midnight_cut(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

/// A time of day or a length of time, in days: `18:30`, and seconds only if there are some.
fn clock(days: f64) -> String {
    let seconds = (days * 86_400.0).round();
    if !(0.0..1e12).contains(&seconds) {
        return days.to_string();
    }
    let seconds = seconds as u64;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
}

/// A day, an instant, or a length of time (`PT18H30M00S`, ISO 8601) as OpenDocument writes them.
fn of_iso(text: &str) -> String {
    length(text).map_or_else(|| midnight_cut(text), clock)
}

/// The days of a length of time.
fn length(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, each) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * each;
            rest = after;
        }
    }
    rest.is_empty().then_some(seconds / 86_400.0)
}

fn midnight_cut(text: &str) -> String {
    text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests;
