//! File names in headers: RFC 2231 continuations and charsets, encoded words where they should not stand, and the
//! question which of several names people will see. Never fails; what is ambiguous or broken is said.

use super::{
    parameters::Structured,
    transfer,
    words::{self, Odd},
};
use crate::charset::{self, Charset};

/// Sections of a continued parameter.
const MAX_SECTIONS: usize = 256;

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

impl Names {
    /// The names of a part. `filename` beats `name`, and the extended form beats the plain one, which its writer took
    /// less care with (as in RFC 6266 §4.3).
    pub(super) fn of(disposition: Option<&Structured>, kind: Option<&Structured>) -> Self {
        let mut names = Self::default();
        if let Some(disposition) = disposition {
            names.collect(disposition, "filename");
        }
        if let Some(kind) = kind {
            names.collect(kind, "name");
        }
        names
    }

    /// All names under `name`: extended first.
    fn collect(&mut self, field: &Structured, name: &str) {
        self.odd.merge(field.odd);
        if let Some(extended) = extended(field, name, self) {
            self.add(extended);
        }
        for value in field.all(name).take(4) {
            let decoded = decode_plain(value, &mut self.odd);
            self.add(decoded);
        }
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

/// RFC 2231: `name*`, or `name*0*`, `name*1`, … in any order.
pub(super) fn extended(field: &Structured, name: &str, names: &mut Names) -> Option<String> {
    let mut sections: Vec<(usize, bool, &str)> = Vec::new();
    for (is, value) in field.parameters() {
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
