//! The sheet of an xlsx, cell by cell, and the formats of its cells.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::{Marks, Mask, Package, Problem, events, is_on, span, value, walk};

/// By the number of a cell's style, the format that shows leading zeros, if it is one.
pub(super) fn formats(package: &mut Package<'_>) -> Result<Vec<Option<Mask>>, Problem> {
    const STYLES: &str = "xl/styles.xml";
    let mut formats = Vec::new();
    if package.index_for_name(STYLES).is_none() {
        return Ok(formats);
    }
    let (mut masks, mut inside) = (HashMap::new(), false);
    walk(package, STYLES, |element| {
        match element.local_name().as_ref() {
            b"numFmt" => {
                let mask = value(element, b"formatCode").as_deref().and_then(Mask::of);
                masks.extend(value(element, b"numFmtId").zip(mask));
            }
            b"cellXfs" => inside = true,
            b"xf" if inside => {
                let format = value(element, b"numFmtId").and_then(|number| masks.get(&number).cloned());
                formats.push(format);
            }
            b"cellStyles" | b"dxfs" | b"cellStyleXfs" => inside = false,
            _ => {}
        }
        true
    })?;
    Ok(formats)
}

/// What the sheet hides.
pub(super) fn marks(package: &mut Package<'_>, path: &str, formats: Vec<Option<Mask>>) -> Result<Marks, Problem> {
    let has_masks = formats.iter().any(Option::is_some);
    let marks = Marks { masks: formats, ..Marks::default() };
    let mut sheet = Sheet { marks, cell: Cell::default(), in_value: false, has_masks };
    events(package, path, |event| {
        match event {
            Event::Start(element) => sheet.start(&element, true),
            Event::Empty(element) => sheet.start(&element, false),
            Event::Text(text) if sheet.in_value && !text.is_empty() => sheet.cell.has_result = true,
            Event::End(element) if element.local_name().as_ref() == b"v" => sheet.in_value = false,
            _ => {}
        }
        true
    })?;
    sheet.end_cell();
    sheet.marks.masked.sort();
    Ok(sheet.marks)
}

struct Sheet {
    marks: Marks,
    cell: Cell,
    in_value: bool,
    /// Whether any style shows leading zeros.
    has_masks: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    is_formula: bool,
    is_text: bool,
    has_result: bool,
}

impl Sheet {
    fn start(&mut self, element: &BytesStart<'_>, is_open: bool) {
        match element.local_name().as_ref() {
            b"row" if is_on(element, b"hidden") => self.marks.hidden_rows += 1,
            b"col" if is_on(element, b"hidden") => self.marks.hidden_columns += span(element),
            b"autoFilter" => self.marks.filtered = true,
            b"sortState" => self.marks.sorted = true,
            b"mergeCell" => self.marks.merged += 1,
            b"c" => self.start_cell(element),
            b"f" => {
                self.marks.formulas += 1;
                self.cell.is_formula = true;
            }
            b"v" => {
                self.in_value = is_open;
                // An empty text is a result; an empty number is none.
                self.cell.has_result |= self.cell.is_text;
            }
            b"is" => self.cell.has_result = true,
            _ => {}
        }
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) {
        self.end_cell();
        let kind = value(element, b"t");
        self.cell.is_text = kind.as_deref() == Some("str");
        if !self.has_masks || kind.is_some_and(|kind| kind != "n") {
            return;
        }
        let style = value(element, b"s").and_then(|style| style.parse().ok());
        let place = value(element, b"r").and_then(|place| position(&place));
        if let (Some((row, column)), Some(style)) = (place, style) {
            self.marks.show(row, column, style);
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        self.marks.uncomputed += u64::from(cell.is_formula && !cell.has_result);
    }
}

/// Row and column of `B12`, from 0.
fn position(text: &str) -> Option<(u32, u32)> {
    let (letters, digits) = text.split_at_checked(text.find(|c: char| c.is_ascii_digit())?)?;
    let mut column = 0_u32;
    for letter in letters.bytes().filter(u8::is_ascii_alphabetic) {
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
