//! One sheet: cells, hidden rows and columns, headers and footers.

use std::borrow::Cow;

use sekisho_model::Blind;

use super::{
    super::{
        cell::{Styles, unmarked},
        gather::Gather,
        table::Grid,
        xml::{Piece, Tag, Xml},
    },
    book::Sheet,
    quick,
};

/// What the type attribute of a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Type {
    #[default]
    Number,
    Shared,
    /// Inline, formula string, error, ISO date: the text as it is.
    Text,
    Boolean,
}

/// Reading state of one sheet.
struct Reader<'a> {
    styles: &'a Styles,
    strings: &'a [String],
    grid: Grid,
    row: u32,
    column: u32,
    kind: Type,
    style: usize,
    value: String,
    /// Whether text belongs to the value of the present cell.
    in_value: bool,
    in_reading: bool,
    /// Lines beside the cells: headers, footers, lists of allowed values.
    beside: Vec<String>,
    in_beside: bool,
    aside: String,
}

/// Reads a worksheet (or chart sheet, which has no cells).
pub(super) fn read(bytes: &[u8], sheet: &Sheet, styles: &Styles, strings: &[String], gather: &mut Gather) {
    let mut reader = Reader {
        styles,
        strings,
        grid: Grid::new(gather.tables_room()),
        row: 0,
        column: 0,
        kind: Type::Number,
        style: 0,
        value: String::new(),
        in_value: false,
        in_reading: false,
        beside: Vec::new(),
        in_beside: false,
        aside: String::new(),
    };
    let mut xml = Xml::new(bytes);
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => {
                reader.open(&tag);
                if tag.local() == b"row" {
                    reader.quick_cells(&mut xml);
                }
            }
            Piece::Close(name) => {
                reader.close(name.local());
                if name.local() == b"c" {
                    reader.quick_cells(&mut xml);
                }
            }
            Piece::Text(text) if reader.in_value && !reader.in_reading => reader.value.push_str(&text),
            Piece::Text(text) if reader.in_beside => reader.aside.push_str(&text),
            Piece::Text(_) => {}
        }
        if reader.grid.full() {
            break;
        }
    }
    if !xml.sound() {
        gather.blind(Blind::Damaged);
    }
    if !sheet.visible {
        gather.hide(crate::mail::Hidden::Sheet);
    }
    gather.line(&sheet.name);
    reader.grid.give(Some(sheet.name.clone()), sheet.visible, gather);
    for line in reader.beside {
        gather.line(&line);
    }
}

impl<'a> Reader<'a> {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.local() {
            b"c" => self.cell(tag),
            b"v" | b"t" => self.in_value = true,
            b"rPh" => self.in_reading = true,
            b"row" => {
                self.row = tag.number("r").map_or(self.row + 1, |row: u32| row).clamp(1, 1 << 20);
                self.column = 0;
                if tag.flag("hidden") || tag.number::<f64>("ht") == Some(0.0) {
                    self.grid.hidden_rows.insert(self.row);
                }
            }
            b"col" if tag.flag("hidden") || tag.number::<f64>("width") == Some(0.0) => {
                let first = tag.number("min").unwrap_or(0);
                self.grid.hide_columns(first, tag.number("max").unwrap_or(first));
            }
            b"oddHeader" | b"oddFooter" | b"evenHeader" | b"evenFooter" | b"firstHeader" | b"firstFooter"
            | b"formula1" => {
                self.in_beside = true;
            }
            b"dataValidation" => {
                self.beside.extend([tag.attribute("prompt"), tag.attribute("error")].into_iter().flatten())
            }
            _ => {}
        }
    }

    /// Reads cells as long as they are written in the usual way.
    fn quick_cells(&mut self, xml: &mut Xml<'_>) {
        while !self.grid.full()
            && let Some((cell, length)) = quick::cell(xml.rest())
        {
            self.start_cell();
            for (key, value) in [(b"r", cell.place), (b"s", cell.style), (b"t", cell.kind)] {
                if !value.is_empty() {
                    self.attribute(key, value);
                }
            }
            if !cell.value.is_empty() {
                let text = self.shown(cell.value);
                self.grid.put(self.row, self.column, text);
            }
            xml.skip(length);
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        self.start_cell();
        tag.each(|key, value| self.attribute(key, value));
    }

    fn start_cell(&mut self) {
        self.column += 1;
        self.kind = Type::Number;
        self.style = 0;
    }

    fn attribute(&mut self, key: &[u8], value: &[u8]) {
        match key {
            b"r" => self.column = column(value).unwrap_or(self.column),
            b"s" => self.style = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).unwrap_or(0),
            b"t" => {
                self.kind = match value {
                    b"s" => Type::Shared,
                    b"b" => Type::Boolean,
                    b"n" => Type::Number,
                    _ => Type::Text,
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"v" | b"t" => self.in_value = false,
            b"rPh" => self.in_reading = false,
            b"c" => self.end_cell(),
            _ if self.in_beside => {
                self.in_beside = false;
                let aside = std::mem::take(&mut self.aside);
                self.beside.push(unmarked(&aside));
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        if !self.value.is_empty() {
            let value = std::mem::take(&mut self.value);
            let text = self.shown(&value);
            self.grid.put(self.row, self.column, text);
            self.value = value;
            self.value.clear();
        }
    }

    /// The value as people see it.
    fn shown<'v>(&self, value: &'v str) -> Cow<'v, str>
    where
        'a: 'v,
    {
        match self.kind {
            Type::Text => value.into(),
            Type::Boolean => if value.trim() == "1" { "TRUE" } else { "FALSE" }.into(),
            Type::Shared => {
                let index = value.trim().parse::<usize>().ok();
                let strings: &'a [String] = self.strings;
                index.and_then(|index| strings.get(index)).map(String::as_str).unwrap_or_default().into()
            }
            Type::Number => match value.trim().parse() {
                Ok(number) => self.styles.number(self.style, number).into(),
                Err(_) => value.into(),
            },
        }
    }
}

/// `AB12` → 28; columns beyond the last possible one are damage and count as the next.
fn column(reference: &[u8]) -> Option<u32> {
    let letters = reference.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let column =
        letters.take(4).fold(0_u32, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    (1..=16_384).contains(&column).then_some(column)
}
