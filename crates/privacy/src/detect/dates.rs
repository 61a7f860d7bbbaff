//! Dates of birth: ISO, slashes, 年月日, eras in words and letters, English months. A date is one of birth only with a
//! label before it or 生まれ behind it; every other date of a letter is nobody's.

use std::ops::Range;

use super::groups::Group;
use crate::{
    kind::Kind,
    lexicon::words::{Class, Label},
    page::Page,
};

/// First year of each era, minus one. 明治 1868, 大正 1912, 昭和 1926, 平成 1989, 令和 2019.
const ERAS: &[(&str, u32, u32)] = &[
    ("明治", 1867, 45),
    ("大正", 1911, 15),
    ("昭和", 1925, 64),
    ("平成", 1988, 31),
    ("令和", 2018, 99),
    ("M", 1867, 45),
    ("T", 1911, 15),
    ("S", 1925, 64),
    ("H", 1988, 31),
    ("R", 2018, 99),
];
/// Most 元年 that are looked at.
const MOST: usize = 10_000;
const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: u32,
    pub(crate) month: u32,
    pub(crate) day: u32,
}

impl Day {
    fn checked(year: u32, month: u32, day: u32) -> Option<Self> {
        let last = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        ((1868..=2100).contains(&year) && (1..=last).contains(&day)).then_some(Self { year, month, day })
    }
}

/// Adds the dates of birth.
pub(crate) fn find(page: &mut Page<'_>) {
    let mut found = Vec::new();
    let may = page.words.iter().any(|word| word.class == Class::Label(Label::Birth)) || page.text.contains('生');
    if !may {
        return;
    }
    for index in 0..page.groups.len() {
        let Some((range, _)) = read(page.text, page.groups.get(index..).unwrap_or_default()) else { continue };
        let after = page.text.get(range.end..).unwrap_or("").trim_start();
        if page.label_before(range.start) == Some(Label::Birth) {
            found.push((range, 95, "date+label"));
        } else if ["生まれ", "生れ", "生)", "出生"].iter().any(|mark| after.starts_with(mark)) {
            found.push((range, 88, "date+born"));
        }
    }
    for (at, _) in page.text.match_indices("元年").take(MOST) {
        let start = at.saturating_sub("昭和".len());
        let day = page.text.get(start..).and_then(first_year);
        if let Some((len, _)) = day.filter(|_| page.label_before(start) == Some(Label::Birth)) {
            found.push((start..start + len, 95, "date+label"));
        }
    }
    for (range, confidence, why) in found {
        page.hit(Kind::BirthDate, range, confidence, why);
    }
}

/// The date that begins at the first group, era or month word included.
pub(crate) fn read(text: &str, groups: &[Group]) -> Option<(Range<usize>, Day)> {
    let number = |index: usize| {
        let group = groups.get(index)?;
        Some((text.get(group.start..group.end)?.parse::<u32>().ok()?, group))
    };
    let (first, one) = number(0)?;
    if one.len() == 8 {
        let day = Day::checked(first / 10_000, first / 100 % 100, first % 100)?;
        return Some((one.start..one.end, day));
    }
    let (second, two) = number(1)?;
    if let Some(found) = with_month_word(text, (first, one), (second, two)) {
        return Some(found);
    }
    let (third, three) = number(2)?;
    let marks = (text.get(one.end..two.start)?, text.get(two.end..three.start)?);
    if !matches!(marks, ("-", "-") | ("/", "/") | (".", ".") | ("年", "月") | ("年 ", "月 ") | ("年", "月 ")) {
        return None;
    }
    let end = three.end + text.get(three.end..).filter(|rest| rest.starts_with('日')).map_or(0, |_| '日'.len_utf8());
    if one.len() == 4 {
        return Some((one.start..end, Day::checked(first, second, third)?));
    }
    if let Some((start, base)) = era_before(text, one.start, first) {
        return Some((start..end, Day::checked(base + first, second, third)?));
    }
    let day = Day::checked(third, first, second).or_else(|| Day::checked(third, second, first))?;
    (three.len() == 4 && marks.0 != "年").then_some((one.start..end, day))
}

/// Start and base year of the era written right before a year.
fn era_before(text: &str, start: usize, year: u32) -> Option<(usize, u32)> {
    let before = text.get(..start)?;
    let tail = before.strip_suffix('.').unwrap_or(before);
    let (name, base, _) = ERAS.iter().find(|(name, _, most)| {
        year >= 1
            && year <= *most
            && tail.strip_suffix(name).is_some_and(|rest| {
                name.len() > 1 || !rest.bytes().last().is_some_and(|byte| byte.is_ascii_alphanumeric())
            })
    })?;
    Some((tail.len() - name.len(), *base))
}

/// `5 March 1980`, `March 5, 1980`.
fn with_month_word(text: &str, one: (u32, &Group), two: (u32, &Group)) -> Option<(Range<usize>, Day)> {
    let between = text.get(one.1.end..two.1.start)?;
    if two.1.len() != 4 || between.len() > 16 {
        return None;
    }
    if let Some(month) =
        month(between.trim_matches([' ', ',', '-', '.']).trim_start_matches(['t', 'h', 's', 'n', 'd', 'r', ' ']))
    {
        return Some((one.1.start..two.1.end, Day::checked(two.0, month, one.0)?));
    }
    let plain = matches!(between.trim(), "," | "" | "th," | "st," | "nd," | "rd,");
    let before = text.get(..one.1.start)?.trim_end();
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next()?;
    let month = month(word).filter(|_| plain)?;
    Some((before.len() - word.len()..two.1.end, Day::checked(two.0, month, one.0)?))
}

fn month(word: &str) -> Option<u32> {
    let lead = word.get(..3).filter(|_| word.bytes().all(|byte| byte.is_ascii_alphabetic()))?.to_ascii_lowercase();
    MONTHS.iter().zip(1..).find(|(name, _)| **name == lead).map(|(_, number)| number)
}

/// 元年: the year has no digits, so the era is looked for by itself.
fn first_year(text: &str) -> Option<(usize, Day)> {
    let (era, rest) = ERAS.iter().take(5).find_map(|(name, base, _)| Some((base, text.strip_prefix(name)?)))?;
    let (month, rest) = rest.strip_prefix("元年")?.split_once('月')?;
    let (day, rest) = rest.split_once('日')?;
    let day = Day::checked(era + 1, month.trim().parse().ok()?, day.trim().parse().ok()?)?;
    Some((text.len() - rest.len(), day))
}

/// A date in one form, whatever it was written in: `1980-01-02`; the text itself when it is none.
pub(crate) fn key(text: &str) -> String {
    let read = read(text, &super::groups::read(text)).map(|(_, day)| day);
    let day = read.or_else(|| first_year(text).map(|(_, day)| day));
    day.map_or_else(|| text.to_owned(), |day| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
}
