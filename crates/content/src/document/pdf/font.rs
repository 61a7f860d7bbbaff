//! Fonts: bytes of a text operator → characters and widths.

use std::collections::HashMap;

use super::{
    super::gather::Gather,
    cmap::{self, CMap, Predefined},
    file::Pdf,
    glyph::{self, Base},
    object::{Dict, Object},
};
use crate::budget::Budget;

/// Widths kept of one font.
const MOST_WIDTHS: usize = 70_000;

/// A font.
#[derive(Debug, Default)]
pub(super) struct Font {
    to_unicode: Option<CMap>,
    kind: Kind,
    /// By code, or by character identifier.
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// Whether the identifiers are those of Adobe-Japan1.
    japan: bool,
}

#[derive(Debug, Default)]
enum Kind {
    /// One byte per character: what each stands for.
    Simple(Box<[Option<String>]>),
    /// Codes by a map of the file.
    Mapped(CMap),
    /// Codes by a predefined map.
    Predefined(Predefined),
    #[default]
    Unknown,
}

/// A character shown: its text, when known, its width in thousandths of the size, whether it is a blank of one byte.
pub(super) struct Shown {
    pub text: Option<String>,
    pub width: f64,
    pub blank: bool,
}

impl Font {
    /// Reads a font dictionary.
    pub(super) fn read(pdf: &Pdf<'_>, dict: &Dict, gather: &mut Gather, budget: &mut Budget) -> Self {
        let mut font = Self { default_width: 500.0, ..Self::default() };
        let stream = dict.get(b"ToUnicode".as_slice()).and_then(|object| pdf.stream_number(object));
        let bytes = stream.and_then(|number| pdf.stream(number, gather, budget));
        font.to_unicode = bytes.map(|bytes| CMap::read(&bytes, gather));
        let descendant = pdf.value(dict, b"DescendantFonts").and_then(|list| match list {
            Object::Array(items) => items.first().map(|item| pdf.resolve(item)).and_then(Object::dict),
            other => other.dict(),
        });
        match descendant {
            Some(descendant) => font.composite(pdf, dict, descendant, gather, budget),
            None => font.simple(pdf, dict),
        }
        font
    }

    fn composite(&mut self, pdf: &Pdf<'_>, dict: &Dict, descendant: &Dict, gather: &mut Gather, budget: &mut Budget) {
        self.default_width = pdf.value(descendant, b"DW").and_then(Object::number).unwrap_or(1_000.0);
        self.widths_by_identifier(pdf, descendant);
        let info = pdf.inner(descendant, b"CIDSystemInfo");
        let ordering = info.and_then(|info| pdf.value(info, b"Ordering")).and_then(Object::text);
        self.japan = ordering == Some(b"Japan1");
        let stream = dict.get(b"Encoding".as_slice()).and_then(|object| pdf.stream_number(object));
        self.kind = match (pdf.value(dict, b"Encoding").and_then(Object::name), stream) {
            (Some(name), _) => cmap::predefined(name).map_or(Kind::Unknown, Kind::Predefined),
            (None, Some(number)) => match pdf.stream(number, gather, budget) {
                Some(bytes) => Kind::Mapped(CMap::read(&bytes, gather)),
                None => Kind::Unknown,
            },
            (None, None) => Kind::Predefined(Predefined::Identity),
        };
    }

    /// `W`: `c [w1 w2 …]` or `first last w`.
    fn widths_by_identifier(&mut self, pdf: &Pdf<'_>, descendant: &Dict) {
        let Some(list) = pdf.value(descendant, b"W") else { return };
        let mut items = list.array().iter().map(|item| pdf.resolve(item));
        while let (Some(first), Some(second)) = (items.next().and_then(Object::size), items.next()) {
            let first = u32::try_from(first).unwrap_or(u32::MAX);
            let widths: Vec<f64> = match second {
                Object::Array(widths) => widths.iter().filter_map(|width| pdf.resolve(width).number()).collect(),
                last => {
                    let Some(width) = items.next().and_then(Object::number) else { return };
                    let count =
                        last.size().and_then(|last| u32::try_from(last).ok()).and_then(|last| last.checked_sub(first));
                    let count = count.map_or(0, |count| usize::try_from(count).unwrap_or(0) + 1).min(MOST_WIDTHS);
                    vec![width; count]
                }
            };
            for (identifier, width) in (first..).zip(widths) {
                if self.widths.len() < MOST_WIDTHS {
                    self.widths.insert(identifier, width);
                }
            }
        }
    }

    fn simple(&mut self, pdf: &Pdf<'_>, dict: &Dict) {
        let first = pdf
            .value(dict, b"FirstChar")
            .and_then(Object::size)
            .and_then(|first| u32::try_from(first).ok())
            .unwrap_or(0);
        if let Some(widths) = pdf.value(dict, b"Widths") {
            let widths = widths.array().iter().filter_map(|width| pdf.resolve(width).number());
            self.widths.extend((first..).zip(widths).take(256));
        }
        let name = pdf.value(dict, b"BaseFont").and_then(Object::name).unwrap_or_default();
        let signs = [b"Symbol".as_slice(), b"Dingbats", b"Wingdings"]
            .iter()
            .any(|sign| super::super::bytes::find(name, sign, 0).is_some());
        let encoding = pdf.value(dict, b"Encoding");
        let base = encoding.and_then(|encoding| match encoding {
            Object::Dict(encoding) => pdf.value(encoding, b"BaseEncoding").and_then(Object::name),
            other => other.name(),
        });
        let base = match base {
            Some(b"WinAnsiEncoding") => Base::WinAnsi,
            Some(b"MacRomanEncoding") => Base::MacRoman,
            _ if signs => Base::Signs,
            _ if pdf.value(dict, b"Subtype").and_then(Object::name) == Some(b"TrueType") => Base::WinAnsi,
            _ => Base::Standard,
        };
        let mut texts: Vec<Option<String>> = (0..=255).map(|code| base.character(code).map(String::from)).collect();
        if let Some(differences) =
            encoding.and_then(Object::dict).and_then(|encoding| pdf.value(encoding, b"Differences"))
        {
            let mut code = 0;
            for item in differences.array() {
                match pdf.resolve(item) {
                    Object::Name(name) => {
                        if let Some(place) = texts.get_mut(code) {
                            let text = std::str::from_utf8(name).ok().and_then(glyph::text);
                            *place = text.or(if signs { Some("□".to_owned()) } else { None });
                        }
                        code += 1;
                    }
                    number => code = number.size().unwrap_or(code),
                }
            }
        }
        self.kind = Kind::Simple(texts.into_boxed_slice());
    }

    /// The characters of a text operator's bytes.
    pub(super) fn show(&self, bytes: &[u8]) -> Vec<Shown> {
        let codes: Vec<(u32, u32, Option<String>, usize)> = match &self.kind {
            Kind::Simple(texts) => bytes
                .iter()
                .map(|byte| (u32::from(*byte), u32::from(*byte), texts.get(usize::from(*byte)).cloned().flatten(), 1))
                .collect(),
            Kind::Mapped(map) => map
                .split(bytes)
                .into_iter()
                .map(|(code, length)| {
                    let cid = map.cid_of(code).unwrap_or(code);
                    (code, cid, self.by_identifier(cid), length)
                })
                .collect(),
            Kind::Predefined(predefined) => predefined
                .split(bytes)
                .into_iter()
                .map(|(code, text)| {
                    let text = if *predefined == Predefined::Identity { self.by_identifier(code) } else { text };
                    (code, code, text, 2)
                })
                .collect(),
            Kind::Unknown => bytes.chunks(2).map(|pair| (cmap::code(pair), cmap::code(pair), None, 2)).collect(),
        };
        codes.into_iter().map(|(code, cid, text, length)| self.shown(code, cid, text, length)).collect()
    }

    fn shown(&self, code: u32, cid: u32, text: Option<String>, length: usize) -> Shown {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.text(code)).map(str::to_owned);
        let half =
            matches!(self.kind, Kind::Predefined(predefined) if predefined != Predefined::Identity && code < 256);
        let width = if half { 500.0 } else { self.widths.get(&cid).copied().unwrap_or(self.default_width) };
        // A map that gives nothing, or the sign for nothing, is worse than the encoding.
        let mapped = mapped.filter(|text| !text.is_empty() && !text.contains('\u{FFFD}'));
        Shown { text: mapped.or(text), width, blank: code == 32 && length == 1 }
    }

    fn by_identifier(&self, cid: u32) -> Option<String> {
        if self.japan { super::japan::text(cid) } else { None }
    }
}
