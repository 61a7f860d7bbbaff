//! The detectors. Each reads the folded text (see `fold`) and adds hits; none of them allocates per character, and
//! each is skipped when the bytes that could start it do not occur.

pub(crate) mod email;
pub(crate) mod groups;
pub(crate) mod phone;

use crate::finds::{Hit, LEAST};

/// All hits of a folded text, sorted by start, without overlaps: of two that overlap the surer wins, then the longer.
pub(crate) fn all(folded: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    email::find(folded, &mut hits);
    let groups = groups::read(folded);
    phone::find(folded, &groups, &mut hits);
    hits.retain(|hit| hit.confidence >= LEAST);
    without_overlaps(hits)
}

pub(crate) fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
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
