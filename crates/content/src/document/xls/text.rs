//! Texts of BIFF: with one byte or two per character, split over records, with formats and readings behind them
//! (MS-XLS 2.5.240, 2.5.293, 2.5.294).

use super::super::bytes::{slice, u16_le, u32_le, utf16_le};
use crate::charset;

/// A text with a length of two bytes at `at`.
pub(super) fn long(data: &[u8], flags: bool, at: usize) -> Option<String> {
    let length = usize::from(u16_le(data, at)?);
    if flags { body(data, at + 2, length) } else { None }
}

/// A text with a length of one byte at `at`.
pub(super) fn short(data: &[u8], at: usize) -> Option<String> {
    body(data, at + 1, usize::from(*data.get(at)?))
}

/// Flags and characters.
pub(super) fn body(data: &[u8], at: usize, length: usize) -> Option<String> {
    let flags = *data.get(at)?;
    let skip = 1 + if flags & 8 != 0 { 2 } else { 0 } + if flags & 4 != 0 { 4 } else { 0 };
    let start = at + skip;
    Some(if flags & 1 != 0 { utf16_le(slice(data, start, length * 2)?) } else { latin(slice(data, start, length)?) })
}

/// A text of BIFF5 in its code page.
pub(super) fn narrow(data: &[u8], long: bool, page: u16) -> Option<String> {
    let (length, start) = if long { (usize::from(u16_le(data, 0)?), 2) } else { (usize::from(*data.first()?), 1) };
    let label = if page == 0 || page == 932 { "shift_jis".to_owned() } else { format!("windows-{page}") };
    Some(charset::decode(slice(data, start, length)?, Some(&label)).text)
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The shared strings.
#[derive(Debug, Default)]
pub(super) struct Strings {
    pub texts: Vec<String>,
    /// Readings above kanji, each once.
    pub readings: Vec<String>,
    /// Whether the table ended early.
    pub broken: bool,
}

/// A place in a table that is split over records.
struct Cursor<'a> {
    records: &'a [&'a [u8]],
    record: usize,
    at: usize,
}

impl Strings {
    /// Reads the table from its record and those that continue it.
    pub(super) fn read(records: &[&[u8]]) -> Self {
        let mut strings = Self::default();
        let mut known = std::collections::HashSet::new();
        let Some(count) = records.first().and_then(|first| u32_le(first, 4)) else { return strings };
        let mut cursor = Cursor { records, record: 0, at: 8 };
        for _ in 0..count {
            let Some((text, reading)) = cursor.string() else {
                strings.broken = true;
                break;
            };
            strings.texts.push(text);
            let reading = reading.filter(|reading| !reading.is_empty());
            strings.readings.extend(reading.filter(|reading| known.insert(reading.clone())));
        }
        strings
    }
}

impl Cursor<'_> {
    /// What is left of the present record; moves to the next one when nothing is.
    fn rest(&mut self) -> Option<&[u8]> {
        while self.at >= self.records.get(self.record)?.len() {
            self.record += 1;
            self.at = 0;
        }
        self.records.get(self.record)?.get(self.at..)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest()?.first()?;
        self.at += 1;
        Some(byte)
    }

    fn number<const N: usize>(&mut self) -> Option<usize> {
        let mut number = 0;
        for place in 0..N {
            number |= usize::from(self.byte()?) << (8 * place);
        }
        Some(number)
    }

    fn bytes(&mut self, mut length: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while length > 0 {
            let rest = self.rest()?;
            let taken = rest.get(..length.min(rest.len()))?;
            out.extend_from_slice(taken);
            length -= taken.len();
            self.at += taken.len();
        }
        Some(out)
    }

    fn string(&mut self) -> Option<(String, Option<String>)> {
        let length = self.number::<2>()?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number::<2>()? } else { 0 };
        let extra = if flags & 4 != 0 { self.number::<4>()? } else { 0 };
        let text = self.characters(length, flags & 1 != 0)?;
        self.bytes(runs * 4)?;
        let extra = self.bytes(extra)?;
        Some((text, reading(&extra)))
    }

    /// Characters; where a record ends, the next begins with a byte that says how wide they go on.
    fn characters(&mut self, mut length: usize, mut wide: bool) -> Option<String> {
        let mut text = String::new();
        let mut units: Vec<u16> = Vec::new();
        while length > 0 {
            let before = self.record;
            if self.at >= self.records.get(self.record)?.len() {
                self.rest()?;
            }
            if self.record != before {
                wide = self.byte()? & 1 != 0;
            }
            let rest = self.rest()?;
            let width = if wide { 2 } else { 1 };
            let count = length.min(rest.len() / width);
            if count == 0 {
                // Half a character at the end of a record.
                return None;
            }
            let taken = rest.get(..count * width)?;
            if wide {
                units.extend(taken.chunks_exact(2).filter_map(|pair| u16_le(pair, 0)));
            } else {
                units.extend(taken.iter().map(|byte| u16::from(*byte)));
            }
            self.at += count * width;
            length -= count;
        }
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        Some(text)
    }
}

/// The reading above kanji behind a string (ExtRst).
fn reading(extra: &[u8]) -> Option<String> {
    let length = usize::from(u16_le(extra, 12)?);
    Some(utf16_le(slice(extra, 14, length * 2)?))
}
