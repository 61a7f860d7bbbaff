//! Typed conditions, checked and precompiled.
//!
//! A condition is a conjunction; evaluating it never fails. When somebody asks why, every clause is weighed and told;
//! otherwise the first that does not hold ends it.

pub(crate) mod attachment;
pub(crate) mod clock;
pub(crate) mod compile;
pub(crate) mod prose;
pub(crate) mod to;
pub(crate) mod trace;

use std::collections::BTreeSet;

use sekisho_model::{Blind, FindingKind};
use sekisho_privacy::{Kind, Sensitivity};

use self::{attachment::Attachment, clock::Clock, prose::Prose, to::To, trace::Trace};
use crate::view::View;

/// A letter and what the detectors said about it.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'v> {
    pub(crate) view: &'v View<'v>,
    /// Kinds of all built-in findings, whatever their mode.
    pub(crate) found: &'v BTreeSet<FindingKind>,
}

/// Conditions that must all hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    pub(crate) to: Option<To>,
    pub(crate) from: Option<to::From>,
    pub(crate) persons: Option<u64>,
    pub(crate) persons_at_least: Option<u64>,
    pub(crate) kinds: Option<Vec<Kind>>,
    pub(crate) sensitivity: Option<Sensitivity>,
    /// Empty: any reason.
    pub(crate) blind: Option<Vec<Blind>>,
    pub(crate) findings: Option<Vec<FindingKind>>,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) attachments: Option<u64>,
    pub(crate) subject: Option<Prose>,
    pub(crate) body: Option<Prose>,
    pub(crate) text: Option<Prose>,
    pub(crate) header: Vec<prose::Header>,
    pub(crate) time: Option<Clock>,
    pub(crate) reply: Option<bool>,
    pub(crate) bulk: Option<bool>,
    pub(crate) bytes: Option<u64>,
    pub(crate) all: Vec<Condition>,
    pub(crate) any: Vec<Condition>,
    pub(crate) not: Option<Box<Condition>>,
}

impl Condition {
    /// Whether it holds.
    pub(crate) fn holds(&self, sight: Sight<'_>) -> bool {
        self.weigh(sight, &mut Trace::off())
    }

    /// Whether it holds, clause by clause. Cheap clauses first.
    pub(crate) fn weigh(&self, sight: Sight<'_>, trace: &mut Trace) -> bool {
        self.weigh_people(sight, trace)
            & self.weigh_letter(sight, trace)
            & self.weigh_data(sight, trace)
            & self.weigh_texts(sight, trace)
            & self.weigh_parts(sight, trace)
    }

    fn weigh_people(&self, sight: Sight<'_>, trace: &mut Trace) -> bool {
        let view = sight.view;
        trace.clause("to", &self.to, |to| to.is_met(view), |to| format!("{} match", to.select(view).len()))
            & trace.clause("from", &self.from, |from| from.holds(view), |_| "the sender".to_owned())
    }

    fn weigh_letter(&self, sight: Sight<'_>, trace: &mut Trace) -> bool {
        let view = sight.view;
        trace.clause("reply", &self.reply, |wanted| view.is_reply() == *wanted, |_| view.is_reply().to_string())
            & trace.clause("bulk", &self.bulk, |wanted| view.is_bulk() == *wanted, |_| view.is_bulk().to_string())
            & trace.clause("time", &self.time, |clock| clock.holds(view), |_| Clock::shown(view))
            & trace.clause(
                "attachments",
                &self.attachments,
                |least| view.files().count() as u64 >= *least,
                |_| view.files().count().to_string(),
            )
            & trace.clause("bytes", &self.bytes, |least| bytes(view) >= *least, |_| bytes(view).to_string())
    }

    fn weigh_data(&self, sight: Sight<'_>, trace: &mut Trace) -> bool {
        let view = sight.view;
        let whole = || &view.surveyed().whole;
        trace.clause(
            "findings",
            &self.findings,
            |kinds| kinds.iter().any(|kind| sight.found.contains(kind)),
            |_| sight.found.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(" "),
        ) & trace.clause("blind", &self.blind, |reasons| is_blind(view, reasons), |_| blind_codes(view).join(" "))
            & trace.clause(
                "persons",
                &self.persons,
                |least| view.surveyed().persons >= *least,
                |_| view.surveyed().persons.to_string(),
            )
            & trace.clause(
                "persons_at_least",
                &self.persons_at_least,
                |least| whole().persons.lower >= *least,
                |_| whole().persons.lower.to_string(),
            )
            & trace.clause(
                "kinds",
                &self.kinds,
                |kinds| kinds.iter().any(|kind| whole().kinds.contains_key(kind)),
                |_| whole().kinds.keys().map(|kind| kind.code()).collect::<Vec<_>>().join(" "),
            )
            & trace.clause(
                "sensitivity",
                &self.sensitivity,
                |least| whole().sensitivity >= *least,
                |_| whole().sensitivity.code().to_owned(),
            )
    }

    fn weigh_texts(&self, sight: Sight<'_>, trace: &mut Trace) -> bool {
        let view = sight.view;
        let silent = |_: &Prose| "the text".to_owned();
        let headers = trace.clause(
            "header",
            &Some(&self.header).filter(|all| !all.is_empty()),
            |all| all.iter().all(|header| header.holds(view.mail)),
            |_| "the header".to_owned(),
        );
        headers
            & trace.clause(
                "subject",
                &self.subject,
                |prose| prose.holds(&view.folded().subject, &view.mail.subject),
                silent,
            )
            & trace.clause("body", &self.body, |prose| prose.holds(&view.folded().own, &view.own().join("\n")), silent)
            & trace.clause("text", &self.text, |prose| prose.holds_anywhere(view.mail), silent)
            & trace.clause(
                "attachment",
                &self.attachment,
                |attachment| attachment.matching(view).next().is_some(),
                |attachment| format!("{} match", attachment.matching(view).count()),
            )
    }

    fn weigh_parts(&self, sight: Sight<'_>, trace: &mut Trace) -> bool {
        let not = self.not.as_deref().map_or(&[][..], std::slice::from_ref);
        trace.nested("all", &self.all, true, |part, trace| part.weigh(sight, trace))
            & trace.nested("any", &self.any, false, |part, trace| part.weigh(sight, trace))
            & trace.nested("not", not, true, |part, trace| !part.weigh(sight, trace))
    }
}

fn bytes(view: &View<'_>) -> u64 {
    let whole = view.files().filter(|(_, part)| part.inside.is_none());
    whole.map(|(_, part)| part.size as u64).sum()
}

fn is_blind(view: &View<'_>, reasons: &[Blind]) -> bool {
    blinds(view).any(|why| reasons.is_empty() || reasons.contains(&why))
}

/// Why parts could not be looked into, and recipients not be expanded.
pub(crate) fn blinds<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = Blind> + use<'v, 'a> {
    let parts = view.mail.parts.iter().filter_map(|part| match part.reading {
        sekisho_content::Reading::Blind { why, .. } => Some(why),
        _ => None,
    });
    let lists = view.facts.recipients.iter().filter(|facts| facts.list == crate::ListFacts::Unexpandable);
    parts.chain(lists.map(|_| Blind::Unexpandable))
}

pub(crate) fn blind_codes(view: &View<'_>) -> Vec<String> {
    let codes: BTreeSet<String> = blinds(view).map(code_of_blind).collect();
    codes.into_iter().collect()
}

/// The kebab-case code of a reason.
pub(crate) fn code_of_blind(why: Blind) -> String {
    serde_json::to_value(why).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
