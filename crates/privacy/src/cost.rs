//! What a leak costs: the JNSA "JO model", and the two figures that must stand beside it.
//!
//! yen per person = 500 × (10^(x−1) + 5^(y−1)) × I × S × R, with x and y the maxima over the items that leaked.
//! Adding an item never lowers the amount. The points per item are data (`data/jnsa.tsv`); an item that has no row
//! takes the highest points, never none. The JO figure is a ceiling of claims, not what is usually paid, so it is
//! never given alone. Amounts are whole yen and saturate.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::{Kind, Persons, SpecialCare};

/// The version of the item map that figures are made with.
pub const MAP_VERSION: &str = "jnsa-2003+";

const MAP: &str = include_str!("../data/jnsa.tsv");
/// The base of the model, yen.
const BASE: u64 = 500;
/// Vouchers or money given without a judgment, yen per person (vouchers of published cases).
const GOODWILL: (u64, u64) = (500, 1_000);
/// A standard letter since 2024-10-01, yen.
const POSTAGE: u64 = 110;
/// Persons in 10,000 who go to court, and what courts gave them, yen (1,000 to 35,000: TBC, 2007).
const LITIGANTS: u64 = 2;
const AWARDS: (u64, u64) = (1_000, 35_000);

macro_rules! items {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// An item of the model.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Item { $($(#[$doc])* $name,)* }

        impl Item {
            /// All items.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code, as in the map.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

items! {
    /// Name.
    Name = "name",
    /// Postal address.
    Address = "address",
    /// Date of birth.
    BirthDate = "birth-date",
    /// Sex.
    Sex = "sex",
    /// Telephone number.
    Phone = "phone",
    /// Mail address.
    Email = "email",
    /// Member, employee, licence or insurance number.
    MemberId = "member-id",
    /// Company, school, job.
    Company = "company",
    /// Passport.
    Passport = "passport",
    /// What was bought.
    Purchase = "purchase",
    /// Bank account alone.
    Account = "account",
    /// Card number alone.
    Card = "card",
    /// Login.
    Login = "login",
    /// Individual number.
    MyNumber = "my-number",
    /// Account with its secret number.
    AccountSecret = "account-secret",
    /// Card with expiry or security code.
    CardSecret = "card-secret",
    /// Health check.
    HealthCheck = "health-check",
    /// Illness, pregnancy.
    Illness = "illness",
    /// Surgery, tests, medication.
    Treatment = "treatment",
    /// Race, nationality.
    Race = "race",
    /// Content of mail, preferences, grades.
    Content = "content",
    /// Income.
    Income = "income",
    /// Assets, balance, debts.
    Assets = "assets",
    /// A will.
    Will = "will",
    /// Creed, religion, party, union.
    Creed = "creed",
    /// Domicile of origin.
    Origin = "origin",
    /// Medical chart.
    Chart = "chart",
    /// Disability, care level.
    Disability = "disability",
    /// Victim of a crime.
    CrimeVictim = "crime-victim",
    /// Criminal record.
    CriminalRecord = "criminal-record",
    /// Credit blacklist.
    Blacklist = "blacklist",
}

impl Item {
    /// The item that a kind of data stands for; `None` when the kind costs nothing by itself.
    #[must_use]
    pub const fn of(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Name => Self::Name,
            Kind::Address => Self::Address,
            Kind::BirthDate => Self::BirthDate,
            Kind::Sex => Self::Sex,
            Kind::Phone => Self::Phone,
            Kind::Email => Self::Email,
            Kind::MemberId | Kind::EmployeeId | Kind::DriverLicence | Kind::Insurance | Kind::Pension => Self::MemberId,
            Kind::Company | Kind::Title => Self::Company,
            Kind::Passport | Kind::ResidenceCard => Self::Passport,
            Kind::Purchase => Self::Purchase,
            Kind::BankAccount | Kind::Iban => Self::Account,
            Kind::Card => Self::Card,
            Kind::CardSecret => Self::CardSecret,
            Kind::Login => Self::Login,
            Kind::MyNumber | Kind::Ssn | Kind::Nino => Self::MyNumber,
            Kind::Income => Self::Income,
            Kind::Assets => Self::Assets,
            Kind::SpecialCare(kind) => Self::of_special(kind),
            Kind::PostalCode | Kind::CorporateNumber => return None,
        })
    }

    const fn of_special(kind: SpecialCare) -> Self {
        match kind {
            SpecialCare::Race => Self::Race,
            SpecialCare::Creed => Self::Creed,
            SpecialCare::SocialStatus => Self::Origin,
            SpecialCare::MedicalHistory => Self::Illness,
            SpecialCare::CrimeVictim => Self::CrimeVictim,
            SpecialCare::Disability => Self::Disability,
            SpecialCare::HealthCheck => Self::HealthCheck,
            SpecialCare::Treatment => Self::Treatment,
            SpecialCare::CriminalRecord | SpecialCare::CriminalProcedure | SpecialCare::JuvenileProcedure => {
                Self::CriminalRecord
            }
        }
    }

    /// Mental distress and economic loss, 1 to 3 each.
    #[must_use]
    pub fn points(self) -> (u8, u8) {
        static POINTS: LazyLock<Vec<(&'static str, (u8, u8))>> = LazyLock::new(read_map);
        POINTS.iter().find(|(code, _)| *code == self.code()).map_or((3, 3), |(_, points)| *points)
    }
}

fn read_map() -> Vec<(&'static str, (u8, u8))> {
    let row = |line: &'static str| {
        let mut fields = line.split('\t');
        let (version, item) = (fields.next()?, fields.next()?);
        let (x, y) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        (version == MAP_VERSION).then_some((item, (x, y)))
    };
    MAP.lines().filter_map(row).collect()
}

/// What surrounds the leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// S = 2: medicine, finance, telecom, a public body, a famous large company.
    pub high_duty: bool,
    /// R = 2: the response was inadequate.
    pub inadequate_response: bool,
}

/// Yen per person by the JO model.
#[must_use]
pub fn per_person(items: &BTreeSet<Item>, circumstances: Circumstances) -> u64 {
    if items.is_empty() {
        return 0;
    }
    let worst = |of: fn((u8, u8)) -> u8| items.iter().map(|item| of(item.points())).max().unwrap_or(1);
    let (x, y) = (worst(|points| points.0), worst(|points| points.1));
    let damage = 10_u64.pow(u32::from(x.saturating_sub(1))) + 5_u64.pow(u32::from(y.saturating_sub(1)));
    let double = |yes: bool| if yes { 2 } else { 1 };
    BASE * damage * identifiable(items) * double(circumstances.high_duty) * double(circumstances.inadequate_response)
}

/// I: how easily the person is identified. The 6-case is asked before the 3-case.
fn identifiable(items: &BTreeSet<Item>) -> u64 {
    let has = |item| items.contains(&item);
    match (has(Item::Name), has(Item::Address), has(Item::Phone)) {
        (true, true, _) => 6,
        (true, ..) | (_, true, true) => 3,
        _ => 1,
    }
}

/// A range of yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Yen {
    /// At least.
    pub low: u64,
    /// At most.
    pub high: u64,
}

/// The three figures, for the number of persons at least and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// Yen per person by the JO model.
    pub per_person: u64,
    /// (a) The ceiling by the JO model.
    pub ceiling: Yen,
    /// (b) Goodwill: vouchers of 500 to 1,000 yen and a letter each, and the hotline.
    pub goodwill: Yen,
    /// (c) What courts would give in expectation.
    pub litigation: Yen,
}

/// The three figures. `hotline` is the organisation's own fixed cost of a call centre, in yen.
#[must_use]
pub fn estimate(persons: Persons, items: &BTreeSet<Item>, circumstances: Circumstances, hotline: u64) -> Estimate {
    let (few, many) = (persons.lower, persons.upper);
    let per_person = per_person(items, circumstances);
    let each = |persons: u64, yen: u64| persons.saturating_mul(yen);
    let court = |persons: u64, award: u64| each(persons, LITIGANTS * award) / 10_000;
    let hotline = if many == 0 { 0 } else { hotline };
    Estimate {
        per_person,
        ceiling: Yen { low: each(few, per_person), high: each(many, per_person) },
        goodwill: Yen {
            low: each(few, GOODWILL.0 + POSTAGE).saturating_add(hotline),
            high: each(many, GOODWILL.1 + POSTAGE).saturating_add(hotline),
        },
        litigation: Yen { low: court(few, AWARDS.0), high: court(many, AWARDS.1) },
    }
}

/// The items of a survey's kinds.
#[must_use]
pub fn items(kinds: impl IntoIterator<Item = Kind>) -> BTreeSet<Item> {
    kinds.into_iter().filter(|kind| kind.is_personal()).filter_map(Item::of).collect()
}

#[cfg(test)]
mod tests;
