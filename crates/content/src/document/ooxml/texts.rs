//! Texts of any XML of office programs: drawings, comments, charts.

use sekisho_model::Blind;

use super::super::{
    gather::Gather,
    xml::{Piece, Xml, utf8},
};

/// Texts of XML, a line for each paragraph or other element; readings above kanji are left out.
pub(in crate::document) fn texts_of(bytes: &[u8], gather: &mut Gather) {
    let bytes = utf8(bytes);
    let mut xml = Xml::new(&bytes);
    let mut text = String::new();
    // Readings above kanji, and the places of shapes.
    let mut reading = false;
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) if is_aside(tag.local()) => reading = true,
            Piece::Open(tag) => match tag.local() {
                // Rows of a drawing are numbers, rows of another workbook hold its cells.
                b"cell" => reading = false,
                b"br" => text.push('\n'),
                b"tab" => text.push('\t'),
                b"person" => {
                    for value in tag.values() {
                        gather.line(&value);
                    }
                }
                _ => {}
            },
            Piece::Text(more) if !reading => text.push_str(&more),
            Piece::Text(_) => {}
            Piece::Close(name) => match name.local() {
                name if is_aside(name) => reading = false,
                b"r" | b"t" | b"rPr" | b"br" | b"tab" | b"pPr" => {}
                _ => gather.line(&std::mem::take(&mut text)),
            },
        }
    }
    gather.line(&text);
    if !xml.sound() {
        gather.blind(Blind::Damaged);
    }
}

/// Elements whose text is not said by anybody.
fn is_aside(name: &[u8]) -> bool {
    matches!(name, b"rPh" | b"col" | b"colOff" | b"row" | b"rowOff")
}
