//! Telephone numbers and postal codes.

use std::borrow::Cow;

use super::kana;

/// Digits of the text, if all else in it is punctuation of numbers; a plus only in front.
fn digits(text: &str, marks: &[char]) -> Option<(bool, String)> {
    let narrow = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(kana::width(text)) };
    let narrow = narrow.trim();
    let (plus, rest) = narrow.strip_prefix('+').map_or((false, narrow), |rest| (true, rest));
    let mut found = String::with_capacity(rest.len());
    for c in rest.chars() {
        match c {
            '0'..='9' => found.push(c),
            _ if marks.contains(&c) => {}
            _ => return None,
        }
    }
    Some((plus, found))
}

/// Hyphens in all the forms that input methods offer, brackets, dots, blanks.
const MARKS: [char; 14] = ['-', '‐', '‑', '‒', '–', '—', '―', '−', 'ー', '(', ')', '.', ' ', '/'];

pub(super) fn phone(text: &str) -> Option<String> {
    let (plus, digits) = digits(text, &MARKS)?;
    if plus {
        return match digits.strip_prefix("81") {
            // +81 (0)3-… is written, too.
            Some(rest) => domestic(format!("0{}", rest.trim_start_matches('0'))),
            None => (7..=15).contains(&digits.len()).then(|| format!("+{digits}")),
        };
    }
    domestic(digits)
}

fn domestic(digits: String) -> Option<String> {
    ((9..=11).contains(&digits.len()) && digits.starts_with('0')).then_some(digits)
}

pub(super) fn postal(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('〒');
    let (plus, digits) = digits(text, MARKS.get(..9).unwrap_or_default())?;
    (!plus && digits.len() == 7).then_some(digits)
}
