//! Running text: lists in it are read as tables, the rest by the detectors; then who it speaks of, block by block.

use std::{collections::HashSet, ops::Range};

use super::Survey;
use crate::{
    detect,
    finds::Hit,
    kind::Kind,
    page::line_before,
    persons::shared::{self, Reach},
    table::{self, lists},
};

/// Bytes before a number in which the name of an organisation's contact may stand.
const BEFORE: usize = 60;
/// Bytes between a name and its reading.
const READING: usize = 40;

/// Reads what tables do not cover; the hits are in no order.
pub(super) fn read(folded: &str, covered: &[Range<usize>], survey: &mut Survey) -> Vec<Hit> {
    let mut hits = Vec::new();
    for gap in gaps(covered, folded.len()) {
        let Some(text) = folded.get(gap.clone()) else { continue };
        let lists = lists::find(text);
        let mut found = Vec::new();
        for list in &lists {
            found.append(&mut table::read_list(list, survey).hits);
        }
        let ranges: Vec<Range<usize>> = lists.into_iter().map(|list| list.range).collect();
        for rest in gaps(&ranges, text.len()) {
            let Some(text) = text.get(rest.clone()) else { continue };
            let here = detect::all(text);
            note(text, &here, survey);
            found.extend(here.into_iter().map(|hit| moved(hit, rest.start)));
        }
        hits.extend(found.into_iter().map(|hit| moved(hit, gap.start)));
    }
    hits
}

fn moved(hit: Hit, by: usize) -> Hit {
    Hit { start: hit.start + by, end: hit.end + by, ..hit }
}

/// What tables do not cover, as whole lines where that is possible.
fn gaps(covered: &[Range<usize>], len: usize) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut at = 0;
    for range in covered.iter().chain([&(len..len)]) {
        if range.start > at + 2 || (range.start == len && range.start > at) {
            gaps.push(at..range.start);
        }
        at = at.max(range.end);
    }
    gaps
}

/// The hits of a text, noted, and its records by blocks of lines.
fn note(text: &str, hits: &[Hit], survey: &mut Survey) {
    let mut block = Block::default();
    let mut last = 0;
    for (at, hit) in hits.iter().enumerate() {
        let between = text.get(last..hit.start).unwrap_or("");
        if between.contains("\n\n") || between.contains("\n \n") {
            std::mem::take(&mut block).end(survey);
        }
        if block.lines.is_empty() || between.contains('\n') {
            block.lines.push(Vec::new());
        }
        last = hit.end;
        let Some(value) = text.get(hit.start..hit.end) else { continue };
        let print = survey.note_hit(hit.kind, value);
        block.named |= hit.kind == Kind::Name;
        block.of_company |= hit.kind == Kind::Company;
        if !is_weak(hit) && !is_reading(text, hits, at) {
            block.add(item(text, hit, value, print), value);
        }
    }
    block.end(survey);
}

/// Lines without a blank line between.
#[derive(Default)]
struct Block {
    lines: Vec<Vec<(Kind, u64)>>,
    /// Whether anybody is named, be it by the surname alone.
    named: bool,
    of_company: bool,
    /// Telephone numbers that would be a company's if nobody is named.
    desks: HashSet<u64>,
}

impl Block {
    fn add(&mut self, item: (Kind, u64), value: &str) {
        if item.0 == Kind::Phone && Reach::of(value) == Reach::Place {
            self.desks.insert(item.1);
        }
        self.lines.last_mut().into_iter().for_each(|line| line.push(item));
    }

    /// Counts it. The telephone number of a company, where nobody is named, counts nobody.
    fn end(mut self, survey: &mut Survey) {
        if self.of_company && !self.named {
            let desks = &self.desks;
            self.lines
                .iter_mut()
                .for_each(|line| line.retain(|(kind, print)| *kind != Kind::Phone || !desks.contains(print)));
        }
        survey.records.block(&self.lines);
    }
}

fn item(text: &str, hit: &Hit, value: &str, print: u64) -> (Kind, u64) {
    let announced = hit.kind == Kind::Phone && shared::announces_organisation(line_before(text, hit.start, BEFORE));
    if announced { shared::company(print) } else { shared::item(hit.kind, value, print) }
}

/// A lone surname or a reading says nothing of who it is.
fn is_weak(hit: &Hit) -> bool {
    hit.kind == Kind::Name
        && (hit.confidence < 55
            || matches!(
                hit.why,
                "surname+honorific" | "surname+introduction" | "honorific+surname" | "greeting+name" | "reading"
            ))
}

/// Whether a name in kana stands right behind, or right before, the name in kanji that it reads.
fn is_reading(text: &str, hits: &[Hit], at: usize) -> bool {
    let kana = |hit: &Hit| hit.kind == Kind::Name && text.get(hit.start..hit.end).is_some_and(is_kana);
    let kanji = |hit: &Hit| hit.kind == Kind::Name && !kana(hit);
    let near = |one: &Hit, two: &Hit| {
        let between = text.get(one.end..two.start).unwrap_or("");
        between.len() <= READING && !between.contains(['、', '。', '・', 'と', '/']) && !between.contains("\n\n")
    };
    let Some(hit) = hits.get(at).filter(|hit| kana(hit)) else { return false };
    let before = at.checked_sub(1).and_then(|before| hits.get(before)).filter(|other| kanji(other));
    if before.is_some_and(|name| near(name, hit)) {
        return true;
    }
    // Before its name only when no other reading follows that name.
    let after = hits.get(at + 1).filter(|other| kanji(other));
    let taken = hits.get(at + 2).filter(|other| kana(other)).zip(after).is_some_and(|(kana, name)| near(name, kana));
    !taken && after.is_some_and(|name| near(hit, name))
}

fn is_kana(text: &str) -> bool {
    text.chars().all(|c| detect::names::script(c) > 1 || matches!(c, ' ' | '・'))
}
