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
    if text.contains("\\u") && is_json(file, &text) {
        return gather.say(&unescaped(&text));
    }
    gather.say(&text);
}

/// By name, by type, or by how it begins.
fn is_json(file: &File<'_>, text: &str) -> bool {
    let named = file.name.is_some_and(|name| {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        extension.is_some_and(|extension| extension.ends_with("json") || extension == "jsonl")
    });
    named || file.mime.ends_with("json") || text.trim_start().starts_with(['{', '['])
}

/// `\u5c71` becomes 山 (RFC 8259 §7), pairs of surrogates become one character; ASCII stays escaped.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let (shown, length) = match escaped(behind) {
            Some((character, length)) if !character.is_ascii() => (Some(character), length),
            // The next character is part of this escape, even where it is a backslash.
            _ => (None, 1 + behind.chars().nth(1).map_or(0, char::len_utf8)),
        };
        match shown {
            Some(character) => out.push(character),
            None => out.push_str(behind.get(..length).unwrap_or_default()),
        }
        rest = behind.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The character of an escape, and its length.
fn escaped(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(0)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, 6));
    }
    let character = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
    Some((character, 12))
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
