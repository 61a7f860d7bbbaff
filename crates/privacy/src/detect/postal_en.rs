//! Postal addresses in English: `123 Main St, Springfield, IL 62704`, `10 Downing Street, London SW1A 2AA`.
//!
//! A house number, one to four capitalised words and a street word; town, state and code behind them are taken when
//! they follow. A UK postcode is a postal code by itself only behind an address or a label. Addresses of Japan in Latin
//! letters are read apart.

mod romaji;

use std::ops::Range;

use crate::{
    kind::Kind,
    lexicon::words::{Class, Label},
    page::Page,
};

/// Words between the house number and the street word.
const WORDS: usize = 4;
/// Bytes of town, state and code.
const TAIL: usize = 80;
const STATES: &str = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ";

/// Adds addresses and their postal codes.
pub(crate) fn find(page: &mut Page<'_>) {
    let streets: Vec<Range<usize>> = page
        .words
        .iter()
        .filter(|word| word.class == Class::StreetWord && page.at(word.end) != Some('-'))
        .map(|word| word.start..word.end)
        .collect();
    let mut found: Vec<(Kind, Range<usize>, u8, &'static str)> = Vec::new();
    for street in &streets {
        let Some(start) = house_number(page, street.start) else { continue };
        let tail = tail(page, street.end);
        let code = code_in(tail).map(|code| code.start + street.end..code.end + street.end);
        let end = code.as_ref().map_or(street.end, |code| code.start);
        let whole = page.slice(start..end).trim_end_matches([' ', ',', '\n']).len();
        let labelled = page.label_before(start) == Some(Label::Address);
        if code.is_some() || labelled {
            found.push((Kind::Address, start..start + whole, 88, "street"));
            found.extend(code.map(|code| (Kind::PostalCode, code, 88, "code+street")));
        } else {
            found.push((Kind::Address, start..street.end, 62, "street"));
        }
    }
    for japan in romaji::all(page) {
        found.push((Kind::Address, japan.address, 86, "romaji"));
        found.extend(japan.code.map(|code| (Kind::PostalCode, code, 88, "code+romaji")));
    }
    for (kind, range, confidence, why) in found {
        page.hit(kind, range, confidence, why);
    }
}

/// Where the house number before a street word starts: digits, then capitalised words only.
fn house_number(page: &Page<'_>, street: usize) -> Option<usize> {
    let mut at = street;
    for _ in 0..=WORDS {
        let before = page.slice(0..at).strip_suffix(' ')?;
        let word = before.rsplit([' ', '\n', ',', '\t']).next()?;
        at = before.len() - word.len();
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && digits <= 5 && word.len() - digits <= 1 {
            return (before.len() < street - 1).then_some(at);
        }
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
    }
    None
}

fn tail<'a>(page: &Page<'a>, from: usize) -> &'a str {
    let mut to = (from + TAIL).min(page.text.len());
    while !page.text.is_char_boundary(to) {
        to -= 1;
    }
    page.slice(from..to).split("\n\n").next().unwrap_or("")
}

/// `IL 62704`, `NY 10001-1234`, `SW1A 2AA`.
fn code_in(tail: &str) -> Option<Range<usize>> {
    let words: Vec<(usize, &str)> = tail
        .split([' ', ',', '\n'])
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
        .collect();
    words.windows(2).find_map(|pair| {
        let [(a, one), (b, two)] = pair else { return None };
        let two = two.trim_end_matches(['.', ';', ')']);
        let zip = two.len() == 5 || (two.len() == 10 && two.as_bytes().get(5) == Some(&b'-'));
        let state = one.len() == 2 && STATES.contains(&format!(" {one} "));
        let digits = two.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if state && zip && digits {
            return Some(*b..b + two.len());
        }
        is_uk(one, two).then(|| *a..b + two.len())
    })
}

/// Outward and inward code (BS 7666).
fn is_uk(outward: &str, inward: &str) -> bool {
    let (one, two) = (outward.as_bytes(), inward.as_bytes());
    let letters = one.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let rest = one.get(letters..).unwrap_or_default();
    let outward = (1..=2).contains(&letters) && matches!(rest, [a] if a.is_ascii_digit())
        || (1..=2).contains(&letters)
            && matches!(rest, [a, b] if a.is_ascii_digit() && (b.is_ascii_digit() || b.is_ascii_uppercase()));
    outward && matches!(two, [a, b, c] if a.is_ascii_digit() && b.is_ascii_uppercase() && c.is_ascii_uppercase())
}
