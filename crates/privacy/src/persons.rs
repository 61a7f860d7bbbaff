//! Counting persons. A *record* is what one row of a table, one line or one block of text says about (presumably) one
//! person: fingerprints of identifiers, strongest first, and last, as a weak one, the full name.
//!
//! Lower bound: distinct strongest identifiers, not counting one that another record shows to be a weaker identifier
//! of somebody already counted, nor one that is linked to another in a different source ([`links`]). Upper bound: records that are not wholly contained in another, each as often as it was
//! repeated inside one part. A name alone never raises the lower bound.

mod blocks;
mod contained;
mod links;
pub(crate) mod shared;

use std::collections::HashMap;

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
            if let (Some(name), Some(strongest)) =
                (name_of(items), record.first().filter(|first| **first & STRONG != 0))
            {
                self.links.row(name, items, *strongest);
            }
            self.fresh.push(record);
        }
        ids.clear();
        self.ids = ids;
    }

    /// Several persons of one row: each is told apart by their own identifiers, or else by their name together with
    /// what the row says of somebody else.
    pub(crate) fn together(&mut self, people: &mut Vec<Vec<(Kind, u64)>>) {
        merge_namesakes(people);
        let base = people.iter().position(|person| has_own(person));
        for (at, person) in people.iter().enumerate() {
            match (name_of(person), base.filter(|base| *base != at).and_then(|base| people.get(base))) {
                (Some(name), Some(base)) if !has_own(person) => self.beside(name, base),
                _ => self.row(person),
            }
        }
    }

    /// Somebody of whom a row has the name and no more than what it says of somebody else.
    fn beside(&mut self, name: u64, row: &[(Kind, u64)]) {
        let with = |(kind, print): &(Kind, u64)| {
            Some((rank(*kind).or(composite(*kind))?, fingerprint::pair(name, *print) | STRONG))
        };
        let by = row.iter().filter(|(kind, _)| !matches!(kind, Kind::SpecialCare(_))).filter_map(with).min();
        let mut record = Record::default();
        let ids = by.map(|(_, print)| print).into_iter().chain([name & !STRONG]);
        record.iter_mut().zip(ids).for_each(|(slot, print)| *slot = print);
        if let Some((_, strongest)) = by {
            self.links.row(name, row, strongest);
        }
        self.fresh.push(record);
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
        let secondary = sorted(self.counted.iter().flat_map(|(record, _)| filled(record).skip(1)).collect());
        let contained = contained::Contained::of(&self.counted, &secondary);
        let mut primaries: Vec<u64> = Vec::new();
        let mut upper = 0_u64;
        for (at, (record, count)) in self.counted.iter().enumerate() {
            let Some(first) = record.first() else { continue };
            if first & STRONG != 0 && !contained.is_later(*first) {
                primaries.push(*first);
            }
            if !contained.has(at) {
                upper = upper.saturating_add(*count);
            }
        }
        let primaries = sorted(primaries);
        let lower = self.links.persons(&primaries);
        Persons { lower, upper: upper.max(lower) }
    }
}

/// The fingerprints that a record has.
fn filled(record: &Record) -> impl Iterator<Item = u64> {
    record.iter().copied().take_while(|print| *print != 0)
}

/// The record of a row; `ids` is room for its identifiers.
fn record(items: &[(Kind, u64)], ids: &mut Vec<(u8, u64)>) -> Option<Record> {
    ids.extend(items.iter().filter_map(|(kind, print)| Some((rank(*kind)?, print | STRONG))));
    let name = name_of(items);
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

fn name_of(items: &[(Kind, u64)]) -> Option<u64> {
    items.iter().find(|(kind, _)| *kind == Kind::Name).map(|(_, print)| *print)
}

/// Whether there is more of somebody than a name.
fn has_own(person: &[(Kind, u64)]) -> bool {
    person.iter().any(|(kind, _)| rank(*kind).or(composite(*kind)).is_some())
}

/// One person that a row names twice is one, unless both have something of their own and nothing in common.
fn merge_namesakes(people: &mut Vec<Vec<(Kind, u64)>>) {
    let mut named: HashMap<u64, usize> = HashMap::new();
    let mut merged: Vec<Vec<(Kind, u64)>> = Vec::with_capacity(people.len());
    for mut person in people.drain(..) {
        let known = name_of(&person).map(|name| *named.entry(name).or_insert(merged.len()));
        match known.and_then(|at| merged.get_mut(at)).filter(|other| are_one(other, &person)) {
            Some(other) => other.append(&mut person),
            None => merged.push(person),
        }
    }
    *people = merged;
}

fn are_one(one: &[(Kind, u64)], other: &[(Kind, u64)]) -> bool {
    let common = || other.iter().any(|item| item.0 != Kind::Name && one.contains(item));
    !has_own(one) || !has_own(other) || common()
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
