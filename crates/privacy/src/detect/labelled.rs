//! Values that only their label makes personal: names in forms, member and employee numbers.

use std::ops::Range;

use crate::{
    kind::Kind,
    lexicon::{
        english, names,
        words::{Class, Label},
    },
    page::Page,
};

/// Longest value read, in characters.
const VALUE: usize = 40;
/// How sure a label makes Latin words that no dictionary has.
const UNKNOWN_LATIN: u8 = 60;

/// Adds them all.
pub(crate) fn find(page: &mut Page<'_>) {
    let mut found: Vec<(Kind, Range<usize>, u8, &'static str)> = Vec::new();
    for word in &page.words {
        let Class::Label(label) = word.class else { continue };
        let Some(value) = page.value_after(word.end).map(|start| value(page, start)) else { continue };
        let text = page.slice(value.clone());
        let single = matches!(label, Label::Surname | Label::Given);
        match label {
            // 名: is also said of things; a name of one part has to begin with a kanji.
            _ if single && !text.starts_with(super::names::is_kanji) => {}
            Label::Name | Label::Kana | Label::Holder | Label::Surname | Label::Given => {
                found.extend(
                    name(text, label).map(|confidence| (Kind::Name, shorten(text, &value), confidence, "label")),
                );
            }
            Label::MemberId if is_number(text) => found.push((Kind::MemberId, token(text, &value), 80, "label")),
            Label::EmployeeId if is_number(text) => found.push((Kind::EmployeeId, token(text, &value), 80, "label")),
            _ => {}
        }
    }
    for (kind, range, confidence, why) in found {
        page.hit(kind, range, confidence, why);
    }
}

/// A value ends at the line, a tab, a wide gap, or a mark that begins something else.
fn value(page: &Page<'_>, start: usize) -> Range<usize> {
    let rest = page.text.get(start..).unwrap_or("");
    let mut len = 0;
    let mut blank = false;
    for (n, c) in rest.chars().enumerate() {
        if n >= VALUE
            || matches!(c, '\n' | '\t' | '|' | ',' | '、' | '。' | '(' | '/' | '[' | '【' | '"' | '<')
            || (blank && c == ' ')
        {
            break;
        }
        blank = c == ' ';
        len += c.len_utf8();
    }
    let trimmed = rest.get(..len).unwrap_or("").trim_end().len();
    start..start + trimmed
}

/// How sure a labelled value is a name.
fn name(text: &str, label: Label) -> Option<u8> {
    let plain = text.trim_end_matches(['様', '殿', '氏']).trim_end_matches("さん").trim();
    let parts: Vec<&str> = plain.split([' ', '・']).filter(|part| !part.is_empty()).collect();
    let letters = plain.chars().filter(|c| !matches!(c, ' ' | '・' | '.' | '\'' | '-')).all(is_name_char);
    let len = plain.chars().count();
    if !letters || parts.is_empty() || parts.len() > 4 || len > 24 || crate::lexicon::words::exact(plain).is_some() {
        return None;
    }
    // 担当者:未定: a word of the dictionary that is no name.
    let grade = names::grade(plain);
    if grade.is_word() && grade.surname() + grade.given() == 0 {
        return None;
    }
    let known = parts.iter().any(|part| is_known(part));
    let latin = plain.chars().all(|c| c < '\u{2000}');
    let single = matches!(label, Label::Surname | Label::Given);
    let shaped =
        if latin { parts.len() >= 2 && plain.starts_with(char::is_uppercase) } else { (2..=14).contains(&len) };
    match (known || super::names::full(plain).is_some() || super::names::has_part(plain), shaped || single) {
        (false, true) if latin && parts.len() < 2 => None,
        (true, true) => Some(if parts.len() > 1 || len >= 3 { 92 } else { 72 }),
        (false, true) if latin => Some(UNKNOWN_LATIN),
        (false, true) if super::names::looks(plain) => Some(72),
        _ => None,
    }
}

/// Whether a cell could be a name: evidence of a column.
pub(crate) fn is_name(cell: &str) -> bool {
    name(cell, Label::Name).is_some_and(|confidence| confidence > UNKNOWN_LATIN)
}

/// Whether a word is a name of any dictionary.
pub(crate) fn is_known(word: &str) -> bool {
    let lower = word.to_lowercase();
    let (given, surname) = english::grade(&lower);
    let grade = names::grade(&lower);
    grade.surname() + grade.given() > 0 || given || surname || english::is_kana(word)
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}' | '\u{3400}'..='\u{9FFF}' | '々' | '\u{F900}'..='\u{FAFF}')
        || matches!(c, '\u{FF66}'..='\u{FF9F}' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' | '\u{20000}'..='\u{2FA1F}')
}

fn shorten(text: &str, value: &Range<usize>) -> Range<usize> {
    let plain = text.trim_end_matches(['様', '殿', '氏']).trim_end_matches("さん").trim_end();
    value.start..value.start + plain.len()
}

/// The first word of a value.
fn token(text: &str, value: &Range<usize>) -> Range<usize> {
    value.start..value.start + text.split(' ').next().map_or(0, str::len)
}

fn is_number(text: &str) -> bool {
    let word = text.split(' ').next().unwrap_or("");
    (3..=20).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && word.bytes().filter(u8::is_ascii_digit).count() >= 2
}
