//! The first letter ever to a domain (R2).

use std::collections::BTreeMap;

use sekisho_model::{Domain, Fact, FindingKind, Place};

use super::{Reports, Weight, people::SINGLES};
use crate::view::View;

/// First letters; they weigh when personal data goes along.
pub(super) fn first(view: &View<'_>, reports: &mut Reports<'_>) {
    let mut new: BTreeMap<&Domain, Vec<usize>> = BTreeMap::new();
    for (index, facts, _) in view.outsiders().filter(|(_, facts, _)| facts.first_ever && !facts.inside) {
        new.entry(facts.address.domain()).or_default().push(index);
    }
    if new.is_empty() {
        return;
    }
    let weight = if has_personal_data(view) { Weight::Acts } else { Weight::Note };
    if new.len() > SINGLES {
        let finding = reports.found(Place::Envelope).with("count", Fact::Count(new.len() as u64));
        let mut concerns: Vec<usize> = new.into_values().flatten().collect();
        concerns.sort_unstable();
        reports.report(finding, concerns, weight);
        return;
    }
    for (domain, concerns) in new {
        let finding = reports.found(Place::Envelope).with("domain", Fact::Word(domain.to_string()));
        reports.report(finding, concerns, weight);
    }
}

/// Whether the letter has personal data of as many persons as matters at a stranger's.
pub(super) fn has_personal_data(view: &View<'_>) -> bool {
    view.surveyed().persons >= view.policy.number(FindingKind::FirstDomain, "persons")
}
