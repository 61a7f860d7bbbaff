//! The workbook part and the styles: sheets, names, number formats.

use std::collections::HashMap;

use super::super::{
    cell::Styles,
    gather::Gather,
    xml::{Piece, Xml},
};
use sekisho_model::Blind;

/// A workbook.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// Sheets in the order of their tabs.
    pub sheets: Vec<Sheet>,
    /// Number formats.
    pub styles: Styles,
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(super) struct Sheet {
    pub name: String,
    pub visible: bool,
    /// Id of the relationship to its part.
    pub relation: String,
}

impl Book {
    /// Reads the workbook part. Names with constants are text.
    pub(super) fn read(bytes: &[u8], gather: &mut Gather) -> Self {
        let mut book = Self::default();
        let mut xml = Xml::new(bytes);
        let mut name: Option<String> = None;
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Open(tag) => match tag.local() {
                    b"workbookPr" => book.styles.from_1904 = tag.flag("date1904"),
                    b"sheet" => book.sheets.push(Sheet {
                        name: tag.attribute("name").unwrap_or_default(),
                        visible: tag.attribute("state").is_none_or(|state| state == "visible"),
                        relation: tag.exactly("r:id").or_else(|| tag.attribute("id")).unwrap_or_default(),
                    }),
                    b"definedName" => name = tag.attribute("name"),
                    _ => {}
                },
                // A reference to cells tells nothing new; a constant does.
                Piece::Text(text) if text.contains('"') || !text.contains('!') => {
                    if let Some(name) = name.take() {
                        gather.line(&format!("{name}\t{text}"));
                    }
                }
                Piece::Text(_) => {}
                Piece::Close(_) => name = None,
            }
        }
        if !xml.sound() {
            gather.blind(Blind::Damaged);
        }
        book
    }

    /// Reads the styles part.
    pub(super) fn read_styles(&mut self, bytes: &[u8]) {
        let mut codes: HashMap<u32, String> = HashMap::new();
        let mut xml = Xml::new(bytes);
        let mut cells = false;
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Open(tag) => match tag.local() {
                    b"numFmt" => {
                        if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.attribute("formatCode")) {
                            codes.insert(id, code);
                        }
                    }
                    b"cellXfs" => cells = true,
                    b"xf" if cells => {
                        let id = tag.number("numFmtId").unwrap_or(0);
                        self.styles.push(id, codes.get(&id).map(String::as_str));
                    }
                    _ => {}
                },
                Piece::Close(name) if name.local() == b"cellXfs" => cells = false,
                _ => {}
            }
        }
    }
}
