//! One sheet of an Excel 97 workbook.

use super::{
    super::{
        biff::{self, Record, Records},
        bytes::{slice, take, u16_le, u32_le, utf16_le},
        cell::unmarked,
        gather::Gather,
        table::Grid,
    },
    BOF, Book, CONTINUE, EOF, Listed, text,
};
use crate::mail::Hidden;

/// State of one sheet.
struct Reader<'a> {
    book: &'a Book,
    grid: Grid,
    /// The cell whose formula gave a text that follows.
    awaits: Option<(u32, u32)>,
    /// Characters of a text box that follow.
    boxed: usize,
    beside: Vec<String>,
    comments: bool,
}

/// Reads the sheet at its place in the stream.
pub(super) fn read(bytes: &[u8], listed: &Listed, book: &Book, gather: &mut Gather) {
    let mut reader = Reader {
        book,
        grid: Grid::new(gather.tables_room()),
        awaits: None,
        boxed: 0,
        beside: Vec::new(),
        comments: false,
    };
    // Charts in a sheet are streams inside the stream.
    let mut depth = 0_usize;
    for record in Records::new(bytes, listed.at) {
        match record.kind {
            BOF => depth += 1,
            EOF => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ => reader.record(record),
        }
        if reader.grid.full() {
            break;
        }
    }
    if depth != 0 {
        gather.blind(sekisho_model::Blind::Damaged);
    }
    if !listed.visible {
        gather.hide(Hidden::Sheet);
    }
    if reader.comments {
        gather.hide(Hidden::Comment);
    }
    gather.line(&listed.name);
    reader.grid.give(Some(listed.name.clone()), listed.visible, gather);
    reader.beside.iter().for_each(|line| gather.line(line));
}

impl Reader<'_> {
    fn record(&mut self, record: Record<'_>) {
        let data = record.data;
        match record.kind {
            0x208 if u16_le(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                self.grid.hidden_rows.extend(u16_le(data, 0).map(u32::from));
            }
            0x7D if u16_le(data, 8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (u16_le(data, 0), u16_le(data, 2)) {
                    self.grid.hide_columns(u32::from(first), u32::from(last));
                }
            }
            0xFD => {
                let index = u32_le(data, 6).and_then(|index| usize::try_from(index).ok());
                let text = index.and_then(|index| self.book.strings.texts.get(index));
                self.put(data, text);
            }
            0x204 | 0xD6 => {
                let text = self.book.text(data.get(6..).unwrap_or_default(), true);
                self.put(data, text);
            }
            0x203 => self.number(data, take(data, 6).map(f64::from_le_bytes)),
            0x27E => self.number(data, u32_le(data, 6).map(biff::rk)),
            0xBD => self.many(data),
            0x06 | 0x206 | 0x406 => self.formula(data),
            0x207 => {
                let text = self.book.text(data, true);
                if let (Some((row, column)), Some(text)) = (self.awaits.take(), text) {
                    self.grid.put(row, column, text);
                }
            }
            0x205 => {
                let text = match (data.get(6), data.get(7)) {
                    (Some(code), Some(1)) => Some(biff::error(*code).to_owned()),
                    (Some(value), _) => Some(if *value == 0 { "FALSE" } else { "TRUE" }.to_owned()),
                    _ => None,
                };
                self.put(data, text);
            }
            _ => self.beside(record),
        }
    }

    /// What is not a cell.
    fn beside(&mut self, record: Record<'_>) {
        let data = record.data;
        match record.kind {
            0x14 | 0x15 => self.beside.extend(self.book.text(data, self.book.wide).map(|text| unmarked(&text))),
            // A note: who wrote it; its text comes as a text box.
            0x1C => {
                self.comments = true;
                self.beside.extend(text::long(data, self.book.wide, 8));
            }
            0x1B6 => self.boxed = usize::from(u16_le(data, 10).unwrap_or(0)),
            CONTINUE if self.boxed > 0 => {
                let wide = data.first().is_some_and(|flags| flags & 1 != 0);
                let most = data.len().saturating_sub(1) / if wide { 2 } else { 1 };
                let count = self.boxed.min(most);
                self.beside.extend(text::body(data, 0, count));
                self.boxed = 0;
            }
            // A link: its address stands somewhere behind 32 bytes of kind and class, as UTF-16.
            0x1B8 => self.beside.push(letters(data.get(32..).unwrap_or_default())),
            0x1BE => self.beside.extend(allowed(data)),
            _ => {}
        }
    }

    /// Row and column at the beginning of a cell record.
    fn put(&mut self, data: &[u8], text: Option<impl AsRef<str> + Into<String>>) {
        if let (Some(row), Some(column), Some(text)) = (u16_le(data, 0), u16_le(data, 2), text) {
            self.grid.put(u32::from(row), u32::from(column), text);
        }
    }

    fn number(&mut self, data: &[u8], value: Option<f64>) {
        let style = usize::from(u16_le(data, 4).unwrap_or(0));
        let text = value.map(|value| self.book.styles.number(style, value));
        self.put(data, text);
    }

    /// MULRK: several numbers of one row.
    fn many(&mut self, data: &[u8]) {
        let (Some(row), Some(first)) = (u16_le(data, 0), u16_le(data, 2)) else { return };
        let cells = data.get(4..data.len().saturating_sub(2)).unwrap_or_default().chunks_exact(6);
        for (cell, column) in cells.zip(u32::from(first)..) {
            let style = usize::from(u16_le(cell, 0).unwrap_or(0));
            if let Some(raw) = u32_le(cell, 2) {
                self.grid.put(u32::from(row), column, self.book.styles.number(style, biff::rk(raw)));
            }
        }
    }

    fn formula(&mut self, data: &[u8]) {
        self.awaits = None;
        let Some(value) = take::<8>(data, 6) else { return };
        if value.get(6..) != Some(&[0xFF, 0xFF]) {
            return self.number(data, Some(f64::from_le_bytes(value)));
        }
        match (value[0], value[2]) {
            (0, _) => {
                self.awaits =
                    u16_le(data, 0).zip(u16_le(data, 2)).map(|(row, column)| (u32::from(row), u32::from(column)))
            }
            (1, on) => self.put(data, Some(if on == 0 { "FALSE" } else { "TRUE" }.to_owned())),
            (2, code) => self.put(data, Some(biff::error(code).to_owned())),
            _ => {}
        }
    }
}

/// DV: the values that a cell may have, where they are written in the rule itself (MS-XLS 2.4.90). Flags, four texts,
/// and a formula that is one text, its items parted by zeros.
fn allowed(data: &[u8]) -> Option<String> {
    const TEXT: u8 = 0x17;
    let mut at = 4;
    for _ in 0..4 {
        let length = usize::from(u16_le(data, at)?);
        let wide = data.get(at + 2)? & 1 != 0;
        at += 3 + length * if wide { 2 } else { 1 };
    }
    (data.get(at + 4) == Some(&TEXT)).then(|| text::short(data, at + 5))?.map(|items| items.replace('\0', "\n"))
}

/// The longest runs of readable UTF-16 in a record, each on its line.
fn letters(data: &[u8]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for start in [0, 1] {
        let text = utf16_le(slice(data, start, data.len().saturating_sub(start)).unwrap_or_default());
        let runs = text.split(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER);
        lines.extend(runs.filter(|run| run.chars().count() > 4 && run.is_ascii()).map(str::to_owned));
    }
    lines.join("\n")
}
