//! Whether a run of digits is called a member number. A short number in a letter is mostly a price, a date or a count;
//! it is taken for a member number only with a word before it that says so.

use crate::form::Form;

/// Digits that need no word.
const LONG: usize = 9;
/// How far before the number the word may stand.
const REACH: usize = 14;
/// In search form.
const WORDS: &[&str] =
    &["番号", "会員", "顧客", "お客様", "オ客様", "契約", "id", "no", "number", "member", "customer", "ナンバ"];

/// Whether the number that starts at `at` is one by its form or by what is written before it.
pub(super) fn is_named(form: &Form, at: usize, number: &str) -> bool {
    if number.len() >= LONG || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let start = at.saturating_sub(REACH);
    let before: String = form.chars.get(start..at).unwrap_or_default().iter().collect();
    // A word that already names another number does not name this one.
    let near = before.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or("");
    WORDS.iter().any(|word| near.contains(word))
}
