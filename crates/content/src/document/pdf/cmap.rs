//! Character maps: embedded ones (ToUnicode and encodings, ISO 32000-2 §9.7.5, §9.10.3), and the predefined ones of
//! East Asia, whose codes are those of a charset and so need no table.

use std::collections::HashMap;

use sekisho_model::Blind;

use super::{super::gather::Gather, lexer::Lexer, object::Object};
use crate::charset;

/// Entries of one map: all of Unicode's planes in use are fewer.
const MOST_ENTRIES: usize = 200_000;
/// Bytes of the text of one code (Adobe technical note 5014: 512).
const LONGEST: usize = 512;

/// A map from codes to texts or to character identifiers.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Lengths of codes in bytes, with first and last code.
    spaces: Vec<(usize, u32, u32)>,
    texts: HashMap<u32, String>,
    cids: HashMap<u32, u32>,
    /// Entries made so far, those that replaced others counted: a range of six bytes makes 65,536.
    made: usize,
}

impl CMap {
    /// Reads an embedded map. Of one that is too long the rest of its text is not known.
    pub(super) fn read(bytes: &[u8], gather: &mut Gather) -> Self {
        let map = Self::parse(bytes);
        if map.made > MOST_ENTRIES {
            gather.blind(Blind::Limit);
        }
        map
    }

    fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = lexer.object() {
            match object {
                Object::Word(word) => {
                    match word.as_slice() {
                        b"endcodespacerange" => map.spaces_found(&operands),
                        b"endbfchar" => operands.chunks_exact(2).for_each(|pair| map.character(pair)),
                        b"endbfrange" => operands.chunks_exact(3).for_each(|three| map.range(three)),
                        b"endcidchar" => operands.chunks_exact(2).for_each(|pair| map.cid(pair, None)),
                        b"endcidrange" => operands.chunks_exact(3).for_each(|three| map.cid_range(three)),
                        _ => {}
                    }
                    operands.clear();
                }
                other if operands.len() < MOST_ENTRIES => operands.push(other),
                _ => {}
            }
        }
        map
    }

    fn spaces_found(&mut self, operands: &[Object]) {
        for pair in operands.chunks_exact(2).take(1_000) {
            if let [Object::Text(first), Object::Text(last)] = pair {
                self.spaces.push((first.len(), code(first), code(last)));
            }
        }
    }

    /// Whether there is room for one more entry.
    const fn make(&mut self) -> bool {
        self.made += 1;
        self.made <= MOST_ENTRIES
    }

    /// `false` when there is no more room.
    fn put(&mut self, code: u32, text: String) -> bool {
        let room = self.make();
        if room {
            self.texts.insert(code, text);
        }
        room
    }

    fn character(&mut self, pair: &[Object]) {
        if let [Object::Text(from), Object::Text(to)] = pair {
            self.put(code(from), utf16(to));
        }
    }

    fn range(&mut self, three: &[Object]) {
        let [Object::Text(first), Object::Text(last), to] = three else { return };
        let codes = (code(first)..=code(last)).take(65_536);
        match to {
            Object::Array(items) => {
                for (code, item) in codes.zip(items) {
                    if !self.put(code, item.text().map(utf16).unwrap_or_default()) {
                        return;
                    }
                }
            }
            // A longer text would be copied for every code of the range.
            Object::Text(start) if start.len() <= LONGEST => {
                let Some((last, head)) = start.split_last() else { return };
                for (code, step) in codes.zip(0_u32..) {
                    // Only the last byte counts up, but some programs let it run over.
                    let sum = u32::from(*last) + step;
                    let mut text = head.to_vec();
                    if let Some(before) = text.last_mut() {
                        *before = before.wrapping_add(u8::try_from(sum >> 8 & 0xFF).unwrap_or(0));
                    }
                    text.push(u8::try_from(sum & 0xFF).unwrap_or(0));
                    if !self.put(code, utf16(&text)) {
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    fn cid(&mut self, pair: &[Object], step: Option<u32>) {
        if let [Object::Text(from), Object::Number(_)] = pair {
            let to = pair.get(1).and_then(Object::size).and_then(|cid| u32::try_from(cid).ok()).unwrap_or(0);
            if self.make() {
                self.cids.insert(code(from), to.saturating_add(step.unwrap_or(0)));
            }
        }
    }

    fn cid_range(&mut self, three: &[Object]) {
        let [Object::Text(first), Object::Text(last), Object::Number(_)] = three else { return };
        let start = three.get(2).and_then(Object::size).and_then(|cid| u32::try_from(cid).ok()).unwrap_or(0);
        for (code, step) in (code(first)..=code(last)).take(65_536).zip(0_u32..) {
            if !self.make() {
                return;
            }
            self.cids.insert(code, start.saturating_add(step));
        }
    }

    /// The text of a code.
    pub(super) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    /// The character identifier of a code.
    pub(super) fn cid_of(&self, code: u32) -> Option<u32> {
        self.cids.get(&code).copied()
    }

    /// Splits bytes into codes by the code spaces; two bytes where none fits.
    pub(super) fn split(&self, bytes: &[u8]) -> Vec<(u32, usize)> {
        let mut codes = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let fit = (1..=4).find_map(|length| {
                let value = code(rest.get(..length)?);
                self.spaces
                    .iter()
                    .any(|(bytes, first, last)| *bytes == length && (*first..=*last).contains(&value))
                    .then_some((value, length))
            });
            let (value, length) = fit.unwrap_or_else(|| {
                let length = self.spaces.iter().map(|(bytes, ..)| *bytes).min().unwrap_or(2).clamp(1, rest.len());
                (code(rest.get(..length).unwrap_or_default()), length)
            });
            codes.push((value, length));
            rest = rest.get(length..).unwrap_or_default();
        }
        codes
    }
}

/// Big-endian, at most four bytes.
pub(super) fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// UTF-16, big endian; a single byte is a character by itself.
fn utf16(bytes: &[u8]) -> String {
    if let [one] = bytes {
        return char::from(*one).to_string();
    }
    let units = bytes.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
    let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.replace('\0', "")
}

/// A predefined map whose codes belong to a charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Predefined {
    /// Two bytes each, character identifiers.
    Identity,
    /// Codes of a charset, one byte or two.
    Charset(&'static str),
    /// JIS X 0208 without escape sequences.
    Jis,
    Utf16,
    Utf8,
    Utf32,
}

/// The predefined map with this name (ISO 32000-2 table 116).
pub(super) fn predefined(name: &[u8]) -> Option<Predefined> {
    let name = std::str::from_utf8(name).ok()?;
    let has = |part: &str| name.contains(part);
    Some(match () {
        () if has("Identity") => Predefined::Identity,
        () if has("UTF16") || has("UCS2") => Predefined::Utf16,
        () if has("UTF8") => Predefined::Utf8,
        () if has("UTF32") => Predefined::Utf32,
        () if has("RKSJ") => Predefined::Charset("shift_jis"),
        () if has("GBK") || has("GB-EUC") => Predefined::Charset("gb18030"),
        () if has("KSC") || has("UHC") => Predefined::Charset("euc-kr"),
        () if has("B5") || has("HKscs") => Predefined::Charset("big5"),
        () if name.starts_with("EUC") => Predefined::Charset("euc-jp"),
        () if matches!(name, "H" | "V" | "Ext-H" | "Ext-V" | "Add-H" | "Add-V" | "78-H" | "78-V") => Predefined::Jis,
        () => return None,
    })
}

impl Predefined {
    /// Codes and texts; the identifier where the map is the identity.
    pub(super) fn split(self, bytes: &[u8]) -> Vec<(u32, Option<String>)> {
        let width = |rest: &[u8]| match self {
            Self::Identity | Self::Jis => 2,
            Self::Utf32 => 4,
            Self::Utf16 => {
                if matches!(rest.first(), Some(0xD8..=0xDB)) {
                    4
                } else {
                    2
                }
            }
            Self::Utf8 => match rest.first() {
                Some(0xC0..=0xDF) => 2,
                Some(0xE0..=0xEF) => 3,
                Some(0xF0..) => 4,
                _ => 1,
            },
            // Half-width kana are single bytes in Shift_JIS only.
            Self::Charset("shift_jis") => {
                if matches!(rest.first(), Some(0x81..=0x9F | 0xE0..=0xFC)) {
                    2
                } else {
                    1
                }
            }
            Self::Charset(_) => {
                if matches!(rest.first(), Some(0x81..=0xFE)) {
                    2
                } else {
                    1
                }
            }
        };
        let mut codes = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (one, after) = rest.split_at_checked(width(rest)).unwrap_or((rest, &[]));
            codes.push((code(one), self.text(one)));
            rest = after;
        }
        codes
    }

    fn text(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Identity => None,
            Self::Utf16 => Some(utf16(bytes)),
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Self::Utf32 => char::from_u32(code(bytes)).map(String::from),
            Self::Charset(label) => decoded(bytes, label),
            Self::Jis => decoded(&bytes.iter().map(|byte| byte | 0x80).collect::<Vec<u8>>(), "euc-jp"),
        }
    }
}

fn decoded(bytes: &[u8], label: &str) -> Option<String> {
    Some(charset::decode(bytes, Some(label))).filter(|decoded| decoded.lossless).map(|decoded| decoded.text)
}
