//! A text as it is searched for persons: folded, without what readers do not see, spaces inside Japanese gone.
//!
//! 「山田　太郎」, 「ヤマダ\nタロウ」 and `ＹＡＭＡＤＡ` are searched as they are meant. The same form is made of what the master
//! says and of what a letter says, so two spellings of one value meet. Total and linear.

use sekisho_privacy::writing;

/// The characters of a text in search form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) chars: Vec<char>,
}

impl Form {
    /// The form of a text.
    pub(crate) fn of(text: &str) -> Self {
        // Japanese has three bytes to a character: room for all of it, and for other texts nearly.
        let mut form = Self { chars: Vec::with_capacity(text.len() / 2) };
        let mut space = false;
        for c in writing::characters(text) {
            if c.is_whitespace() {
                space = true;
            } else if c.is_ascii() {
                form.push(c.to_ascii_lowercase(), std::mem::take(&mut space));
            } else if writing::is_caseless(c) {
                form.push(one(c), std::mem::take(&mut space));
            } else if !is_unseen(c) {
                c.to_lowercase().for_each(|c| form.push(one(c), std::mem::take(&mut space)));
            }
        }
        form
    }

    /// A space counts only where it divides words, which Japanese does not do with spaces.
    fn push(&mut self, c: char, after_space: bool) {
        if after_space && self.chars.last().is_some_and(|last| last.is_ascii() || c.is_ascii()) {
            self.chars.push(' ');
        }
        self.chars.push(c);
    }

    pub(crate) fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before `at`.
    pub(crate) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }
}

/// Katakana for hiragana, one dash for all, one form for the variants of a character in names.
fn one(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).map_or(c, writing::variant),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' => '-',
        _ => writing::variant(c),
    }
}

/// Soft hyphens, direction marks and joiners divide a value without being seen.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (one, other) in [
            ("山田　太郎", "山田太郎"),
            ("やまだ\nたろう", "ヤマダタロウ"),
            ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"),
            ("髙橋", "高橋"),
            ("山\u{AD}田\u{200B}太郎", "山田太郎"),
            ("ＴＡＲＯ  Yamada", "taro yamada"),
            ("０３－１２３４", "03-1234"),
            ("03‐1234", "03-1234"),
        ] {
            assert_eq!(Form::of(one), Form::of(other), "{one} {other}");
        }
        assert_ne!(Form::of("taro yamada"), Form::of("taroyamada"));
        assert_ne!(Form::of("渡辺"), Form::of("渡部"));
    }
}
