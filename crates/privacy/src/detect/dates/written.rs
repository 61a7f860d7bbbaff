//! Dates whose year is in words: 平成元年5月6日, 昭和六十年七月十二日, 一九八五年七月十二日. Their digits, if any, do not begin
//! the date, so they are looked for by their 年.

use std::ops::Range;

use super::{Day, ERAS};
use crate::detect::numerals;

/// Most 年 that are looked at.
const MOST: usize = 10_000;
/// Characters of a year in words.
const YEAR: usize = 4;

/// Every such date of a text.
pub(super) fn all(text: &str) -> impl Iterator<Item = (Range<usize>, Day)> {
    text.match_indices('年').take(MOST).filter_map(|(at, _)| around(text, at))
}

/// The date whose 年 stands here.
fn around(text: &str, at: usize) -> Option<(Range<usize>, Day)> {
    let before = text.get(..at)?;
    let year: usize = before
        .chars()
        .rev()
        .take(YEAR)
        .take_while(|c| numerals::digit(*c).is_some() || matches!(c, '十' | '元'))
        .map(char::len_utf8)
        .sum();
    let (head, word) = before.split_at_checked(at - year).filter(|_| year > 0)?;
    let number = if word == "元" { 1 } else { numerals::leading(word)?.0 };
    let era = ERAS.iter().filter(|(name, ..)| name.len() > 3).find(|(name, ..)| head.ends_with(name));
    let (start, year) = match era {
        Some((name, base, most)) if number <= *most => (head.len() - name.len(), base + number),
        _ if word.chars().count() == YEAR => (head.len(), number),
        _ => return None,
    };
    let (month, rest) = number_before(text.get(at + '年'.len_utf8()..)?, '月')?;
    let (day, rest) = number_before(rest, '日')?;
    Some((start..text.len() - rest.len(), Day::checked(year, month, day)?))
}

/// A number, digits or words, and the text behind the unit that follows it.
fn number_before(text: &str, unit: char) -> Option<(u32, &str)> {
    let text = text.trim_start_matches(' ');
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (number, len) = match digits {
        0 => numerals::leading(text)?,
        _ => (text.get(..digits)?.parse().ok()?, digits),
    };
    Some((number, text.get(len..)?.trim_start_matches(' ').strip_prefix(unit)?))
}
