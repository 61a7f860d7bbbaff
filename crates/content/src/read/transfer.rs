//! Content transfer encodings (RFC 2045 §6), decoded as far as any reader would: everything that can be found in the
//! bytes comes out, and what only some readers would find is said. Linear in time, never fails.

use std::borrow::Cow;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transfer {
    /// 7bit, 8bit, binary, or nothing said.
    Identity,
    QuotedPrintable,
    Base64,
    /// `x-uuencode` and its kin.
    Uu,
    /// A word nobody knows.
    Unknown,
}

impl Transfer {
    /// By the value of `Content-Transfer-Encoding`.
    pub(super) fn parse(value: &[u8]) -> Self {
        let word = value.split(|byte| matches!(byte, b';' | b' ' | b'\t' | b'(' | b',')).next().unwrap_or_default();
        let is = |known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()));
        if is(&["", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "raw"]) {
            Self::Identity
        } else if is(&["base64", "base-64", "\"base64\""]) {
            Self::Base64
        } else if is(&["quoted-printable", "quotedprintable", "quoted_printable", "\"quoted-printable\""]) {
            Self::QuotedPrintable
        } else if is(&["x-uuencode", "x-uue", "uuencode", "x-uu"]) {
            Self::Uu
        } else {
            Self::Unknown
        }
    }
}

/// Decoded bytes, and what is odd about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plain<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    /// Characters that have no place in the encoding, or an escape that is none.
    pub(super) junk: bool,
    /// Base64 goes on behind its padding, where strict readers stop.
    pub(super) after_end: bool,
    /// So much junk that some readers show the body as it is.
    pub(super) hopeless: bool,
}

pub(super) fn decode(transfer: Transfer, body: &[u8]) -> Plain<'_> {
    match transfer {
        Transfer::Identity | Transfer::Unknown | Transfer::Uu => {
            Plain { bytes: Cow::Borrowed(body), junk: false, after_end: false, hopeless: false }
        }
        Transfer::QuotedPrintable => quoted_printable(body, false),
        Transfer::Base64 => base64(body),
    }
}

/// Base64 without regard to what is not in the alphabet; each padded piece is decoded for itself.
pub(crate) fn base64(body: &[u8]) -> Plain<'static> {
    if let Some(bytes) = clean_base64(body) {
        return Plain { bytes: Cow::Owned(bytes), junk: false, after_end: false, hopeless: false };
    }
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 3);
    let mut digits = Vec::with_capacity(body.len());
    let (mut junk, mut padded, mut after_end) = (0_usize, false, false);
    for byte in body {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                after_end |= padded;
                digits.push(*byte);
            }
            b'\r' | b'\n' | b' ' | b'\t' => {}
            b'=' => {
                flush(&mut digits, &mut out);
                padded = true;
            }
            _ => junk += 1,
        }
    }
    flush(&mut digits, &mut out);
    Plain { bytes: Cow::Owned(out), junk: junk > 0, after_end, hopeless: junk * 16 > body.len() }
}

/// Lines of nothing but digits, padding only at the end: what nearly every body is, and quick to find out.
fn clean_base64(body: &[u8]) -> Option<Vec<u8>> {
    // A form feed is white space for Rust and junk for everybody else.
    if memchr::memchr(0x0C, body).is_some() {
        return None;
    }
    let mut digits = Vec::with_capacity(body.len());
    for line in body.split(|byte| *byte == b'\n') {
        digits.extend_from_slice(line.trim_ascii());
    }
    let padding = digits.iter().rev().take_while(|byte| **byte == b'=').count();
    digits.truncate(digits.len() - padding);
    BASE64.decode(digits).ok()
}

fn flush(digits: &mut Vec<u8>, out: &mut Vec<u8>) {
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    if BASE64.decode_vec(digits.as_slice(), out).is_err() {
        debug_assert!(false, "only digits of the alphabet are here");
    }
    digits.clear();
}

/// Quoted-printable; what is no escape stays as it is. In a header (`Q` of RFC 2047) `_` is a blank.
pub(crate) fn quoted_printable(body: &[u8], in_header: bool) -> Plain<'static> {
    let mut out = Vec::with_capacity(body.len());
    let mut junk = false;
    // White space before this place was written as an escape: it is meant.
    let mut meant = 0;
    let mut rest = body;
    while let Some(at) = memchr::memchr2(b'=', if in_header { b'_' } else { b'\n' }, rest) {
        let (before, tail) = rest.split_at(at);
        out.extend_from_slice(before);
        rest = match tail.first() {
            Some(b'_') if in_header => {
                out.push(b' ');
                tail.get(1..).unwrap_or_default()
            }
            Some(b'\n') => {
                trim_line(&mut out, meant);
                out.extend_from_slice(b"\r\n");
                tail.get(1..).unwrap_or_default()
            }
            _ => {
                let tail = escape(escapes(tail, &mut out), &mut out, &mut junk);
                meant = out.len();
                tail
            }
        };
    }
    out.extend_from_slice(rest);
    Plain { bytes: Cow::Owned(out), junk, after_end: false, hopeless: false }
}

/// White space at the end of a line was added on the way (RFC 2045 §6.7 rule 3).
fn trim_line(out: &mut Vec<u8>, meant: usize) {
    while out.len() > meant && matches!(out.last(), Some(b' ' | b'\t' | b'\r')) {
        out.pop();
    }
}

/// Escapes one after another, as Japanese text is made of.
fn escapes<'a>(mut tail: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    while let [b'=', pair @ ..] = tail
        && let Some(byte) = pair.get(..2).and_then(hex)
    {
        out.push(byte);
        tail = pair.get(2..).unwrap_or_default();
    }
    tail
}

/// One `=` that is no escape, and what follows it; nothing where none stands.
fn escape<'a>(tail: &'a [u8], out: &mut Vec<u8>, junk: &mut bool) -> &'a [u8] {
    let Some(after) = tail.strip_prefix(b"=") else { return tail };
    let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let end = after.get(blanks..).unwrap_or_default();
    for line_end in [&b"\r\n"[..], b"\n"] {
        if let Some(next) = end.strip_prefix(line_end) {
            return next;
        }
    }
    if end.is_empty() {
        return end;
    }
    *junk = true;
    out.push(b'=');
    after
}

/// Two hexadecimal digits.
pub(super) fn hex(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    Some(digit(*high)? << 4 | digit(*low)?)
}

/// One uuencoded file in a text: its name, bytes, and the range of the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Uu<'a> {
    pub(super) name: &'a [u8],
    pub(super) bytes: Vec<u8>,
    /// Bytes of the block.
    pub(super) length: usize,
}

/// The uuencoded (or `begin-base64`) file at the start of `text`, a line end included; `None` when there is none.
pub(super) fn uuencoded(text: &[u8]) -> Option<Uu<'_>> {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next()?;
    let is_base64 = first.starts_with(b"begin-base64 ");
    let rest = first.strip_prefix(b"begin ").or_else(|| first.strip_prefix(b"begin-base64 "))?;
    let (mode, name) = rest.split_at(rest.iter().position(|byte| *byte == b' ')?);
    if !(3..=4).contains(&mode.len()) || !mode.iter().all(|byte| (b'0'..=b'7').contains(byte)) {
        return None;
    }
    let mut length = first.len();
    let mut bytes = Vec::new();
    for line in lines {
        let content = line.trim_ascii_end();
        length += line.len();
        match content {
            b"end" | b"====" => break,
            b"" | b"`" => {}
            _ if is_base64 => bytes.extend_from_slice(&base64(content).bytes),
            _ if uu_line(content, &mut bytes) => {}
            _ => {
                length -= line.len();
                break;
            }
        }
    }
    (!bytes.is_empty()).then(|| Uu { name: name.trim_ascii(), bytes, length })
}

/// One line: its first character says how many bytes; `false` when it is no such line.
fn uu_line(line: &[u8], out: &mut Vec<u8>) -> bool {
    let Some((first, digits)) = line.split_first() else { return false };
    let value = |byte: &u8| byte.wrapping_sub(0x20) & 0x3F;
    let count = usize::from(value(first));
    let needed = count.div_ceil(3) * 4;
    let legal = |byte: &u8| (0x20..=0x60).contains(byte);
    // Blanks at the end of a line get lost on the way; some writers add a check character.
    if !line.iter().all(legal) || digits.len() > needed + 2 || digits.len() + 4 < needed {
        return false;
    }
    let start = out.len();
    for group in digits.chunks(4) {
        let sextet = |at: usize| group.get(at).map_or(0, value);
        let (a, b, c, d) = (sextet(0), sextet(1), sextet(2), sextet(3));
        out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    out.resize(start + count, 0);
    true
}
