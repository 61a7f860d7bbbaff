//! One record of a table: its cells by role, put together (names, addresses, logins) and noted in the survey.

use std::ops::Range;

use super::column::Role;
use crate::{
    detect::{self, company, email, phone, special},
    finds::{Hit, MAX_FINDS},
    kind::{Kind, Sensitivity, SpecialCare},
    persons::shared::{self, Reach},
    survey::Survey,
};

/// What a record says so far.
#[derive(Debug, Default)]
pub(super) struct Row {
    items: Vec<(Kind, u64)>,
    name: String,
    kana: String,
    alias: String,
    address: String,
    /// Pieces of a telephone number.
    phone: Vec<String>,
    /// Telephone numbers that are a company's when the record names one and nobody else.
    desks: Vec<(Kind, u64)>,
    /// Whether a company, a school, an office is named.
    institution: bool,
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
        if is_blank(role, cell) {
            return;
        }
        let fits = match role {
            Role::Skip => true,
            Role::Kind(kind) => self.take_kind(kind, cell, &place, survey),
            Role::Kana => self.take_text(Kind::Name, cell, &place, |row| &mut row.kana),
            Role::Alias => self.take_text(Kind::Name, cell, &place, |row| &mut row.alias),
            Role::Surname => {
                self.name.insert_str(0, cell);
                self.mark(Kind::Name, &place);
                true
            }
            Role::Given => self.take_text(Kind::Name, cell, &place, |row| &mut row.name),
            Role::AddressPart => self.take_text(Kind::Address, cell, &place, |row| &mut row.address),
            Role::PhonePart => self.take_part(cell, &place),
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
            Role::Unit => {
                self.institution |= company::is_unit(cell);
                false
            }
            Role::Free => false,
        };
        if !fits {
            self.free(cell, place.as_ref(), survey);
        }
    }

    /// A piece of a telephone number; a spreadsheet eats zeros in front.
    fn take_part(&mut self, cell: &str, place: &Option<Range<usize>>) -> bool {
        if !cell.bytes().all(|byte| byte.is_ascii_digit()) || cell.len() > 5 {
            return false;
        }
        self.phone.push(cell.to_owned());
        self.mark(Kind::Phone, place);
        true
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
            self.items.push(shared::item(kind, cell, survey.note_email(key)));
            self.mark(kind, place);
            return true;
        }
        if kind == Kind::Name && company::is_institution(cell) {
            return self.take_kind(Kind::Company, cell, place, survey);
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
            Kind::Name => self.name.push_str(without_honorific(cell)),
            Kind::Address => self.address.push_str(cell),
            Kind::Income | Kind::Assets | Kind::Purchase | Kind::Sex | Kind::CardSecret => {
                self.linked.push((kind, cell.to_owned()))
            }
            Kind::Phone => self.take_phone(cell, survey),
            _ => {
                self.institution |= kind == Kind::Company;
                self.items.push((kind, survey.note_hit(kind, cell)));
            }
        }
        self.mark(kind, place);
        true
    }

    fn take_phone(&mut self, number: &str, survey: &mut Survey) {
        let print = survey.note_hit(Kind::Phone, number);
        match Reach::of(number) {
            Reach::Nobody => self.items.push(shared::company(print)),
            Reach::Mobile => self.items.push((Kind::Phone, print)),
            Reach::Place => self.desks.push((Kind::Phone, print)),
        }
    }

    fn free(&mut self, cell: &str, place: Option<&Range<usize>>, survey: &mut Survey) {
        let base = place.map(|place| place.start);
        if !detect::may_hold(cell) {
            return;
        }
        let (hits, terms) = detect::cell(cell);
        for hit in hits {
            let Some(value) = cell.get(hit.start..hit.end) else { continue };
            self.take_hit(hit.kind, value, survey);
            if let Some(base) = base {
                self.hits.push(Hit { start: base + hit.start, end: base + hit.end, ..hit });
            }
        }
        self.special.extend(
            terms.into_iter().map(|(range, kind)| (kind, base.map(|base| base + range.start..base + range.end))),
        );
    }

    /// What was found in a cell that is read like text.
    fn take_hit(&mut self, kind: Kind, value: &str, survey: &mut Survey) {
        if kind == Kind::Phone {
            return self.take_phone(value, survey);
        }
        self.institution |= kind == Kind::Company;
        self.items.push(shared::item(kind, value, survey.note_hit(kind, value)));
    }

    fn mark(&mut self, kind: Kind, place: &Option<Range<usize>>) {
        if let (Some(place), true) = (place, self.hits.len() <= MAX_FINDS) {
            self.hits.push(Hit { kind, start: place.start, end: place.end, confidence: 90, why: "column" });
        }
    }

    /// Puts the record together, notes it, counts it, and is empty again.
    pub(super) fn finish(&mut self, survey: &mut Survey, hits: &mut Vec<Hit>) {
        self.note(survey);
        survey.records.row(&self.items);
        hits.append(&mut self.hits);
        self.clear();
    }

    /// Puts the record together and notes it; what it says, not counted yet. Is empty again.
    pub(super) fn close(&mut self, survey: &mut Survey, hits: &mut Vec<Hit>) -> Vec<(Kind, u64)> {
        self.note(survey);
        hits.append(&mut self.hits);
        let items = std::mem::take(&mut self.items);
        self.clear();
        items
    }

    fn note(&mut self, survey: &mut Survey) {
        let name = [&self.name, &self.alias, &self.kana].into_iter().find(|name| !name.is_empty());
        if let Some(name) = name {
            self.items.push((Kind::Name, survey.note_hit(Kind::Name, name)));
        }
        if !self.phone.is_empty() {
            let number = joined(&self.phone);
            self.phone.clear();
            phone::is_number(&number).then(|| self.take_phone(&number, survey));
        }
        let address =
            (!self.address.is_empty()).then(|| (Kind::Address, survey.note_hit(Kind::Address, &self.address)));
        // Where a company is named and nobody else, its telephone and address are nobody's.
        let nobody = self.institution && !self.items.iter().any(|(kind, _)| *kind == Kind::Name);
        if !nobody {
            self.items.append(&mut self.desks);
            self.items.extend(address);
        }
        if let (Some(user), Some(password)) = (&self.login, &self.password) {
            self.items.push((Kind::Login, survey.note_hit(Kind::Login, &format!("{user}\n{password}"))));
        }
        self.note_linked(survey);
    }

    /// What counts only if the record has somebody.
    fn note_linked(&mut self, survey: &mut Survey) {
        let somebody = self.items.iter().any(|(kind, _)| kind.grade() > Sensitivity::None && *kind != Kind::PostalCode);
        if !somebody {
            return;
        }
        let owner = self.items.first().map_or(0, |(_, print)| *print);
        for (kind, place) in std::mem::take(&mut self.special) {
            self.items.push((Kind::SpecialCare(kind), survey.note(Kind::SpecialCare(kind), &format!("{owner:x}"))));
            self.mark(Kind::SpecialCare(kind), &place);
        }
        for (kind, value) in std::mem::take(&mut self.linked) {
            self.items.push((kind, survey.note(kind, &value)));
        }
    }

    fn clear(&mut self) {
        for text in [&mut self.name, &mut self.kana, &mut self.alias, &mut self.address] {
            text.clear();
        }
        self.institution = false;
        self.desks.clear();
        self.phone.clear();
        (self.login, self.password) = (None, None);
        self.items.clear();
        self.special.clear();
        self.linked.clear();
    }
}

/// Whether a cell says nothing: blank, or masked (`*** ***`, ●●●●). In a column of special-care data a mark says yes.
fn is_blank(role: Role, cell: &str) -> bool {
    let said = |c: char| match c {
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{3041}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}' => true,
        '〇' | '○' | '◯' => false,
        _ => c.is_alphanumeric(),
    };
    if matches!(role, Role::Special(_)) {
        cell.bytes().all(|byte| matches!(byte, b'*' | b' '))
    } else {
        !cell.contains(said)
    }
}

fn without_honorific(name: &str) -> &str {
    let bare = ["様", "さま", "殿", "さん"].into_iter().find_map(|word| name.strip_suffix(word)).map(str::trim_end);
    bare.filter(|bare| !bare.is_empty()).unwrap_or(name)
}

/// A telephone number of its pieces, with the zeros that a spreadsheet ate.
fn joined(pieces: &[String]) -> String {
    let mobile = pieces.first().is_some_and(|first| matches!(first.trim_start_matches('0'), "60" | "70" | "80" | "90"));
    let mut number = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let digits = piece.trim_start_matches('0');
        match at {
            0 => number.push_str(&format!("0{digits}")),
            1 if !mobile => number.push_str(piece),
            _ => number.push_str(&format!("{piece:0>4}")),
        }
    }
    number
}
