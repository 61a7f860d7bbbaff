//! Postal addresses of Japan: prefecture, municipality, town, block, building; and postal codes, which confirm them.
//!
//! A prefecture or municipality alone is nobody's address; it takes a town of that municipality or a block number.
//! Block numbers are digits (1-2-3) or words (一丁目2番3号).

use std::ops::Range;

use super::{
    groups::{Gap, is_apart},
    numerals,
    tail::{Tail, tells_way},
};
use crate::{
    kind::Kind,
    lexicon::{
        places::{self, City},
        words::{Class, Label},
    },
    page::Page,
};

/// Bytes looked at behind a municipality.
const TAIL: usize = 240;

/// Adds postal codes and addresses.
pub(crate) fn find(page: &mut Page<'_>) {
    let codes = postal_codes(page);
    let addresses = addresses(page, &codes);
    for code in &codes {
        let next = addresses.get(addresses.partition_point(|(range, _)| range.start < code.range.end));
        let near = next.filter(|(range, _)| near(page, &code.range, range));
        let agrees = near.is_some_and(|(_, cities)| agree(code, cities));
        let (confidence, why) = match (code.marked, near.is_some(), agrees) {
            (_, true, true) => (97, "code+address"),
            (true, ..) => (92, "mark"),
            (false, true, false) if !code.cities.is_empty() => (60, "shape+address"),
            _ => continue,
        };
        page.hit(Kind::PostalCode, code.range.clone(), confidence, why);
    }
    for (range, cities) in addresses {
        let before = codes.partition_point(|code| code.range.end <= range.start).checked_sub(1);
        let confirmed = before
            .and_then(|at| codes.get(at))
            .is_some_and(|code| near(page, &code.range, &range) && agree(code, &cities));
        let (confidence, why) = if confirmed { (98, "code+address") } else { (88, "town-or-block") };
        page.hit(Kind::Address, range, confidence, why);
    }
}

fn agree(code: &Code, cities: &[City]) -> bool {
    code.cities.iter().any(|city| cities.contains(city))
}

struct Code {
    range: Range<usize>,
    marked: bool,
    cities: Vec<City>,
}

fn near(page: &Page<'_>, code: &Range<usize>, address: &Range<usize>) -> bool {
    code.end <= address.start && address.start - code.end <= 24 && !page.slice(code.end..address.start).contains("\n\n")
}

/// `123-4567`, `〒1234567`.
fn postal_codes(page: &Page<'_>) -> Vec<Code> {
    let mut codes = Vec::new();
    for (index, group) in page.groups.iter().enumerate() {
        let end = match (group.len(), page.groups.get(index + 1)) {
            (3, Some(next)) if next.gap == Gap::Dash && next.len() == 4 => next.end,
            (7, _) => group.end,
            _ => continue,
        };
        let continued = group.gap == Gap::Dash || page.groups.get(index + 2).is_some_and(|next| next.start <= end + 1);
        let label = page.label_before(group.start) == Some(Label::Postal);
        if (continued && !label) || !is_apart(page.text, group.start, end) {
            continue;
        }
        let value = page.slice(group.start..end).bytes().filter(u8::is_ascii_digit);
        let code = value.fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        let marked = label || page.slice(0..group.start).trim_end().ends_with('〒');
        if marked || group.len() == 3 {
            codes.push(Code { range: group.start..end, marked, cities: places::of_postal(code).collect() });
        }
    }
    codes
}

fn addresses(page: &Page<'_>, codes: &[Code]) -> Vec<(Range<usize>, Vec<City>)> {
    let mut found: Vec<(Range<usize>, Vec<City>)> = Vec::new();
    let mut floor = 0;
    for (index, word) in page.words.iter().enumerate() {
        if word.start < floor {
            continue;
        }
        let read = match word.class {
            Class::Prefecture => after_prefecture(page, index),
            Class::City => after_city(page, word.start, word.start..word.end, None),
            _ => None,
        };
        if let Some((range, cities)) = read {
            floor = range.end;
            found.push((range, cities));
        }
    }
    let alone = |code: &&Code| {
        let next = found.get(found.partition_point(|(range, _)| range.start < code.range.end));
        !next.is_some_and(|(range, _)| near(page, &code.range, range))
    };
    let towns: Vec<_> =
        codes.iter().filter(alone).filter_map(|code| Some((town_only(page, code)?, code.cities.clone()))).collect();
    found.extend(towns);
    found.sort_by_key(|(range, _)| range.start);
    found
}

fn after_prefecture(page: &Page<'_>, index: usize) -> Option<(Range<usize>, Vec<City>)> {
    let word = page.words.get(index)?;
    let name = page.slice(word.start..word.end);
    let gap = page.slice(word.end..page.text.len()).bytes().take_while(|byte| *byte == b' ').count();
    let next = page.word_at(word.end + gap).filter(|next| next.class == Class::City)?;
    after_city(page, word.start, next.start..next.end, Some(name))
}

/// What stands behind a municipality: a block number, or at least a town that it really has.
fn after_city(
    page: &Page<'_>,
    start: usize,
    city: Range<usize>,
    prefecture: Option<&str>,
) -> Option<(Range<usize>, Vec<City>)> {
    let cities: Vec<City> = places::cities(page.slice(city.clone()), prefecture).collect();
    let tail = tail(page, city.end);
    let blank = tail.len() - tail.trim_start_matches(' ').len();
    let tail = tail.get(blank..)?;
    let town = town(&cities, tail);
    let block = block_end(tail, town);
    let labelled = page.label_before(start) == Some(Label::Address);
    // 渋谷区3名 is a count of persons, 港区2024年 a year: without a known town the number must look like a block.
    let end = match (block, town) {
        (Some(end), _) if town > 0 || is_block(tail, end) => end,
        (Some(end), _) if blank == 0 && is_lot(tail, labelled, prefecture.is_some()) => end,
        // A town alone is somebody's address in a text that has numbers, or beside its label.
        (_, town) if town > 0 && (labelled || !page.groups.is_empty()) && (prefecture.is_some() || town >= 9) => town,
        _ => return None,
    };
    Some((start..city.end + blank + end, cities))
}

/// Bytes of the town behind a municipality, with the 大字 or 字 before it; 0 when it has none of this name.
fn town(cities: &[City], tail: &str) -> usize {
    let part = ["大字", "字", ""].iter().find(|part| tail.starts_with(**part)).map_or(0, |part| part.len());
    let rest = tail.get(part..).unwrap_or("");
    let found = cities.iter().map(|city| places::town_at(*city, rest)).max().unwrap_or(0);
    if found > 0 { part + found } else { 0 }
}

/// A number right behind a municipality (龍ケ崎市3710): with its label, or long and with the prefecture.
fn is_lot(tail: &str, labelled: bool, prefecture: bool) -> bool {
    let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && (labelled || (prefecture && digits >= 3))
}

fn tail<'a>(page: &Page<'a>, from: usize) -> &'a str {
    let mut to = (from + TAIL).min(page.text.len());
    while !page.text.is_char_boundary(to) {
        to -= 1;
    }
    page.slice(from..to).split(['\n', '\t']).next().unwrap_or("")
}

/// The end of town, block, building and room in what stands behind a municipality. A number that stands off from its
/// town, or that counts something, is a block only when it looks like one.
fn block_end(tail: &str, town: usize) -> Option<usize> {
    let mut rest = Tail { text: tail, at: town };
    rest.town();
    rest.block().then_some(())?;
    let (apart, counted) = (tail.get(town..)?.starts_with(' '), rest.is_counted());
    let block = tail.get(town..rest.at)?;
    let looks = match (apart, counted) {
        (true, true) => false,
        (true, false) | (false, true) => is_joined(block),
        (false, false) => true,
    };
    looks.then_some(())?;
    rest.building();
    Some(rest.at)
}

/// Whether the text up to `end` has numbers or words of a block: 1-2, 丁目, 字, a way as in Kyoto.
fn is_block(tail: &str, end: usize) -> bool {
    let text = tail.get(..end).unwrap_or("");
    let part =
        text.starts_with("大字") || text.strip_prefix('字').is_some_and(|rest| !rest.starts_with(['幕', '数', '体']));
    part || tells_way(text) || is_joined(text)
}

/// At least two joined numbers, or a number with a word of blocks.
fn is_joined(text: &str) -> bool {
    let dash = |three: &[u8]| matches!(three, [a, b'-', c] if a.is_ascii_digit() && c.is_ascii_digit());
    text.as_bytes().windows(3).any(dash)
        || ["丁目", "番地", "地割"].iter().any(|word| text.contains(word))
        || (text.contains('番') && text.contains('号'))
        || text
            .split(['ー', '-'])
            .filter(|part| !part.is_empty() && part.chars().all(|c| numerals::digit(c).is_some() || c == '十'))
            .count()
            > 1
}

/// A town with a block right behind a postal code of its municipality: 〒150-0041 神南1-2-3.
fn town_only(page: &Page<'_>, code: &Code) -> Option<Range<usize>> {
    let rest = page.text.get(code.range.end..)?;
    let gap: usize = rest.chars().take_while(|c| matches!(c, ' ' | '\n' | ':' | ',' | '\t')).map(char::len_utf8).sum();
    let start = code.range.end + gap;
    let tail = tail(page, start);
    let town = Some(town(&code.cities, tail)).filter(|town| *town > 0)?;
    Some(start..start + block_end(tail, town)?)
}
