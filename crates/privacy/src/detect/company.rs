//! Company names around their legal form: 株式会社X, X株式会社, X Inc. Not personal; policy compares them with the
//! recipient, and a name inside a company's is no person's.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use super::names::script;
use crate::{kind::Kind, lexicon::words::Class, page::Page, writing::company::has_mark};

/// What names of institutions end with.
const ENDINGS: &str = include_str!("../../data/institutions.txt");
/// Longest name of an institution in a cell, in bytes.
const CELL: usize = 120;

/// Longest name, in characters.
const LONGEST: usize = 24;

/// Adds company names.
pub(crate) fn find(page: &mut Page<'_>) {
    let marks: Vec<Range<usize>> =
        page.words.iter().filter(|word| word.class == Class::CompanyMark).map(|word| word.start..word.end).collect();
    for mark in marks {
        if let Some(range) = around(page, &mark) {
            page.hit(Kind::Company, range, 84, "legal-form");
        }
    }
}

fn around(page: &Page<'_>, mark: &Range<usize>) -> Option<Range<usize>> {
    let form = page.slice(mark.clone());
    if form.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let start = capitals_before(page, mark.start)?;
        return Some(start..mark.end);
    }
    let after = page.text.get(mark.end..).unwrap_or("");
    let blank = usize::from(after.starts_with(' '));
    let len = name_len(after.get(blank..)?.chars());
    let before = page.slice(0..mark.start);
    let back = name_len(before.chars().rev());
    // 後株 when a name stands before and none behind, or what stands behind goes on with a particle.
    match (back, len) {
        (_, 2..) if blank == 0 || back == 0 => Some(mark.start..mark.end + blank + len),
        (2.., _) => Some(mark.start - back..mark.end),
        (_, 2..) => Some(mark.start..mark.end + blank + len),
        _ => None,
    }
}

fn name_len(chars: impl Iterator<Item = char>) -> usize {
    let name =
        |c: &char| matches!(script(*c), 1 | 3) || c.is_ascii_alphanumeric() || matches!(c, '・' | '&' | '-' | 'ー');
    chars.take(LONGEST).take_while(name).map(char::len_utf8).sum()
}

/// Up to four capitalised words before `Inc.`
fn capitals_before(page: &Page<'_>, end: usize) -> Option<usize> {
    let mut start = None;
    let mut at = end;
    for _ in 0..4 {
        let before = page.slice(0..at).trim_end_matches([' ', ',']);
        let word = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '&' | '-' | '\''))).next()?;
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) || word.len() == before.len() && before.is_empty() {
            break;
        }
        at = before.len() - word.len();
        start = Some(at);
        if page.slice(at.saturating_sub(1)..at) == "\n" {
            break;
        }
    }
    start
}

/// Whether a folded cell names a company, shop, school, hospital or office: by its legal form, or by how it ends.
pub(crate) fn is_institution(cell: &str) -> bool {
    static BY_LAST: LazyLock<BTreeMap<char, Vec<&str>>> = LazyLock::new(|| {
        let mut by_last: BTreeMap<char, Vec<&str>> = BTreeMap::new();
        for word in ENDINGS.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split('|')) {
            by_last.entry(word.chars().next_back().unwrap_or_default()).or_default().push(word);
        }
        by_last
    });
    if cell.len() > CELL || cell.is_ascii() {
        return false;
    }
    let ending = || {
        let words = cell.chars().next_back().and_then(|last| BY_LAST.get(&last));
        words.is_some_and(|words| words.iter().any(|word| cell.len() > word.len() && cell.ends_with(word)))
    };
    // What all marks of a legal form have one of.
    ending() || cell.ends_with("御中") || cell.contains(['株', '㈱', '有', '㈲', '社', '法', '組']) && has_mark(cell)
}

/// Whether a folded cell names a part of an organisation: 営業部, 第2課.
pub(crate) fn is_unit(cell: &str) -> bool {
    cell.ends_with(['部', '課', '室', '係', '局', '科', '所', '店', '署']) || is_institution(cell)
}
