//! Making an index: one row after the other, in the memory that its identifiers take.

use std::collections::HashMap;

use super::{
    Company, Field, Index, Person, Table,
    keying::{Keying, Space},
    spell,
};
use crate::{detect::names, writing};

/// A row of the master, taken apart. Cleared and used again for the next.
#[derive(Default)]
pub struct Row {
    mails: Vec<String>,
    phones: Vec<String>,
    ids: Vec<String>,
    name: String,
    surname: String,
    given: String,
    kana: String,
    surname_kana: String,
    given_kana: String,
    company: String,
}

impl Row {
    /// Takes a cell. Of several columns with names the first that is filled counts; of the rest all.
    pub fn take(&mut self, field: Field, cell: &str) {
        let cell = cell.trim();
        if cell.is_empty() {
            return;
        }
        let one = match field {
            Field::Mail => return self.mails.push(cell.to_owned()),
            Field::Phone => return self.phones.push(cell.to_owned()),
            Field::Id => return self.ids.push(cell.to_owned()),
            Field::Name => &mut self.name,
            Field::Surname => &mut self.surname,
            Field::Given => &mut self.given,
            Field::Kana => &mut self.kana,
            Field::SurnameKana => &mut self.surname_kana,
            Field::GivenKana => &mut self.given_kana,
            Field::Company => &mut self.company,
        };
        if one.is_empty() {
            cell.clone_into(one);
        }
    }

    /// Empties it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn full_name(&self) -> String {
        joined(&self.name, &self.surname, &self.given)
    }

    fn full_kana(&self) -> String {
        joined(&self.kana, &self.surname_kana, &self.given_kana)
    }
}

fn joined(whole: &str, surname: &str, given: &str) -> String {
    match (whole.is_empty(), surname.is_empty() || given.is_empty()) {
        (false, _) => whole.to_owned(),
        (true, false) => format!("{surname} {given}"),
        (true, true) => String::new(),
    }
}

/// There are more rows than the index may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the master has more than {most} rows")]
pub struct TooMany {
    /// The bound.
    pub most: u32,
}

/// An index being made.
pub struct Builder {
    keying: Keying,
    persons: Vec<(u64, Person)>,
    companies: Vec<(u64, Company)>,
    numbers: HashMap<u64, Company>,
    surnames: Vec<[u32; 2]>,
    most: u32,
}

impl Builder {
    /// An empty one of at most so many rows, under a key.
    #[must_use]
    pub fn new(key: &[u8; 32], most: u32) -> Self {
        Self {
            keying: Keying::new(key),
            persons: Vec::new(),
            companies: Vec::new(),
            numbers: HashMap::new(),
            surnames: Vec::new(),
            most,
        }
    }

    /// Adds a row; whether it had anything that identifies somebody.
    ///
    /// # Errors
    /// [`TooMany`]: the index is of no use then, because half a master would call the other half strangers.
    pub fn add(&mut self, row: &Row) -> Result<bool, TooMany> {
        let number = u32::try_from(self.surnames.len()).unwrap_or(u32::MAX);
        let before = self.persons.len();
        let mails: Vec<String> = row.mails.iter().filter_map(|mail| spell::mail(mail)).collect();
        self.note(Space::Mail, number, mails.iter().cloned());
        self.note(Space::Phone, number, row.phones.iter().filter_map(|phone| spell::phone(phone)));
        self.note(Space::MemberId, number, row.ids.iter().filter_map(|id| spell::id(id)));
        let (name, kana) = (row.full_name(), row.full_kana());
        self.note(Space::Name, number, spell::name(&name).into_iter());
        // As written only: a question tries both orders.
        let read = [&name, &kana].into_iter().filter_map(|name| spell::readings(name).into_iter().next());
        self.note(Space::Reading, number, read);
        if self.persons.len() == before {
            return Ok(false);
        }
        if number >= self.most {
            return Err(TooMany { most: self.most });
        }
        self.surnames.push(self.surname(row, &name, &kana));
        self.note_company(row, &mails);
        Ok(true)
    }

    /// The index.
    #[must_use]
    pub fn finish(self) -> Index {
        Index {
            keying: self.keying,
            persons: Table::new(self.persons),
            companies: Table::new(self.companies),
            surnames: self.surnames,
        }
    }

    fn note(&mut self, space: Space, number: u32, values: impl Iterator<Item = String>) {
        let keying = &self.keying;
        self.persons.extend(values.map(|value| (keying.hash(space, &value), Person(number))));
    }

    fn surname(&self, row: &Row, name: &str, kana: &str) -> [u32; 2] {
        let written = if row.surname.is_empty() { surname_of(name) } else { Some(row.surname.as_str()) };
        let read =
            if row.surname_kana.is_empty() { kana.split_whitespace().next() } else { Some(row.surname_kana.as_str()) };
        // One word of kana is a whole name that nobody parted.
        let read = read.filter(|_| !row.surname_kana.is_empty() || kana.split_whitespace().count() > 1);
        let kanji = written.map(writing::name).filter(|name| name.chars().any(writing::is_kanji));
        [
            kanji.map_or(0, |name| self.keying.short(Space::Surname, &name)),
            read.and_then(spell::reading).map_or(0, |read| self.keying.short(Space::SurnameReading, &read)),
        ]
    }

    fn note_company(&mut self, row: &Row, mails: &[String]) {
        let Some(bare) = spell::company(&row.company) else { return };
        let hash = self.keying.hash(Space::Company, &bare);
        let next = Company(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX));
        let company = *self.numbers.entry(hash).or_insert(next);
        if company == next {
            self.companies.push((hash, company));
        }
        let domains = mails.iter().filter_map(|mail| mail.rsplit_once('@'));
        let domains: Vec<u64> = domains.map(|(_, domain)| self.keying.hash(Space::Domain, domain)).collect();
        for domain in domains {
            // Rows of one company mostly stand together.
            if self.companies.last() != Some(&(domain, company)) {
                self.companies.push((domain, company));
            }
        }
    }
}

/// The surname of a full name in Chinese characters: what stands before the blank, or where the dictionary parts it.
fn surname_of(name: &str) -> Option<&str> {
    let name = spell::without_honorific(name.trim());
    if let Some((surname, _)) = name.split_once([' ', '\u{3000}']) {
        return Some(surname);
    }
    names::split(name).and_then(|at| name.get(..at))
}
