//! What Outlook items (msg) and TNEF share: the properties of MAPI (MS-OXPROPS) and the compressed RTF of bodies.

mod rtf;

pub(super) use self::rtf::unpacked;
use super::{File, gather::Gather, html, ole::by_page, open_inside, plain};
use crate::budget::Budget;

/// A text, or bytes, of a property.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Bytes(Vec<u8>),
}

/// Properties that people read, in the order in which they are said.
const TEXTS: [u16; 31] = [
    0x0037, 0x0E1D, 0x0070, 0x0C1A, 0x0C1F, 0x5D01, 0x0042, 0x0065, 0x0E04, 0x0E03, 0x0E02, 0x1000, 0x3001, 0x3003,
    0x39FE, 0x3A06, 0x3A11, 0x3A16, 0x3A17, 0x3A08, 0x3A09, 0x3A1C, 0x3A1A, 0x3A15, 0x3A18, 0x8083, 0x8084, 0x0050,
    0x3FFA, 0x3FF8, 0x007D,
];

/// The properties of an item.
#[derive(Debug, Default)]
pub(super) struct Properties {
    all: Vec<(u16, Value)>,
}

impl Properties {
    /// Adds a property.
    pub(super) fn add(&mut self, id: u16, value: Value) {
        self.all.push((id, value));
    }

    /// A text.
    pub(super) fn text(&self, id: u16) -> Option<&str> {
        self.all.iter().find_map(|(other, value)| match value {
            Value::Text(text) if *other == id && !text.is_empty() => Some(text.as_str()),
            _ => None,
        })
    }

    /// Bytes.
    pub(super) fn bytes(&self, id: u16) -> Option<&[u8]> {
        self.all.iter().find_map(|(other, value)| match value {
            Value::Bytes(bytes) if *other == id => Some(bytes.as_slice()),
            _ => None,
        })
    }

    /// Says the texts of an item: heading, people, body in every form.
    pub(super) fn say(&self, gather: &mut Gather, budget: &mut Budget) {
        for id in TEXTS {
            for (_, value) in self.all.iter().filter(|(other, _)| *other == id) {
                if let Value::Text(text) = value {
                    gather.line(&plain::lines(text));
                }
            }
        }
        // Own fields, whose numbers are given out by each item.
        for (id, value) in &self.all {
            if let (0x8000.., Value::Text(text), false) = (*id, value, TEXTS.contains(id)) {
                gather.line(text);
            }
        }
        if let Some(page) = self.bytes(0x1013) {
            html::read(&File { bytes: page, name: None, mime: "text/html", charset: None }, gather, budget);
        } else if let Some(text) = self.text(0x1013) {
            html::read(
                &File { bytes: text.as_bytes(), name: None, mime: "text/html", charset: Some("utf-8") },
                gather,
                budget,
            );
        }
        if let Some(packed) = self.bytes(0x1009) {
            match unpacked(packed, budget) {
                Ok(text) => super::rtf::read(&text, gather, budget),
                Err(why) => gather.blind(why),
            }
        }
    }

    /// Opens an attachment with its long or short name and its media type.
    pub(super) fn attachment(&self, content: &[u8], gather: &mut Gather, budget: &mut Budget) {
        let name = [0x3707, 0x3704, 0x3001].into_iter().find_map(|id| self.text(id)).unwrap_or("attachment");
        open_inside(name, content, self.text(0x370E).unwrap_or(""), gather, budget);
    }
}

/// The text of a property in a code page or in UTF-16, without the zero that ends it.
pub(super) fn text(bytes: &[u8], wide: bool, page: u16) -> String {
    if wide { super::bytes::utf16_le(bytes).trim_end_matches('\0').to_owned() } else { by_page(bytes, page) }
}
