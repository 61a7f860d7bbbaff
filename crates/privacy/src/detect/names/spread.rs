//! Names with blanks between all their signs, as forms and letters of congratulation have them: 山 田 太 郎.

use super::{Found, context, full, is_kanji};
use crate::{lexicon::words::Class, page::Page};

/// Fewest and most signs: two with a blank between are any two signs.
const SIGNS: std::ops::RangeInclusive<usize> = 3..=6;
/// Most blanks between two signs.
const BLANKS: usize = 3;
/// How sure the name has to be without its blanks: signs in a row may be a list.
const SURE: u8 = 70;

/// A name that begins here.
pub(super) fn at(page: &Page<'_>, start: usize) -> Option<Found> {
    let text = page.text.get(start..)?;
    let first = text.chars().next()?;
    // Nearly every sign has another one behind it.
    if !text.get(first.len_utf8()..)?.starts_with(' ') || is_behind_sign(page, start) {
        return None;
    }
    let (mut signs, mut len) = (first.to_string(), first.len_utf8());
    while let Some((sign, behind)) = next(page, start + len) {
        signs.push(sign);
        len += behind;
        if signs.chars().count() > *SIGNS.end() {
            return None;
        }
    }
    let end = start + len;
    let sure = SIGNS.contains(&signs.chars().count()).then(|| full(&signs)).flatten()?;
    let confidence = sure.saturating_add_signed(context(page, start, end)?).min(96);
    (confidence >= SURE).then_some((start..end, confidence, "full-name-spread"))
}

/// The next sign behind blanks that stands alone and is no honorific, and its length with the blanks.
fn next(page: &Page<'_>, end: usize) -> Option<(char, usize)> {
    let rest = page.text.get(end..)?;
    let behind = rest.trim_start_matches(' ');
    let blanks = rest.len() - behind.len();
    let mut chars = behind.chars();
    let sign = chars.next().filter(|c| is_kanji(*c) && (1..=BLANKS).contains(&blanks))?;
    let honours = page.word_at(end + blanks).is_some_and(|word| matches!(word.class, Class::Honorific | Class::Title));
    let alone = !honours && !chars.next().is_some_and(is_kanji);
    alone.then_some((sign, blanks + sign.len_utf8()))
}

/// Whether a sign stands before the blanks before: then this is not where the row begins.
fn is_behind_sign(page: &Page<'_>, start: usize) -> bool {
    let mut before = page.slice(0..start).trim_end_matches(' ').chars().rev();
    page.before(start) == Some(' ') && before.next().is_some_and(is_kanji) && !before.next().is_some_and(is_kanji)
}
