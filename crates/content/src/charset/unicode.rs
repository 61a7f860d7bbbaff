//! UTF-16, UTF-32 and UTF-7.

use std::borrow::Cow;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use encoding_rs::{UTF_16BE, UTF_16LE};

use super::{Decoded, LITTLE, Order};

/// Bytes in which NULs are counted.
const SAMPLE: usize = 4 << 10;

/// UTF-16 by its mark, else by the label, else by where the NULs are, else big-endian (RFC 2781 §4.3).
pub(super) fn utf16(bytes: &[u8], labelled: Order) -> Decoded {
    let marked = match bytes {
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        _ => None,
    };
    let body = if marked.is_some() { bytes.get(2..).unwrap_or_default() } else { bytes };
    let sure = marked.or(labelled).or_else(|| order(bytes).flatten());
    let (text, damaged) = sure.unwrap_or(UTF_16BE).decode_without_bom_handling(body);
    Decoded::new(text, !damaged && sure.is_some())
}

/// The byte order of unmarked UTF-16: ASCII characters have their NUL always on the same side.
pub(super) fn order(bytes: &[u8]) -> Option<Order> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if !bytes.len().is_multiple_of(2) || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let (pairs, _) = sample.as_chunks::<2>();
    let high = pairs.iter().filter(|[first, second]| *first == 0 && *second != 0).count();
    let low = pairs.iter().filter(|[first, second]| *first != 0 && *second == 0).count();
    let (more, less) = (high.max(low), high.min(low));
    let clear = more * 4 >= pairs.len() && less * 16 <= more && more >= 2;
    clear.then_some(if high > low { Some(UTF_16BE) } else { Some(UTF_16LE) })
}

pub(super) fn utf32(bytes: &[u8], labelled: Order) -> Decoded {
    let little = match bytes {
        [0xFF, 0xFE, 0, 0, ..] => true,
        [0, 0, 0xFE, 0xFF, ..] => false,
        _ => labelled == LITTLE,
    };
    let (units, odd) = bytes.as_chunks::<4>();
    let mut lossless = odd.is_empty();
    let mut text = String::with_capacity(units.len());
    for unit in units {
        let number = if little { u32::from_le_bytes(*unit) } else { u32::from_be_bytes(*unit) };
        let known = char::from_u32(number);
        lossless &= known.is_some();
        text.push(known.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Decoded::new(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text), lossless)
}

/// RFC 2152. Programs disagree on it for good reasons, so a text that uses it is read, but counts as not lossless.
pub(super) fn utf7(bytes: &[u8]) -> Decoded {
    let source: Cow<'_, str> = String::from_utf8_lossy(bytes);
    if bytes.is_ascii() && !bytes.contains(&b'+') {
        return Decoded::new(source, true);
    }
    let mut text = String::with_capacity(source.len());
    let mut rest = source.as_ref();
    while let Some((before, shifted)) = rest.split_once('+') {
        text.push_str(before);
        let end =
            shifted.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))).unwrap_or(shifted.len());
        let (digits, after) = shifted.split_at(end);
        rest = after.strip_prefix('-').unwrap_or(after);
        text.push_str(&if digits.is_empty() { "+".to_owned() } else { units(digits) });
    }
    text.push_str(rest);
    Decoded::new(text, false)
}

fn units(digits: &str) -> String {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let usable = digits.get(..digits.len() - usize::from(digits.len() % 4 == 1)).unwrap_or_default();
    let bytes = ENGINE.decode(usable).unwrap_or_default();
    let even = bytes.get(..bytes.len() / 2 * 2).unwrap_or_default();
    UTF_16BE.decode_without_bom_handling(even).0.into_owned()
}
