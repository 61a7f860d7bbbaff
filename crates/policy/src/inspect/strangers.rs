//! Who sees whom: outside recipients in To and Cc (B1).
//!
//! The header says who is seen, the envelope who gets it. An address in To that another envelope of the same letter
//! serves is seen all the same.

use std::collections::BTreeSet;

use sekisho_model::{Fact, FindingKind, Place};

use super::{Reports, Weight};
use crate::{
    rules::act::{Act, Mode},
    view::View,
};

/// Many outside recipients see each other.
pub(super) fn mass_visible(view: &View<'_>, reports: &mut Reports<'_>) {
    let seen = view.seen_outside().len() as u64;
    if seen >= least(view) && !view.outside.is_empty() {
        let finding = reports.found(header()).with("count", Fact::Count(seen));
        reports.report(finding, view.outside.clone(), Weight::Acts);
    }
}

/// Outside organisations that have nothing to do with each other see each other.
pub(super) fn visible_strangers(view: &View<'_>, reports: &mut Reports<'_>) {
    let seen = view.seen_outside();
    if view.outside.is_empty() || seen.len() < 2 || shared_thread(view, &seen) {
        return;
    }
    // A free-mail mailbox is its own organisation: two customers of one provider are strangers.
    let names: BTreeSet<&str> = seen
        .iter()
        .map(
            |(key, organisation)| {
                if view.policy.is_freemail(organisation) { key.as_str() } else { organisation.as_str() }
            },
        )
        .collect();
    let count = names.len() as u64;
    if count < view.policy.number(FindingKind::VisibleStrangers, "organisations") {
        return;
    }
    let domains: BTreeSet<&str> = seen.iter().map(|(_, organisation)| organisation.as_str()).collect();
    let shown: Vec<&str> = domains.into_iter().take(5).collect();
    let finding = reports
        .found(header())
        .with("count", Fact::Count(count))
        .with("recipients", Fact::Count(seen.len() as u64))
        .with("domains", Fact::Word(shown.join(", ")));
    let weight = if is_repaired(view, seen.len() as u64) { Weight::Note } else { Weight::Acts };
    reports.report(finding, view.outside.clone(), weight);
}

/// Whether everybody who is seen already took part in the thread: they know each other.
fn shared_thread<T>(view: &View<'_>, seen: &[(String, T)]) -> bool {
    let Some(thread) = &view.facts.thread else { return false };
    seen.iter().all(|(key, _)| thread.participants.contains(key))
}

/// Whether the machine repairs it anyway: nobody is asked about what is done without asking. Only the built-in counts,
/// never a rule of the house: a rule must not make a verdict weaker.
fn is_repaired(view: &View<'_>, seen: u64) -> bool {
    let Some(tuning) = view.policy.tuning(FindingKind::MassVisible) else { return false };
    let repairs = matches!(tuning.then, Act::Individualise | Act::Bcc) && tuning.mode == Mode::Enforce;
    repairs && tuning.excepts.is_empty() && seen >= least(view)
}

fn least(view: &View<'_>) -> u64 {
    view.policy.number(FindingKind::MassVisible, "recipients")
}

fn header() -> Place {
    Place::Header { name: "to".into() }
}
