//! Who gets it: outside, in Bcc, through lists.

use sekisho_model::{Fact, Place};

use super::{Reports, Weight};
use crate::{ListFacts, view::View};

/// Findings about single recipients; a letter to thousands is told in one.
pub(super) const SINGLES: usize = 20;

/// Recipients outside: what the wait hangs on.
pub(super) fn external(view: &View<'_>, reports: &mut Reports<'_>) {
    if !view.outside.is_empty() {
        let finding = reports.found(Place::Envelope).with("count", Fact::Count(view.outside_count()));
        reports.report(finding, view.outside.clone(), Weight::Acts);
    }
}

/// Recipients outside who stand in no header.
pub(super) fn hidden(view: &View<'_>, reports: &mut Reports<'_>) {
    let hidden: Vec<usize> = view.outsiders().filter(|(_, _, who)| !who.visible).map(|(index, _, _)| index).collect();
    if !hidden.is_empty() {
        let finding = reports.found(Place::Envelope).with("count", Fact::Count(hidden.len() as u64));
        reports.report(finding, hidden, Weight::Acts);
    }
}

/// Lists of the house that lead outside.
pub(super) fn list_has_outsider(view: &View<'_>, reports: &mut Reports<'_>) {
    for (index, facts, _) in view.outsiders() {
        if let ListFacts::List { members, outside } = facts.list
            && outside > 0
        {
            let finding = reports
                .found(Place::Envelope)
                .with("list", Fact::Private(facts.address.to_string()))
                .with("members", Fact::Count(u64::from(members)))
                .with("count", Fact::Count(u64::from(outside)));
            reports.report(finding, vec![index], Weight::Acts);
        }
    }
}

/// Addresses of the house that nobody has.
pub(super) fn unknown_list(view: &View<'_>, reports: &mut Reports<'_>) {
    for (index, facts) in view.facts.recipients.iter().enumerate() {
        if facts.list == ListFacts::Unknown {
            let finding = reports.found(Place::Envelope).with("address", Fact::Private(facts.address.to_string()));
            reports.report(finding, vec![index], Weight::Acts);
        }
    }
}
