//! The words: field labels, marks and cues (`data/words.tsv`), special-care terms (`data/special_care.tsv`),
//! prefectures and municipalities. Leftmost-longest, ASCII without case; a Latin word counts only between ASCII
//! boundaries. A packed table that lies in the binary; nothing is built at start-up.
//!
//! Reading looks at each character, whether any word begins with it, and then at the pair with the next: a small table
//! tells which lengths words with that beginning have, and only those are hashed and looked up.

use std::sync::LazyLock;

use crate::{
    kind::SpecialCare,
    packed::{LENGTH_BITS, WORD_BITS, finish, pair_slot, roll},
};

const TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
const LENGTHS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lengths.bin"));
const STARTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/starts.bin"));
const CLASSES: &str = include_str!(concat!(env!("OUT_DIR"), "/classes.txt"));

/// How much a special-care term says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Hint {
    /// Speaks of somebody's own state: 身体障害者手帳, 前科.
    State,
    /// Also a topic of talk: がん, diabetes. Needs a person in the same sentence.
    Topic,
    /// A drug, a test, a procedure: needs a person and a word of use.
    Thing,
    /// What is measured at a health check: needs a result beside it, and a person.
    Value,
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
    /// A special-care header that is also a term; a page has both words at its place.
    Both(SpecialCare, SpecialCare, Hint),
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

/// All words of a folded text, left to right.
pub(crate) fn read(folded: &str) -> Vec<Word> {
    let bytes = folded.as_bytes();
    let mut words = Vec::new();
    let mut chars = folded.char_indices();
    let mut previous = ' ';
    while let Some((start, first)) = chars.next() {
        let inside = goes_on(previous, first);
        previous = first;
        if inside || !starts_word(first.to_ascii_lowercase()) {
            continue;
        }
        let Some((end, class)) = longest(bytes, start, first, chars.as_str()) else { continue };
        if let Class::Both(header, kind, hint) = class {
            words.push(Word { start, end, class: Class::Label(Label::Special(header)) });
            words.push(Word { start, end, class: Class::Term(kind, hint) });
        } else {
            words.push(Word { start, end, class });
        }
        while chars.offset() < end {
            previous = chars.next().map_or(' ', |(_, c)| c);
        }
    }
    words
}

/// Whether some word begins with this character.
fn starts_word(c: char) -> bool {
    STARTS.get(c as usize / 8).is_some_and(|byte| byte >> (c as usize % 8) & 1 == 1)
}

/// The longest word that begins here, by its end.
fn longest(bytes: &[u8], start: usize, first: char, rest: &str) -> Option<(usize, Class)> {
    let first = first.to_ascii_lowercase();
    let second = rest.chars().next().map_or('\0', |c| c.to_ascii_lowercase());
    let lengths = lengths(pair_slot(first, second)) | lengths(pair_slot(first, '\0')) & 2;
    if lengths == 0 {
        return None;
    }
    let mut best = None;
    let (mut state, mut end, mut len) = (roll(0, first), start + first.len_utf8(), 1);
    let mut rest = rest.chars();
    loop {
        if lengths >> len & 1 == 1
            && is_whole(bytes, end)
            && let Some(class) = lookup(finish(state))
        {
            best = Some((end, class));
        }
        if lengths >> len >> 1 == 0 {
            return best;
        }
        let Some(next) = rest.next() else { return best };
        state = roll(state, next.to_ascii_lowercase());
        (end, len) = (end + next.len_utf8(), len + 1);
    }
}

/// The class of a whole cell or label, case and blanks aside.
pub(crate) fn exact(text: &str) -> Option<Class> {
    let hash =
        |chars: &mut dyn Iterator<Item = char>| finish(chars.fold(0, |state, c| roll(state, c.to_ascii_lowercase())));
    let found = lookup(hash(&mut text.chars()));
    let found = found.or_else(|| lookup(hash(&mut text.chars().filter(|c| !c.is_whitespace()))));
    found.map(|class| match class {
        Class::Both(header, ..) => Class::Label(Label::Special(header)),
        other => other,
    })
}

/// A Latin word may not go on behind; other scripts have no boundaries to look at.
fn is_whole(bytes: &[u8], end: usize) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| bytes.get(index)).map_or(' ', |byte| char::from(*byte));
    !goes_on(at(end.checked_sub(1)), at(Some(end)))
}

/// Letter after letter or digit after digit; `TEL03` is two words.
const fn goes_on(one: char, two: char) -> bool {
    one.is_ascii_alphabetic() && two.is_ascii_alphabetic() || one.is_ascii_digit() && two.is_ascii_digit()
}

fn lengths(slot: usize) -> u64 {
    debug_assert!(slot < 1 << LENGTH_BITS);
    word(LENGTHS, slot)
}

fn word(table: &[u8], slot: usize) -> u64 {
    table.get(slot * 8..slot * 8 + 8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_le_bytes)
}

fn lookup(hash: u64) -> Option<Class> {
    static LIST: LazyLock<Vec<Option<Class>>> = LazyLock::new(|| CLASSES.lines().map(class_of).collect());
    let mut at = crate::packed::home(hash, WORD_BITS);
    loop {
        match word(TABLE, at) {
            0 => return None,
            slot if slot >> 8 == hash & (u64::MAX >> 8) => {
                let number = usize::try_from(slot & 0xFF).ok()?;
                return LIST.get(number.checked_sub(1)?).copied().flatten();
            }
            _ => at = (at + 1) % (1 << WORD_BITS),
        }
    }
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
        "prefecture" => Class::Prefecture,
        "city" => Class::City,
        _ => match code.strip_prefix("term ") {
            Some(term) => class_of_term(term)?,
            None => match code.split_once(" term ") {
                Some((header, term)) => class_of_both(header, term)?,
                None => Class::Label(Label::from_code(code)?),
            },
        },
    })
}

fn class_of_both(header: &str, term: &str) -> Option<Class> {
    match (Label::from_code(header)?, class_of_term(term)?) {
        (Label::Special(header), Class::Term(kind, hint)) => Some(Class::Both(header, kind, hint)),
        _ => None,
    }
}

/// Legal kind and hint.
fn class_of_term(code: &str) -> Option<Class> {
    let (kind, hint) = code.split_once(' ')?;
    let kind = SpecialCare::ALL.into_iter().find(|known| known.code() == kind)?;
    let hint = match hint {
        "state" => Hint::State,
        "topic" => Hint::Topic,
        "value" => Hint::Value,
        _ => Hint::Thing,
    };
    Some(Class::Term(kind, hint))
}

#[cfg(test)]
mod tests;
