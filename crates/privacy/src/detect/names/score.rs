//! How much two parts look like surname and given name, from what the dictionary knows of them and, when it knows only
//! one, from the characters of the other. 50 is enough by itself; the rest needs an honorific, a title, a label or a
//! reading behind it.

use super::{PART, is_kanji, script};
use crate::lexicon::names::{self, Grade};

/// The score before the context is looked at; `first` is what the dictionary knows of the surname, `together` both in
/// one when no blank stands between them.
pub(super) fn score(surname: &str, first: Grade, given: &str, together: Option<&str>) -> Option<u8> {
    let spaced = together.is_none();
    let second = names::grade(given);
    let kana = given.chars().next().is_some_and(|c| script(c) > 1);
    let lens = (surname.chars().count(), given.chars().count());
    let base = match (first.surname(), second.given()) {
        (2, 2) => 88,
        (2, 1) => 77,
        (1, 2) => 72,
        (1, 1) => 56,
        (usual, 0) if usual > 0 && lens.1 <= 5 => unknown_given(given, kana, usual == 2, spaced)?,
        (0, 2) if lens.0 >= 2 => unknown_surname(surname, lens.1, spaced),
        _ => return None,
    };
    let short = if spaced { 0 } else { 14 * i32::from(lens.0 == 1) + 18 * i32::from(lens.1 == 1 && lens.0 == 1) };
    let kana_alone = kana && (lens.1 <= 1 || !spaced && lens.0 == 1);
    let weak = 40 * i32::from(kana_alone) + 20 * i32::from(kana && !spaced && second.is_word());
    let ambiguous = 8 * i32::from(!spaced && second.is_word() && second.given() < 2);
    let stopped = 40 * i32::from(together.is_some_and(|whole| names::grade(whole).is_stop()));
    u8::try_from(base + 5 * i32::from(spaced) - short - weak - ambiguous - stopped).ok()
}

/// A known surname before something unknown.
fn unknown_given(given: &str, kana: bool, usual: bool, spaced: bool) -> Option<i32> {
    let rare = if usual { 0 } else { 14 };
    if kana {
        return Some(if spaced { 40 } else { 32 } - rare);
    }
    if given.chars().count() > 3 {
        return None;
    }
    let base = match (names::looks_given(given), spaced) {
        (14.., true) => 70,
        (14.., false) => 58,
        (4.., true) => 62,
        (4.., false) if given.chars().count() == 2 => 51,
        (4.., false) => 46,
        (-8.., true) => 54,
        (-8.., false) => 38,
        (-20.., true) => 40,
        (-20.., false) => 26,
        _ => 15,
    };
    Some(base - rare)
}

/// A usual given name behind something unknown.
fn unknown_surname(surname: &str, given: usize, spaced: bool) -> i32 {
    match (names::looks_surname(surname), spaced) {
        (8.., true) => 66,
        (8.., false) if given >= 2 => 46,
        (-20.., true) => 40,
        (-20.., false) => 30,
        _ => 15,
    }
}

/// Where a whole text that is a full name without a blank is parted, in bytes.
pub(crate) fn split(text: &str) -> Option<usize> {
    let ends = text.char_indices().skip(1).map(|(at, _)| at).take(PART);
    let scored = ends.filter_map(|end| {
        let (surname, given) = text.split_at_checked(end)?;
        Some((score(surname, names::grade(surname), given, Some(text))?, end))
    });
    scored.filter(|(score, _)| *score >= 50).max().map(|(_, end)| end)
}

/// Whether a whole text is a full name: its confidence.
pub(crate) fn full(text: &str) -> Option<u8> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(PART);
    let split = |end: usize| {
        let (surname, rest) = text.split_at_checked(end)?;
        let given = rest.trim_start_matches(' ');
        if given.is_empty() || given.contains(' ') {
            None
        } else {
            score(surname, names::grade(surname), given, (given.len() == rest.len()).then_some(text))
        }
    };
    ends.filter_map(split).max().filter(|score| *score >= 50)
}

/// Whether a text in kana is a full name of known readings, with a blank or without.
pub(crate) fn full_kana(text: &str) -> bool {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(8);
    ends.filter_map(|end| text.split_at_checked(end)).any(|(surname, rest)| {
        let given = rest.trim_start_matches([' ', '・']);
        !given.is_empty() && names::grade(surname).surname() > 0 && names::grade(given).given() > 0
    })
}

/// Whether an unknown text could be a name: few characters that look like one.
pub(crate) fn looks(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| *c != ' ').collect();
    let kana = plain.chars().all(|c| script(c) > 1);
    let kanji = plain.chars().all(is_kanji);
    let score = names::looks_surname(&plain).max(names::looks_given(&plain));
    (kana && text.contains(' ')) || (kanji && plain.chars().count() <= 6 && (text.contains(' ') || score >= 0))
}

/// Whether a short text begins with a known surname or ends with a usual given name, as names beside a label do.
pub(crate) fn has_part(text: &str) -> bool {
    let chars = text.chars().count();
    let parts = || text.char_indices().skip(1).filter_map(|(at, _)| text.split_at_checked(at));
    (3..=7).contains(&chars)
        && text.starts_with(is_kanji)
        && text.chars().all(|c| script(c) > 0)
        && !names::grade(text).is_stop()
        && parts().any(|(head, rest)| {
            let surname = head.chars().count() >= 2 && names::grade(head).surname() > 0;
            let kana = rest.chars().all(|c| script(c) > 1);
            surname && (kana || names::looks_given(rest) >= -20)
                || names::grade(rest).given() == 2 && rest.chars().count() >= 2
        })
}
