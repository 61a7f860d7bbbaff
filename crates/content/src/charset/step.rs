//! Back into step: a lost or cut byte in Shift_JIS or EUC-JP makes every later pair of its line one of wrong halves,
//! and most wrong pairs are characters, too. The cheapest way to cut a line into characters is the right one: common
//! characters cost little, rare ones more, a lost byte most.

use std::ops::Range;

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};

/// What kind of character bytes are, by price.
const COMMON: u32 = 1;
const HALF_WIDTH: u32 = 3;
const RARE: u32 = 4;
const LOST: u32 = 9;

/// Decodes a line of Shift_JIS or EUC-JP; what belongs to no character is replaced.
pub(super) fn decode(line: &[u8], encoding: &'static Encoding) -> String {
    let mut text = String::with_capacity(line.len() * 3 / 2);
    let mut from = 0;
    for lost in lost(line, encoding) {
        text.push_str(&encoding.decode_without_bom_handling(line.get(from..lost.start).unwrap_or_default()).0);
        text.push(char::REPLACEMENT_CHARACTER);
        from = lost.end;
    }
    text.push_str(&encoding.decode_without_bom_handling(line.get(from..).unwrap_or_default()).0);
    text
}

/// Whether a line that fits is made of pairs of wrong halves all the same: rare characters side by side, and a cheaper
/// way through it that loses a byte.
pub(super) fn is_out(bytes: &[u8], encoding: &'static Encoding) -> bool {
    is_odd(bytes, encoding)
        && bytes.split(|byte| *byte == b'\n').any(|line| is_odd(line, encoding) && !lost(line, encoding).is_empty())
}

/// Whether rare characters stand side by side somewhere.
fn is_odd(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let mut rest = bytes;
    let mut before = false;
    while let Some(first) = rest.first() {
        if first.is_ascii() {
            before = false;
            rest = rest.get(rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len())..).unwrap_or_default();
            continue;
        }
        let (length, price) = taken(*first, rest, encoding);
        if before && price >= RARE {
            return true;
        }
        before = price >= RARE;
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

/// The character at the beginning as a decoder takes it.
fn taken(first: u8, rest: &[u8], encoding: &'static Encoding) -> (usize, u32) {
    let length = match first {
        0xA1..=0xDF if encoding == SHIFT_JIS => 1,
        0x8F if encoding == EUC_JP => 3,
        _ => 2,
    };
    rest.get(..length).and_then(|bytes| price(bytes, encoding)).map_or((1, LOST), |price| (length, price))
}

/// The lost bytes on the cheapest way through a line, ascending; neighbours together.
fn lost(line: &[u8], encoding: &'static Encoding) -> Vec<Range<usize>> {
    // Prices of the ways to the last three places, and the length of the last step to each place.
    let mut paid = [u32::MAX, u32::MAX, 0];
    let mut steps: Vec<(u8, bool)> = Vec::with_capacity(line.len());
    for end in 1..=line.len() {
        let way = |length: usize| {
            let before = *paid.get(3 - length)?;
            let bytes = line.get(end.checked_sub(length)?..end)?;
            let price = price(bytes, encoding);
            let all = before.checked_add(price.or((length == 1).then_some(LOST))?)?;
            Some((all, u8::try_from(length).ok()?, price.is_none()))
        };
        let best = (1..=3).filter_map(way).min().unwrap_or((u32::MAX, 1, true));
        paid = [paid[1], paid[2], best.0];
        steps.push((best.1, best.2));
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut end = line.len();
    while let Some((length, is_lost)) = end.checked_sub(1).and_then(|last| steps.get(last)) {
        let start = end.saturating_sub(usize::from(*length));
        match found.last_mut() {
            Some(next) if *is_lost && next.start == end => next.start = start,
            _ if *is_lost => found.push(start..end),
            _ => {}
        }
        end = start;
    }
    found.reverse();
    found
}

/// The price of bytes as one character; `None` when they are none.
fn price(bytes: &[u8], encoding: &'static Encoding) -> Option<u32> {
    match bytes {
        [ascii] if ascii.is_ascii() => Some(0),
        [0xA1..=0xDF] if encoding == SHIFT_JIS => Some(HALF_WIDTH),
        [lead, trail] if encoding == SHIFT_JIS => shift_jis(*lead, *trail),
        [0x8E, 0xA1..=0xDF] if encoding == EUC_JP => Some(HALF_WIDTH),
        [lead, trail] if encoding == EUC_JP => euc(*lead, *trail),
        [0x8F, 0xA2..=0xED, 0xA1..=0xFE] if encoding == EUC_JP => Some(RARE),
        _ => None,
    }
}

const fn shift_jis(lead: u8, trail: u8) -> Option<u32> {
    if !matches!(trail, 0x40..=0x7E | 0x80..=0xFC) {
        return None;
    }
    Some(match (lead, trail) {
        (0x81, _) | (0x82, 0x4F..=0x58 | 0x60..=0x79 | 0x81..=0x9A | 0x9F..=0xF1) => COMMON,
        (0x83, 0x40..=0x96) | (0x88, 0x9F..) | (0x89..=0x97, _) | (0x87, ..=0x9C) | (0x98, ..=0x72) => COMMON,
        (0x83, 0x9F..=0xD6) | (0x84, ..=0xBE) => RARE,
        (0x98, 0x9F..) | (0x99..=0x9F | 0xE0..=0xE9, _) | (0xEA, ..=0xA4) | (0xED..=0xEE | 0xFA..=0xFB, _) => RARE,
        (0xFC, ..=0x4B) => RARE,
        _ => return None,
    })
}

const fn euc(lead: u8, trail: u8) -> Option<u32> {
    Some(match (lead, trail) {
        (_, ..=0xA0 | 0xFF) => return None,
        (0xA1, _) | (0xA3, 0xB0..=0xB9 | 0xC1..=0xDA | 0xE1..=0xFA) | (0xA4, ..=0xF3) | (0xA5, ..=0xF6) => COMMON,
        (0xAD | 0xB0..=0xCF, _) => COMMON,
        (0xA2 | 0xA6..=0xA8 | 0xD0..=0xF4 | 0xF9..=0xFC, _) => RARE,
        _ => return None,
    })
}
