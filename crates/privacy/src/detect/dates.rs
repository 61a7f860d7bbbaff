//! Dates of birth: ISO, slashes, 年月日, eras in words and letters, English months, numbers in words. A date is one of
//! birth only with a label before it, 生まれ behind it or an age beside it; every other date of a letter is nobody's.

mod written;

use std::ops::Range;

use super::{
    groups::Group,
    names::{is_kanji, script},
};
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
    ("明", 1867, 45),
    ("大", 1911, 15),
    ("昭", 1925, 64),
    ("平", 1988, 31),
    ("令", 2018, 99),
    ("M", 1867, 45),
    ("T", 1911, 15),
    ("S", 1925, 64),
    ("H", 1988, 31),
    ("R", 2018, 99),
];
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
    let may = page.words.iter().any(|word| word.class == Class::Label(Label::Birth))
        || page.text.contains('生')
        || page.text.contains('歳');
    if !may {
        return;
    }
    let mut found = Vec::new();
    for index in 0..page.groups.len() {
        let groups = page.groups.get(index..).unwrap_or_default();
        let whole = read(page.text, groups).and_then(|(range, _)| Some((graded(page, &range)?, range)));
        found.extend(whole.or_else(|| partial(page, groups)));
    }
    for (range, _) in written::all(page.text) {
        found.extend(graded(page, &range).map(|grade| (grade, range)));
    }
    for ((confidence, why), range) in found {
        page.hit(Kind::BirthDate, range, confidence, why);
    }
}

type Grade = (u8, &'static str);

/// How sure it is that a date is one of birth: by its label, by 生 behind it, by an age beside it.
fn graded(page: &Page<'_>, range: &Range<usize>) -> Option<Grade> {
    if page.label_before(range.start) == Some(Label::Birth) {
        return Some((95, "date+label"));
    }
    let after = page.text.get(range.end..).unwrap_or("").trim_start_matches(' ');
    if is_born(after) {
        return Some((88, "date+born"));
    }
    let age = after.strip_prefix('(').map(|age| age.trim_start_matches(|c: char| c.is_ascii_digit()));
    let aged = age.is_some_and(|unit| unit.starts_with(['歳', '才']) && !after.starts_with("(歳"));
    (aged || page.slice(0..range.start).ends_with("歳(")).then_some((75, "date+age"))
}

/// 生まれ, or 生 where no other word begins with it (生産, 生放送).
fn is_born(after: &str) -> bool {
    let whole = ["生まれ", "生れ", "出生", "うまれ", "ウマレ", "生です", "生の"];
    let alone = |rest: &str| !rest.starts_with(|c: char| script(c) > 0);
    whole.iter().any(|mark| after.starts_with(mark)) || after.strip_prefix('生').is_some_and(alone)
}

/// A month of birth (1990年4月生まれ), or a birthday without its year right behind its label (誕生日は6月10日).
fn partial(page: &Page<'_>, groups: &[Group]) -> Option<(Grade, Range<usize>)> {
    let [one, two, ..] = groups else { return None };
    let number = |group: &Group| page.slice(group.start..group.end).parse::<u32>().ok();
    let unit = match page.slice(one.end..two.start).trim_matches(' ') {
        "年" => '月',
        "月" => '日',
        _ => return None,
    };
    let end = two.end + page.text.get(two.end..)?.strip_prefix(unit).map(|_| unit.len_utf8())?;
    let beside = page.slice(0..one.start).trim_end_matches([':', ' ', 'は', '|', '\t']);
    let labelled = beside.ends_with("誕生日") || beside.ends_with("生年月日");
    if unit == '日' {
        Day::checked(2000, number(one)?, number(two)?)?;
        return labelled.then_some(((80, "birthday+label"), one.start..end));
    }
    let born = is_born(page.text.get(end..)?.trim_start_matches(' ')) || labelled;
    let (start, year) = match one.len() {
        4 => (one.start, number(one)?),
        _ => era_before(page.text, one.start, number(one)?)
            .and_then(|(start, base)| Some((start, base + number(one)?)))?,
    };
    Day::checked(year, number(two)?, 1)?;
    born.then_some(((80, "month+born"), start..end))
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
    let mark = |one: &Group, two: &Group| text.get(one.end..two.start).map(|mark| mark.trim_matches(' '));
    let marks = (mark(one, two)?, mark(two, three)?);
    if !matches!(marks, ("-", "-") | ("/", "/") | (".", ".") | ("年", "月")) {
        return None;
    }
    let rest = text.get(three.end..)?;
    let day_mark = rest.trim_start_matches(' ').strip_prefix('日').filter(|_| marks.0 == "年");
    let end = day_mark.map_or(three.end, |behind| text.len() - behind.len());
    if one.len() == 4 {
        return Some((one.start..end, Day::checked(first, second, third)?));
    }
    if let Some((start, base)) = era_before(text, one.start, first) {
        return Some((start..end, Day::checked(base + first, second, third)?));
    }
    let day = Day::checked(third, first, second).or_else(|| Day::checked(third, second, first))?;
    (three.len() == 4 && marks.0 != "年").then_some((one.start..end, day))
}

/// Start and base year of the era written right before a year. One of a single sign stands apart: 平3 but not 公平3.
fn era_before(text: &str, start: usize, year: u32) -> Option<(usize, u32)> {
    let before = text.get(..start)?.trim_end_matches(' ');
    let tail = before.strip_suffix('.').unwrap_or(before);
    let (name, base, _) = ERAS.iter().find(|(name, _, most)| {
        let whole = |rest: &str| {
            let last = rest.chars().next_back();
            name.chars().nth(1).is_some() || !last.is_some_and(|c| c.is_ascii_alphanumeric() || is_kanji(c))
        };
        (1..=*most).contains(&year) && tail.strip_suffix(name).is_some_and(whole)
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

/// A date in one form, whatever it was written in: `1980-01-02`; the text itself when it is none.
pub(crate) fn key(text: &str) -> String {
    let read = read(text, &super::groups::read(text)).map(|(_, day)| day);
    let day = read.or_else(|| written::all(text).map(|(_, day)| day).next());
    day.map_or_else(|| text.to_owned(), |day| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
}
