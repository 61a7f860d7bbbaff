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

    /// The level of two lists.
    #[must_use]
    pub fn of(a: (&Maker, Option<Digest>), b: (&Maker, Option<Digest>)) -> Self {
        if a.1.is_some() && a.1 == b.1 {
            return Self::L0;
        }
        match (differ(&a.0.author, &b.0.author), differ(&a.0.system, &b.0.system)) {
            (false, _) => Self::L1,
            (true, false) => Self::L2,
            (true, true) => Self::L3,
        }
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
        for (a, b, same_file, expect) in [
            (("佐藤", "crm"), ("鈴木", "billing"), true, Level::L0),
            (("佐藤", "crm"), ("佐 藤", "billing"), false, Level::L1),
            (("Sato", "crm"), ("SATO", "billing"), false, Level::L1),
            (("", "crm"), ("鈴木", "billing"), false, Level::L1),
            (("佐藤", "crm"), ("鈴木", "CRM"), false, Level::L2),
            (("佐藤", ""), ("鈴木", "billing"), false, Level::L2),
            (("佐藤", "crm"), ("鈴木", "billing"), false, Level::L3),
        ] {
            let digest = |text: &str| Some(Digest::of(text.as_bytes()));
            let (maker_a, maker_b) = (maker(a.0, a.1), maker(b.0, b.1));
            let level = Level::of((&maker_a, digest("a")), (&maker_b, digest(if same_file { "a" } else { "b" })));
            assert_eq!(level, expect, "{a:?} {b:?}");
        }
        let none = Maker::default();
        assert_eq!(Level::of((&none, None), (&none, None)), Level::L1, "no digest is not the same digest");
    }
}
