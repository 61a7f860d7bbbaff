//! `Content-Type` and `Content-Disposition`: a word and parameters (RFC 2045 §5.1), as Japanese mail programs write them.
//!
//! Raw bytes become text before quotes and backslashes are looked at, because 0x5C is the second byte of 表, ソ and 能
//! in Shift_JIS and any byte at all in ISO-2022-JP. Never fails; what is ambiguous is said.

use std::borrow::Cow;

use super::{
    names::{self, Names},
    words::{self, Odd},
};

/// Parameters of one field.
const MAX_PARAMETERS: usize = 1_000;

/// A field value with parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Structured {
    /// Lower case, without comments.
    pub(super) word: String,
    parameters: Vec<(String, String)>,
    pub(super) odd: Odd,
}

impl Structured {
    pub(super) fn parse(value: &[u8]) -> Self {
        let mut odd = Odd::default();
        let value = collapse_escapes(value);
        let text = words::raw_text(&value, &mut odd);
        let mut pieces = pieces(&text).into_iter();
        let first = pieces.next().unwrap_or_default();
        let (word, rest) = head(first);
        // `text/plain charset=x`: the semicolon got lost.
        let parameters = [rest].into_iter().filter(|rest| rest.contains('=')).chain(pieces);
        let parameters = parameters.filter_map(parameter).take(MAX_PARAMETERS).collect();
        Self { word, parameters, odd }
    }

    /// The value of the first parameter of this name that is not empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of parameters of this name.
    pub(super) fn all<'s, 'n>(&'s self, name: &'n str) -> impl Iterator<Item = &'s str> + use<'s, 'n> {
        let named = self.parameters.iter().filter(move |(is, _)| is == name);
        named.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A parameter in plain or in extended form, decoded.
    pub(super) fn decoded(&self, name: &str) -> Option<String> {
        let mut names = Names::default();
        self.parameter(name).map(str::to_owned).or_else(|| names::extended(self, name, &mut names))
    }

    /// Names in lower case and values without quotes, in order.
    pub(super) fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// Whether the same parameter stands there twice with different values.
    pub(super) fn contradicts_itself(&self, name: &str) -> bool {
        let mut all = self.all(name);
        let first = all.next();
        all.any(|other| first.is_some_and(|first| !first.eq_ignore_ascii_case(other)))
    }
}

/// Old programs escaped 0x5C inside Shift_JIS characters: when every one of them is doubled, they are single ones.
fn collapse_escapes(value: &[u8]) -> Cow<'_, [u8]> {
    let is_lead = |byte: u8| matches!(byte, 0x81..=0x9F | 0xE0..=0xFC);
    if value.is_ascii() || std::str::from_utf8(value).is_ok() || !value.contains(&b'\\') {
        return value.into();
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let [first, tail @ ..] = rest {
        out.push(*first);
        rest = tail;
        match tail {
            [b'\\', b'\\', after @ ..] if is_lead(*first) => {
                out.push(b'\\');
                rest = after;
            }
            [b'\\', ..] if is_lead(*first) => return value.into(),
            [second, after @ ..] if is_lead(*first) => {
                out.push(*second);
                rest = after;
            }
            _ => {}
        }
    }
    out.into()
}

/// The pieces between semicolons outside quotes.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                pieces.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

/// The word before parameters, lower case, and what stands behind it before the first semicolon.
fn head(piece: &str) -> (String, &str) {
    let mut piece = piece.trim();
    while let Some(rest) = piece.strip_prefix('(') {
        piece = rest.split_once(')').map_or("", |(_, rest)| rest).trim_start();
    }
    let end = piece.find(|c: char| c.is_whitespace() || matches!(c, '(' | ',')).unwrap_or(piece.len());
    let (word, rest) = piece.split_at(end);
    (word.trim_matches('"').to_ascii_lowercase(), rest.trim())
}

fn parameter(piece: &str) -> Option<(String, String)> {
    let (name, value) = piece.split_once('=')?;
    let name = without_comment(name).trim().to_ascii_lowercase();
    Some((name, unquoted(value.trim())))
}

fn without_comment(text: &str) -> &str {
    match text.trim_start().strip_prefix('(') {
        Some(rest) => rest.split_once(')').map_or("", |(_, rest)| rest),
        None => text,
    }
}

/// Without quotes and their escapes, and without a comment behind it. A backslash escapes only what needs it: Windows
/// paths stand unescaped in names.
fn unquoted(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"') else {
        return value.split(" (").next().unwrap_or(value).trim_end().to_owned();
    };
    let mut out = String::with_capacity(inside.len());
    let mut chars = inside.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' if matches!(chars.peek(), Some('"' | '\\')) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}
