//! Counting persons. A *record* is what one row of a table, one line or one block of text says about (presumably) one
//! person: fingerprints of identifiers, strongest first, and last, as a weak one, the full name.
//!
//! Lower bound: distinct strongest identifiers, not counting one that another record shows to be a weaker identifier
//! of somebody already counted, nor one that is linked to another in a different source ([`links`]). Upper bound: records that are not wholly contained in another, each as often as it was
//! repeated inside one part. A name alone never raises the lower bound.

mod links;

use std::collections::HashSet;

use self::links::Links;
use crate::{fingerprint, kind::Kind};

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

/// Identifiers kept per record.
const KEPT: usize = 5;
/// Lowest bit of a fingerprint: set for an identifier, clear for a name.
const STRONG: u64 = 1;
/// Most telephone numbers of one person in a block of text: fixed, mobile, fax.
const PHONES: usize = 3;

/// Fingerprints, strongest first; 0 = none.
type Record = [u64; KEPT];

/// The records of one or more parts, each with how often it stands in one part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Records {
    counted: Vec<(Record, u64)>,
    fresh: Vec<Record>,
    /// Identifiers of the row at hand; empty in between.
    ids: Vec<(u8, u64)>,
    links: Links,
}

impl Records {
    /// What stands in one row: one person. Names and what only a name links (birth date, address, special-care data)
    /// make a composite identifier.
    pub(crate) fn row(&mut self, items: &[(Kind, u64)]) {
        let mut ids = std::mem::take(&mut self.ids);
        if let Some(record) = record(items, &mut ids) {
            let name = items.iter().find(|(kind, _)| *kind == Kind::Name);
            if let (Some((_, name)), Some(strongest)) = (name, record.first().filter(|first| **first & STRONG != 0)) {
                self.links.row(*name, items, *strongest);
            }
            self.fresh.push(record);
        }
        ids.clear();
        self.ids = ids;
    }

    /// What stands in a block of text (lines without a blank line between), line by line: one person when it names
    /// at most one and has at most one mail address, else one per line, else one per identifier.
    pub(crate) fn block(&mut self, lines: &[Vec<(Kind, u64)>]) {
        let all: Vec<(Kind, u64)> = lines.concat();
        if all.is_empty() {
            return;
        }
        let distinct =
            |kind: Kind| all.iter().filter(|(k, _)| *k == kind).map(|(_, print)| *print).collect::<HashSet<_>>().len();
        let (names, mails, phones) = (distinct(Kind::Name), distinct(Kind::Email), distinct(Kind::Phone));
        if names <= 1 && mails <= 1 && phones <= PHONES && names + mails >= 1 {
            self.row(&all);
        } else {
            lines.iter().for_each(|line| self.line(line));
        }
    }

    fn line(&mut self, items: &[(Kind, u64)]) {
        let count = |kind: Kind| {
            items.iter().filter(|(k, _)| *k == kind).map(|(_, print)| *print).collect::<HashSet<_>>().len()
        };
        let strongest = items.iter().filter_map(|(kind, _)| Some((rank(*kind)?, *kind))).min();
        let several = count(Kind::Name) > 1 || strongest.is_some_and(|(_, kind)| count(kind) > 1);
        if several {
            items.iter().for_each(|item| self.row(&[*item]));
        } else {
            self.row(items);
        }
    }

    /// What follows stands in another source: another sheet, another file.
    pub(crate) fn end_source(&mut self) {
        self.links.end_source();
    }

    /// Sorts and counts what was added since.
    pub(crate) fn settle(&mut self) {
        self.links.end_source();
        if self.fresh.is_empty() {
            return;
        }
        self.fresh.sort_unstable();
        let fresh = std::mem::take(&mut self.fresh);
        let counted = fresh.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, same.len() as u64)));
        let added = Self { counted: counted.collect(), ..Self::default() };
        self.join(added);
    }

    /// Counts every record once: in running text a repeated signature is one person.
    pub(crate) fn once(mut self) -> Self {
        self.settle();
        self.counted.iter_mut().for_each(|(_, count)| *count = 1);
        self
    }

    /// The union: a record that both sides have counts as often as on the side that has it more often.
    pub(crate) fn join(&mut self, mut other: Self) {
        other.settle();
        self.links.join(std::mem::take(&mut other.links));
        if other.counted.is_empty() {
            return;
        }
        self.counted.append(&mut other.counted);
        self.counted.sort_unstable();
        self.counted.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.max(next.1);
            }
            same
        });
    }

    /// The range.
    pub(crate) fn persons(&self) -> Persons {
        let filled = |record: &Record| record.iter().take_while(|print| **print != 0).count();
        let prints = |skip: usize, least: usize| {
            let records = self.counted.iter().filter(|(record, _)| filled(record) >= least);
            let all =
                records.flat_map(|(record, _)| record.iter().skip(skip).take_while(|print| **print != 0)).copied();
            sorted(all.collect())
        };
        let secondary = prints(1, 2);
        let in_fuller =
            if self.counted.iter().any(|(record, _)| filled(record) == 1) { prints(0, 2) } else { Vec::new() };
        let mut primaries: Vec<u64> = Vec::new();
        let mut upper = 0_u64;
        for (record, count) in &self.counted {
            let Some(first) = record.first() else { continue };
            if first & STRONG != 0 && secondary.binary_search(first).is_err() {
                primaries.push(*first);
            }
            // A lone identifier or name that a fuller record has, too, adds nobody.
            let contained = filled(record) == 1 && in_fuller.binary_search(first).is_ok();
            if !contained {
                upper = upper.saturating_add(*count);
            }
        }
        let primaries = sorted(primaries);
        let lower = self.links.persons(&primaries);
        Persons { lower, upper: upper.max(lower) }
    }
}

/// The record of a row; `ids` is room for its identifiers.
fn record(items: &[(Kind, u64)], ids: &mut Vec<(u8, u64)>) -> Option<Record> {
    ids.extend(items.iter().filter_map(|(kind, print)| Some((rank(*kind)?, print | STRONG))));
    let name = items.iter().find(|(kind, _)| *kind == Kind::Name).map(|(_, print)| *print);
    if let Some(name) = name {
        let with = |(kind, print): &(Kind, u64)| Some((composite(*kind)?, fingerprint::pair(name, *print) | STRONG));
        ids.extend(items.iter().filter_map(with).min());
        ids.push((u8::MAX, name & !STRONG));
    }
    ids.sort_unstable();
    ids.dedup();
    let weakest = ids.last().copied()?;
    let mut record = Record::default();
    record.iter_mut().zip(ids.iter()).for_each(|(slot, (_, print))| *slot = *print);
    if ids.len() > KEPT && name.is_some() {
        record.iter_mut().last().into_iter().for_each(|slot| *slot = weakest.1);
    }
    Some(record)
}

/// Distinct, in order.
fn sorted(mut prints: Vec<u64>) -> Vec<u64> {
    prints.sort_unstable();
    prints.dedup();
    prints
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

/// What identifies a person together with a full name.
const fn composite(kind: Kind) -> Option<u8> {
    match kind {
        Kind::BirthDate => Some(6),
        Kind::Address => Some(7),
        Kind::PostalCode => Some(8),
        Kind::SpecialCare(_) => Some(9),
        Kind::Income | Kind::Assets | Kind::Purchase => Some(10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
