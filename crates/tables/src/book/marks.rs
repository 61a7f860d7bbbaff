//! What a sheet hides from the person who looks at it: read from its XML, next to the reader of cells, which does not
//! say it (ECMA-376 part 1 §18.3.1: `row@hidden`, `col@hidden`, `autoFilter`, `sortState`, `f`, `mergeCell`; OpenDocument 1.3 part 3
//! §19.749 `table:visibility`), or from its records. So are the formats of cells, which that reader does not say either.

use std::io::{BufReader, Cursor, Read, copy, sink};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use crate::{TableError, Warning, error::Place};

mod areas;
mod mask;
mod ods;
mod records;
mod sheet;
mod xls;
mod xlsb;

use areas::Areas;
use mask::Mask;
pub(super) use ods::{check_ods, of_ods};
pub(super) use xls::XlsBook;
pub(super) use xlsb::of_xlsb;

/// Nesting of elements never needs so much.
const LARGEST_PART: u64 = 4 << 30;
/// What a cell takes in a reader that takes a sheet whole, with room for its formula.
const CELL: u64 = 48;

/// What is wrong with a package.
pub(super) enum Problem {
    Broken(String),
    Swells(u64),
}

impl Problem {
    pub(super) fn of(self, name: &str) -> TableError {
        match self {
            Self::Broken(why) => TableError::Book { file: name.to_owned(), why },
            Self::Swells(limit) => TableError::Limit { place: Place::file(name), what: "bytes", limit },
        }
    }
}

impl From<zip::result::ZipError> for Problem {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<quick_xml::Error> for Problem {
    fn from(error: quick_xml::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// What was seen of a sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    hidden_rows: u64,
    hidden_columns: u64,
    filtered: bool,
    sorted: bool,
    formulas: u64,
    /// Of the formulas, those that no program has computed.
    uncomputed: u64,
    /// Areas of merged cells.
    merged: u64,
    /// By the number of a style, the format that shows whole numbers with leading zeros; and the cells with such a style.
    masks: Vec<Option<Mask>>,
    masked: Areas,
}

impl Marks {
    /// The format of a cell that shows whole numbers with leading zeros.
    pub(super) fn mask(&self, row: u32, column: u32) -> Option<&Mask> {
        self.masks.get(usize::from(self.masked.at(row, column)?))?.as_ref()
    }

    /// Notes the style of a number, if it shows leading zeros.
    fn show(&mut self, row: u32, column: u32, style: u16) {
        if self.masks.get(usize::from(style)).is_some_and(Option::is_some) {
            self.masked.push(row, column, style);
        }
    }

    pub(super) fn warnings(&self, name: &str) -> Vec<Warning> {
        let counted = |code, count: u64| {
            let facts = vec![("file", name.into()), ("count", count.into())];
            (count > 0).then(|| Warning::new(code, facts))
        };
        let said = |code, is: bool| is.then(|| Warning::new(code, vec![("file", name.into())]));
        let all = [
            counted("hidden-rows", self.hidden_rows),
            counted("hidden-columns", self.hidden_columns),
            said("filtered", self.filtered),
            said("sorted", self.sorted),
            counted("formulas", self.formulas - self.uncomputed),
            counted("uncomputed", self.uncomputed),
            counted("merged-cells", self.merged),
        ];
        all.into_iter().flatten().collect()
    }
}

type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn open(bytes: &[u8]) -> Result<Package<'_>, Problem> {
    Ok(ZipArchive::new(Cursor::new(bytes))?)
}

/// Inflates everything once, into nothing, so that nobody parses what never ends.
pub(super) fn measure(bytes: &[u8], limit: u64) -> Result<(), Problem> {
    let mut package = open(bytes)?;
    let mut left = limit;
    for index in 0..package.len() {
        let mut part = package.by_index(index)?.take(left.saturating_add(1));
        let size = copy(&mut part, &mut sink()).map_err(|error| Problem::Broken(error.to_string()))?;
        left = left.checked_sub(size).ok_or(Problem::Swells(limit))?;
    }
    Ok(())
}

/// Whether the package has this part.
pub(super) fn has(bytes: &[u8], part: &str) -> bool {
    open(bytes).is_ok_and(|package| package.index_for_name(part).is_some())
}

pub(super) fn of_xlsx(bytes: &[u8], sheet: &str) -> Result<Marks, Problem> {
    let mut package = open(bytes)?;
    let Some(path) = sheet_path(&mut package, sheet)? else { return Ok(Marks::default()) };
    let formats = sheet::formats(&mut package)?;
    sheet::marks(&mut package, &path, formats)
}

/// The part of a sheet: its relation by name, then the target of the relation.
fn sheet_path(package: &mut Package<'_>, sheet: &str) -> Result<Option<String>, Problem> {
    let mut relation = None;
    walk(package, "xl/workbook.xml", |element| {
        let named = element.local_name().as_ref() == b"sheet" && value(element, b"name").as_deref() == Some(sheet);
        if named {
            relation = value(element, b"id");
        }
        !named
    })?;
    target(package, "xl/_rels/workbook.xml.rels", relation.as_deref())
}

/// The part that a relation of the workbook names.
fn target(package: &mut Package<'_>, relations: &str, relation: Option<&str>) -> Result<Option<String>, Problem> {
    let mut target = None;
    walk(package, relations, |element| {
        let found = relation.is_some() && value(element, b"Id").as_deref() == relation;
        if found {
            target = value(element, b"Target");
        }
        !found
    })?;
    let full = |target: String| match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    };
    Ok(target.map(full))
}

/// Visits every start of an element until `visit` has seen enough.
fn walk(package: &mut Package<'_>, path: &str, mut visit: impl FnMut(&BytesStart<'_>) -> bool) -> Result<(), Problem> {
    events(package, path, |event| match event {
        Event::Start(element) | Event::Empty(element) => visit(&element),
        _ => true,
    })
}

/// Visits every event of a part until `visit` has seen enough.
fn events(package: &mut Package<'_>, path: &str, mut visit: impl FnMut(Event<'_>) -> bool) -> Result<(), Problem> {
    let part = package.by_name(path)?.take(LARGEST_PART);
    let mut reader = Reader::from_reader(BufReader::new(part));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer)?;
        if matches!(event, Event::Eof) || !visit(event) {
            return Ok(());
        }
    }
}

/// An attribute by its name without prefix.
fn value(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let raw = std::str::from_utf8(&found.value).ok()?;
    quick_xml::escape::unescape(raw).ok().map(std::borrow::Cow::into_owned)
}

fn is_on(element: &BytesStart<'_>, name: &[u8]) -> bool {
    matches!(value(element, name).as_deref(), Some("1" | "true"))
}

/// How many columns a `col` speaks of.
fn span(element: &BytesStart<'_>) -> u64 {
    let number = |name| value(element, name).and_then(|text| text.parse::<u64>().ok());
    match (number(b"min"), number(b"max")) {
        (Some(min), Some(max)) => max.saturating_sub(min) + 1,
        _ => 1,
    }
}
