//! Records that say nothing which another does not say, too: a name, or a name with its telephone number, that a fuller
//! record has. They add nobody.

use std::collections::HashMap;

use super::{Record, filled};

/// Fuller records looked at for one record: those that share its strongest identifier may be a whole office.
const LOOKED_AT: usize = 64;

/// The fuller records, by the identifiers that others begin with.
pub(super) struct Contained<'a> {
    counted: &'a [(Record, u64)],
    /// For what some record begins with and another goes on with: the others.
    by_later: HashMap<u64, Vec<&'a Record>>,
}

impl<'a> Contained<'a> {
    /// For records in order, and all that they have behind their first, in order.
    pub(super) fn of(counted: &'a [(Record, u64)], secondary: &[u64]) -> Self {
        // Both are in order, so one walk finds what they have in common.
        let mut later = secondary.iter().peekable();
        let mut by_later: HashMap<u64, Vec<&'a Record>> = HashMap::new();
        for first in counted.iter().filter_map(|(record, _)| record.first()) {
            while later.next_if(|print| *print < first).is_some() {}
            if later.peek() == Some(&first) {
                by_later.entry(*first).or_default();
            }
        }
        if !by_later.is_empty() {
            for (record, _) in counted {
                for later in filled(record).skip(1) {
                    if let Some(fuller) = by_later.get_mut(&later).filter(|fuller| fuller.len() < LOOKED_AT) {
                        fuller.push(record);
                    }
                }
            }
        }
        Self { counted, by_later }
    }

    /// Whether some record has this behind its first.
    pub(super) fn is_later(&self, print: u64) -> bool {
        self.by_later.contains_key(&print)
    }

    /// Whether another record has all that the record at a position has, and more.
    pub(super) fn has(&self, at: usize) -> bool {
        let Some((record, _)) = self.counted.get(at) else { return false };
        let first = record.first();
        let same = |other: &&(Record, u64)| other.0.first() == first;
        let before = self.counted.get(..at).unwrap_or_default().iter().rev().take_while(same).take(LOOKED_AT);
        let after = self.counted.iter().skip(at + 1).take_while(same).take(LOOKED_AT);
        let later = first.and_then(|first| self.by_later.get(first));
        let later = later.into_iter().flatten().copied();
        let fuller = |other: &Record| {
            filled(other).count() > filled(record).count() && filled(record).all(|print| other.contains(&print))
        };
        before.chain(after).map(|(other, _)| other).chain(later).any(fuller)
    }
}
