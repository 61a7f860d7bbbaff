//! Words in Latin letters that begin with a capital, and chains of them.

use std::ops::Range;

/// Most words of a name.
pub(super) const WORDS: usize = 4;

/// A word that begins with a capital, or is all capitals.
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) range: Range<usize>,
    /// Whether one blank is all that stands between it and the token before.
    pub(super) joined: bool,
}

impl Token<'_> {
    /// In lower case.
    pub(super) fn lower(&self) -> String {
        self.text.to_lowercase()
    }
}

/// All of a text, left to right.
pub(super) fn read(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(begins)).map(|n| at + n) {
        let len = letters(text.get(start..).unwrap_or(""));
        at = start + len.max(1);
        if len == 0 {
            continue;
        }
        let glued = start
            .checked_sub(1)
            .and_then(|n| bytes.get(n))
            .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'.' | b'_' | b'/' | b'-' | b'&'))
            || bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'_' | b'/' | b'&'));
        let word = text.get(start..at).unwrap_or("").trim_end_matches(['-', '\'']);
        if !glued && word.starts_with(char::is_uppercase) {
            let joined = tokens
                .last()
                .is_some_and(|last| last.range.end + 1 == start && bytes.get(last.range.end) == Some(&b' '));
            tokens.push(Token { text: word, range: start..start + word.len(), joined });
        }
    }
    tokens
}

/// An ASCII letter, or the first byte of a letter with an accent.
const fn begins(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, 0xC3..=0xC9)
}

/// Bytes of the word a text begins with.
fn letters(text: &str) -> usize {
    let ascii = text.bytes().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'-')).count();
    if text.as_bytes().get(ascii).is_none_or(|byte| !matches!(byte, 0xC3..=0xC9 | 0xE1)) {
        return ascii;
    }
    let letter =
        |c: &char| c.is_ascii_alphabetic() || matches!(c, '\'' | '-' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỹ');
    text.chars().take_while(letter).map(char::len_utf8).sum()
}

/// The tokens at the head of a list that follow each other with one blank between.
pub(super) fn chain<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let more = tokens.iter().skip(1).take_while(|token| token.joined).count();
    tokens.get(..=more).unwrap_or_default()
}
