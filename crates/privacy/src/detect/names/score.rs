//! How much two parts look like surname and given name, from what the dictionary knows of them and, when it knows only
//! one, from the characters of the other. 50 is enough by itself; the rest needs an honorific, a title, a label or a
//! reading behind it.

use super::{ENDS, PART, is_kanji, script};
use crate::lexicon::names::{self, Grade};

/// Ends of houses, places and rooms: what nobody knows as a given name and ends with one of these is none.
const HOUSES: [char; 25] = [
    '堂', '店', '屋', '館', '亭', '荘', '園', '社', '会', '課', '部', '室', '駅', '線', '橋', '町', '市', '県', '区',
    '郡', '庁', '署', '局', '校', '賞',
];
/// Parts of towns: 荒井東, 今村南, 本郷上. As given names all of them are rare.
const SIDES: [&str; 8] = ["東", "西", "南", "北", "上", "中", "下", "本"];

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
        (usual, 0) if usual > 0 && lens.1 <= 5 => unknown_given(given, second, usual == 2, spaced)?,
        (0, 2) if lens.0 >= 2 => unknown_surname(surname, lens.1, spaced) - 24 * i32::from(first.is_word()),
        _ => return None,
    };
    let short = if spaced { 0 } else { 14 * i32::from(lens.0 == 1) + 18 * i32::from(lens.1 == 1 && lens.0 == 1) };
    // 金 銀, 明 清: two signs are a name only when both are usual ones.
    let usual = || first.surname() == 2 && (second.given() == 2 || names::looks_given(given) >= 12);
    let signs = 35 * i32::from(spaced && lens == (1, 1) && !usual());
    let kana_alone = kana && (lens.1 <= 1 || !spaced && lens.0 == 1);
    // What goes on in kana may be anything, and the house of somebody: さくら is less so, 田村ビル more.
    let word = if lens.1 > 2 && given.starts_with(|c| script(c) == 2) { 14 } else { 20 };
    let weak = 40 * i32::from(kana_alone) + word * i32::from(kana && !spaced && second.is_word());
    // 佐藤 田中: a rare given name that is a usual surname, and looks like one.
    let listed =
        || second.given() == 1 && second.surname() == 2 && lens.1 > 1 && !kana && names::looks_given(given) < 4;
    let list = 35 * i32::from(spaced && listed());
    let ambiguous = 8 * i32::from(!spaced && second.is_word() && second.given() < 2);
    let house = 42 * i32::from(!spaced && lens.1 > 1 && given.ends_with(HOUSES));
    let side = 25 * i32::from(!spaced && SIDES.contains(&given));
    // 上杉謙信公: of lords of history.
    let lord = 42 * i32::from(lens.1 > 2 && given.ends_with('公'));
    let score = base + 5 * i32::from(spaced) - short - signs - weak - ambiguous - house - side - lord - list;
    let stopped = 46 * i32::from(score > 15 && is_stop(surname, given, together));
    u8::try_from(score - stopped).ok()
}

/// Words that only read like a full name, with a blank inside or without.
fn is_stop(surname: &str, given: &str, together: Option<&str>) -> bool {
    match together {
        Some(whole) => names::grade(whole).is_stop(),
        None => names::grade(&[surname, given].concat()).is_stop(),
    }
}

/// A known surname before something unknown.
fn unknown_given(given: &str, second: Grade, usual: bool, spaced: bool) -> Option<i32> {
    let rare = if usual { 0 } else { 14 };
    if usual && kana_of_given(given) {
        return Some(if spaced { 66 } else { 52 });
    }
    if given.starts_with(|c| script(c) > 1) {
        return Some(if spaced { 40 } else { 32 } - rare);
    }
    if given.chars().count() > 3 || given.ends_with(HOUSES) {
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
    // Two surnames in a row are a list; a word is a word.
    let word = if spaced { 24 } else { 12 };
    let word = word * i32::from(second.is_word()) + 10 * second.surname().cast_signed();
    Some(base - rare - word)
}

/// Hiragana of three or more that are the reading of a given name (つむぎ), and kana before the last sign of one (ヨシ子).
fn kana_of_given(given: &str) -> bool {
    let (kana, last) = given.char_indices().next_back().map_or((given, None), |(at, last)| match script(last) {
        1 => (given.get(..at).unwrap_or(""), Some(last)),
        _ => (given, None),
    });
    let count = kana.chars().count();
    match last {
        Some(last) => (1..=3).contains(&count) && kana.chars().all(|c| script(c) > 1) && ENDS.contains(&last),
        None if count < 3 || !kana.chars().all(|c| script(c) == 2) => false,
        None => {
            let katakana = |c: char| char::from_u32(u32::from(c) + 0x60).unwrap_or(c);
            names::grade(&kana.chars().map(katakana).collect::<String>()).given() > 0
        }
    }
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
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '・')).collect();
    let kana = plain.chars().all(|c| script(c) > 1);
    let kanji = plain.chars().all(is_kanji);
    let score = names::looks_surname(&plain).max(names::looks_given(&plain));
    (kana && text.contains([' ', '・'])) || (kanji && plain.chars().count() <= 6 && (text.contains(' ') || score >= 0))
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
