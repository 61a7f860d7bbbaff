//! The same marks in the two formats of records: xls ([MS-XLS] §2.4) and xlsb ([MS-XLSB] §2.3, §2.4).
//!
//! Only records of the sheet itself are looked at; those of charts inside it are stepped over. A record that is longer
//! than what is left of the file ends the walk with an error: nothing is taken for "nothing is hidden" that was not read.

use std::io::{Cursor, Read as _};

use super::{LARGEST_PART, Marks, Problem, open, target};

/// The marks of a sheet of an xls.
pub(in crate::book) fn of_xls(bytes: &[u8], sheet: &str) -> Result<Marks, Problem> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| Problem::Broken(error.to_string()))?;
    let stream = file.open_stream("/Workbook").or_else(|_| file.open_stream("/Book"));
    let mut book = Vec::new();
    let read = stream.and_then(|stream| stream.take(LARGEST_PART).read_to_end(&mut book));
    read.map_err(|error| Problem::Broken(error.to_string()))?;
    let Some(start) = sheet_start(&book, sheet)? else { return Ok(Marks::default()) };
    let (mut marks, mut depth) = (Marks::default(), 0_u32);
    for record in Xls(book.get(start..).unwrap_or_default()) {
        let (kind, body) = record?;
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth != 1 => {}
            ROW => marks.hidden_rows += u64::from(word(body, 12) & 0x20 != 0),
            COLINFO if word(body, 8) & 1 != 0 => marks.hidden_columns += columns(word(body, 0), word(body, 2)),
            AUTO_FILTER_INFO | FILTER_MODE => marks.filtered = true,
            SORT | SORT_DATA => marks.sorted = true,
            FORMULA => marks.formulas += 1,
            MERGED_CELLS => marks.merged += u64::from(word(body, 0)),
            _ => {}
        }
    }
    Ok(marks)
}

/// The marks of a sheet of an xlsb.
pub(in crate::book) fn of_xlsb(bytes: &[u8], sheet: &str) -> Result<Marks, Problem> {
    let mut package = open(bytes)?;
    let book = part(&mut package, "xl/workbook.bin")?;
    let mut relation = None;
    for record in Xlsb(&book) {
        let (kind, body) = record?;
        if kind == BUNDLE_SHEET {
            let (id, after) = wide(body.get(8..).unwrap_or_default());
            if wide(after).0 == sheet {
                relation = Some(id);
                break;
            }
        }
    }
    let found = target(&mut package, "xl/_rels/workbook.bin.rels", relation.as_deref())?;
    let Some(path) = found else { return Ok(Marks::default()) };
    let sheet = part(&mut package, &path)?;
    let mut marks = Marks::default();
    for record in Xlsb(&sheet) {
        let (kind, body) = record?;
        match kind {
            ROW_HEADER => marks.hidden_rows += u64::from(body.get(11).is_some_and(|flags| flags & 0x10 != 0)),
            COLUMN_INFO if word(body, 16) & 1 != 0 => marks.hidden_columns += columns(word(body, 0), word(body, 4)),
            BEGIN_FILTER => marks.filtered = true,
            BEGIN_SORT => marks.sorted = true,
            FORMULA_TEXT..=FORMULA_ERROR => marks.formulas += 1,
            MERGED_CELL => marks.merged += 1,
            _ => {}
        }
    }
    Ok(marks)
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007d;
const AUTO_FILTER_INFO: u16 = 0x009d;
const FILTER_MODE: u16 = 0x009b;
const SORT: u16 = 0x0090;
const SORT_DATA: u16 = 0x0895;
const FORMULA: u16 = 0x0006;
const MERGED_CELLS: u16 = 0x00e5;

const ROW_HEADER: u32 = 0;
const FORMULA_TEXT: u32 = 8;
const FORMULA_ERROR: u32 = 11;
const COLUMN_INFO: u32 = 60;
const BUNDLE_SHEET: u32 = 156;
const BEGIN_FILTER: u32 = 161;
const MERGED_CELL: u32 = 176;
const BEGIN_SORT: u32 = 530;

/// Where the records of a sheet start.
fn sheet_start(book: &[u8], sheet: &str) -> Result<Option<usize>, Problem> {
    for record in Xls(book) {
        let (kind, body) = record?;
        if kind == EOF {
            break;
        }
        if kind == BOUND_SHEET && short_name(body.get(6..).unwrap_or_default()) == sheet {
            return Ok(Some(usize::from(word(body, 0)) | usize::from(word(body, 2)) << 16));
        }
    }
    Ok(None)
}

/// A length in characters, whether they have two octets, and the characters (`ShortXLUnicodeString`).
fn short_name(body: &[u8]) -> String {
    let (Some(length), Some(flags)) = (body.first(), body.get(1)) else { return String::new() };
    let (length, text) = (usize::from(*length), body.get(2..).unwrap_or_default());
    if flags & 1 == 0 {
        return text.iter().take(length).map(|byte| char::from(*byte)).collect();
    }
    utf16(text, length)
}

/// A length of 32 bits and so many UTF-16 units (`XLWideString`); and what follows.
fn wide(body: &[u8]) -> (String, &[u8]) {
    let length = body.first_chunk::<4>().map_or(0, |length| u32::from_le_bytes(*length));
    // The length of a string that is none.
    let length = if length == u32::MAX { 0 } else { length as usize };
    let text = body.get(4..).unwrap_or_default();
    (utf16(text, length), text.get(length.saturating_mul(2)..).unwrap_or_default())
}

fn utf16(text: &[u8], length: usize) -> String {
    let units: Vec<u16> = text.as_chunks::<2>().0.iter().take(length).map(|unit| u16::from_le_bytes(*unit)).collect();
    String::from_utf16_lossy(&units)
}

fn word(body: &[u8], at: usize) -> u16 {
    let word = body.get(at..).and_then(|rest| rest.first_chunk::<2>());
    word.map_or(0, |word| u16::from_le_bytes(*word))
}

fn columns(first: u16, last: u16) -> u64 {
    u64::from(last.saturating_sub(first)) + 1
}

fn part(package: &mut super::Package<'_>, path: &str) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = package.by_name(path)?.take(LARGEST_PART).read_to_end(&mut bytes);
    read.map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(bytes)
}

fn torn<T>() -> Result<T, Problem> {
    Err(Problem::Broken("a record is cut off".to_owned()))
}

/// Records of an xls: kind and length in 16 bits each.
struct Xls<'a>(&'a [u8]);

impl<'a> Iterator for Xls<'a> {
    type Item = Result<(u16, &'a [u8]), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.0.get(..4)?;
        let (kind, length) = (word(head, 0), usize::from(word(head, 2)));
        let rest = self.0.get(4..).unwrap_or_default();
        let Some((body, later)) = rest.split_at_checked(length) else {
            self.0 = &[];
            return Some(torn());
        };
        self.0 = later;
        Some(Ok((kind, body)))
    }
}

/// Records of an xlsb: kind and length in groups of seven bits.
struct Xlsb<'a>(&'a [u8]);

impl<'a> Iterator for Xlsb<'a> {
    type Item = Result<(u32, &'a [u8]), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = self.number(4).map(|length| length as usize);
        let Some((body, later)) = length.and_then(|length| self.0.split_at_checked(length)) else {
            self.0 = &[];
            return Some(torn());
        };
        self.0 = later;
        Some(Ok((kind, body)))
    }
}

impl Xlsb<'_> {
    /// A number of at most so many groups, the lowest first.
    fn number(&mut self, groups: u32) -> Option<u32> {
        let mut number = 0;
        for group in 0..groups {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << (7 * group);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}
