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
pub(crate) mod money;
pub(crate) mod names;
pub(crate) mod phone;
pub(crate) mod special;

use crate::{
    finds::{Hit, LEAST},
    page::Page,
};

/// All hits of a folded text, sorted by start, without overlaps: of two that overlap the surer wins, then the longer.
pub(crate) fn all(folded: &str) -> Vec<Hit> {
    if folded.trim_ascii().is_empty() {
        return Vec::new();
    }
    let mut page = Page::read(folded);
    email::find(&mut page);
    if !page.groups.is_empty() {
        phone::find(&mut page);
        identity::find(&mut page);
        money::find(&mut page);
        dates::find(&mut page);
        address::find(&mut page);
    }
    labelled::find(&mut page);
    company::find(&mut page);
    names::find(&mut page);
    latin::find(&mut page);
    special::find(&mut page);
    without_overlaps(page.hits)
}

fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
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
