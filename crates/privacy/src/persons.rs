//! Counting persons. A *record* is what one row of a table or one line of text says about (presumably) one person:
//! fingerprints of identifiers, strongest first. Persons are counted over the set of records of all parts.
//!
//! Lower bound: distinct strongest identifiers, not counting one that another record shows to be the weaker
//! identifier of somebody already counted. Upper bound: records that are not wholly contained in another, each as
//! often as it was repeated inside one part. A name alone is never a record.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::kind::Kind;

/// How many data subjects there are, at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Persons {
    /// Distinct by their strongest identifiers.
    pub lower: u64,
    /// By rows and unlinked identifiers.
    pub upper: u64,
}

impl Persons {
    pub(crate) fn at_least(self, floor: Self) -> Self {
        let lower = self.lower.max(floor.lower);
        Self { lower, upper: self.upper.max(floor.upper).max(lower) }
    }
}

/// Identifiers kept per record, strongest first.
const KEPT: usize = 4;

/// Fingerprints, strongest first, each with its rank in the low bits of the kind; 0 = none.
type Record = [u64; KEPT];

/// The records of one or more parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Records {
    counts: BTreeMap<Record, u64>,
}

impl Records {
    /// One row of a table: one person, whatever stands in it.
    pub(crate) fn row(&mut self, prints: &[(Kind, u64)]) {
        let mut ids: Vec<(u8, u64)> = prints.iter().filter_map(|(kind, print)| Some((rank(*kind)?, *print))).collect();
        ids.sort_unstable();
        ids.dedup();
        self.add(&ids);
    }

    /// One line of text: as many persons as the most frequent identifier says.
    pub(crate) fn text_line(&mut self, prints: &[(Kind, u64)]) {
        let distinct: BTreeSet<(u8, u64)> =
            prints.iter().filter_map(|(kind, print)| Some((rank(*kind)?, *print))).collect();
        let strongest = distinct.first().map(|(rank, _)| *rank);
        let several = distinct.iter().filter(|(rank, _)| Some(*rank) == strongest).count() > 1;
        if several {
            for id in distinct {
                self.add(&[id]);
            }
        } else {
            self.add(&distinct.into_iter().collect::<Vec<_>>());
        }
    }

    fn add(&mut self, ids: &[(u8, u64)]) {
        if ids.is_empty() {
            return;
        }
        let mut record = Record::default();
        record.iter_mut().zip(ids).for_each(|(slot, (_, print))| *slot = *print);
        *self.counts.entry(record).or_default() += 1;
    }

    /// The union: a record that both sides have counts as often as on the side that has it more often.
    pub(crate) fn join(&mut self, other: Self) {
        for (record, count) in other.counts {
            let here = self.counts.entry(record).or_default();
            *here = (*here).max(count);
        }
    }

    /// The range.
    pub(crate) fn persons(&self) -> Persons {
        let mut secondary: HashSet<u64> = HashSet::new();
        let mut wide: HashMap<u64, u64> = HashMap::new();
        for record in self.counts.keys() {
            secondary.extend(record.iter().skip(1).filter(|print| **print != 0));
            let len = record.iter().filter(|print| **print != 0).count();
            if len > 1 {
                record.iter().filter(|print| **print != 0).for_each(|print| *wide.entry(*print).or_default() += 1);
            }
        }
        let mut primaries: HashSet<u64> = HashSet::new();
        let mut upper = 0;
        for (record, count) in &self.counts {
            let Some(first) = record.first() else { continue };
            if !secondary.contains(first) {
                primaries.insert(*first);
            }
            let single = record.iter().skip(1).all(|print| *print == 0);
            if !(single && wide.contains_key(first)) {
                upper += count;
            }
        }
        let lower = primaries.len() as u64;
        Persons { lower, upper: upper.max(lower) }
    }
}

/// How strongly a kind stands for one person; 0 is strongest, `None` is not an identifier by itself.
const fn rank(kind: Kind) -> Option<u8> {
    match kind {
        Kind::MyNumber | Kind::DriverLicence | Kind::Passport | Kind::ResidenceCard | Kind::Ssn | Kind::Nino => Some(0),
        Kind::Pension | Kind::Insurance => Some(1),
        Kind::Email => Some(2),
        Kind::MemberId | Kind::EmployeeId => Some(3),
        Kind::BankAccount | Kind::Card | Kind::Iban | Kind::Login => Some(4),
        Kind::Phone => Some(5),
        _ => None,
    }
}
