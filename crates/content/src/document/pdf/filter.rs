//! Filters of streams (ISO 32000-2 §7.4), within ratio and budget. What only pictures are coded with is left as it is.

use std::borrow::Cow;

use sekisho_model::Blind;

use super::{
    super::{gather::Gather, zip},
    file::Pdf,
    object::{Dict, Object},
};
use crate::budget::Budget;

/// Filters of one stream.
const MOST_FILTERS: usize = 8;

/// What a stream still is behind the filters that are undone here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Nothing more: text, or the samples of a picture.
    Plain,
    Jpeg,
    Jpeg2000,
    /// CCITT groups 3 and 4.
    Fax,
    /// JBIG2, and whatever follows a coding of pictures.
    Other,
}

/// A stream behind its filters.
pub(super) struct Decoded<'a> {
    pub bytes: Cow<'a, [u8]>,
    pub coding: Coding,
    /// Parameters of the coding.
    pub parameters: Option<Dict>,
}

/// The bytes behind all filters; `None` for what could not be unpacked, which is blind.
pub(super) fn decode<'a>(
    pdf: &Pdf<'_>,
    dict: &Dict,
    raw: &'a [u8],
    gather: &mut Gather,
    budget: &mut Budget,
) -> Option<Decoded<'a>> {
    let list = |key: &[u8], short: &[u8]| -> Vec<Object> {
        match pdf.value(dict, key).or_else(|| pdf.value(dict, short)) {
            Some(Object::Array(items)) => items.iter().map(|item| pdf.resolve(item).clone()).collect(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        }
    };
    let (filters, parameters) = (list(b"Filter", b"F"), list(b"DecodeParms", b"DP"));
    if filters.len() > MOST_FILTERS {
        gather.blind(Blind::Limit);
        return None;
    }
    let mut data = Cow::Borrowed(raw);
    for (number, filter) in filters.iter().enumerate() {
        let parameters = parameters.get(number).and_then(Object::dict);
        let name = filter.name()?;
        if let Some(coding) = coding(name) {
            let last = number + 1 == filters.len();
            let coding = if last { coding } else { Coding::Other };
            return Some(Decoded { bytes: data, coding, parameters: parameters.cloned() });
        }
        let most = data.len().saturating_mul(budget.limits().ratio).max(zip::FREE_OF_RATIO).min(budget.bytes_left());
        let (out, whole) = match name {
            b"FlateDecode" | b"Fl" => inflate(&data, most),
            b"LZWDecode" | b"LZW" => lzw(&data, most, parameter(pdf, parameters, b"EarlyChange", 1)),
            b"ASCIIHexDecode" | b"AHx" => (hexadecimal(&data), true),
            b"ASCII85Decode" | b"A85" => (ascii85(&data), true),
            b"RunLengthDecode" | b"RL" => run_length(&data, most),
            _ => {
                gather.blind(Blind::NoReader);
                return None;
            }
        };
        if !budget.take_bytes(out.len()) || out.len() >= most {
            gather.blind(Blind::Limit);
        } else if !whole && !data.is_empty() && (out.is_empty() || says_something(pdf, dict)) {
            gather.blind(Blind::Damaged);
        }
        data = Cow::Owned(predicted(pdf, parameters, out));
    }
    Some(Decoded { bytes: data, coding: Coding::Plain, parameters: None })
}

/// Data of zlib. Some writers leave the checksum out or get it wrong, which loses nothing.
fn inflate(data: &[u8], most: usize) -> (Vec<u8>, bool) {
    let (out, whole) = zip::drain(flate2::bufread::ZlibDecoder::new(data), most);
    if whole || out.len() >= most {
        return (out, whole);
    }
    let (raw, whole) = zip::drain(flate2::bufread::DeflateDecoder::new(data.get(2..).unwrap_or_default()), most);
    if raw.len() >= out.len() { (raw, whole) } else { (out, false) }
}

/// Whether words may stand in a stream: not in pictures, fonts and profiles of colours.
fn says_something(pdf: &Pdf<'_>, dict: &Dict) -> bool {
    let subtype = pdf.value(dict, b"Subtype").and_then(Object::name);
    let silent = subtype.is_some_and(|name| name != b"Form" && name != b"XML");
    !silent && ![b"Length1".as_slice(), b"Alternate", b"ShadingType"].iter().any(|key| dict.contains_key(*key))
}

fn coding(filter: &[u8]) -> Option<Coding> {
    Some(match filter {
        b"DCTDecode" | b"DCT" => Coding::Jpeg,
        b"JPXDecode" => Coding::Jpeg2000,
        b"CCITTFaxDecode" | b"CCF" => Coding::Fax,
        b"JBIG2Decode" => Coding::Other,
        _ => return None,
    })
}

fn parameter(pdf: &Pdf<'_>, parameters: Option<&Dict>, key: &[u8], usual: usize) -> usize {
    parameters.and_then(|dict| pdf.value(dict, key)).and_then(Object::size).unwrap_or(usual)
}

/// Undoes the PNG predictors (and TIFF's, for bytes).
fn predicted(pdf: &Pdf<'_>, parameters: Option<&Dict>, data: Vec<u8>) -> Vec<u8> {
    let predictor = parameter(pdf, parameters, b"Predictor", 1);
    if predictor < 2 {
        return data;
    }
    let colors = parameter(pdf, parameters, b"Colors", 1).clamp(1, 64);
    let bits = parameter(pdf, parameters, b"BitsPerComponent", 8).clamp(1, 16);
    let columns = parameter(pdf, parameters, b"Columns", 1).clamp(1, 1 << 20);
    let pixel = (colors * bits).div_ceil(8);
    let width = (colors * bits * columns).div_ceil(8);
    let tag = usize::from(predictor >= 10);
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0; width];
    for row in data.chunks(width + tag) {
        let (kind, row) =
            if tag == 1 { (row.first().copied().unwrap_or(0), row.get(1..).unwrap_or_default()) } else { (1, row) };
        let mut line: Vec<u8> = Vec::with_capacity(width);
        for (at, byte) in row.iter().enumerate() {
            let left = at.checked_sub(pixel).and_then(|at| line.get(at)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let corner = at.checked_sub(pixel).and_then(|at| above.get(at)).copied().unwrap_or(0);
            line.push(byte.wrapping_add(match kind {
                1 => left,
                2 => up,
                3 => u8::try_from((u16::from(left) + u16::from(up)) / 2).unwrap_or(0),
                4 => paeth(left, up, corner),
                _ => 0,
            }));
        }
        out.extend_from_slice(&line);
        above = line;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

fn hexadecimal(data: &[u8]) -> Vec<u8> {
    let end = data.iter().position(|byte| *byte == b'>').unwrap_or(data.len());
    let digits: Vec<u8> = data
        .iter()
        .take(end)
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits.chunks(2).map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let flush = |group: &mut Vec<u8>, out: &mut Vec<u8>| {
        let length = group.len();
        if length > 1 {
            group.resize(5, 84);
            let value = group.iter().fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(u32::from(*digit)));
            out.extend(value.to_be_bytes().iter().take(length - 1));
        }
        group.clear();
    };
    for byte in data {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            flush(&mut group, &mut out);
        }
    }
    flush(&mut group, &mut out);
    out
}

fn run_length(data: &[u8], most: usize) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let mut rest = data;
    while let Some((length, after)) = rest.split_first() {
        let length = usize::from(*length);
        match length {
            128 => return (out, true),
            0..128 => {
                let taken = after.get(..=length).unwrap_or(after);
                out.extend_from_slice(taken);
                rest = after.get(length + 1..).unwrap_or_default();
            }
            _ => {
                out.extend(std::iter::repeat_n(after.first().copied().unwrap_or(0), 257 - length));
                rest = after.get(1..).unwrap_or_default();
            }
        }
        if out.len() >= most {
            out.truncate(most);
            return (out, false);
        }
    }
    (out, true)
}

/// LZW with codes of 9 to 12 bits, most significant bit first.
fn lzw(data: &[u8], most: usize, early: usize) -> (Vec<u8>, bool) {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut out: Vec<u8> = Vec::new();
    // Each entry is a range of what has been put out already.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut before: Option<(usize, usize)> = None;
    let (mut bits, mut held, mut width) = (0_usize, 0, 9);
    for byte in data {
        bits = bits << 8 | usize::from(*byte);
        held += 8;
        while held >= width {
            held -= width;
            let code = bits >> held & ((1 << width) - 1);
            bits &= (1 << held) - 1;
            if code == CLEAR {
                table.clear();
                before = None;
                width = 9;
                continue;
            }
            let start = out.len();
            match (code, before) {
                (END, _) => return (out, true),
                (0..=255, _) => out.push(u8::try_from(code).unwrap_or(0)),
                (_, previous) => {
                    // The one code that may not be known yet: the last text and its own first byte.
                    let entry = table.get(code - 258).copied().or(previous.map(|(from, length)| (from, length + 1)));
                    let Some((from, length)) = entry else { return (out, false) };
                    for step in 0..length {
                        let Some(byte) = out.get(from + step).copied() else { return (out, false) };
                        out.push(byte);
                    }
                }
            }
            if out.len() >= most {
                out.truncate(most);
                return (out, false);
            }
            if let Some((from, length)) = before.filter(|_| table.len() < 4_096 - 258) {
                table.push((from, length + 1));
            }
            before = Some((start, out.len() - start));
            width = match table.len() + 258 + early {
                0..512 => 9,
                512..1024 => 10,
                1024..2048 => 11,
                _ => 12,
            };
        }
    }
    (out, true)
}
