//! Names in katakana words and in Latin letters: `ヤマダ タロウ`, `Taro YAMADA`, `Yamada, Taro`, `Mr. John A. Smith`.
//! Both words have to be known (one usual), or an honorific or a label has to stand before or behind.

use std::ops::Range;

use super::names::script;
use crate::{
    kind::Kind,
    lexicon::{
        english, names,
        words::{Class, Label},
    },
    page::Page,
};

const HONORIFICS: &[&str] = &["Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Sir"];
const GREETINGS: &[&str] = &["Dear", "Hi", "Hello"];

/// Adds names in katakana and in Latin letters.
pub(crate) fn find(page: &mut Page<'_>) {
    let mut found = Vec::new();
    if page.text.contains('ン') || page.text.contains(|c| script(c) == 3) {
        katakana(page, &mut found);
    }
    if page.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        latin(page, &mut found);
    }
    for (range, confidence, why) in found {
        page.hit(Kind::Name, range, confidence, why);
    }
}

type Found = (Range<usize>, u8, &'static str);

/// Two katakana words with one blank, middle dot or equals sign between them.
fn katakana(page: &Page<'_>, found: &mut Vec<Found>) {
    let text = page.text;
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(|c| script(c) == 3)).map(|skip| at + skip) {
        let first = run(text, start);
        let mark = text.get(start + first..).and_then(|rest| rest.chars().next()).unwrap_or('\n');
        let second_at = start + first + mark.len_utf8();
        let second = if matches!(mark, ' ' | '・' | '=') { run(text, second_at) } else { 0 };
        at = start + first.max(1);
        if second == 0 || page.before(start) == Some('・') {
            continue;
        }
        let end = second_at + second;
        let (one, two) = (page.slice(start..start + first), page.slice(second_at..end));
        let graded = kana_pair(one, two, mark, page.word_at(end).map(|word| word.class), page.at(end));
        if let Some((confidence, why)) = graded {
            found.push((start..end, confidence, why));
            at = end;
        }
    }
}

fn run(text: &str, at: usize) -> usize {
    text.get(at..).unwrap_or("").chars().take_while(|c| script(*c) == 3).map(char::len_utf8).sum()
}

fn kana_pair(one: &str, two: &str, mark: char, word: Option<Class>, next: Option<char>) -> Option<(u8, &'static str)> {
    let honoured = word == Some(Class::Honorific);
    if mark != ' ' {
        return (honoured && one.chars().count() >= 2 && two.chars().count() >= 2).then_some((70, "kana+honorific"));
    }
    if next.is_some_and(|c| c == '・' || script(c) == 1 && !honoured) {
        return None;
    }
    let (first, second) = (names::grade(one).surname(), names::grade(two).given());
    match (first, second, honoured) {
        (1.., 1.., true) => Some((92, "kana+honorific")),
        (2, 2, _) => Some((80, "kana")),
        (2, 1, _) | (1, 2, _) => Some((62, "kana")),
        _ => None,
    }
}

/// A word that begins with a capital, or is all capitals.
struct Token<'a> {
    text: &'a str,
    range: Range<usize>,
}

fn latin(page: &Page<'_>, found: &mut Vec<Found>) {
    let tokens = tokens(page.text);
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let rest = tokens.get(index..).unwrap_or_default();
        let hit = honoured(page, token, rest.get(1..).unwrap_or_default()).or_else(|| pair(page, rest));
        index += 1;
        if let Some((range, confidence, why)) = hit {
            while tokens.get(index).is_some_and(|next| next.range.start < range.end) {
                index += 1;
            }
            found.push((range, confidence, why));
        }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(start) =
        bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_alphabetic)).map(|n| at + n)
    {
        let letters = |byte: &&u8| byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'-');
        let len = bytes.get(start..).map_or(0, |rest| rest.iter().take_while(letters).count()).max(1);
        at = start + len;
        let glued = start
            .checked_sub(1)
            .and_then(|n| bytes.get(n))
            .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'.' | b'_' | b'/' | b'-' | b'&'))
            || bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'_' | b'/' | b'&'));
        let word = text.get(start..at).unwrap_or("").trim_end_matches(['-', '\'']);
        if !glued && word.starts_with(|c: char| c.is_ascii_uppercase()) {
            tokens.push(Token { text: word, range: start..start + word.len() });
        }
    }
    tokens
}

/// `Mr. Smith`, `Dear John`.
fn honoured(page: &Page<'_>, token: &Token<'_>, rest: &[Token<'_>]) -> Option<Found> {
    let greeting = GREETINGS.contains(&token.text);
    if !HONORIFICS.contains(&token.text) && !greeting {
        return None;
    }
    let first = rest.first().filter(|next| follows(page, token, next, true))?;
    if HONORIFICS.contains(&first.text) || is_role(first.text) {
        return None;
    }
    let (given, surname) = english::grade(&first.text.to_ascii_lowercase());
    let romaji = names::grade(&first.text.to_ascii_lowercase());
    let known = given || surname || romaji.surname() + romaji.given() > 1;
    let second =
        rest.get(1).filter(|next| follows(page, first, next, false) && first.range.end + 1 == next.range.start);
    let end = second.map_or(first.range.end, |next| next.range.end);
    match (greeting, known, second.is_some()) {
        (false, _, true) => Some((first.range.start..end, 85, "honorific+name")),
        (true, true, true) => Some((first.range.start..end, 80, "greeting+name")),
        (false, ..) => Some((first.range.start..first.range.end, 66, "honorific+surname")),
        (true, true, false) => Some((first.range.start..first.range.end, 56, "greeting+name")),
        _ => None,
    }
}

fn is_role(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "customer"
            | "sir"
            | "madam"
            | "team"
            | "all"
            | "colleagues"
            | "member"
            | "members"
            | "user"
            | "client"
            | "friends"
            | "everyone"
            | "there"
            | "hiring"
            | "support"
            | "sales"
    )
}

/// Whether `next` stands right behind `token`: a blank, an initial, or a comma between.
fn follows(page: &Page<'_>, token: &Token<'_>, next: &Token<'_>, dot: bool) -> bool {
    let between = page.slice(token.range.end..next.range.start);
    matches!(between, " " | ", ") || (dot && matches!(between, ". " | "."))
}

/// Given name and surname in either order; both known, one of them usual.
fn pair(page: &Page<'_>, tokens: &[Token<'_>]) -> Option<Found> {
    let (one, two) = (tokens.first()?, tokens.get(1)?);
    let initial = two.text.len() == 1 && page.at(two.range.end) == Some('.');
    let last =
        if initial { tokens.get(2).filter(|next| page.slice(two.range.end..next.range.start) == ". ")? } else { two };
    if !initial && !follows(page, one, two, false) || one.text.len() < 2 || last.text.len() < 2 {
        return None;
    }
    let (a, b) = (one.text.to_ascii_lowercase(), last.text.to_ascii_lowercase());
    let labelled = matches!(page.label_before(one.range.start), Some(Label::Name | Label::Holder));
    let bonus = if labelled { 12 } else { 0 };
    let comma = page.slice(one.range.end..last.range.start).starts_with(',');
    let confidence = romaji(&a, &b).max(if comma { anglo(&b, &a) } else { anglo(&a, &b) })?;
    Some((one.range.start..last.range.end, (confidence + bonus).min(96), "latin"))
}

fn romaji(a: &str, b: &str) -> Option<u8> {
    let (first, second) = (names::grade(a), names::grade(b));
    let order = |surname: u32, given: u32, len: usize| match (surname, given) {
        (2, 2) => Some(if len >= 9 { 80 } else { 66 }),
        (2, 1) | (1, 2) if len >= 10 => Some(60),
        _ => None,
    };
    let len = a.len() + b.len();
    order(first.surname(), second.given(), len).max(order(second.surname(), first.given(), len))
}

fn anglo(given: &str, surname: &str) -> Option<u8> {
    match (english::grade(given).0, english::grade(surname).1) {
        (true, true) => Some(80),
        _ => None,
    }
}

/// Whether a whole text in Latin letters is a full name: evidence of a column.
pub(crate) fn is_full(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let comma = text.contains(',');
    (2..=3).contains(&words.len())
        && (romaji(first, last).is_some() || if comma { anglo(last, first) } else { anglo(first, last) }.is_some())
}
