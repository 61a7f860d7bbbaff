//! Names in katakana words ([`katakana`]) and in Latin letters: `Taro YAMADA`, `Yamada, Taro`, `Mr. John A. Smith`,
//! `Nguyen Thi Mai`. The words have to be known (one usual), or an honorific or a label has to stand before or behind.

mod honorific;
mod katakana;
mod token;

use std::ops::Range;

use token::{Token, WORDS, chain};

use super::names::script;
use crate::{
    kind::Kind,
    lexicon::{english, names, words::Label},
    page::Page,
};

/// Stand between given name and surname.
const PARTICLES: &[&str] = &["de", "da", "dos", "del", "dela", "la", "van", "von", "der", "den", "bin", "al", "el"];
/// Adds names in katakana and in Latin letters.
pub(crate) fn find(page: &mut Page<'_>) {
    let mut found = Vec::new();
    if page.text.contains(|c| script(c) == 3) {
        katakana::find(page, &mut found);
    }
    if page.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        latin(page, &mut found);
    }
    for (range, confidence, why) in found {
        page.hit(Kind::Name, range, confidence, why);
    }
}

type Found = (Range<usize>, u8, &'static str);

fn latin(page: &Page<'_>, found: &mut Vec<Found>) {
    let tokens = token::read(page.text);
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let rest = tokens.get(index..).unwrap_or_default();
        let hit = honorific::behind(page, token, rest.get(1..).unwrap_or_default())
            .or_else(|| honorific::before(page, rest))
            .or_else(|| pair(page, rest))
            .or_else(|| several(page, rest));
        index += 1;
        if let Some((range, confidence, why)) = hit {
            while tokens.get(index).is_some_and(|next| next.range.start < range.end) {
                index += 1;
            }
            found.push((range, confidence, why));
        }
    }
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
    let (a, b) = (one.lower(), last.lower());
    let comma = page.slice(one.range.end..last.range.start).starts_with(',');
    let confidence = romaji(&a, &b).max(if comma { anglo(&b, &a) } else { anglo(&a, &b) })?;
    let labelled = is_labelled(page, one.range.start);
    if !labelled && !initial && names::grade(&[a.as_str(), " ", b.as_str()].concat()).is_stop() {
        return None;
    }
    Some((one.range.start..last.range.end, labelled_score(confidence, labelled), "latin"))
}

/// `Nguyen Thi Mai`, `Zhang Xiaoming`, `Juan Carlos Perez`: whole chains of two to four words.
fn several(page: &Page<'_>, tokens: &[Token<'_>]) -> Option<Found> {
    let words = chain(tokens);
    let (first, last) = (words.first()?, words.last()?);
    if first.joined || !(2..=WORDS).contains(&words.len()) {
        return None;
    }
    let lower: Vec<String> = words.iter().map(Token::lower).collect();
    let confidence = chained(&lower)?;
    let labelled = is_labelled(page, first.range.start);
    Some((first.range.start..last.range.end, labelled_score(confidence, labelled), "latin"))
}

/// How sure two to four words in lower case are the name of somebody whose surname stands first, or of more than two
/// known parts.
fn chained(words: &[String]) -> Option<u8> {
    let (first, rest) = words.split_first()?;
    let (last, middle) = rest.split_last()?;
    let given = |word: &String| english::grade(word).0;
    let eastern = english::stands_first(first)
        && rest.iter().all(|word| given(word) || english::is_pinyin(word))
        && words.iter().map(String::len).sum::<usize>() >= 6;
    let western = !middle.is_empty()
        && given(first)
        && english::grade(last).1
        && middle.iter().all(|word| given(word) || english::grade(word).1 || PARTICLES.contains(&word.as_str()));
    match (eastern, western, words.len()) {
        (true, _, 2) => Some(62),
        (true, ..) => Some(72),
        (_, true, _) => Some(76),
        _ => None,
    }
}

fn is_labelled(page: &Page<'_>, at: usize) -> bool {
    matches!(page.label_before(at), Some(Label::Name | Label::Holder))
}

fn labelled_score(confidence: u8, labelled: bool) -> u8 {
    (confidence + if labelled { 12 } else { 0 }).min(96)
}

/// Whether a word in lower case is a name of any dictionary.
fn is_known(word: &str) -> bool {
    let (given, surname) = english::grade(word);
    let romaji = names::grade(word);
    given || surname || romaji.surname() + romaji.given() > 1
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
    let lower = text.to_lowercase();
    let words: Vec<String> = lower.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let comma = text.contains(',');
    (2..=WORDS).contains(&words.len())
        && (romaji(first, last).is_some()
            || if comma { anglo(last, first) } else { anglo(first, last) }.is_some()
            || chained(&words).is_some())
}
