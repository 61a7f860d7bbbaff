//! One record of a table: its cells by role, put together (names, addresses, logins) and noted in the survey.

use std::ops::Range;

use super::column::Role;
use crate::{
    detect::{self, email, phone, special},
    finds::{Hit, MAX_FINDS},
    kind::{Kind, Sensitivity, SpecialCare},
    survey::Survey,
};

/// What a record says so far.
#[derive(Debug, Default)]
pub(super) struct Row {
    items: Vec<(Kind, u64)>,
    name: String,
    kana: String,
    address: String,
    login: Option<String>,
    password: Option<String>,
    /// Special-care data that counts only if the record has somebody.
    special: Vec<(SpecialCare, Option<Range<usize>>)>,
    /// Economic data likewise.
    linked: Vec<(Kind, String)>,
    hits: Vec<Hit>,
}

impl Row {
    /// Takes one folded, trimmed cell.
    pub(super) fn take(&mut self, role: Role, cell: &str, place: Option<Range<usize>>, survey: &mut Survey) {
        if cell.is_empty() {
            return;
        }
        let fits = match role {
            Role::Skip => true,
            Role::Kind(kind) => self.take_kind(kind, cell, &place, survey),
            Role::Kana => self.take_text(Kind::Name, cell, &place, |row| &mut row.kana),
            Role::Surname => {
                self.name.insert_str(0, cell);
                self.mark(Kind::Name, &place);
                true
            }
            Role::Given => self.take_text(Kind::Name, cell, &place, |row| &mut row.name),
            Role::AddressPart => self.take_text(Kind::Address, cell, &place, |row| &mut row.address),
            Role::LoginId => {
                self.login = Some(cell.to_owned());
                cell.contains('@').then(|| self.free(cell, place.as_ref(), survey));
                true
            }
            Role::Password => {
                self.password = Some(cell.to_owned());
                self.mark(Kind::Login, &place);
                true
            }
            Role::Special(kind) => {
                if !special::is_denial(cell) {
                    self.special.push((kind, place.clone()));
                }
                true
            }
            Role::Free => false,
        };
        if !fits {
            self.free(cell, place.as_ref(), survey);
        }
    }

    fn take_text(
        &mut self,
        kind: Kind,
        cell: &str,
        place: &Option<Range<usize>>,
        into: fn(&mut Self) -> &mut String,
    ) -> bool {
        into(self).push_str(cell);
        self.mark(kind, place);
        true
    }

    /// A cell of a column of one kind; false when it does not fit.
    fn take_kind(&mut self, kind: Kind, cell: &str, place: &Option<Range<usize>>, survey: &mut Survey) -> bool {
        if kind == Kind::Email {
            let Some(key) = email::key(cell) else { return false };
            self.items.push((kind, survey.note_email(key)));
            self.mark(kind, place);
            return true;
        }
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let fits = match kind {
            Kind::Phone => phone::is_number(cell),
            Kind::Name => digits == 0 && cell.len() <= 120 && !cell.contains('@'),
            Kind::Address => cell.len() >= 6 && digits < cell.len(),
            Kind::PostalCode => digits == 7,
            Kind::BirthDate => digits >= 3,
            Kind::Sex | Kind::Company | Kind::Title | Kind::Purchase => true,
            Kind::Income | Kind::Assets => digits >= 1,
            Kind::CardSecret => (2..=6).contains(&digits),
            _ => digits >= 2 && cell.len() <= 40,
        };
        if !fits {
            return false;
        }
        match kind {
            Kind::Name => self.name.push_str(cell),
            Kind::Address => self.address.push_str(cell),
            Kind::Income | Kind::Assets | Kind::Purchase | Kind::Sex | Kind::CardSecret => {
                self.linked.push((kind, cell.to_owned()))
            }
            _ => self.items.push((kind, survey.note_hit(kind, cell))),
        }
        self.mark(kind, place);
        true
    }

    fn free(&mut self, cell: &str, place: Option<&Range<usize>>, survey: &mut Survey) {
        let base = place.map(|place| place.start);
        if !detect::may_hold(cell) {
            return;
        }
        let (hits, terms) = detect::cell(cell);
        for hit in hits {
            let Some(value) = cell.get(hit.start..hit.end) else { continue };
            self.items.push((hit.kind, survey.note_hit(hit.kind, value)));
            if let Some(base) = base {
                self.hits.push(Hit { start: base + hit.start, end: base + hit.end, ..hit });
            }
        }
        self.special.extend(
            terms.into_iter().map(|(range, kind)| (kind, base.map(|base| base + range.start..base + range.end))),
        );
    }

    fn mark(&mut self, kind: Kind, place: &Option<Range<usize>>) {
        if let (Some(place), true) = (place, self.hits.len() <= MAX_FINDS) {
            self.hits.push(Hit { kind, start: place.start, end: place.end, confidence: 90, why: "column" });
        }
    }

    /// Puts the record together, notes it, and is empty again.
    pub(super) fn finish(&mut self, survey: &mut Survey, hits: &mut Vec<Hit>) {
        let name = if self.name.is_empty() { &self.kana } else { &self.name };
        if !name.is_empty() {
            self.items.push((Kind::Name, survey.note_hit(Kind::Name, name)));
        }
        if !self.address.is_empty() {
            self.items.push((Kind::Address, survey.note_hit(Kind::Address, &self.address)));
        }
        if let (Some(user), Some(password)) = (&self.login, &self.password) {
            self.items.push((Kind::Login, survey.note_hit(Kind::Login, &format!("{user}\n{password}"))));
        }
        let somebody = self.items.iter().any(|(kind, _)| kind.grade() > Sensitivity::None && *kind != Kind::PostalCode);
        if somebody {
            let owner = self.items.first().map_or(0, |(_, print)| *print);
            for (kind, place) in std::mem::take(&mut self.special) {
                self.items.push((Kind::SpecialCare(kind), survey.note(Kind::SpecialCare(kind), &format!("{owner:x}"))));
                self.mark(Kind::SpecialCare(kind), &place);
            }
            for (kind, value) in std::mem::take(&mut self.linked) {
                self.items.push((kind, survey.note(kind, &value)));
            }
        }
        survey.records.row(&self.items);
        hits.append(&mut self.hits);
        self.clear();
    }

    fn clear(&mut self) {
        for text in [&mut self.name, &mut self.kana, &mut self.address] {
            text.clear();
        }
        (self.login, self.password) = (None, None);
        self.items.clear();
        self.special.clear();
        self.linked.clear();
    }
}
