//! A reply or forward that adds an outside party (R3).

use std::collections::BTreeSet;

use sekisho_model::{Address, Fact, Place};

use super::{Reports, Weight};
use crate::{text::contacts::registrable, view::View};

/// Compares the recipients with those who took part in the thread.
pub(super) fn adds_outside(view: &View<'_>, reports: &mut Reports<'_>) {
    let Some(thread) = view.facts.thread.as_ref().filter(|_| view.is_reply()) else { return };
    let added: Vec<usize> = view
        .outsiders()
        .filter(|(_, _, who)| !thread.participants.contains(&who.key))
        .map(|(index, _, _)| index)
        .collect();
    if added.is_empty() {
        return;
    }
    let organisations: BTreeSet<String> =
        thread.participants.iter().filter_map(|key| organisation(view, key)).collect();
    let (new, colleagues): (Vec<usize>, Vec<usize>) =
        added.into_iter().partition(|index| is_new(view, *index, &organisations));
    for (concerns, weight) in [(new, Weight::Acts), (colleagues, Weight::Note)] {
        if !concerns.is_empty() {
            let known = if weight == Weight::Note { "colleague" } else { "stranger" };
            let domain = concerns.first().and_then(|index| view.facts.recipients.get(*index));
            let domain = domain.map(|facts| facts.address.domain().to_string()).unwrap_or_default();
            let finding = reports
                .found(Place::Envelope)
                .with("count", Fact::Count(concerns.len() as u64))
                .with("domain", Fact::Word(domain))
                .with("who", Fact::Word(known.to_owned()));
            reports.report(finding, concerns, weight);
        }
    }
}

fn is_new(view: &View<'_>, index: usize, organisations: &BTreeSet<String>) -> bool {
    let Some((facts, who)) = view.recipient(index) else { return true };
    let name = registrable(facts.address.domain().as_str());
    who.freemail || !organisations.contains(name) && !organisations.contains(facts.organisation.as_str())
}

/// The registrable domain of a participant; a private mailbox has no colleagues.
fn organisation(view: &View<'_>, key: &str) -> Option<String> {
    let address = Address::parse(key).ok()?;
    (!view.policy.is_freemail(address.domain())).then(|| registrable(address.domain().as_str()).to_owned())
}
