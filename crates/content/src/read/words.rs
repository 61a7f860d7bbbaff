//! Unstructured header text: encoded words (RFC 2047) as Japanese mail really has them.
//!
//! Neighbours of one charset are joined before they are decoded, because writers split characters, escape states and
//! base64 groups over words. Raw bytes are read by detection first; what then stands between `=?` and `?=` is ASCII
//! again. Never fails: what is no word stays text.

use std::borrow::Cow;

use super::transfer;
use crate::charset::{self, Charset};

/// Longest charset label with a language.
const MAX_LABEL: usize = 64;
/// Longest data of a `Q` word; the RFC has 75 characters for all of it, programs that do not split write a line.
const MAX_Q: usize = 8 << 10;

/// A decoded header text and what was odd about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) odd: Odd,
}

/// Oddities of a header text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Odd {
    /// Bytes outside ASCII that are not UTF-8, or escape sequences, as they are.
    pub(super) raw: bool,
    /// An encoded word that not every reader decodes.
    pub(super) word: bool,
    /// A character or an escape state that goes on in the next encoded word.
    pub(super) split: bool,
    /// A charset that is unknown or does not fit.
    pub(super) charset: bool,
    /// A control character that came out of an encoded word.
    pub(super) control: bool,
}

impl Odd {
    pub(super) fn merge(&mut self, other: Self) {
        self.raw |= other.raw;
        self.word |= other.word;
        self.split |= other.split;
        self.charset |= other.charset;
        self.control |= other.control;
    }
}

/// Raw bytes of a header value as text; encoded words stay as they are.
pub(super) fn raw_text<'a>(value: &'a [u8], odd: &mut Odd) -> Cow<'a, str> {
    if value.is_ascii() && memchr::memchr(0x1B, value).is_none() {
        return Cow::Borrowed(std::str::from_utf8(value).unwrap_or_default());
    }
    let decoded = charset::decode(value, None);
    odd.charset |= !decoded.lossless;
    odd.raw |= std::str::from_utf8(value).is_err() || value.is_ascii();
    Cow::Owned(decoded.text)
}

/// Decodes an unfolded header value.
pub(super) fn decode(value: &[u8]) -> Text {
    let mut odd = Odd::default();
    let text = raw_text(value, &mut odd);
    let mut decoded = decode_text(&text);
    decoded.odd.merge(odd);
    decoded
}

/// Decodes the encoded words in a text.
pub(super) fn decode_text(text: &str) -> Text {
    if memchr::memmem::find(text.as_bytes(), b"=?").is_none() {
        return Text { text: text.to_owned(), odd: Odd::default() };
    }
    let mut decoder = Decoder::default();
    let mut rest = text;
    while let Some(start) = rest.find("=?") {
        let (before, candidate) = rest.split_at(start);
        match Word::parse(candidate) {
            Some(word) => {
                rest = candidate.get(word.length..).unwrap_or_default();
                decoder.word(before, word);
            }
            None => {
                let (mark, after) = candidate.split_at(2);
                decoder.text(before);
                decoder.text(mark);
                rest = after;
            }
        }
    }
    decoder.text(rest);
    decoder.flush();
    Text { text: decoder.out, odd: decoder.odd }
}

/// An encoded word.
struct Word<'a> {
    label: &'a str,
    base64: bool,
    data: &'a str,
    /// All of it, marks included.
    length: usize,
    broken: bool,
}

impl<'a> Word<'a> {
    /// The word at the start of `text`, which starts with `=?`.
    fn parse(text: &'a str) -> Option<Self> {
        let inside = text.get(2..)?;
        let label_end = inside.bytes().take(MAX_LABEL).position(|byte| byte == b'?')?;
        let label = inside.get(..label_end)?;
        let fine = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b'<' | b'>' | b'=');
        if !label.bytes().all(fine) {
            return None;
        }
        let base64 = match inside.get(label_end + 1..label_end + 3)? {
            "B?" | "b?" => true,
            "Q?" | "q?" => false,
            _ => return None,
        };
        let data_start = label_end + 3;
        let data = inside.get(data_start..)?;
        let (end, closed) = if base64 { base64_end(data)? } else { q_end(data)? };
        let data = data.get(..end)?;
        let broken = !closed || data.contains([' ', '\t']) || !data.is_ascii() || data.contains('?');
        let length = 2 + data_start + end + if closed { 2 } else { 0 };
        Some(Self { label, base64, data, length, broken })
    }
}

/// Where the data of a `B` word ends; a word cut off at the end of the value still is one.
fn base64_end(data: &str) -> Option<(usize, bool)> {
    let digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ' | b'\t');
    let end = data.bytes().position(|byte| !digit(byte)).unwrap_or(data.len());
    let rest = data.get(end..)?;
    if rest.starts_with("?=") {
        Some((end, true))
    } else if (rest.is_empty() || rest == "?") && end > 0 {
        Some((end, false))
    } else {
        // Junk inside: the mark is still the end, if there is one before the next word.
        let near = rest.find("=?").and_then(|next| rest.get(..next)).unwrap_or(rest);
        near.find("?=").map(|mark| (end + mark, true))
    }
}

/// Where the data of a `Q` word ends. A bare `?` before an escape (`what?=E3=81=82?=`) is data.
fn q_end(data: &str) -> Option<(usize, bool)> {
    let near = data.get(..data.floor_char_boundary(MAX_Q)).unwrap_or(data);
    let mut from = 0;
    while let Some(at) = near.get(from..).and_then(|rest| rest.find("?=")).map(|at| from + at) {
        let after = near.get(at + 2..).unwrap_or_default();
        let escaped = after.as_bytes().get(..2).is_some_and(|pair| transfer::hex(pair).is_some());
        let next = after.find("?=").filter(|_| escaped);
        if next.and_then(|next| after.get(..next)).is_none_or(|between| between.contains("=?")) {
            return Some((at, true));
        }
        from = at + 2;
    }
    let cut = near.trim_end_matches('?');
    let whole = near.len() == data.len() && !near.is_empty() && !near.contains(char::is_whitespace);
    whole.then_some((cut.len(), false))
}

/// Words of one charset that wait to be decoded together.
struct Pending {
    charset: Charset,
    label: String,
    pieces: Vec<Vec<u8>>,
    /// Base64 digits of the last word that do not make a group yet.
    digits: Vec<u8>,
}

#[derive(Default)]
struct Decoder {
    out: String,
    pending: Option<Pending>,
    odd: Odd,
}

impl Decoder {
    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.flush();
            self.out.push_str(text);
        }
    }

    fn word(&mut self, before: &str, word: Word<'_>) {
        let neighbour = self.pending.is_some() && before.bytes().all(|byte| byte.is_ascii_whitespace());
        if !neighbour {
            self.text(before);
        }
        self.odd.word |= word.broken;
        if !word.data.is_ascii() {
            // Raw text inside a word was decoded with the value around it.
            self.flush();
            return self.out.push_str(word.data);
        }
        let charset = charset::known(word.label);
        let fits = |pending: &Pending| {
            pending.charset == charset && (charset != Charset::Unknown || pending.label == word.label)
        };
        if !self.pending.as_ref().is_some_and(fits) {
            self.flush();
            let label = word.label.to_owned();
            self.pending = Some(Pending { charset, label, pieces: Vec::new(), digits: Vec::new() });
        }
        if let Some(pending) = &mut self.pending {
            self.odd.split |= pending.add(word.base64, word.data.as_bytes());
        }
    }

    fn flush(&mut self) {
        let Some(mut pending) = self.pending.take() else { return };
        pending.close_group();
        let (text, lossless) = pending.decode();
        self.odd.charset |= !lossless;
        self.odd.split |= pending.pieces.len() > 1 && pending.is_split();
        if text.chars().any(char::is_control) {
            self.odd.control |= text.chars().any(|c| c.is_control() && c != '\t');
            self.out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        } else {
            self.out.push_str(&text);
        }
    }
}

impl Pending {
    /// Adds a word; `true` when it only makes sense together with its neighbour.
    fn add(&mut self, base64: bool, data: &[u8]) -> bool {
        if !base64 {
            self.close_group();
            self.pieces.push(transfer::quoted_printable(data, true).bytes.into_owned());
            return false;
        }
        let joined = !self.digits.is_empty();
        self.digits.extend(data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
        let whole = if self.digits.contains(&b'=') { self.digits.len() } else { self.digits.len() / 4 * 4 };
        let rest = self.digits.split_off(whole);
        self.pieces.push(transfer::base64(&self.digits).bytes.into_owned());
        self.digits = rest;
        joined
    }

    fn close_group(&mut self) {
        if !self.digits.is_empty() {
            let digits = std::mem::take(&mut self.digits);
            let bytes = transfer::base64(&digits).bytes;
            match self.pieces.last_mut() {
                Some(last) => last.extend_from_slice(&bytes),
                None => self.pieces.push(bytes.into_owned()),
            }
        }
    }

    /// Whether some piece has no meaning of its own. ISO-2022-JP has to come back to ASCII in each word.
    fn is_split(&self) -> bool {
        self.pieces.iter().any(|piece| match self.charset {
            Charset::Jis => charset::ends_shifted(piece),
            _ => !piece.is_ascii() && !charset::decode(piece, Some(&self.label)).lossless,
        })
    }

    /// Together, unless only each for itself makes sense.
    fn decode(&self) -> (String, bool) {
        let label = Some(self.label.as_str());
        if let [one] = self.pieces.as_slice() {
            let decoded = charset::decode(one, label);
            return (decoded.text, decoded.lossless);
        }
        let together = charset::decode(&self.pieces.concat(), label);
        if together.lossless {
            return (together.text, true);
        }
        let each: Vec<_> = self.pieces.iter().map(|piece| charset::decode(piece, label)).collect();
        if each.iter().all(|one| one.lossless) {
            return (each.into_iter().map(|one| one.text).collect(), true);
        }
        (together.text, false)
    }
}
