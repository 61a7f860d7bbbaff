//! Which charset, when nobody says: what Japanese mail and Japanese files are in, then everything else.
//!
//! Strict tests first (UTF-8, escape sequences, UTF-16 by its NULs); between Shift_JIS and EUC-JP, where short texts fit
//! both, the reading with fewer half-width kana wins; what fits none of them is mended.

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use super::{Decoded, Order, iso2022, mend, step, strictly, tally::Tally, unicode};

/// Bytes in which wide characters are looked for: an even number.
const WIDE_SAMPLE: usize = 4 << 10;

pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some(order) = wide(bytes) {
        return unicode::utf16(bytes, order);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if bytes.is_ascii() && iso2022::is_escaped(bytes) {
            return iso2022::decode(bytes);
        }
        return Decoded::new(text, true);
    }
    if iso2022::is_escaped(bytes) {
        return iso2022::decode(bytes);
    }
    let decoded = japanese(bytes).unwrap_or_else(|| mend::decode(bytes));
    // No text of one of these charsets has a zero byte: it is half of a character that was not understood.
    Decoded { lossless: decoded.lossless && memchr::memchr(0, bytes).is_none(), ..decoded }
}

/// The byte order, if it is UTF-16 without a mark.
pub(super) fn wide(bytes: &[u8]) -> Option<Order> {
    unicode::order(bytes).or_else(|| short_wide(bytes).map(Some))
}

/// UTF-16 without a mark in which ASCII is rare: every unit is a Japanese or an ASCII character. Bytes that are UTF-8
/// are so only by accident, unless there are zero bytes in them.
fn short_wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..WIDE_SAMPLE).unwrap_or(bytes);
    let zeros = memchr::memchr(0, sample).is_some();
    if !bytes.len().is_multiple_of(2) || !zeros && (bytes.is_ascii() || std::str::from_utf8(sample).is_ok()) {
        return None;
    }
    [UTF_16LE, UTF_16BE].into_iter().find(|order| {
        let Some(text) = order.decode_without_bom_handling_and_without_replacement(sample) else { return false };
        let tally = Tally::of(&text);
        let odd = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
        let least = if zeros { 1 } else { 4 };
        tally.good() >= least && tally.share() >= 950 && !text.contains(odd)
    })
}

/// Shift_JIS or EUC-JP, if the bytes fit.
fn japanese(bytes: &[u8]) -> Option<Decoded> {
    let (shift_jis, euc) = (strictly(bytes, SHIFT_JIS), strictly(bytes, EUC_JP));
    match (shift_jis.lossless, euc.lossless) {
        (true, false) => is_likely(&shift_jis.text).then_some(shift_jis).filter(|_| !step::is_out(bytes, SHIFT_JIS)),
        (false, true) => is_likely(&euc.text).then_some(euc).filter(|_| !step::is_out(bytes, EUC_JP)),
        (true, true) if half_width(&shift_jis.text) * 2 > outside_ascii(&shift_jis.text) => Some(euc),
        (true, true) => Some(shift_jis),
        (false, false) => None,
    }
}

/// A reading made only of rare cells is an accident: Latin-1 `é` before a letter also is a pair of Shift_JIS.
fn is_likely(text: &str) -> bool {
    let common = |c: &char| matches!(c, '\u{3000}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF9F}');
    let all = outside_ascii(text);
    let good = text.chars().filter(common).count();
    good * 4 >= all * 3 && (good > 1 || text.chars().count() < 8)
}

fn half_width(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, '\u{FF61}'..='\u{FF9F}')).count()
}

fn outside_ascii(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

/// Whether the bytes fit the encoding but for a character cut off at the end: the label was right, the text is torn.
pub(super) fn is_cut_short(bytes: &[u8], encoding: &'static Encoding) -> bool {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    }
    (1..=3).any(|cut| {
        let end = bytes.len().saturating_sub(cut);
        end > 0 && bytes.get(..end).is_some_and(|head| strictly(head, encoding).lossless)
    })
}
