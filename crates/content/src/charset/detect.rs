//! Which charset, when nobody says: what Japanese mail and Japanese files are in, then everything else.
//!
//! Strict tests first (UTF-8, escape sequences, UTF-16 by its NULs); between Shift_JIS and EUC-JP, where short texts fit
//! both, the reading with fewer half-width kana wins; the statistical detector only comes when none of them fits.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS, UTF_8};

use super::{Decoded, iso2022, strictly, unicode};

/// Bytes the statistical detector looks at.
const SAMPLE: usize = 64 << 10;

pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some(order) = unicode::order(bytes) {
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
    japanese(bytes).unwrap_or_else(|| statistical(bytes))
}

/// Shift_JIS or EUC-JP, if the bytes fit.
fn japanese(bytes: &[u8]) -> Option<Decoded> {
    let (shift_jis, euc) = (strictly(bytes, SHIFT_JIS), strictly(bytes, EUC_JP));
    match (shift_jis.lossless, euc.lossless) {
        (true, false) => is_likely(&shift_jis.text).then_some(shift_jis),
        (false, true) => is_likely(&euc.text).then_some(euc),
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

fn statistical(bytes: &[u8]) -> Decoded {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..SAMPLE).unwrap_or(bytes), true);
    strictly(bytes, detector.guess(None, Utf8Detection::Deny))
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
