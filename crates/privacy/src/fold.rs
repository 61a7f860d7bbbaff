//! Folding: the same text with full-width letters, digits and marks made ASCII, and every dash made `-`.
//! One character stays one character, so character offsets of the folded text are those of the original.
//! Nothing is allocated when there is nothing to fold.

use std::borrow::Cow;

/// Folds a text.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    let Some(first) = first_foldable(text) else {
        return Cow::Borrowed(text);
    };
    let (plain, rest) = text.split_at_checked(first).unwrap_or(("", text));
    let mut folded = String::with_capacity(text.len());
    folded.push_str(plain);
    folded.extend(rest.chars().map(fold_char));
    Cow::Owned(folded)
}

/// Byte position of the first character that folding changes. Only lead bytes E2, E3 and EF can start one, and C2
/// (no-break space).
fn first_foldable(text: &str) -> Option<usize> {
    let may = |byte: u8| matches!(byte, 0xC2 | 0xE2 | 0xE3 | 0xEF);
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let at = from + rest.bytes().position(may)?;
        let c = text.get(at..)?.chars().next()?;
        if fold_char(c) != c {
            return Some(at);
        }
        from = at + c.len_utf8();
    }
    None
}

/// One character folded.
pub(crate) const fn fold_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(ascii) => ascii,
            None => c,
        },
        '\u{3000}' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF70}' | '\u{FE63}' | '\u{2500}' | '\u{2501}' => '-',
        '〒' => '〒',
        '。' | '、' => c,
        _ => c,
    }
}
