//! The survey of one part, and the union over parts.

mod text;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    detect,
    finds::{Find, Hit, MAX_FINDS, to_finds},
    fingerprint,
    fold::{Pairs, fold},
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
    /// Distinct values per kind. Special-care data: in tables the records that have it, in text the distinct terms.
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
    pub(crate) values: BTreeMap<Kind, Vec<u64>>,
    pub(crate) records: Records,
    /// Values that are not in `values` yet: one is noted for every cell.
    noted: Vec<(Kind, Vec<u64>)>,
    /// Keys of addresses that are not in `addresses` yet.
    met: Vec<String>,
    /// Normal forms are written here one after the other; empty in between.
    scratch: String,
}

/// Looks at a text and its tables.
#[must_use]
pub fn survey(source: &Source<'_>) -> Survey {
    let mut survey = Survey::default();
    let folded = fold(source.text);
    let table::Covered { mut hits, ranges, cut } = table::read(source.tables, &folded, &mut survey);
    let tables = std::mem::take(&mut survey.records);
    hits.extend(text::read(&folded, &ranges, &mut survey));
    let lines = std::mem::replace(&mut survey.records, tables);
    survey.records.join(lines.once());
    let hits = detect::without_overlaps(hits);
    survey.finds_cut = cut || hits.len() > MAX_FINDS;
    survey.finds = to_finds(&folded, hits.get(..MAX_FINDS).unwrap_or(&hits), &Pairs::of(source.text, &folded));
    survey.settle();
    survey
}

/// Every place of a text without tables where something is, apart and in order.
pub(crate) fn hits(folded: &str) -> Vec<Hit> {
    detect::without_overlaps(text::read(folded, &[], &mut Survey::default()))
}

impl Survey {
    /// The union over parts of one letter: distinct values and persons, not sums. Commutative. Offsets of two parts
    /// point into two texts, so places are kept only when one side alone has any; `finds_cut` tells.
    #[must_use]
    pub fn join(mut self, mut other: Self) -> Self {
        let floor = Persons {
            lower: self.persons.lower.max(other.persons.lower),
            upper: self.persons.upper.max(other.persons.upper),
        };
        self.addresses.append(&mut other.addresses);
        for (kind, mut values) in other.values {
            self.values.entry(kind).or_default().append(&mut values);
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
        let print = fingerprint::of(kind.number(), value);
        // A letter has some ten kinds, and most notes are of the first few.
        match self.noted.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, prints)) => prints.push(print),
            None => self.noted.push((kind, vec![print])),
        }
        self.sensitivity = self.sensitivity.max(kind.grade());
        print
    }

    /// Notes a found value under its normal form.
    pub(crate) fn note_hit(&mut self, kind: Kind, value: &str) -> u64 {
        match kind {
            Kind::Email => self.note_email(detect::email::key(value).unwrap_or_else(|| value.to_lowercase())),
            Kind::Phone => {
                let mut key = std::mem::take(&mut self.scratch);
                detect::phone::write_key(value, &mut key);
                self.note_scratch(kind, key)
            }
            Kind::Name => self.note_plain(kind, value, &[' ', MIDDLE_DOT, ','], Case::Lower),
            Kind::Address => self.note_plain(kind, value, &[' '], Case::Lower),
            Kind::BirthDate => self.note(kind, &detect::dates::key(value)),
            Kind::Company | Kind::Title | Kind::Login | Kind::SpecialCare(_) => self.note(kind, value),
            _ => self.note_plain(kind, value, &[' ', '-'], Case::Upper),
        }
    }

    /// Notes a mail address by its key.
    pub(crate) fn note_email(&mut self, key: String) -> u64 {
        let print = self.note(Kind::Email, &key);
        self.met.push(key);
        print
    }

    /// Notes a value without marks and in one case; as it is when it already is so.
    fn note_plain(&mut self, kind: Kind, value: &str, marks: &[char], case: Case) -> u64 {
        let ascii = |byte: u8| marks.contains(&char::from(byte));
        // In one pass; the only mark beyond ASCII is rare.
        let (marked, letters) = value.bytes().fold((false, false), |(marked, letters), byte| {
            (
                marked | (byte < 0x80 && !byte.is_ascii_alphanumeric() && ascii(byte)),
                letters | byte.is_ascii_alphabetic(),
            )
        });
        let marked = marked || !value.is_ascii() && marks.contains(&MIDDLE_DOT) && value.contains(MIDDLE_DOT);
        if !marked && !letters {
            return self.note(kind, value);
        }
        let mut text = std::mem::take(&mut self.scratch);
        let rest = value.chars().filter(|c| !marks.contains(c));
        match case {
            _ if !letters => text.extend(rest),
            Case::Lower if value.is_ascii() => text.extend(rest.map(|c| c.to_ascii_lowercase())),
            Case::Upper if value.is_ascii() => text.extend(rest.map(|c| c.to_ascii_uppercase())),
            Case::Lower => text.push_str(&value.replace(marks, "").to_lowercase()),
            Case::Upper => text.push_str(&value.replace(marks, "").to_uppercase()),
        }
        self.note_scratch(kind, text)
    }

    fn note_scratch(&mut self, kind: Kind, mut text: String) -> u64 {
        let print = self.note(kind, &text);
        text.clear();
        self.scratch = text;
        print
    }

    fn settle(&mut self) {
        for (kind, mut prints) in std::mem::take(&mut self.noted) {
            self.values.entry(kind).or_default().append(&mut prints);
        }
        let mut met = std::mem::take(&mut self.met);
        met.sort_unstable();
        met.dedup();
        // Built from what is in order, a set costs a fraction of so many insertions.
        if self.addresses.is_empty() {
            self.addresses = met.into_iter().collect();
        } else {
            self.addresses.extend(met);
        }
        for values in self.values.values_mut() {
            values.sort_unstable();
            values.dedup();
        }
        self.kinds = self.values.iter().map(|(kind, values)| (*kind, values.len() as u64)).collect();
        self.records.settle();
        self.persons = self.records.persons();
    }
}

/// Between the parts of a name in katakana.
const MIDDLE_DOT: char = '・';

/// In which case values of a kind are compared.
#[derive(Clone, Copy)]
enum Case {
    Lower,
    Upper,
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

#[cfg(test)]
mod tests;
