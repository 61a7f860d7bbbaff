//! What the gate saw in a letter of the demonstration, as its findings say: persons, kinds, what a leak would cost.

use sekisho_model::{Fact, Finding, FindingKind};
use sekisho_store::Parcel;
use sekisho_words::Words;

use super::said::Said;

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
    /// The same for people.
    #[serde(skip)]
    pub(crate) said: Said,
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
        let (at_least, persons, kinds) = (count("at-least"), count("count"), word("kinds"));
        Self {
            said: Said::of(|words| said(words, finding, (at_least, persons), &kinds)),
            at_least,
            persons,
            kinds,
            sensitivity: word("sensitivity"),
            yen_each: count("cost-each"),
            yen: count("cost-high"),
        }
    }
}

/// Persons and kinds, and what a leak would cost.
fn said(words: Words, finding: &Finding, (at_least, persons): (u64, u64), kinds: &str) -> String {
    let named: Vec<String> = kinds.split(", ").map(|kind| words.kind(kind)).collect();
    let kinds = named.join(words.comma());
    let key = if at_least == persons { "demo-persons.same" } else { "demo-persons" };
    let values = [("at-least", at_least.into()), ("persons", persons.into()), ("kinds", kinds.into())];
    let persons = words.with(key, &values);
    words.cost(finding).map_or(persons.clone(), |cost| format!("{persons}\n{cost}"))
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
            .with("cost-low", Fact::Count(36_000))
            .with("cost-high", Fact::Count(39_000));
        let said = Sight::read(&finding).said;
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&said.ja)[0], "本人12〜13人: 氏名、電話番号");
        assert_eq!(lines(&said.en)[0], "12 to 13 persons: name, telephone number");
        assert!(lines(&said.ja)[1].contains("39,000") && lines(&said.en)[1].contains("39,000"), "{said:?}");
        assert_eq!(Sight::of(&[]), None);
    }
}
