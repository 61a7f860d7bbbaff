//! `Content-Type` and `Content-Disposition`: a word and parameters (RFC 2045 §5.1), with continuations and charsets
//! (RFC 2231) and everything Japanese mail programs put there instead.
//!
//! Raw bytes become text before quotes and backslashes are looked at, because 0x5C is the second byte of 表, ソ and 能
//! in Shift_JIS and any byte at all in ISO-2022-JP. Never fails; what is ambiguous is said.

use super::{
    transfer,
    words::{self, Odd},
};
use crate::charset::{self, Charset};

/// Sections of a continued parameter.
const MAX_SECTIONS: usize = 256;
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

/// The names of a file, as different readers see them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// The one most readers show.
    pub(super) best: Option<String>,
    /// Others that differ.
    pub(super) others: Vec<String>,
    /// A percent escape or section that is broken, or a charset that changes between sections.
    pub(super) broken: bool,
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
        self.parameter(name).map(str::to_owned).or_else(|| self.extended(name, &mut names))
    }

    /// Whether the same parameter stands there twice with different values.
    pub(super) fn contradicts_itself(&self, name: &str) -> bool {
        let mut all = self.all(name);
        let first = all.next();
        all.any(|other| first.is_some_and(|first| !first.eq_ignore_ascii_case(other)))
    }

    /// All names under `name`: extended first.
    fn names(&self, name: &str, names: &mut Names) {
        names.odd.merge(self.odd);
        if let Some(extended) = self.extended(name, names) {
            names.add(extended);
        }
        for value in self.all(name).take(4) {
            let decoded = decode_plain(value, &mut names.odd);
            names.add(decoded);
        }
    }

    /// RFC 2231: `name*`, or `name*0*`, `name*1`, … in any order.
    fn extended(&self, name: &str, names: &mut Names) -> Option<String> {
        let mut sections: Vec<(usize, bool, &str)> = Vec::new();
        for (is, value) in &self.parameters {
            let Some(rest) = is.strip_prefix(name).and_then(|rest| rest.strip_prefix('*')) else { continue };
            let (number, encoded) = match rest.strip_suffix('*') {
                Some(number) => (number, true),
                None => (rest, rest.is_empty()),
            };
            let number = if number.is_empty() { Some(0) } else { number.parse().ok() };
            match number {
                Some(number) if number < MAX_SECTIONS => sections.push((number, encoded, value)),
                _ => names.broken = true,
            }
        }
        sections.sort_by_key(|(number, ..)| *number);
        let before = sections.len();
        sections.dedup_by_key(|(number, ..)| *number);
        let gap = sections.iter().enumerate().any(|(at, (number, ..))| at != *number);
        names.broken |= sections.len() != before || gap;
        (!sections.is_empty()).then(|| join(&sections, names))
    }
}

impl Names {
    /// The names of a part. `filename` beats `name`, and the extended form beats the plain one, which its writer took
    /// less care with (as in RFC 6266 §4.3).
    pub(super) fn of(disposition: Option<&Structured>, kind: Option<&Structured>) -> Self {
        let mut names = Self::default();
        if let Some(disposition) = disposition {
            disposition.names("filename", &mut names);
        }
        if let Some(kind) = kind {
            kind.names("name", &mut names);
        }
        names
    }

    /// One more name, from a field that contradicts the first.
    pub(super) fn also(&mut self, name: String) {
        self.add(name);
    }

    fn add(&mut self, name: String) {
        let name = clean(&name);
        if name.is_empty() {
            return;
        }
        match &self.best {
            None => self.best = Some(name),
            Some(best) if *best == name || is_stand_in(&name, best) || self.others.contains(&name) => {}
            Some(_) => self.others.push(name),
        }
    }
}

/// Whether `plain` only is `full` with what is not ASCII replaced, as writers do for old readers.
fn is_stand_in(plain: &str, full: &str) -> bool {
    let filler = |c: char| matches!(c, '_' | '?' | '-' | '*');
    !full.is_ascii()
        && plain.chars().count() == full.chars().count()
        && plain.chars().zip(full.chars()).all(|(plain, full)| plain == full || (filler(plain) && !full.is_ascii()))
}

/// One line, without control characters.
fn clean(name: &str) -> String {
    if name.chars().any(char::is_control) {
        let clean: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        return clean.trim().to_owned();
    }
    name.trim().to_owned()
}

/// A value without RFC 2231: encoded words, also inside quotes, or an extended value without its `*`.
fn decode_plain(value: &str, odd: &mut Odd) -> String {
    if let Some((label, rest)) = charset_prefix(value).filter(|(_, rest)| rest.contains('%')) {
        odd.word = true;
        return charset::decode(&percent_decoded(rest).0, Some(label)).text;
    }
    let decoded = words::decode_text(value);
    odd.merge(decoded.odd);
    decoded.text
}

/// `charset'language'` at the start of an extended value.
fn charset_prefix(value: &str) -> Option<(&str, &str)> {
    let (label, rest) = value.split_once('\'')?;
    let (language, rest) = rest.split_once('\'')?;
    let word =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
    (label.len() <= 40 && language.len() <= 20 && word(label) && word(language)).then_some((label, rest))
}

/// Joins sections: bytes of one charset are decoded together, characters may be split over sections.
fn join(sections: &[(usize, bool, &str)], names: &mut Names) -> String {
    let mut out = String::new();
    let mut label: Option<&str> = None;
    let mut bytes: Vec<u8> = Vec::new();
    for (at, (_, encoded, value)) in sections.iter().enumerate() {
        let mut text = *value;
        let prefix = charset_prefix(text).filter(|(label, _)| *encoded && (at == 0 || is_real(label)));
        if let Some((new, rest)) = prefix {
            if at > 0 {
                // Not foreseen by the RFC, but written: the charset changes on the way.
                names.broken |= label.is_none_or(|old| charset::known(old) != charset::known(new));
                out.push_str(&decode_bytes(&bytes, label, names));
                bytes.clear();
            }
            label = Some(new).filter(|label| !label.is_empty());
            text = rest;
        } else if at == 0 && *encoded {
            names.broken = true;
        }
        if *encoded {
            let (piece, broken) = percent_decoded(text);
            names.broken |= broken;
            bytes.extend(piece);
        } else if !text.is_ascii() {
            out.push_str(&decode_bytes(&bytes, label, names));
            bytes.clear();
            out.push_str(text);
        } else {
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    out.push_str(&decode_bytes(&bytes, label, names));
    // Some programs write encoded words and cut them into sections.
    if out.contains("=?") { decode_plain(&out, &mut names.odd) } else { out }
}

fn is_real(label: &str) -> bool {
    !matches!(charset::known(label), Charset::Unknown | Charset::Unlabelled)
}

fn decode_bytes(bytes: &[u8], label: Option<&str>, names: &mut Names) -> String {
    let decoded = charset::decode(bytes, label);
    names.odd.charset |= !decoded.lossless;
    decoded.text
}

/// Bytes, and whether some `%` is no escape.
fn percent_decoded(text: &str) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(text.len());
    let mut broken = false;
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr(b'%', rest) {
        let (before, tail) = rest.split_at(at);
        out.extend_from_slice(before);
        let byte = tail.get(1..3).and_then(transfer::hex);
        broken |= byte.is_none();
        out.push(byte.unwrap_or(b'%'));
        rest = tail.get(if byte.is_some() { 3 } else { 1 }..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    (out, broken)
}

/// Old programs escaped 0x5C inside Shift_JIS characters: when every one of them is doubled, they are single ones.
fn collapse_escapes(value: &[u8]) -> std::borrow::Cow<'_, [u8]> {
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
