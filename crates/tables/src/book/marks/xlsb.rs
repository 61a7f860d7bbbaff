//! The marks of a sheet of an xlsb ([MS-XLSB] §2.3, §2.4), and the formats of its cells.

use std::{collections::HashMap, io::Read as _};

use super::{
    LARGEST_PART, Marks, Mask, Package, Problem, open,
    records::{Xlsb, columns, double_word, utf16, word},
    target,
};

/// The marks of a sheet of an xlsb.
pub(in crate::book) fn of_xlsb(bytes: &[u8], sheet: &str) -> Result<Marks, Problem> {
    let mut package = open(bytes)?;
    let book = Book::read(&part(&mut package, "xl/workbook.bin")?, sheet)?;
    let found = target(&mut package, "xl/_rels/workbook.bin.rels", book.relation.as_deref())?;
    let Some(path) = found else { return Ok(Marks::default()) };
    let mut marks = Marks { masks: formats(&mut package)?, ..Marks::default() };
    let sheet = part(&mut package, &path)?;
    let mut row = 0;
    for record in Xlsb(&sheet) {
        let (kind, body) = record?;
        match kind {
            ROW_HEADER => {
                row = double_word(body, 0);
                marks.hidden_rows += u64::from(body.get(11).is_some_and(|flags| flags & 0x10 != 0));
            }
            COLUMN_INFO if word(body, 16) & 1 != 0 => marks.hidden_columns += columns(word(body, 0), word(body, 4)),
            BEGIN_FILTER => marks.filtered = true,
            BEGIN_SORT => marks.sorted = true,
            MERGED_CELL => marks.merged += 1,
            FORMULA_TEXT..=FORMULA_ERROR => {
                marks.formulas += 1;
                marks.uncomputed += u64::from(!book.computed && kind == FORMULA_TEXT && is_blank(body));
            }
            _ => {}
        }
        if matches!(kind, CELL_RK | CELL_NUMBER | FORMULA_NUMBER) {
            marks.show(row, double_word(body, 0), style(body));
        }
    }
    marks.masked.sort();
    Ok(marks)
}

const ROW_HEADER: u32 = 0;
const CELL_RK: u32 = 2;
const CELL_NUMBER: u32 = 5;
const FORMULA_TEXT: u32 = 8;
const FORMULA_NUMBER: u32 = 9;
const FORMULA_ERROR: u32 = 11;
const FORMAT: u32 = 44;
const STYLE: u32 = 47;
const COLUMN_INFO: u32 = 60;
const BUNDLE_SHEET: u32 = 156;
const CALCULATION: u32 = 157;
const BEGIN_FILTER: u32 = 161;
const MERGED_CELL: u32 = 176;
const BEGIN_SORT: u32 = 530;
const BEGIN_CELL_STYLES: u32 = 617;
const END_CELL_STYLES: u32 = 618;

/// What the workbook says of a sheet.
#[derive(Default)]
struct Book {
    /// The relation to its part.
    relation: Option<String>,
    /// Whether a program has noted that it computed the formulas ([MS-XLSB] §2.4.298 `BrtCalcProp`).
    computed: bool,
}

impl Book {
    fn read(part: &[u8], sheet: &str) -> Result<Self, Problem> {
        let mut book = Self::default();
        for record in Xlsb(part) {
            let (kind, body) = record?;
            match kind {
                BUNDLE_SHEET if book.relation.is_none() => {
                    let (id, after) = wide(body.get(8..).unwrap_or_default());
                    book.relation = (wide(after).0 == sheet).then_some(id);
                }
                CALCULATION => book.computed = double_word(body, 0) != 0,
                _ => {}
            }
        }
        Ok(book)
    }
}

/// By the number of a cell's style, the format that shows leading zeros, if it is one.
fn formats(package: &mut Package<'_>) -> Result<Vec<Option<Mask>>, Problem> {
    const STYLES: &str = "xl/styles.bin";
    let mut formats = Vec::new();
    if package.index_for_name(STYLES).is_none() {
        return Ok(formats);
    }
    let styles = part(package, STYLES)?;
    let (mut masks, mut inside) = (HashMap::new(), false);
    for record in Xlsb(&styles) {
        let (kind, body) = record?;
        match kind {
            FORMAT => {
                let mask = Mask::of(&wide(body.get(2..).unwrap_or_default()).0);
                masks.extend(mask.map(|mask| (word(body, 0), mask)));
            }
            BEGIN_CELL_STYLES => inside = true,
            END_CELL_STYLES => inside = false,
            STYLE if inside => formats.push(masks.get(&word(body, 2)).cloned()),
            _ => {}
        }
    }
    Ok(formats)
}

/// The style of a cell: 24 bits. No program writes more styles than 16 bits number.
fn style(body: &[u8]) -> u16 {
    u16::try_from(double_word(body, 4) & 0x00ff_ffff).unwrap_or(u16::MAX)
}

/// Whether the text that a formula gave is empty.
fn is_blank(body: &[u8]) -> bool {
    wide(body.get(8..).unwrap_or_default()).0.is_empty()
}

/// A length of 32 bits and so many UTF-16 units (`XLWideString`); and what follows.
fn wide(body: &[u8]) -> (String, &[u8]) {
    // The length of a string that is none.
    let length = Some(double_word(body, 0)).filter(|length| *length != u32::MAX).unwrap_or_default() as usize;
    let text = body.get(4..).unwrap_or_default();
    (utf16(text, length), text.get(length.saturating_mul(2)..).unwrap_or_default())
}

fn part(package: &mut Package<'_>, path: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = package.by_name(path)?.take(LARGEST_PART).read_to_end(&mut bytes);
    read.map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(bytes)
}
