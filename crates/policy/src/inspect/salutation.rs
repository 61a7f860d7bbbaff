//! The salutation names somebody else than the recipients (R1, M1).
//!
//! Reported only when *every* outside recipient's name can be read and is a different one, and nobody among the inside
//! recipients fits: a letter to three that greets one of them is ordinary. Where the house's own master knows all of
//! them it is the better judge, and `other_person` speaks.

use std::collections::BTreeMap;

use sekisho_model::{Fact, Place};

use super::{Reports, Weight, other_person};
use crate::{
    text::name::{Agreement, Known, Name},
    view::{View, in_header},
};

/// To more recipients than this a salutation names nobody of them.
pub(super) const NAMES_FOR: usize = 20;

/// Compares the salutation with the recipients.
pub(super) fn mismatch(view: &View<'_>, reports: &mut Reports<'_>) {
    let salutation = view.salutation();
    if salutation.persons.is_empty() || salutation.everybody || view.outside.is_empty() || view.who.len() > NAMES_FOR {
        return;
    }
    if other_person::is_known(view) {
        return;
    }
    let known = known(view);
    let names: Vec<&Name> = salutation.persons.iter().map(|(name, _)| name).collect();
    if !all_differ(view, &known, &names) {
        return;
    }
    let written: Vec<&str> = salutation.persons.iter().map(|(_, written)| written.as_str()).collect();
    let place = view.body().map_or(Place::Letter, |part| Place::Part { path: part.path.clone(), inside: None });
    let addresses: Vec<String> = view.outsiders().take(3).map(|(_, facts, _)| facts.address.to_string()).collect();
    let finding = reports
        .found(place)
        .with("name", Fact::Private(written.join(", ")))
        .with("recipient", Fact::Private(addresses.join(", ")));
    reports.report(finding, view.outside.clone(), Weight::Acts);
}

/// Whether no recipient can be one of these, and every outside one is legibly somebody else.
pub(super) fn all_differ(view: &View<'_>, known: &[Known], names: &[&Name]) -> bool {
    let best = |known: &Known| {
        let all: Vec<Agreement> = names.iter().map(|name| known.agrees(name)).collect();
        if all.contains(&Agreement::Same) {
            Agreement::Same
        } else if all.iter().all(|agreement| *agreement == Agreement::Different) {
            Agreement::Different
        } else {
            Agreement::Unknown
        }
    };
    let agreements: Vec<Agreement> = known.iter().map(best).collect();
    let somebody = agreements.contains(&Agreement::Same);
    let outside = view.outside.iter().all(|index| agreements.get(*index) == Some(&Agreement::Different));
    !somebody && outside
}

/// How each recipient of the envelope is called, by header, by memory, by local part.
pub(super) fn known(view: &View<'_>) -> Vec<Known> {
    let mut shown: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for mailbox in in_header(view.mail) {
        if let (Some(address), Some(name)) = (&mailbox.address, &mailbox.name) {
            shown.entry(address.key()).or_default().push(name);
        }
    }
    let one = |(facts, who): (&crate::RecipientFacts, &crate::view::Who)| {
        let header = shown.get(&who.key).into_iter().flatten().copied();
        Known::new(header.chain(facts.names.iter().map(String::as_str)), facts.address.local())
    };
    view.facts.recipients.iter().zip(&view.who).map(one).collect()
}
