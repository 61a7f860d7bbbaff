//! Excel 97–2003 workbooks, and 5.0/95 (MS-XLS): all sheets with hidden rows and columns, notes, text boxes, headers,
//! links, pivot caches. An own reader: memory follows what is in the file, not the size a sheet claims to have.

mod seal;
mod sheet;
mod text;

use sekisho_model::Blind;

use self::text::Strings;
use super::{
    biff::Records,
    bytes::{size_le, u16_le},
    cell::Styles,
    gather::Gather,
    ole::{self, Compound},
};
use crate::{budget::Budget, mail::Hidden};

const BOF: u16 = 0x809;
const EOF: u16 = 0x0A;
const CONTINUE: u16 = 0x3C;

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    visible: bool,
    at: usize,
}

/// The workbook part.
#[derive(Default)]
struct Book {
    /// BIFF8; else BIFF5 with its texts in a code page.
    wide: bool,
    page: u16,
    sheets: Vec<Listed>,
    styles: Styles,
    strings: Strings,
}

/// A compound file with a workbook.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut file) = ole::opened(bytes, gather) else { return };
    workbook(&mut file, "", gather, budget);
    ole::beside(&mut file, gather, budget);
}

/// The workbook in a storage of a compound file (`folder` ends with `/` or is empty).
pub(super) fn workbook(file: &mut Compound<'_>, folder: &str, gather: &mut Gather, budget: &mut Budget) {
    let stream = file.stream(&format!("{folder}Workbook")).or_else(|| file.stream(&format!("{folder}Book")));
    let Some((mut bytes, whole)) = stream else { return gather.blind(Blind::Damaged) };
    if !whole {
        gather.blind(Blind::Damaged);
    }
    let sealed = seal::is_sealed(&bytes);
    if sealed {
        let Some(key) = seal::unlock(&bytes, budget) else { return gather.blind(Blind::Encrypted) };
        bytes = seal::opened(&bytes, &key);
        ole::opened_by(&key, file, gather);
    }
    let book = Book::read(&bytes);
    if book.sheets.is_empty() || book.strings.broken {
        gather.blind(Blind::Damaged);
    }
    for listed in &book.sheets {
        sheet::read(&bytes, listed, &book, gather);
    }
    for reading in &book.strings.readings {
        gather.line(reading);
    }
    pivots(file, folder, sealed, gather);
}

/// Pivot caches: the distinct values of each column.
fn pivots(file: &mut Compound<'_>, folder: &str, sealed: bool, gather: &mut Gather) {
    const TEXT: u16 = 0xCD;
    let prefix = format!("{folder}_SX_DB_CUR/");
    let paths: Vec<String> =
        file.entries.iter().map(|entry| entry.path.clone()).filter(|path| path.starts_with(&prefix)).collect();
    // How they are encrypted in a sealed workbook is not known here.
    if sealed && !paths.is_empty() {
        return gather.blind(Blind::Encrypted);
    }
    for path in paths {
        let Some((bytes, _)) = file.stream(&path) else { continue };
        for record in Records::new(&bytes, 0).filter(|record| record.kind == TEXT) {
            gather.hide(Hidden::PivotCache);
            gather.line(&text::long(record.data, true, 0).unwrap_or_default());
        }
    }
}

impl Book {
    fn read(bytes: &[u8]) -> Self {
        let mut book = Self::default();
        let mut codes = std::collections::HashMap::new();
        let mut table: Vec<&[u8]> = Vec::new();
        let mut in_table = false;
        for record in Records::new(bytes, 0) {
            let data = record.data;
            if record.kind != CONTINUE {
                in_table = false;
            }
            match record.kind {
                BOF => book.wide = u16_le(data, 0).unwrap_or(0x600) >= 0x600,
                EOF => break,
                0x42 => book.page = u16_le(data, 0).unwrap_or(0),
                0x22 => book.styles.from_1904 = u16_le(data, 0) == Some(1),
                0x41E | 0x1E => {
                    if let (Some(id), Some(code)) =
                        (u16_le(data, 0), book.text(data.get(2..).unwrap_or_default(), book.wide))
                    {
                        codes.insert(u32::from(id), code);
                    }
                }
                0xE0 => {
                    let id = u32::from(u16_le(data, 2).unwrap_or(0));
                    book.styles.push(id, codes.get(&id).map(String::as_str));
                }
                0x85 => book.list(data),
                0xFC => {
                    in_table = true;
                    table.push(data);
                }
                CONTINUE if in_table => table.push(data),
                _ => {}
            }
        }
        book.strings = Strings::read(&table);
        book
    }

    /// A text with a length of two bytes (`long`) or one.
    fn text(&self, data: &[u8], long: bool) -> Option<String> {
        if self.wide {
            if long { text::long(data, true, 0) } else { text::short(data, 0) }
        } else {
            text::narrow(data, long, self.page)
        }
    }

    fn list(&mut self, data: &[u8]) {
        let name = if self.wide {
            text::short(data, 6)
        } else {
            text::narrow(data.get(6..).unwrap_or_default(), false, self.page)
        };
        if let (Some(at), Some(state)) = (size_le(data, 0), data.get(4)) {
            self.sheets.push(Listed { name: name.unwrap_or_default(), visible: state & 3 == 0, at });
        }
    }
}
