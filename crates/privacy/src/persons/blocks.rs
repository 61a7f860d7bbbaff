//! Persons of running text: a block (lines without a blank line between) is one person, or as many as its lines, or as
//! many as it repeats the same shape; only what has no shape is counted by each identifier.

use std::collections::HashMap;

use super::{Records, rank};
use crate::kind::Kind;

/// Most telephone numbers of one person in a block of text: fixed, mobile, fax.
const PHONES: usize = 3;
/// Most mail addresses of one person on a line that names somebody.
const MAILS: usize = 2;

type Item = (Kind, u64);

impl Records {
    /// What stands in a block of text, line by line: one person when it names at most one and has at most one mail
    /// address, else one per part when the parts are alike, else one per line.
    pub(crate) fn block(&mut self, lines: &[Vec<Item>]) {
        let all: Vec<Item> = lines.concat();
        if all.is_empty() {
            return;
        }
        let seen = Seen::of(&all);
        if seen.names <= 1 && seen.mails <= 1 && seen.phones <= PHONES && seen.names + seen.mails >= 1 {
            self.row(&all);
        } else if let Some(parts) = parts_alike(&all) {
            parts.into_iter().for_each(|part| self.row(part));
        } else {
            lines.iter().for_each(|line| self.line(line));
        }
    }

    fn line(&mut self, items: &[Item]) {
        if is_one(items) {
            self.row(items);
        } else if let Some(parts) = parts_alike(items) {
            parts.into_iter().for_each(|part| self.row(part));
        } else if let Some(parts) = parts(items, Kind::Name) {
            // Nothing says that they are alike: only what identifies by itself goes with the name before it.
            for part in parts {
                let strong = part.iter().filter(|(kind, _)| *kind == Kind::Name || rank(*kind).is_some());
                self.row(&strong.copied().collect::<Vec<_>>());
            }
        } else {
            items.iter().for_each(|item| self.row(&[*item]));
        }
    }
}

/// How many different values of the kinds that tell persons apart.
#[derive(Default)]
struct Seen {
    names: usize,
    mails: usize,
    phones: usize,
    /// The most values of one other kind that stands for one person.
    others: usize,
}

impl Seen {
    fn of(items: &[Item]) -> Self {
        let mut distinct = items.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let mut seen = Self::default();
        for same in distinct.chunk_by(|a, b| a.0 == b.0) {
            match same.first().map(|(kind, _)| *kind) {
                Some(Kind::Name) => seen.names = same.len(),
                Some(Kind::Email) => seen.mails = same.len(),
                Some(Kind::Phone) => seen.phones = same.len(),
                Some(kind) if rank(kind).is_some() => seen.others = seen.others.max(same.len()),
                _ => {}
            }
        }
        seen
    }
}

/// Whether what stands together speaks of one person.
fn is_one(items: &[Item]) -> bool {
    let seen = Seen::of(items);
    match seen.names {
        0 => {
            seen.mails <= 1
                && seen.others <= 1
                && (seen.phones <= 1 || seen.mails + seen.others > 0 && seen.phones <= PHONES)
        }
        1 => seen.mails <= MAILS && seen.phones <= PHONES && seen.others <= 1,
        _ => false,
    }
}

/// The parts of a text that repeats itself, each beginning with a name or with what stands first: one person each. Most
/// of them have to say the same kinds of things, more than a name alone.
fn parts_alike(items: &[Item]) -> Option<Vec<&[Item]>> {
    let (first, _) = items.first()?;
    by_lead(items, *first).or_else(|| by_lead(items, Kind::Name).filter(|_| *first != Kind::Name))
}

fn by_lead(items: &[Item], lead: Kind) -> Option<Vec<&[Item]>> {
    parts(items, lead).filter(|parts| are_alike(parts))
}

/// The parts that begin with a kind, one person each, and what stands before them.
fn parts(items: &[Item], lead: Kind) -> Option<Vec<&[Item]>> {
    let mut starts: Vec<usize> = Vec::new();
    let mut last = None;
    for (at, (kind, print)) in items.iter().enumerate() {
        // A value that is said again at once begins nobody.
        if *kind == lead && last != Some(*print) {
            starts.push(at);
            last = Some(*print);
        }
    }
    let head = starts.first().copied()?;
    let ends = starts.iter().skip(1).copied().chain([items.len()]);
    let mut parts: Vec<&[Item]> = starts.iter().zip(ends).filter_map(|(from, to)| items.get(*from..to)).collect();
    if parts.len() < 2 || !parts.iter().all(|part| is_one(part)) {
        return None;
    }
    // What stands before the first is somebody of its own.
    if let Some(before) = items.get(..head).filter(|before| !before.is_empty()) {
        parts.insert(0, before);
    }
    Some(parts)
}

/// Whether three in five parts have the same two kinds of things or more.
fn are_alike(parts: &[&[Item]]) -> bool {
    let mut shapes: HashMap<Vec<Kind>, usize> = HashMap::new();
    for part in parts {
        let counts = |kind: Kind| kind == Kind::Name || rank(kind).is_some() || kind == Kind::Address;
        let mut kinds: Vec<Kind> = part.iter().map(|(kind, _)| *kind).filter(|kind| counts(*kind)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        *shapes.entry(kinds).or_default() += 1;
    }
    let usual = shapes.iter().filter(|(kinds, _)| kinds.len() >= 2).map(|(_, count)| *count).max();
    usual.is_some_and(|count| count * 5 >= parts.len() * 3)
}
