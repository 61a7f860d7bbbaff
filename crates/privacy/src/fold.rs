//! Folding: the same text with full-width letters, digits and marks made ASCII, half-width kana made full-width, and
//! every dash made `-`. One character stays one character, but for half-width kana with their mark (ｶﾞ), which become
//! one: [`Pairs`] leads back to the original. Nothing is allocated when there is nothing to fold.

use std::borrow::Cow;

use crate::writing::{full_width, is_kana, voiced};

/// Folds a text.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    let Some(first) = first_foldable(text) else {
        return Cow::Borrowed(text);
    };
    let (plain, rest) = text.split_at_checked(first).unwrap_or(("", text));
    let mut folded = String::with_capacity(text.len());
    folded.push_str(plain);
    if may_have_kana(rest) {
        walk(plain.chars().next_back().unwrap_or(' '), rest, |c, _| folded.push(c));
    } else {
        folded.extend(rest.chars().map(fold_char));
    }
    Cow::Owned(folded)
}

/// Which characters of a folded text were two, a half-width kana and its mark: their numbers, ascending.
#[derive(Debug, Default)]
pub(crate) struct Pairs(Vec<usize>);

impl Pairs {
    /// Of a text that became `folded`.
    pub(crate) fn of(text: &str, folded: &str) -> Self {
        let (mut pairs, mut number) = (Vec::new(), 0);
        // Two become one of them; nothing grows.
        if folded.len() < text.len() && may_have_kana(text) {
            walk(' ', text, |_, pair| {
                pairs.extend(pair.then_some(number));
                number += 1;
            });
        }
        Self(pairs)
    }

    /// Whether this character of the folded text was two.
    pub(crate) fn has(&self, number: usize) -> bool {
        self.0.binary_search(&number).is_ok()
    }

    /// Where a character of the folded text began in the original.
    pub(crate) fn original(&self, number: usize) -> usize {
        number + self.0.partition_point(|pair| *pair < number)
    }
}

/// Gives every character folded, and whether it was two; `last` stands before them.
fn walk(mut last: char, text: &str, mut give: impl FnMut(char, bool)) {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let kana = full_width(c);
        let pair = kana.zip(chars.clone().next()).and_then(|(kana, mark)| voiced(kana, mark));
        if pair.is_some() {
            chars.next();
        }
        last = match c {
            // The long vowel of half-width kana; between digits a dash.
            '\u{FF70}' if !is_kana(last) => '-',
            _ => pair.or(kana).unwrap_or_else(|| fold_char(c)),
        };
        give(last, pair.is_some());
    }
}

/// Whether half-width kana may be among the characters, by their bytes.
fn may_have_kana(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| matches!(pair, [0xEF, 0xBD | 0xBE]))
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
            _ => matches!(second, Some(0xB9 | 0xBC | 0xBD | 0xBE)),
        };
        if likely && text.get(at..)?.chars().next().is_some_and(|c| fold_char(c) != c || full_width(c).is_some()) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// One character folded that is no half-width kana.
const fn fold_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => match char::from_u32(c as u32 - 0xFEE0) {
            Some(ascii) => ascii,
            None => c,
        },
        '\u{FF61}' => '。',
        '\u{FF62}' => '「',
        '\u{FF63}' => '」',
        '\u{FF64}' => '、',
        '\u{FF65}' => '・',
        '\u{3000}' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{2500}' | '\u{2501}' => '-',
        _ => c,
    }
}
