//! The survey of one part, and the union over parts.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    detect,
    finds::{Find, Hit, MAX_FINDS, to_finds},
    fingerprint,
    fold::fold,
    kind::{Kind, Sensitivity},
    persons::{Persons, Records},
    table,
};

/// What to look at. A table's cells also stand in `text`; nothing is counted twice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source<'a> {
    /// What people see, line breaks as `\n`.
    pub text: &'a str,
    /// Tables, row by row.
    pub tables: &'a [&'a [Vec<String>]],
}

/// What was found in one part, or in several joined.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Survey {
    /// Data subjects.
    pub persons: Persons,
    /// Distinct values per kind.
    pub kinds: BTreeMap<Kind, u64>,
    /// The worst grade.
    pub sensitivity: Sensitivity,
    /// `Address::key()` of every mail address found.
    pub addresses: BTreeSet<String>,
    /// Places in `text`, in order, at most [`MAX_FINDS`]. After a join: of the first part that has any, because
    /// offsets of another part would point into the wrong text.
    pub finds: Vec<Find>,
    /// Whether there were more places than `finds` holds (or a joined part had places).
    pub finds_cut: bool,
    pub(crate) values: BTreeMap<Kind, BTreeSet<u64>>,
    pub(crate) records: Records,
}

/// Looks at a text and its tables.
#[must_use]
pub fn survey(source: &Source<'_>) -> Survey {
    let mut survey = Survey::default();
    for rows in source.tables {
        table::read(rows, &mut survey);
    }
    let folded = fold(source.text);
    let hits = detect::all(&folded);
    survey.take_hits(&folded, &hits);
    survey.settle();
    survey
}

impl Survey {
    /// The union over parts of one letter: distinct values and persons, not sums. Commutative but for the choice of
    /// whose `finds` are kept, which is why those are emptied when both sides have some.
    #[must_use]
    pub fn join(mut self, mut other: Self) -> Self {
        let floor = Persons {
            lower: self.persons.lower.max(other.persons.lower),
            upper: self.persons.upper.max(other.persons.upper),
        };
        self.addresses.append(&mut other.addresses);
        for (kind, values) in other.values {
            self.values.entry(kind).or_default().extend(values);
        }
        self.records.join(other.records);
        self.sensitivity = self.sensitivity.max(other.sensitivity);
        self.finds_cut |= other.finds_cut || (!self.finds.is_empty() && !other.finds.is_empty());
        self.finds = match (self.finds.is_empty(), other.finds.is_empty()) {
            (true, _) => other.finds,
            (false, true) => self.finds,
            (false, false) => Vec::new(),
        };
        self.settle();
        self.persons = self.persons.at_least(floor);
        self
    }

    /// One value of a kind.
    pub(crate) fn note(&mut self, kind: Kind, value: &str) -> u64 {
        let print = fingerprint::of(space(kind), value);
        self.values.entry(kind).or_default().insert(print);
        self.sensitivity = self.sensitivity.max(kind.grade());
        print
    }

    fn take_hits(&mut self, folded: &str, hits: &[Hit]) {
        self.finds_cut |= hits.len() > MAX_FINDS;
        self.finds = to_finds(folded, hits.get(..MAX_FINDS).unwrap_or(hits));
        let mut lines = Records::default();
        let mut line_end = 0;
        let mut prints: Vec<(Kind, u64)> = Vec::new();
        for hit in hits {
            if hit.start >= line_end {
                lines.text_line(&prints);
                prints.clear();
                line_end =
                    folded.get(hit.start..).and_then(|rest| rest.find('\n')).map_or(folded.len(), |n| hit.start + n);
            }
            let Some(value) = folded.get(hit.start..hit.end) else { continue };
            prints.push((hit.kind, self.note_hit(hit.kind, value)));
        }
        lines.text_line(&prints);
        self.records.join(lines);
    }

    /// Notes a found value under its normal form.
    pub(crate) fn note_hit(&mut self, kind: Kind, value: &str) -> u64 {
        match kind {
            Kind::Email => {
                let key = detect::email::read(value).map_or_else(|| value.to_lowercase(), |address| address.key());
                let print = self.note(kind, &key);
                self.addresses.insert(key);
                print
            }
            Kind::Phone => self.note(kind, &detect::phone::key(value)),
            _ => self.note(kind, value),
        }
    }

    fn settle(&mut self) {
        self.kinds = self.values.iter().map(|(kind, values)| (*kind, values.len() as u64)).collect();
        self.persons = self.records.persons();
    }
}

fn space(kind: Kind) -> u64 {
    kind.code().bytes().fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

/// Counts only.
impl fmt::Debug for Survey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Survey")
            .field("persons", &self.persons)
            .field("kinds", &self.kinds)
            .field("sensitivity", &self.sensitivity)
            .field("addresses", &self.addresses.len())
            .field("finds", &self.finds.len())
            .field("finds_cut", &self.finds_cut)
            .finish_non_exhaustive()
    }
}
