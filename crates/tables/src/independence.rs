//! How independently two lists were made: what their agreement is worth.

use sekisho_model::Digest;
use serde::Serialize;

/// Who and what made a list. What is not declared counts as the same as the other one's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Maker {
    /// The person who made it.
    pub author: Option<String>,
    /// The system it came out of.
    pub system: Option<String>,
}

/// The level of independence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// The same file twice: their agreement says nothing.
    L0,
    /// The same author, or nobody declared that there are two: a slip of one person is in both.
    L1,
    /// Different authors, the same system: what is wrong in the system is in both.
    L2,
    /// Different authors and different systems.
    L3,
}

impl Level {
    /// Its code, for people and for the catalogue of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::L0 => "L0",
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
        }
    }

    /// The level of two lists: who made them, and their digests.
    #[must_use]
    pub fn of(a: (&Maker, Option<Digest>), b: (&Maker, Option<Digest>)) -> Self {
        Independence::of(a, b).level
    }
}

/// Why two lists are not independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lack {
    /// They are one file.
    SameFile,
    /// One person made both.
    SameAuthor,
    /// Nobody says who made A.
    NoAuthorOfA,
    /// Nobody says who made B.
    NoAuthorOfB,
    /// Nobody says who made either.
    NoAuthor,
}

impl Lack {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::SameFile, Self::SameAuthor, Self::NoAuthorOfA, Self::NoAuthorOfB, Self::NoAuthor];

    /// Its code, in files and for the catalogue of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameFile => "same-file",
            Self::SameAuthor => "same-author",
            Self::NoAuthorOfA => "no-author-of-a",
            Self::NoAuthorOfB => "no-author-of-b",
            Self::NoAuthor => "no-author",
        }
    }
}

/// How independent two lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Independence {
    /// The level.
    pub level: Level,
    /// What is missing for two authors; `None` from L2 on.
    pub lack: Option<Lack>,
}

impl Independence {
    /// Of two lists: who made them, and their digests.
    #[must_use]
    pub fn of(a: (&Maker, Option<Digest>), b: (&Maker, Option<Digest>)) -> Self {
        if a.1.is_some() && a.1 == b.1 {
            return Self { level: Level::L0, lack: Some(Lack::SameFile) };
        }
        let (lack, systems) = (lack(a.0, b.0), differ(&a.0.system, &b.0.system));
        let level = match (lack, systems) {
            (Some(_), _) => Level::L1,
            (None, false) => Level::L2,
            (None, true) => Level::L3,
        };
        Self { level, lack }
    }
}

fn lack(a: &Maker, b: &Maker) -> Option<Lack> {
    let named = |maker: &Maker| maker.author.as_deref().is_some_and(|author| !same_person(author).is_empty());
    match (named(a), named(b)) {
        (false, false) => Some(Lack::NoAuthor),
        (false, true) => Some(Lack::NoAuthorOfA),
        (true, false) => Some(Lack::NoAuthorOfB),
        (true, true) => (!differ(&a.author, &b.author)).then_some(Lack::SameAuthor),
    }
}

/// Both are declared and different, whatever their case, widths and blanks.
fn differ(one: &Option<String>, other: &Option<String>) -> bool {
    match (one.as_deref().map(same_person), other.as_deref().map(same_person)) {
        (Some(one), Some(other)) => !one.is_empty() && !other.is_empty() && one != other,
        _ => false,
    }
}

/// A name as it is compared.
pub(crate) fn same_person(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels() {
        let maker = |author: &str, system: &str| Maker {
            author: (!author.is_empty()).then(|| author.to_owned()),
            system: (!system.is_empty()).then(|| system.to_owned()),
        };
        for (a, b, same_file, level, lack) in [
            (("佐藤", "crm"), ("鈴木", "billing"), true, Level::L0, Some(Lack::SameFile)),
            (("佐藤", "crm"), ("佐 藤", "billing"), false, Level::L1, Some(Lack::SameAuthor)),
            (("Sato", "crm"), ("SATO", "billing"), false, Level::L1, Some(Lack::SameAuthor)),
            (("", "crm"), ("鈴木", "billing"), false, Level::L1, Some(Lack::NoAuthorOfA)),
            (("佐藤", "crm"), (" ", "billing"), false, Level::L1, Some(Lack::NoAuthorOfB)),
            (("", "crm"), ("", "billing"), false, Level::L1, Some(Lack::NoAuthor)),
            (("佐藤", "crm"), ("鈴木", "CRM"), false, Level::L2, None),
            (("佐藤", ""), ("鈴木", "billing"), false, Level::L2, None),
            (("佐藤", "crm"), ("鈴木", "billing"), false, Level::L3, None),
        ] {
            let digest = |text: &str| Some(Digest::of(text.as_bytes()));
            let (maker_a, maker_b) = (maker(a.0, a.1), maker(b.0, b.1));
            let found =
                Independence::of((&maker_a, digest("a")), (&maker_b, digest(if same_file { "a" } else { "b" })));
            assert_eq!(found, Independence { level, lack }, "{a:?} {b:?}");
        }
        let none = Maker::default();
        let found = Independence::of((&none, None), (&none, None));
        assert_eq!(found.level, Level::L1, "no digest is not the same digest");
    }
}
