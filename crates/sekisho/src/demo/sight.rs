//! What the gate saw in a letter of the demonstration, as its findings say: persons, kinds, what a leak would cost.

use std::fmt;

use sekisho_model::{Fact, Finding, FindingKind};
use sekisho_store::Parcel;

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Sight {
    /// Persons, at least.
    at_least: u64,
    /// Persons, at most.
    persons: u64,
    /// Codes of the kinds of data.
    kinds: String,
    /// The worst grade.
    sensitivity: String,
    /// Yen per person by the JO model.
    yen_each: u64,
    /// Yen for all, at most.
    yen: u64,
}

impl Sight {
    /// From the finding that counts persons; `None` when there are none.
    pub(crate) fn of(parcels: &[Parcel]) -> Option<Self> {
        let findings = parcels.iter().flat_map(|parcel| &parcel.findings);
        findings
            .filter(|finding| finding.kind == FindingKind::PersonalData)
            .map(Self::read)
            .max_by_key(|sight| sight.persons)
    }

    fn read(finding: &Finding) -> Self {
        let count = |name: &str| match finding.facts.get(name) {
            Some(Fact::Count(count)) => *count,
            _ => 0,
        };
        let word = |name: &str| finding.facts.get(name).map(ToString::to_string).unwrap_or_default();
        Self {
            at_least: count("at-least"),
            persons: count("count"),
            kinds: word("kinds"),
            sensitivity: word("sensitivity"),
            yen_each: count("cost-each"),
            yen: count("cost-high"),
        }
    }
}

impl fmt::Display for Sight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at_least, persons, kinds, sensitivity, yen_each, yen } = self;
        write!(f, "本人 persons {at_least} to {persons}: {kinds} ({sensitivity}); ")?;
        write!(f, "想定額の上限 cost at most {yen} 円 yen ({yen_each} × {persons}, JO)")
    }
}

#[cfg(test)]
mod tests {
    use sekisho_model::Place;

    use super::*;

    #[test]
    fn the_line_says_persons_kinds_and_cost() {
        let finding = Finding::new(FindingKind::PersonalData, None, Place::Letter)
            .with("at-least", Fact::Count(12))
            .with("count", Fact::Count(13))
            .with("kinds", Fact::Word("name, phone".to_owned()))
            .with("sensitivity", Fact::Word("basic".to_owned()))
            .with("cost-each", Fact::Count(3_000))
            .with("cost-high", Fact::Count(39_000));
        assert_eq!(
            Sight::read(&finding).to_string(),
            "本人 persons 12 to 13: name, phone (basic); 想定額の上限 cost at most 39000 円 yen (3000 × 13, JO)"
        );
        assert_eq!(Sight::of(&[]), None);
    }
}
