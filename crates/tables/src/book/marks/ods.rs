//! The marks of a sheet of an ods (OpenDocument 1.3 part 3 §9, §19), and the formats of its cells: a cell has the style
//! that it names, or that of its row, or that of its column.

use std::{collections::HashMap, ops::RangeInclusive};

use quick_xml::events::BytesStart;

use super::{Marks, Problem, open, value, walk};

mod bounds;
mod formats;

pub(in crate::book) use bounds::check_ods;

use formats::Formats;

/// The marks of a sheet.
pub(in crate::book) fn of_ods(bytes: &[u8], sheet: &str) -> Result<Marks, Problem> {
    let mut package = open(bytes)?;
    let formats = Formats::read(&mut package)?;
    let mut reader = Sheet::new(sheet, &formats);
    walk(&mut package, "content.xml", |element| {
        reader.element(element);
        true
    })?;
    let mut marks = reader.marks;
    marks.masked.sort();
    marks.masks = formats.masks;
    Ok(marks)
}

/// Rows and columns of a sheet; the reader of cells leaves out what is beyond.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// The sheet that is being read.
struct Sheet<'a> {
    name: &'a str,
    /// Cell styles by name → which mask.
    styles: &'a HashMap<String, u16>,
    marks: Marks,
    inside: bool,
    /// Runs of columns whose style shows leading zeros.
    columns: Vec<(RangeInclusive<u32>, u16)>,
    next_column: u32,
    rows: RangeInclusive<u32>,
    next_row: u32,
    row_style: Option<String>,
    next_cell: u32,
}

impl<'a> Sheet<'a> {
    fn new(name: &'a str, formats: &'a Formats) -> Self {
        Self {
            name,
            styles: &formats.cells,
            marks: Marks::default(),
            inside: false,
            columns: Vec::new(),
            next_column: 0,
            rows: 0..=0,
            next_row: 0,
            row_style: None,
            next_cell: 0,
        }
    }

    fn element(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            b"table" => self.inside = value(element, b"name").as_deref() == Some(self.name),
            b"sort" => self.marks.sorted = true,
            _ if !self.inside => {}
            b"table-row" => self.row(element),
            b"table-column" => self.column(element),
            b"table-cell" | b"covered-table-cell" => self.cell(element),
            _ => {}
        }
    }

    fn column(&mut self, element: &BytesStart<'_>) {
        let columns = run(&mut self.next_column, element, b"number-columns-repeated");
        if value(element, b"visibility").as_deref() == Some("collapse") {
            self.marks.hidden_columns += length(&columns);
        }
        let style = value(element, b"default-cell-style-name").filter(|_| *columns.start() < COLUMNS);
        self.columns.extend(style.and_then(|style| self.styles.get(&style)).map(|mask| (columns, *mask)));
    }

    fn row(&mut self, element: &BytesStart<'_>) {
        self.rows = run(&mut self.next_row, element, b"number-rows-repeated");
        self.row_style = value(element, b"default-cell-style-name");
        self.next_cell = 0;
        let visibility = value(element, b"visibility").unwrap_or_default();
        if matches!(visibility.as_str(), "collapse" | "filter") {
            self.marks.hidden_rows += length(&self.rows);
            self.marks.filtered |= visibility == "filter";
        }
    }

    fn cell(&mut self, element: &BytesStart<'_>) {
        let columns = run(&mut self.next_cell, element, b"number-columns-repeated");
        let spans = |name| value(element, name).is_some_and(|count| count != "1");
        let is_merged = spans(b"number-columns-spanned") || spans(b"number-rows-spanned");
        self.marks.merged += u64::from(is_merged);
        let is_formula = value(element, b"formula").is_some();
        self.marks.formulas += u64::from(is_formula);
        self.marks.uncomputed += u64::from(is_formula && !has_result(element));
        if value(element, b"value-type").as_deref() == Some("float") {
            self.show(&columns, value(element, b"style-name"));
        }
    }

    /// Notes numbers that are shown with leading zeros.
    fn show(&mut self, cells: &RangeInclusive<u32>, own: Option<String>) {
        if let Some(style) = own.as_ref().or(self.row_style.as_ref()) {
            if let Some(mask) = self.styles.get(style) {
                self.marks.masked.push_run(self.rows.clone(), cells.clone(), *mask);
            }
            return;
        }
        // Runs stand in the order of columns.
        let before = self.columns.partition_point(|(columns, _)| columns.end() < cells.start());
        for (columns, mask) in self.columns.iter().skip(before).take_while(|(run, _)| run.start() <= cells.end()) {
            let common = *columns.start().max(cells.start())..=*columns.end().min(cells.end());
            self.marks.masked.push_run(self.rows.clone(), common, *mask);
        }
    }
}

/// The rows or columns that an element stands for, and where the next one begins.
fn run(next: &mut u32, element: &BytesStart<'_>, repeated: &[u8]) -> RangeInclusive<u32> {
    let count = value(element, repeated).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).clamp(1, ROWS);
    let first = *next;
    *next = first.saturating_add(count);
    first..=next.saturating_sub(1)
}

fn length(run: &RangeInclusive<u32>) -> u64 {
    u64::from(run.end().saturating_sub(*run.start())) + 1
}

/// Whether a cell has a value: texts may be empty, numbers, days and truths may not (§19.387 `office:value-type`).
fn has_result(element: &BytesStart<'_>) -> bool {
    let needs: &[u8] = match value(element, b"value-type").as_deref() {
        None => return false,
        Some("float" | "percentage" | "currency") => b"value",
        Some("date") => b"date-value",
        Some("time") => b"time-value",
        Some("boolean") => b"boolean-value",
        Some(_) => return true,
    };
    value(element, needs).is_some_and(|value| !value.is_empty())
}
