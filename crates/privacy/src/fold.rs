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

/// Byte position of the first character that folding changes, by its bytes: nearly all text has none.
fn first_foldable(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        // Past what is ASCII, eight bytes at a time.
        while let Some(eight) = bytes.get(from..).and_then(|rest| rest.first_chunk::<8>())
            && u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080 == 0
        {
            from += 8;
        }
        let may = |byte: &u8| matches!(byte, 0xC2 | 0xE2 | 0xE3 | 0xEF);
        let at = from + bytes.get(from..)?.iter().position(may)?;
        let second = bytes.get(at + 1);
        let likely = match bytes.get(at)? {
            0xC2 => second == Some(&0xA0),
            0xE3 => second == Some(&0x80) && bytes.get(at + 2) == Some(&0x80),
            0xE2 => matches!(second, Some(0x80 | 0x88 | 0x94)),
            _ => matches!(second, Some(0xB9 | 0xBC | 0xBD)),
        };
        if likely && text.get(at..)?.chars().next().is_some_and(|c| fold_char(c) != c) {
            return Some(at);
        }
        from = at + 1;
    }
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
        _ => c,
    }
}
