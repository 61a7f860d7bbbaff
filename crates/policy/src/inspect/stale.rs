//! Recipients from long ago (R4), and domains nobody wrote to for years (R2).

use sekisho_model::{Cause, Fact, FindingKind, Place, Time};

use super::{Reports, Weight, domain::has_personal_data, people::SINGLES};
use crate::view::View;

const DAY: i64 = 86_400;
/// An old thread with one recipient was looked up on purpose; with several it was taken for its address list.
const SEVERAL: usize = 2;

/// Reports old threads and silent domains.
pub(super) fn stale(view: &View<'_>, reports: &mut Reports<'_>) {
    old_thread(view, reports);
    silent_domains(view, reports);
}

fn old_thread(view: &View<'_>, reports: &mut Reports<'_>) {
    let Some(thread) = view.facts.thread.as_ref().filter(|_| view.is_reply()) else { return };
    let days = days(thread.at, view.facts.at);
    let concerns: Vec<usize> = view
        .outsiders()
        .filter(|(_, _, who)| thread.participants.contains(&who.key))
        .map(|(index, _, _)| index)
        .collect();
    if days >= view.policy.number(FindingKind::StaleRecipients, "days") && concerns.len() >= SEVERAL {
        let finding = reports
            .found(Place::Header { name: "references".into() })
            .with("days", Fact::Count(days))
            .with("count", Fact::Count(concerns.len() as u64))
            .with("what", Fact::Word("thread".to_owned()));
        reports.report(finding, concerns, Weight::Acts);
    }
}

fn silent_domains(view: &View<'_>, reports: &mut Reports<'_>) {
    let least = view.policy.number(FindingKind::StaleRecipients, "silent_days");
    let silent = view.outsiders().filter(|(_, _, who)| !who.freemail).filter_map(|(index, facts, _)| {
        let silence = days(facts.last_letter?, view.facts.at);
        (silence >= least).then_some((index, facts, silence))
    });
    let weight = |_: ()| if has_personal_data(view) { Weight::Acts } else { Weight::Note };
    for (index, facts, silence) in silent.take(SINGLES) {
        let mut finding = reports
            .found(Place::Envelope)
            .with("silent-days", Fact::Count(silence))
            .with("domain", Fact::Word(facts.address.domain().to_string()))
            .with("what", Fact::Word("domain".to_owned()));
        finding.cause = Some(Cause::R2);
        reports.report(finding, vec![index], weight(()));
    }
}

fn days(from: Time, to: Time) -> u64 {
    u64::try_from((to.as_second() - from.as_second()) / DAY).unwrap_or(0)
}
