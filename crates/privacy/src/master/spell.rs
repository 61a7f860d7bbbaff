//! The normal form of each identifier: what is written in several ways and means one thing becomes one text.

use sekisho_romaji as romaji;

use crate::{
    detect::{email, phone},
    fold::fold,
    writing::{self, company::bare, is_kana, is_kanji},
};

/// Digits of a telephone number without and with its country (E.164).
const PHONE: std::ops::RangeInclusive<usize> = 9..=16;
/// Characters of a member number. Shorter ones are row numbers.
const ID: std::ops::RangeInclusive<usize> = 3..=40;
/// Characters of a name.
const NAME: usize = 60;
/// Words of a name in Latin letters or kana.
const WORDS: usize = 4;
/// What follows a name and is none of it.
const HONORIFICS: &[&str] = &["様", "さま", "さん", "殿", "氏", "先生", "御中"];

/// A mail address.
pub(super) fn mail(text: &str) -> Option<String> {
    email::key(fold(text.trim()).trim())
}

/// A telephone number: its national digits.
pub(super) fn phone(text: &str) -> Option<String> {
    let key = phone::key(fold(text.trim()).trim());
    PHONE.contains(&key.len()).then_some(key)
}

/// A member, customer or employee number.
pub(super) fn id(text: &str) -> Option<String> {
    let plain: String = fold(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (ID.contains(&plain.chars().count()) && plain.chars().any(|c| c.is_ascii_digit())).then_some(plain)
}

/// A name with Chinese characters: without blanks, in one variant of each character.
pub(super) fn name(text: &str) -> Option<String> {
    let plain = without_honorific(&writing::name(text.trim())).to_owned();
    let fits = (2..=NAME).contains(&plain.chars().count()) && plain.chars().any(is_kanji);
    fits.then_some(plain)
}

/// A name in kana or Latin letters: how it reads, surname first as Japanese names are, and as written in the other order.
pub(super) fn readings(text: &str) -> Vec<String> {
    let folded = writing::fold(text.trim());
    let words: Vec<&str> = without_honorific(&folded)
        .split(|c: char| c.is_whitespace() || matches!(c, '・' | ',' | '.' | '='))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > WORDS || folded.chars().count() > NAME {
        return Vec::new();
    }
    let mut orders = vec![words.concat()];
    if let [first @ .., last] = words.as_slice()
        && !first.is_empty()
    {
        orders.push(format!("{last}{}", first.concat()));
    }
    orders.iter().filter_map(|order| reading(order)).filter(|reading| reading.len() >= 4).collect()
}

/// How one word of kana or Latin letters reads.
pub(super) fn reading(word: &str) -> Option<String> {
    let folded = writing::fold(word.trim());
    if folded.chars().all(|c| is_kana(c) || c.is_whitespace()) {
        return romaji::of_kana(&folded.split_whitespace().collect::<String>()).filter(|read| !read.is_empty());
    }
    let latin = |c: char| c.is_alphabetic() && !is_kanji(c) && !is_kana(c) || matches!(c, '\'' | '-');
    folded.chars().all(latin).then(|| romaji::normal(&folded)).filter(|read| !read.is_empty())
}

/// A company without its legal form.
pub(super) fn company(text: &str) -> Option<String> {
    Some(bare(without_honorific(text))).filter(|bare| bare.chars().count() >= 2)
}

/// The text without an honorific at its end.
pub(super) fn without_honorific(text: &str) -> &str {
    let text = text.trim_end();
    HONORIFICS.iter().find_map(|honorific| text.strip_suffix(honorific)).map_or(text, str::trim_end)
}

/// Whether a text goes on with an honorific.
pub(super) fn is_addressed(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\u{3000}']);
    HONORIFICS.iter().any(|honorific| after.starts_with(honorific))
}
