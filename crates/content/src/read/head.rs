//! The header of one entity as raw fields, split exactly as transforms split it: only an empty line ends it, a line
//! that is no field is kept without a name, so that nothing is lost between two ideas of where the header ended.
//!
//! Bounded: what lies beyond the limits is not split, and the head says so.

use std::{borrow::Cow, ops::Range};

use crate::mail::Limits;

/// One field; both slices point into the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Raw<'a> {
    /// As written, empty for a line that is no field.
    pub(super) name: &'a [u8],
    /// Behind the colon, folded.
    pub(super) value: &'a [u8],
}

/// A header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head<'a> {
    /// Fields, top to bottom.
    pub(super) fields: Vec<Raw<'a>>,
    /// What was not split because of a limit; empty when nothing.
    pub(super) beyond: &'a [u8],
    /// Whether some line is no field, or white space stands before a colon.
    pub(super) broken: bool,
    /// Whether an empty line ends it.
    pub(super) ended: bool,
}

impl<'a> Head<'a> {
    /// Splits an entity with CRLF line ends into its header and where its body is.
    pub(super) fn split(source: &'a [u8], whole: Range<usize>, limits: &Limits) -> (Self, Range<usize>) {
        let bytes = source.get(whole.clone()).unwrap_or_default();
        let mut head = Self::default();
        let (mut start, mut at) = (0, 0);
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let continues = matches!(rest.first(), Some(b' ' | b'\t'));
            if !continues && at > start {
                head.add(bytes.get(start..at).unwrap_or_default());
                start = at;
            }
            if rest.starts_with(b"\r\n") {
                head.ended = true;
                return (head, whole.start + at + 2..whole.end);
            }
            if head.fields.len() >= limits.header_fields || at - start > limits.header_bytes || at > limits.header_bytes
            {
                return head.give_up(bytes, start, whole);
            }
            at += memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        }
        if at > start {
            head.add(bytes.get(start..at).unwrap_or_default());
        }
        (head, whole.end..whole.end)
    }

    fn give_up(mut self, bytes: &'a [u8], start: usize, whole: Range<usize>) -> (Self, Range<usize>) {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = memchr::memmem::find(rest, b"\r\n\r\n");
        self.ended = end.is_some();
        self.beyond = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let body = end.map_or(whole.end, |end| whole.start + start + end + 4);
        (self, body..whole.end)
    }

    fn add(&mut self, raw: &'a [u8]) {
        let colon = memchr::memchr(b':', raw).filter(|colon| memchr::memchr(b'\n', raw).is_none_or(|end| *colon < end));
        let name = colon.and_then(|colon| raw.get(..colon)).unwrap_or_default();
        let trimmed = name.trim_ascii_end();
        let fine = !trimmed.is_empty() && trimmed.iter().all(|byte| (33..=126).contains(byte));
        self.broken |= !fine || trimmed.len() != name.len();
        let field = match colon {
            Some(colon) if fine => Raw { name: trimmed, value: raw.get(colon + 1..).unwrap_or_default() },
            _ => Raw { name: b"", value: raw },
        };
        self.fields.push(field);
    }

    /// Unfolded values of all fields of this name (lower case).
    pub(super) fn values<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Cow<'a, [u8]>> + 's {
        self.fields.iter().filter(move |field| field.is(name)).map(Raw::unfolded)
    }

    /// Unfolded value of the first field of this name.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'a, [u8]>> {
        self.values(name).next()
    }

    /// How many fields have this name.
    pub(super) fn count(&self, name: &str) -> usize {
        self.fields.iter().filter(|field| field.is(name)).count()
    }
}

impl<'a> Raw<'a> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The value without line breaks and the white space around it (RFC 5322 §2.2.3).
    pub(super) fn unfolded(&self) -> Cow<'a, [u8]> {
        let value = self.value.trim_ascii();
        let Some(first) = memchr::memchr2(b'\r', b'\n', value) else { return Cow::Borrowed(value) };
        let mut out = Vec::with_capacity(value.len());
        let (mut rest, mut at) = (value, first);
        loop {
            let (text, end) = rest.split_at(at);
            out.extend_from_slice(text);
            rest = end.get(1..).unwrap_or_default();
            match memchr::memchr2(b'\r', b'\n', rest) {
                Some(next) => at = next,
                None => {
                    out.extend_from_slice(rest);
                    return Cow::Owned(out);
                }
            }
        }
    }
}
