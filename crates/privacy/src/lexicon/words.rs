//! The word automaton: field labels, marks and cues (`data/words.tsv`), special-care terms (`data/special_care.tsv`),
//! prefectures and municipalities. Leftmost-longest, ASCII without case; a Latin word counts only between
//! ASCII boundaries. Built once, at first use.

use std::{collections::HashMap, sync::LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::places;
use crate::kind::SpecialCare;

const WORDS: &str = include_str!("../../data/words.tsv");
const TERMS: &str = include_str!("../../data/special_care.tsv");

/// How much a special-care term says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Hint {
    /// Speaks of somebody's own state: 身体障害者手帳, 前科.
    State,
    /// Also a topic of talk: がん, diabetes. Needs a person in the same sentence.
    Topic,
    /// A drug, a test, a procedure: needs a person and a word of use.
    Thing,
}

/// What a word of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// A label or header: what stands beside or below it.
    Label(Label),
    /// 様, さん.
    Honorific,
    /// 部長, manager.
    Title,
    /// 株式会社, Inc.
    CompanyMark,
    /// なし, no.
    Negation,
    /// Speaks of a subject in general: 講演会.
    Topic,
    /// Speaks of one person: 本人, patient.
    Subject,
    /// Street, avenue.
    StreetWord,
    /// Prefecture.
    Prefecture,
    /// Municipality.
    City,
    /// A special-care term.
    Term(SpecialCare, Hint),
}

macro_rules! labels {
    ($($name:ident = $code:literal,)*) => {
        /// Field labels and column headers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Label { $($name,)* Special(SpecialCare) }

        impl Label {
            fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)*
                    _ => {
                        let kind = code.strip_prefix("sc:")?;
                        SpecialCare::ALL.into_iter().find(|known| known.code() == kind).map(Self::Special)
                    }
                }
            }
        }
    };
}

labels! {
    Name = "name", Kana = "kana", Surname = "surname", Given = "given", SurnameKana = "surname-kana",
    GivenKana = "given-kana", Email = "email", Phone = "phone", Fax = "fax", Postal = "postal-code",
    Address = "address", Street = "street", Building = "building", Prefecture = "prefecture", City = "city",
    Birth = "birth-date", Age = "age", Sex = "sex", MyNumber = "my-number", Corporate = "corporate-number",
    Licence = "driver-licence", Passport = "passport", Residence = "residence-card", Pension = "pension",
    Insurance = "insurance", Account = "bank-account", Bank = "bank", Branch = "branch",
    AccountType = "account-type", Holder = "holder", Card = "card", CardSecret = "card-secret",
    LoginId = "login-id", Password = "password", MemberId = "member-id", EmployeeId = "employee-id",
    Company = "company", Department = "department", Title = "title", Ssn = "ssn", Iban = "iban", Nino = "nino",
    Income = "income", Assets = "assets", Purchase = "purchase", OtherNumber = "other-number", Price = "price",
    Date = "date", Note = "note",
}

/// One word found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) class: Class,
}

struct Automaton {
    machine: Option<AhoCorasick>,
    classes: Vec<Class>,
    exact: HashMap<String, Class>,
}

static AUTOMATON: LazyLock<Automaton> = LazyLock::new(build);

/// All words of a folded text, left to right.
pub(crate) fn read(folded: &str) -> Vec<Word> {
    let Some(machine) = &AUTOMATON.machine else { return Vec::new() };
    let word = |found: aho_corasick::Match| {
        let class = *AUTOMATON.classes.get(found.pattern().as_usize())?;
        let (start, end) = (found.start(), found.end());
        is_whole(folded.as_bytes(), start, end).then_some(Word { start, end, class })
    };
    machine.find_iter(folded).filter_map(word).collect()
}

/// The class of a whole cell or label, blanks and case aside.
pub(crate) fn exact(text: &str) -> Option<Class> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    AUTOMATON.exact.get(&plain).copied()
}

/// A Latin word may not go on to either side; other scripts have no boundaries to look at.
fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    let at = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_alphanumeric);
    let before = start.checked_sub(1).is_some_and(at);
    !(before && at(start) || at(end) && end.checked_sub(1).is_some_and(at))
}

fn build() -> Automaton {
    let mut words: Vec<(String, Class)> = Vec::new();
    words.extend(places::prefectures().into_iter().map(|name| (name.to_owned(), Class::Prefecture)));
    words.extend(places::city_names().map(|name| (name.to_owned(), Class::City)));
    words.extend(
        data_rows(WORDS)
            .filter_map(|row| {
                let (class, list) = row.split_once('\t')?;
                Some((class_of(class)?, list))
            })
            .flat_map(|(class, list)| list.split('|').map(move |word| (word.to_owned(), class))),
    );
    words.extend(data_rows(TERMS).filter_map(term));
    let exact = words.iter().rev().map(|(word, class)| (plain(word), *class)).collect();
    let machine = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .ascii_case_insensitive(true)
        .build(words.iter().map(|(word, _)| word))
        .ok();
    Automaton { machine, classes: words.into_iter().map(|(_, class)| class).collect(), exact }
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn data_rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn class_of(code: &str) -> Option<Class> {
    Some(match code {
        "honorific" => Class::Honorific,
        "title-word" => Class::Title,
        "company-mark" => Class::CompanyMark,
        "negation" => Class::Negation,
        "topic" => Class::Topic,
        "subject" => Class::Subject,
        "street-word" => Class::StreetWord,
        _ => Class::Label(Label::from_code(code)?),
    })
}

/// `term <tab> legal kind <tab> language <tab> hint`
fn term(row: &'static str) -> Option<(String, Class)> {
    let mut fields = row.split('\t');
    let (term, kind, hint) = (fields.next()?, fields.next()?, fields.nth(1)?);
    let kind = SpecialCare::ALL.into_iter().find(|known| known.code() == kind)?;
    let hint = match hint {
        "state" => Hint::State,
        "topic" => Hint::Topic,
        _ => Hint::Thing,
    };
    Some((term.to_owned(), Class::Term(kind, hint)))
}
