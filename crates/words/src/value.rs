//! Values that are put into sentences. They come from letters, people and servers and are not trusted.

use std::borrow::Cow;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// A text; cleaned before it is used.
    Text(Cow<'a, str>),
    /// A number; written with thousands separators, and chooses between singular and plural.
    Count(u64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<u64> for Value<'_> {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<u32> for Value<'_> {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<usize> for Value<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

/// The text on one line and in its own direction: controls and line separators become spaces, marks and overrides of
/// the direction of writing (Unicode Standard Annex #9 §2) and invisible characters vanish, so that `fdp.exe` cannot
/// be shown as `exe.pdf`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !is_break(c) && !is_invisible(c)) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !is_invisible(*c));
    Cow::Owned(kept.map(|c| if is_break(c) { ' ' } else { c }).collect())
}

const fn is_break(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}')
}

/// Direction marks, and characters without width that only hide differences. Joiners stay: scripts need them.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests;
