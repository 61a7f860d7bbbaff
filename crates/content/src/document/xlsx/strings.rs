//! Shared strings. Readings above kanji (`rPh`) are kept apart: mixed in, they would break every name.

use std::collections::HashSet;

use sekisho_model::Blind;

use super::super::{
    gather::Gather,
    xml::{Piece, Xml},
};

/// The strings by index, and the readings, each once.
#[derive(Debug, Default)]
pub(super) struct Strings {
    pub texts: Vec<String>,
    pub readings: Vec<String>,
}

/// Reads the part.
pub(super) fn read(bytes: &[u8], gather: &mut Gather) -> Strings {
    let mut xml = Xml::new(bytes);
    let mut strings = Strings::default();
    let mut known = HashSet::new();
    let (mut text, mut reading) = (String::new(), String::new());
    let (mut in_text, mut in_reading) = (false, false);
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => match tag.local() {
                b"t" => {
                    in_text = true;
                    if let Some(more) = xml.text() {
                        if in_reading { &mut reading } else { &mut text }.push_str(&more);
                    }
                }
                b"rPh" => in_reading = true,
                _ => {}
            },
            Piece::Text(more) if in_text && in_reading => reading.push_str(&more),
            Piece::Text(more) if in_text => text.push_str(&more),
            Piece::Text(_) => {}
            Piece::Close(name) => match name.local() {
                b"t" => in_text = false,
                b"rPh" => in_reading = false,
                b"si" => {
                    strings.texts.push(std::mem::take(&mut text));
                    let reading = std::mem::take(&mut reading);
                    if !reading.is_empty() && known.insert(reading.clone()) {
                        strings.readings.push(reading);
                    }
                }
                _ => {}
            },
        }
    }
    if !xml.sound() {
        gather.blind(Blind::Damaged);
    }
    strings
}
