//! The marks of a sheet of an xls ([MS-XLS] §2.4), and the formats of its cells.
//!
//! Only records of the sheet itself are looked at; those of charts inside it are stepped over.

use std::{
    collections::HashMap,
    io::{Cursor, Read as _},
};

use super::{
    LARGEST_PART, Marks, Mask, Problem,
    records::{Xls, columns, utf16, word},
};

mod bounds;

/// The records of an xls.
pub(in crate::book) struct XlsBook {
    stream: Vec<u8>,
    globals: Globals,
}

impl XlsBook {
    /// Takes the records out of the file, and reads those before the sheets.
    pub(in crate::book) fn open(bytes: &[u8]) -> Result<Self, Problem> {
        let broken = |error: std::io::Error| Problem::Broken(error.to_string());
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
        let records = file.open_stream("/Workbook").or_else(|_| file.open_stream("/Book")).map_err(broken)?;
        let mut stream = Vec::new();
        records.take(LARGEST_PART).read_to_end(&mut stream).map_err(broken)?;
        let globals = Globals::read(&stream)?;
        Ok(Self { stream, globals })
    }

    /// Whether a reader that takes all sheets whole stays within so many octets.
    pub(in crate::book) fn check(&self, most: u64) -> Result<(), Problem> {
        bounds::check(&self.stream, &self.globals.sheets, most)
    }

    /// The marks of a sheet.
    pub(in crate::book) fn marks(&self, sheet: &str) -> Result<Marks, Problem> {
        let Some((_, start)) = self.globals.sheets.iter().find(|(name, _)| name == sheet) else {
            return Ok(Marks::default());
        };
        let (mut reader, mut depth) = (Sheet::new(&self.globals), 0_u32);
        for record in Xls(self.stream.get(*start..).unwrap_or_default()) {
            let (kind, body) = record?;
            match kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                _ if depth == 1 => reader.record(kind, body),
                _ => {}
            }
        }
        Ok(reader.finish())
    }
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041e;
const XF: u16 = 0x00e0;
const RECALC_ID: u16 = 0x01c1;
const DIMENSIONS: u16 = 0x0200;
const ROW: u16 = 0x0208;
const COLINFO: u16 = 0x007d;
const AUTO_FILTER_INFO: u16 = 0x009d;
const FILTER_MODE: u16 = 0x009b;
const SORT: u16 = 0x0090;
const SORT_DATA: u16 = 0x0895;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027e;
const MUL_RK: u16 = 0x00bd;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00d6;
const SHARED_LABEL: u16 = 0x00fd;
const TRUTH_OR_ERROR: u16 = 0x0205;
const MERGED_CELLS: u16 = 0x00e5;

/// What the records before the sheets say.
#[derive(Default)]
struct Globals {
    /// Name of each sheet, and where its records start.
    sheets: Vec<(String, usize)>,
    /// By the number of a cell's style, the format that shows leading zeros, if it is one.
    masks: Vec<Option<Mask>>,
    /// Whether a program has noted that it computed the formulas.
    computed: bool,
}

impl Globals {
    fn read(book: &[u8]) -> Result<Self, Problem> {
        let (mut globals, mut codes, mut wide) = (Self::default(), HashMap::new(), true);
        for record in Xls(book) {
            let (kind, body) = record?;
            match kind {
                // BIFF8; before it, texts have one octet per character and no flags.
                BOF => wide = word(body, 0) >= 0x0600,
                EOF => break,
                BOUND_SHEET => {
                    let start = usize::from(word(body, 0)) | usize::from(word(body, 2)) << 16;
                    globals.sheets.push((short(body.get(6..).unwrap_or_default(), wide), start));
                }
                FORMAT => {
                    let mask = code(body, wide).as_deref().and_then(Mask::of);
                    codes.extend(mask.map(|mask| (word(body, 0), mask)));
                }
                XF => globals.masks.push(codes.get(&word(body, 2)).cloned()),
                RECALC_ID => globals.computed = true,
                _ => {}
            }
        }
        Ok(globals)
    }
}

/// The code of a format: behind its number, a length of 16 bits and flags, or, before BIFF8, a length of 8 bits. `None`
/// where characters depend on a code page.
fn code(body: &[u8], wide: bool) -> Option<String> {
    let text = body.get(2..)?;
    if wide {
        return characters(text.get(2..)?, usize::from(word(text, 0)));
    }
    let text = text.get(1..)?.get(..usize::from(*text.first()?))?;
    text.is_ascii().then(|| String::from_utf8_lossy(text).into_owned())
}

/// A length in characters, whether they have two octets, and the characters (`ShortXLUnicodeString`).
fn short(body: &[u8], wide: bool) -> String {
    let Some((length, text)) = body.split_first() else { return String::new() };
    let length = usize::from(*length);
    if wide { characters(text, length).unwrap_or_default() } else { latin(text, length) }
}

/// Flags and so many characters.
fn characters(body: &[u8], length: usize) -> Option<String> {
    let (flags, text) = body.split_first()?;
    Some(if flags & 1 == 0 { latin(text, length) } else { utf16(text, length) })
}

fn latin(text: &[u8], length: usize) -> String {
    text.iter().take(length).map(|byte| char::from(*byte)).collect()
}

/// The sheet that is being read.
struct Sheet<'a> {
    marks: Marks,
    globals: &'a Globals,
    /// Whether the formula before gave a text, which follows it.
    awaits: bool,
}

impl<'a> Sheet<'a> {
    fn new(globals: &'a Globals) -> Self {
        let marks = Marks { masks: globals.masks.clone(), ..Marks::default() };
        Self { marks, globals, awaits: false }
    }

    fn record(&mut self, kind: u16, body: &[u8]) {
        let marks = &mut self.marks;
        match kind {
            ROW => marks.hidden_rows += u64::from(word(body, 12) & 0x20 != 0),
            COLINFO if word(body, 8) & 1 != 0 => marks.hidden_columns += columns(word(body, 0), word(body, 2)),
            AUTO_FILTER_INFO | FILTER_MODE => marks.filtered = true,
            SORT | SORT_DATA => marks.sorted = true,
            MERGED_CELLS => marks.merged += u64::from(word(body, 0)),
            STRING => self.awaits = false,
            FORMULA => self.formula(body),
            NUMBER | RK => marks.show(u32::from(word(body, 0)), u32::from(word(body, 2)), word(body, 4)),
            MUL_RK => {
                let cells = body.get(4..body.len().saturating_sub(2)).unwrap_or_default();
                for (cell, column) in cells.as_chunks::<6>().0.iter().zip(u32::from(word(body, 2))..) {
                    marks.show(u32::from(word(body, 0)), column, word(cell, 0));
                }
            }
            _ => {}
        }
    }

    /// A formula with its result ([MS-XLS] §2.5.133 `FormulaValue`).
    fn formula(&mut self, body: &[u8]) {
        self.end_formula();
        self.marks.formulas += 1;
        let result = body.get(6..14).unwrap_or_default();
        if result.get(6..) != Some(&[0xff, 0xff]) {
            self.marks.show(u32::from(word(body, 0)), u32::from(word(body, 2)), word(body, 4));
        }
        self.awaits = result.first() == Some(&0) && result.get(6..) == Some(&[0xff, 0xff]);
        self.marks.uncomputed += u64::from(!self.globals.computed && is_blank(result, word(body, 14)));
    }

    /// A formula whose text did not follow has no result.
    fn end_formula(&mut self) {
        self.marks.uncomputed += u64::from(std::mem::take(&mut self.awaits));
    }

    fn finish(mut self) -> Marks {
        self.end_formula();
        self.marks.masked.sort();
        self.marks
    }
}

/// What programs that compute nothing leave as a result, in a book that no program has noted as computed: an empty
/// text, or zero with the flag that it has to be computed when the book is opened (bit 1).
fn is_blank(result: &[u8], flags: u16) -> bool {
    matches!(result, [3, _, _, _, _, _, 0xff, 0xff]) || (result == [0; 8] && flags & 2 != 0)
}
