//! Company names around their legal form: 株式会社X, X株式会社, X Inc. Not personal; policy compares them with the
//! recipient, and a name inside a company's is no person's.

use std::ops::Range;

use super::names::script;
use crate::{kind::Kind, lexicon::words::Class, page::Page};

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
