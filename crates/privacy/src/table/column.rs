//! What a column holds: by its header when the values do not contradict, else by the values.

use std::collections::HashSet;

use super::{header::role_of, people::Column};
use crate::{
    check,
    detect::{company, dates, email, groups, labelled, names, phone},
    fingerprint,
    kind::{Kind, SpecialCare},
    lexicon::{english, names as lexicon, places, words::Label},
};

/// The part that a column plays in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing of a person by itself; not read at all (amounts, dates, running numbers).
    Skip,
    /// Values of one kind.
    Kind(Kind),
    /// A full name's reading.
    Kana,
    /// Another form of the name that stands beside it: in Latin letters, of before marriage, of an account.
    Alias,
    /// A part of an organisation; read like running text.
    Unit,
    /// A piece of a telephone number.
    PhonePart,
    /// One half of a name.
    Surname,
    /// The other.
    Given,
    /// A piece of an address.
    AddressPart,
    /// A user name; a record with [`Role::Password`] has a login.
    LoginId,
    /// A password.
    Password,
    /// Special-care data whatever the cell says, unless it denies.
    Special(SpecialCare),
    /// Anything: read like running text.
    Free,
}

/// Cells looked at per column.
pub(super) const SAMPLE: usize = 120;

/// What the cells of a column look like, as counts.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    cells: u32,
    email: u32,
    phone: u32,
    postal: u32,
    date: u32,
    my_number: u32,
    corporate: u32,
    card: u32,
    full_name: u32,
    surname: u32,
    given: u32,
    kana_name: u32,
    named: u32,
    place: u32,
    prefecture: u32,
    sex: u32,
    digits: u32,
    short: u32,
    institution: u32,
    part: u32,
    /// Different cells, by fingerprint.
    values: HashSet<u64>,
}

impl Evidence {
    /// Looks at one folded, trimmed cell.
    pub(super) fn look(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.cells += 1;
        self.values.insert(fingerprint::of(0, cell));
        self.institution += u32::from(company::is_institution(cell));
        let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
        let marks =
            cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '+' | '.' | '/' | 'ー'));
        self.email += u32::from(cell.contains('@') && email::read(cell).is_some());
        self.sex += u32::from(is_sex(cell));
        self.short += u32::from(cell.len() <= 40);
        if marks {
            self.look_number(cell, &digits);
        } else if digits.is_empty() {
            self.look_name(cell);
        } else {
            self.date += u32::from(dates::read(cell, &groups::read(cell)).is_some());
        }
        let folded_place = places::starts_with_place(cell);
        self.place += u32::from(folded_place && cell.chars().count() > 4);
        self.prefecture += u32::from(folded_place && places::is_prefecture(cell));
    }

    fn look_number(&mut self, cell: &str, digits: &str) {
        self.digits += 1;
        let plain = digits.len() == cell.len();
        self.part += u32::from(plain && digits.len() <= 5);
        self.phone += u32::from(phone::is_cell(cell, digits));
        let postal = digits.len() == 7 && digits.parse().is_ok_and(|code| places::of_postal(code).next().is_some());
        self.postal += u32::from(postal && (plain || cell.get(3..4) == Some("-")));
        self.date += u32::from(dates::read(cell, &groups::read(cell)).is_some());
        self.my_number += u32::from(check::my_number(digits));
        self.corporate += u32::from(check::corporate(digits));
        self.card += u32::from(check::is_card(digits));
    }

    fn look_name(&mut self, cell: &str) {
        if cell.chars().count() > 24 {
            return;
        }
        let lower = cell.to_lowercase();
        let (grade, english) = (lexicon::grade(&lower), english::grade(&lower));
        let kana = cell.chars().all(|c| names::script(c) > 1 || c == ' ');
        self.surname += u32::from(grade.surname() > 0 || english.1);
        self.given += u32::from(grade.given() > 0 || english.0);
        self.full_name += u32::from(!kana && (names::full(cell).is_some() || crate::detect::latin::is_full(cell)));
        self.kana_name += u32::from(kana && names::full_kana(cell));
        self.named += u32::from(labelled::is_name(cell));
    }

    /// Whether at least `percent` of the cells were counted.
    const fn most(&self, count: u32, percent: u32) -> bool {
        self.cells > 0 && count * 100 >= self.cells * percent
    }

    /// By the values alone.
    fn role(&self) -> Role {
        let by_value = [
            (self.email, 60, Role::Kind(Kind::Email)),
            (self.phone, 70, Role::Kind(Kind::Phone)),
            (self.card, 80, Role::Kind(Kind::Card)),
            (self.my_number, 80, Role::Kind(Kind::MyNumber)),
            (self.corporate, 80, Role::Kind(Kind::CorporateNumber)),
            (self.postal, 80, Role::Kind(Kind::PostalCode)),
            (self.prefecture, 80, Role::AddressPart),
            (self.institution, 60, Role::Kind(Kind::Company)),
            (self.place, 60, Role::Kind(Kind::Address)),
            (self.full_name, 50, Role::Kind(Kind::Name)),
            (self.kana_name, 70, Role::Kana),
        ];
        let found = by_value.into_iter().find(|(count, percent, _)| self.most(*count, *percent)).map(|(.., role)| role);
        let rest = if self.digits == self.cells || self.most(self.date, 80) { Role::Skip } else { Role::Free };
        found.unwrap_or(rest)
    }

    /// By header and values.
    pub(super) fn decide(&self, header: Option<Label>) -> Role {
        let Some(label) = header else { return self.role() };
        let by_header = role_of(label);
        let contradicted = match label {
            Label::Email => self.email == 0,
            Label::Phone | Label::Fax => self.most(self.email, 50) || self.most(self.place, 50) || self.digits == 0,
            Label::Name | Label::Holder => {
                !self.most(self.named + self.kana_name, 25) || self.most(self.institution, 60)
            }
            Label::Surname | Label::Given => !self.most(self.surname + self.given + self.named, 30),
            Label::Kana | Label::SurnameKana | Label::GivenKana => self.most(self.digits, 50),
            Label::Address => self.email > 0 || self.digits == self.cells,
            Label::Birth => !self.most(self.date, 30) && !self.most(self.digits, 50),
            Label::OtherNumber | Label::Price | Label::Date | Label::Age => {
                !self.most(self.digits, 50) || self.most(self.email, 10) || self.most(self.card, 80)
            }
            Label::Department | Label::Title | Label::Company => false,
            _ => self.cells == 0,
        };
        if contradicted { self.role() } else { by_header }
    }

    /// What is known of the column when it plays this role.
    pub(super) fn column(&self, role: Role) -> Column {
        let (empty, shown) = (self.cells == 0, self.shows_persons(role));
        Column { label: None, party: None, role, empty, repeats: self.repeats(), shown }
    }

    /// Whether the values themselves, not a header alone, say that the column is of persons.
    const fn shows_persons(&self, role: Role) -> bool {
        match role {
            Role::Kind(Kind::Name) => self.most(self.full_name, 50) || self.most(self.named, 60),
            Role::Kana => self.most(self.kana_name, 50),
            Role::Surname => self.most(self.surname, 60),
            Role::Kind(Kind::Email) => self.most(self.email, 50),
            Role::Kind(Kind::Phone) => self.most(self.phone, 60),
            Role::Kind(Kind::Card) => self.most(self.card, 80),
            Role::Kind(Kind::MyNumber) => self.most(self.my_number, 80),
            Role::PhonePart => true,
            _ => false,
        }
    }

    /// Whether the same few values stand in it again and again.
    fn repeats(&self) -> bool {
        self.cells >= 2 && self.values.len() * 2 <= self.cells as usize
    }

    /// Whether the column could be a third of a telephone number.
    pub(super) const fn is_part_of_number(&self) -> bool {
        self.most(self.part, 80)
    }

    /// Whether the column could be a surname column and the next one its given names, without any header.
    pub(super) fn is_pair_with(&self, next: &Self) -> bool {
        self.most(self.surname, 80) && next.most(next.given, 70) && !self.most(self.full_name, 40)
    }
}

fn is_sex(cell: &str) -> bool {
    matches!(cell, "男" | "女" | "男性" | "女性" | "M" | "F" | "male" | "female" | "Male" | "Female")
}
