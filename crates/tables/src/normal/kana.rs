//! Widths and kana.

use unicode_normalization::UnicodeNormalization as _;

/// Half-width katakana U+FF61 … U+FF9F as full-width ones, in order (JIS X 0201 → JIS X 0208).
const FULL: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// Whether neither NFKC nor `width` changes the text: printable ASCII, kana without combining marks, kanji of the
/// basic block. Most cells are.
pub(super) fn is_settled(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, ' '..='~' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' | '。' | '、')
    })
}

pub(super) fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

pub(super) fn width(text: &str) -> String {
    let mut wide = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ff01}'..='\u{ff5e}' => wide.extend(char::from_u32(u32::from(c) - 0xfee0)),
            '\u{3000}' => wide.push(' '),
            '\u{ff9e}' => voice(&mut wide, '\u{3099}', '゛'),
            '\u{ff9f}' => voice(&mut wide, '\u{309a}', '゜'),
            '\u{ff61}'..='\u{ff9d}' => wide.extend(FULL.chars().nth((u32::from(c) - 0xff61) as usize)),
            _ => wide.push(c),
        }
    }
    wide
}

/// Puts a half-width sound mark onto the kana before it, if that kana has such a sound.
fn voice(text: &mut String, combining: char, alone: char) {
    let voiced = text.pop().map(|last| (last, unicode_normalization::char::compose(last, combining)));
    match voiced {
        Some((_, Some(both))) => text.push(both),
        Some((last, None)) => text.extend([last, alone]),
        None => text.push(alone),
    }
}

pub(super) const fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{309d}' | '\u{309e}')
}

pub(super) fn katakana(text: &str) -> String {
    let shifted = |c: char| if is_hiragana(c) { char::from_u32(u32::from(c) + 0x60).unwrap_or(c) } else { c };
    text.chars().map(shifted).collect()
}
