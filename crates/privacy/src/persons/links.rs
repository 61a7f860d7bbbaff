//! Rows of one person in several sources (sheets, files, running text): a name with the same telephone number, birth
//! date, postal code or member number is one person, though the strongest identifiers of the rows differ.
//!
//! Never by a name alone, and never inside one source: there two rows are two rows, and what the source itself has with
//! two different identifiers (a hundred pupils of one postal code, namesakes among them) links nothing at all.

use crate::{fingerprint, kind::Kind};

/// Links kept over all sources; beyond, rows are counted as they stand.
const MOST: usize = 4_000_000;

/// A name together with something else, and the strongest identifier of the row.
type Link = (u64, u64);

/// The links of one or more parts, by source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Links {
    /// In order, so that it does not matter which part came first.
    sources: Vec<Vec<Link>>,
    /// Of the source that is being read.
    open: Vec<Link>,
}

impl Links {
    /// Notes what links a row.
    pub(super) fn row(&mut self, name: u64, items: &[(Kind, u64)], strongest: u64) {
        for (kind, print) in items {
            if matches!(kind, Kind::Phone | Kind::BirthDate | Kind::PostalCode | Kind::MemberId | Kind::EmployeeId) {
                self.open.push((fingerprint::pair(name, *print), strongest));
            }
        }
    }

    /// What follows stands in another source.
    pub(super) fn end_source(&mut self) {
        if !self.open.is_empty() {
            self.sources.push(std::mem::take(&mut self.open));
            self.sources.sort_unstable();
        }
    }

    /// Takes over the sources of another part.
    pub(super) fn join(&mut self, mut other: Self) {
        self.end_source();
        other.end_source();
        self.sources.append(&mut other.sources);
        self.sources.sort_unstable();
    }

    /// How many of these identifiers (distinct, in order) stand for different persons.
    pub(super) fn persons(&self, identifiers: &[u64]) -> u64 {
        let kept: usize = self.sources.iter().map(Vec::len).sum();
        if self.sources.len() < 2 || kept > MOST {
            return identifiers.len() as u64;
        }
        let numbered = self.sources.iter().enumerate();
        let mut all: Vec<(u64, usize, u64)> =
            numbered.flat_map(|(source, links)| links.iter().map(move |(key, id)| (*key, source, *id))).collect();
        all.sort_unstable();
        all.dedup();
        let mut sets = Sets::new(identifiers.len());
        for same in all.chunk_by(|a, b| a.0 == b.0) {
            // Two identifiers in one source: the source says that they are two.
            let ambiguous = same.windows(2).any(|two| matches!(two, [(_, a, _), (_, b, _)] if a == b));
            if !ambiguous {
                let mut places = same.iter().filter_map(|(.., id)| identifiers.binary_search(id).ok());
                if let Some(first) = places.next() {
                    places.for_each(|other| sets.unite(first, other));
                }
            }
        }
        sets.count
    }
}

/// Disjoint sets (Tarjan 1975, with path halving).
struct Sets {
    above: Vec<usize>,
    count: u64,
}

impl Sets {
    fn new(elements: usize) -> Self {
        Self { above: (0..elements).collect(), count: elements as u64 }
    }

    fn top(&mut self, mut at: usize) -> usize {
        while let Some(above) = self.above.get(at).copied().filter(|above| *above != at) {
            let next = self.above.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.above.get_mut(at) {
                *slot = next;
            }
            at = next;
        }
        at
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.top(one), self.top(other));
        if one != other {
            if let Some(slot) = self.above.get_mut(other) {
                *slot = one;
            }
            self.count -= 1;
        }
    }
}
