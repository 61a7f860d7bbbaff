//! The detectors. Each looks at a [`Page`] (folded text, words, digit groups) and adds hits; each is skipped when
//! what could start it does not occur. Special-care terms come last, because they need somebody they are said of.

pub(crate) mod address;
pub(crate) mod company;
pub(crate) mod dates;
pub(crate) mod email;
pub(crate) mod groups;
pub(crate) mod identity;
pub(crate) mod labelled;
pub(crate) mod latin;
mod login;
pub(crate) mod money;
pub(crate) mod names;
mod numerals;
pub(crate) mod phone;
mod postal_en;
pub(crate) mod special;
mod tail;

use std::ops::Range;

use crate::{
    finds::{Hit, LEAST},
    kind::SpecialCare,
    page::Page,
};

/// All hits of a folded text, sorted by start, without overlaps: of two that overlap the surer wins, then the longer.
pub(crate) fn all(folded: &str) -> Vec<Hit> {
    if folded.trim_ascii().is_empty() {
        return Vec::new();
    }
    let mut page = Page::read(folded);
    plain(&mut page);
    special::find(&mut page);
    without_overlaps(page.hits)
}

/// The same for a cell of a table: special-care terms apart, because it is the row that has a person.
pub(crate) fn cell(folded: &str) -> (Vec<Hit>, Vec<(Range<usize>, SpecialCare)>) {
    let mut page = Page::read(folded);
    plain(&mut page);
    page.hits.retain(|hit| hit.why != money::UNNAMED_CARD);
    let terms = special::of_cell(&page);
    (without_overlaps(page.hits), terms)
}

/// Whether a cell is worth reading: more than a few digits or signs.
pub(crate) fn may_hold(cell: &str) -> bool {
    cell.len() >= 3 && cell.bytes().any(|byte| byte >= 0x80 || byte.is_ascii_alphabetic())
        || cell.bytes().filter(u8::is_ascii_digit).count() >= 9
}

fn plain(page: &mut Page<'_>) {
    email::find(page);
    phone::find(page);
    if !page.groups.is_empty() {
        identity::find(page);
        money::find(page);
        postal_en::find(page);
    }
    // Numbers may be in words alone, those of telephones too.
    dates::find(page);
    address::find(page);
    labelled::find(page);
    login::find(page);
    company::find(page);
    names::find(page);
    latin::find(page);
}

/// Sorted by start and apart: of two that overlap the surer stays, then the longer.
pub(crate) fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.retain(|hit| hit.confidence >= LEAST && hit.start < hit.end);
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.confidence), std::cmp::Reverse(hit.end)));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last() {
            Some(last) if hit.start < last.end => {
                let wins = (hit.confidence, hit.end - hit.start) > (last.confidence, last.end - last.start);
                if wins {
                    kept.pop();
                    kept.push(hit);
                }
            }
            _ => kept.push(hit),
        }
    }
    kept
}
