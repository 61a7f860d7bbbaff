//! Plain text in any charset, and XML of unknown kind.

use std::borrow::Cow;

use sekisho_model::Blind;

use super::{
    File,
    gather::Gather,
    xml::{Piece, Xml, utf8},
};
use crate::charset;

/// Plain text.
pub(super) fn read(file: &File<'_>, gather: &mut Gather) {
    let text = decode(file, gather);
    gather.say(&text);
}

/// The text of a file, with `\n` as line break. A charset that does not fit makes the file blind.
pub(super) fn decode(file: &File<'_>, gather: &mut Gather) -> String {
    let decoded = charset::decode(file.bytes, file.charset);
    if !decoded.lossless {
        gather.blind(Blind::Charset);
    }
    match lines(&decoded.text) {
        Cow::Borrowed(_) => decoded.text,
        Cow::Owned(text) => text,
    }
}

/// Line breaks of all systems become `\n`.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\r') {
        out.push_str(line);
        out.push('\n');
        rest = behind.strip_prefix('\n').unwrap_or(behind);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// XML of an unknown kind: texts and attribute values, each on its line.
pub(super) fn xml(bytes: &[u8], gather: &mut Gather) {
    let bytes = utf8(bytes);
    let mut xml = Xml::new(&bytes);
    let mut text = String::new();
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Text(more) => text.push_str(&more),
            Piece::Open(tag) => {
                gather.line(&std::mem::take(&mut text));
                for value in tag.values() {
                    gather.line(&value);
                }
            }
            Piece::Close(_) => gather.line(&std::mem::take(&mut text)),
        }
    }
    gather.line(&text);
    if !xml.sound() {
        gather.blind(Blind::Damaged);
    }
}
