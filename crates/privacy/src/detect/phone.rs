//! Telephone numbers: Japan (fixed, mobile, IP, toll-free, shared cost; 総務省 電気通信番号計画), `+81`, any `+CC`
//! (ITU-T E.164, at most 15 digits), and North American ten-digit numbers in their usual dress.

use std::ops::Range;

use super::{
    groups::{Gap, Group, digits},
    numerals,
};
use crate::{kind::Kind, lexicon::words::Label, page::Page};

/// Two- and three-digit area codes (without the leading 0); longer ones are taken as they come.
const AREA_2: &[&str] = &["3", "4", "6"];
const AREA_3: &[&str] = &[
    "11", "15", "17", "18", "19", "22", "23", "24", "25", "26", "27", "28", "29", "42", "43", "44", "45", "46", "47",
    "48", "49", "52", "53", "54", "55", "58", "59", "72", "73", "75", "76", "77", "78", "79", "82", "83", "84", "86",
    "87", "88", "89", "92", "93", "95", "96", "97", "98", "99",
];

/// Characters of a number written in words.
const WORDS: usize = 20;

/// Adds every number.
pub(crate) fn find(page: &mut Page<'_>) {
    in_words(page);
    let mut index = 0;
    while index < page.groups.len() {
        index += match read(page, index) {
            Some((taken, range, (confidence, why))) => {
                page.hit(Kind::Phone, range, confidence, why);
                taken
            }
            None => 1,
        };
    }
}

/// 〇九〇-一二三四-五六七八.
fn in_words(page: &mut Page<'_>) {
    let mut floor = 0;
    for (start, _) in page.text.match_indices('〇') {
        let number = page.text.get(start..).unwrap_or("").chars().take(WORDS);
        let number = number.take_while(|c| numerals::digit(*c).is_some() || matches!(c, '-' | 'ー' | ' ' | '(' | ')'));
        let text: String = number.collect();
        let text = text.trim_end_matches(['-', 'ー', ' ', '(', ')']);
        let parts: Vec<&str> = text.split(['-', 'ー', ' ', '(', ')']).filter(|part| !part.is_empty()).collect();
        let lens: Vec<usize> = parts.iter().map(|part| part.chars().count()).collect();
        let all: String = numerals::figures(text).collect();
        let apart = page.before(start).is_none_or(|c| numerals::digit(c).is_none());
        if start >= floor
            && apart
            && let Some((confidence, why)) = japanese(&all, &lens, || false)
        {
            floor = start + text.len();
            page.hit(Kind::Phone, start..floor, confidence, why);
        }
    }
}

/// The number at a group: how many groups it takes, where it is, how sure.
fn read(page: &Page<'_>, index: usize) -> Option<(usize, Range<usize>, (u8, &'static str))> {
    let groups = page.groups.get(index..)?;
    let first = groups.first()?;
    let lead = page.text.as_bytes().get(first.start)?;
    let before = first.start.checked_sub(1).and_then(|at| page.text.as_bytes().get(at));
    // 0 of a national number, + or ( before, or the three digits of a North American one.
    if *lead != b'0' && !matches!(before, Some(b'+' | b'(')) && !matches!(first.len(), 1 | 3) {
        return None;
    }
    (1..=5_usize).rev().find_map(|take| {
        let taken = joined(groups, take)?;
        let (first, last) = (taken.first()?, taken.last()?);
        let graded = grade(page, taken)?;
        let start = with_prefix(page.text, first.start, last.end);
        page.is_apart(start, last.end).then_some((take, start..last.end, graded))
    })
}

/// The first `take` groups, when only telephone separators stand between them.
fn joined(groups: &[Group], take: usize) -> Option<&[Group]> {
    let taken = groups.get(..take)?;
    let close = taken.iter().skip(1).all(|group| matches!(group.gap, Gap::Dash | Gap::Space | Gap::Paren | Gap::Dot));
    (close && (8..=17).contains(&taken.iter().map(Group::len).sum::<usize>())).then_some(taken)
}

/// Where the number really starts: at its `+`, or at its `(` if that closes inside the number: `(03)1234-5678`, but not
/// `(090-1234-5678)`.
fn with_prefix(folded: &str, start: usize, end: usize) -> usize {
    let before = folded.get(..start).unwrap_or("");
    let closes = folded.get(start..end).is_some_and(|number| number.contains(')'));
    let open = |text: &str| text.strip_suffix('(').filter(|_| closes).map_or(text.len(), str::len);
    let inner = before.get(..open(before)).unwrap_or(before);
    inner.strip_suffix('+').map_or(inner.len(), open)
}

fn grade(page: &Page<'_>, taken: &[Group]) -> Option<(u8, &'static str)> {
    let first = taken.first()?;
    let folded = page.text;
    let all = digits(folded, taken);
    let plus = folded.get(..first.start).is_some_and(|before| before.ends_with('+') || before.ends_with("+("));
    if plus {
        return international(&all);
    }
    let lens: Vec<usize> = taken.iter().map(Group::len).collect();
    let labelled = || page.labels_before(first.start).any(|label| matches!(label, Label::Phone | Label::Fax));
    let dotted = taken.iter().skip(1).any(|group| group.gap == Gap::Dot);
    if all.starts_with('0') {
        // Dots are of versions and dates too: only the groups that telephones have, or a label, make them one.
        let grouped = matches!(*lens, [2, 4, 4] | [3, 4, 4] | [3, 3, 4]) || labelled();
        let dots = taken.iter().skip(1).all(|group| group.gap == Gap::Dot);
        return if !dotted || (dots && grouped) { japanese(&all, &lens, labelled) } else { None };
    }
    north_american(&all, &lens, labelled)
}

fn international(all: &str) -> Option<(u8, &'static str)> {
    if let Some(rest) = all.strip_prefix("81") {
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        return matches!(rest.len(), 9 | 10).then_some((97, "plus-81"));
    }
    ((8..=15).contains(&all.len()) && !all.starts_with('0')).then_some((85, "plus-country"))
}

fn japanese(all: &str, lens: &[usize], labelled: impl Fn() -> bool) -> Option<(u8, &'static str)> {
    let (confidence, why) = match (all.len(), all.get(1..3)?, all.get(3..4)?) {
        (11, "80", "0") if matches!(lens, [4, 3, 4] | [11]) => (90, "toll-free"),
        (11, "70" | "80" | "90" | "60" | "50", _) if mobile_shape(lens) => (93, "mobile"),
        (10, "12" | "57" | "99", "0") if matches!(lens, [4, 3, 3] | [4, 2, 4] | [4, 6] | [10]) => (90, "toll-free"),
        (10, _, _) if fixed_shape(all, lens) => (88, "fixed"),
        (10, second, _) if matches!(lens, [10]) && !second.starts_with('0') => {
            return labelled().then_some((85, "fixed+label"));
        }
        _ => return None,
    };
    let surer = if lens.len() == 1 && !labelled() { 15 } else { 0 };
    Some((confidence - surer, why))
}

fn mobile_shape(lens: &[usize]) -> bool {
    matches!(lens, [3, 4, 4] | [11] | [3, 8] | [7, 4])
}

/// Area code, exchange, four digits: the groups have to fall where a real area code ends.
fn fixed_shape(all: &str, lens: &[usize]) -> bool {
    let area = |len: usize| all.get(1..len).unwrap_or("");
    match lens {
        [2, 4, 4] => AREA_2.contains(&area(2)),
        [3, 3, 4] => AREA_3.contains(&area(3)),
        [4, 2, 4] | [5, 1, 4] => !area(4).starts_with('0') && !area(4).starts_with("120"),
        [2, 8] => AREA_2.contains(&area(2)),
        [3, 7] => AREA_3.contains(&area(3)),
        _ => false,
    }
}

fn north_american(all: &str, lens: &[usize], labelled: impl Fn() -> bool) -> Option<(u8, &'static str)> {
    let dressed = matches!(lens, [3, 3, 4] | [1, 3, 3, 4]);
    let national = if all.len() == 11 { all.strip_prefix('1')? } else { all };
    let starts = |at: usize| national.as_bytes().get(at).is_some_and(|byte| (b'2'..=b'9').contains(byte));
    (dressed && national.len() == 10 && starts(0) && starts(3))
        .then(|| if labelled() { (90, "nanp+label") } else { (65, "nanp") })
}

/// Whether a cell of a column of telephone numbers is one; a spreadsheet may have eaten the leading 0.
pub(crate) fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let mark = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '+' | '.' | 'ー' | '/');
    (9..=15).contains(&digits) && cell.chars().all(mark)
}

/// Whether digits and marks look like a telephone number without any header: evidence of a column.
pub(crate) fn is_cell(cell: &str, digits: &str) -> bool {
    let national = digits.starts_with('0') && !digits.starts_with("00") && matches!(digits.len(), 10 | 11);
    let abroad = cell.starts_with('+') && (9..=15).contains(&digits.len());
    let bare = matches!(digits.get(..2), Some("70" | "80" | "90")) && digits.len() == 10 && cell.len() == 10;
    (national || abroad || bare) && !cell.contains('/')
}

/// The national digits of a number in folded text: `+81 3…` and `03…` are one number, and so is one that lost its 0.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 1);
    write_key(text, &mut key);
    key
}

/// The same behind what `into` has.
pub(crate) fn write_key(text: &str, into: &mut String) {
    let start = into.len();
    into.extend(text.bytes().filter(u8::is_ascii_digit).map(char::from));
    if into.len() == start {
        into.extend(numerals::figures(text));
    }
    let digits = into.get(start..).unwrap_or("");
    let bare = matches!(digits.get(..2), Some("70" | "80" | "90")) && digits.len() == 10;
    let abroad = text.trim_start_matches('(').starts_with('+');
    match digits.strip_prefix("81") {
        Some(rest) if abroad && rest.starts_with('0') => into.replace_range(start..start + 2, ""),
        Some(_) if abroad => into.replace_range(start..start + 2, "0"),
        None if abroad => into.insert(start, '+'),
        _ if bare => into.insert(start, '0'),
        _ => {}
    }
}
