//! Looking: every detector and every rule reports what it notices. Nothing is decided here.
//!
//! A detector is a function from the letter's [`View`] to reports. One that panics is a report itself, *detector failed*,
//! which needs a person: an error never turns into a pass. All detectors run, always; their order never matters.

mod attachment;
mod blind;
mod burst;
mod company;
mod defect;
mod domain;
mod freemail;
mod hidden;
mod lookalike;
mod marks;
mod other_person;
mod own_recipients;
mod people;
mod personal;
mod quoted;
mod reply;
mod salutation;
mod stale;
mod strangers;

use std::{collections::BTreeSet, panic::AssertUnwindSafe};

use sekisho_content::Mail;
use sekisho_model::{Cause, Fact, Finding, FindingKind, PartPath, Place};

pub(crate) use self::blind::act as blind_act;
use crate::{
    Facts, Policy,
    rules::{built_in::BuiltIn, condition::Sight, rule::Rule},
    view::View,
};

/// What was noticed, and whom it concerns. Made by [`inspect`] only.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub(crate) reports: Vec<Report>,
}

/// A finding with what the decider needs to know about it.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    pub(crate) finding: Finding,
    /// Indexes of the recipients it concerns, ascending.
    pub(crate) concerns: Vec<usize>,
    pub(crate) weight: Weight,
    /// Attachments it is about: what protecting and stripping act on.
    pub(crate) parts: Vec<PartPath>,
}

/// How much a report weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// Only told.
    Note,
    /// Does what its detector's `then` says.
    Acts,
    /// The same, and the sender is asked besides.
    Grave,
    /// Must not leave.
    Refuses,
}

impl Findings {
    /// What was noticed, strictly as told: modes and exceptions play no role yet.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.reports.iter().map(|report| &report.finding)
    }

    /// The kinds of built-in findings.
    pub(crate) fn kinds(&self) -> BTreeSet<FindingKind> {
        let built_in = self.iter().filter(|finding| finding.kind != FindingKind::Rule);
        built_in.map(|finding| finding.kind).collect()
    }
}

type Detector = fn(&View<'_>, &mut Reports<'_>);

/// Every detector, each for its kind.
const DETECTORS: &[(FindingKind, Detector)] = &[
    (FindingKind::External, people::external),
    (FindingKind::HiddenExternal, people::hidden),
    (FindingKind::ListHasOutsider, people::list_has_outsider),
    (FindingKind::UnknownList, people::unknown_list),
    (FindingKind::MassVisible, strangers::mass_visible),
    (FindingKind::VisibleStrangers, strangers::visible_strangers),
    (FindingKind::FirstDomain, domain::first),
    (FindingKind::LookalikeDomain, lookalike::lookalike),
    (FindingKind::Freemail, freemail::freemail),
    (FindingKind::SalutationMismatch, salutation::mismatch),
    (FindingKind::CompanyMismatch, company::mismatch),
    (FindingKind::OtherPerson, other_person::other),
    (FindingKind::Burst, burst::burst),
    (FindingKind::ReplyAddsOutside, reply::adds_outside),
    (FindingKind::StaleRecipients, stale::stale),
    (FindingKind::ForgottenAttachment, attachment::forgotten),
    (FindingKind::Blind, blind::blind),
    (FindingKind::OwnRecipientsAttached, own_recipients::attached),
    (FindingKind::PersonalData, personal::personal_data),
    (FindingKind::HiddenData, hidden::hidden),
    (FindingKind::QuotedData, quoted::quoted),
    (FindingKind::SpecialCareData, personal::special_care),
    (FindingKind::UnprotectedAttachment, personal::unprotected),
    (FindingKind::Defect, defect::defect),
];

/// What detectors report to. It knows which detector is speaking.
pub(crate) struct Reports<'r> {
    kind: FindingKind,
    all: &'r mut Vec<Report>,
}

impl Reports<'_> {
    /// A finding of the detector that speaks, with its cause code.
    fn found(&self, place: Place) -> Finding {
        Finding::new(self.kind, BuiltIn::of(self.kind).and_then(|built_in| built_in.cause), place)
    }

    fn report(&mut self, finding: Finding, concerns: Vec<usize>, weight: Weight) {
        self.report_parts(finding, concerns, weight, Vec::new());
    }

    fn report_parts(&mut self, finding: Finding, concerns: Vec<usize>, weight: Weight, parts: Vec<PartPath>) {
        self.all.push(Report { finding, concerns, weight, parts });
    }
}

/// Reports what is odd about a letter.
#[must_use]
pub fn inspect(policy: &Policy, mail: &Mail, facts: &Facts<'_>) -> Findings {
    let view = View::new(policy, mail, facts);
    let mut reports = Vec::new();
    for (kind, detector) in DETECTORS {
        run(*kind, *detector, &view, &mut reports);
    }
    let found = Findings { reports };
    let kinds = found.kinds();
    let sight = Sight { view: &view, found: &kinds };
    let mut reports = except(found.reports, sight);
    for rule in policy.own_rules() {
        reports.extend(guarded(rule.id.as_str(), &view, || judge_rule(rule, sight)));
    }
    Findings { reports }
}

fn run(kind: FindingKind, detector: Detector, view: &View<'_>, reports: &mut Vec<Report>) {
    let look = || {
        let mut all = Vec::new();
        detector(view, &mut Reports { kind, all: &mut all });
        all
    };
    reports.extend(guarded(&kind.code(), view, look));
}

/// A detector or a rule that panics is a report that concerns everybody.
fn guarded(name: &str, view: &View<'_>, look: impl FnOnce() -> Vec<Report>) -> Vec<Report> {
    std::panic::catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| vec![failed(name, "panic", view)])
}

/// What did not give an answer needs a person, for everybody.
fn failed(name: &str, why: &str, view: &View<'_>) -> Report {
    let finding = Finding::new(FindingKind::DetectorFailed, None, Place::Letter)
        .with("detector", Fact::Word(name.to_owned()))
        .with("reason", Fact::Word(why.to_owned()));
    Report { finding, concerns: (0..view.who.len()).collect(), weight: Weight::Acts, parts: Vec::new() }
}

fn judge_rule(rule: &Rule, sight: Sight<'_>) -> Vec<Report> {
    match rule.concerned(sight) {
        Ok(concerns) if concerns.is_empty() => Vec::new(),
        Ok(concerns) => {
            let message = Fact::Word(rule.description.clone());
            let mut finding = Finding::new(FindingKind::Rule, None::<Cause>, Place::Letter).with("message", message);
            finding.rule = Some(rule.id.clone());
            let parts = rule.parts(sight.view);
            vec![Report { finding, concerns, weight: Weight::Acts, parts }]
        }
        Err(why) => vec![failed(rule.id.as_str(), why.code(), sight.view)],
    }
}

/// Takes the excepted recipients out of built-in reports. What is wholly excepted stays as a note with the mark
/// `excepted`, so that the evidence says what was not acted upon.
fn except(reports: Vec<Report>, sight: Sight<'_>) -> Vec<Report> {
    let mut kept = Vec::with_capacity(reports.len());
    for mut report in reports {
        let excepts = sight.view.policy.tuning(report.finding.kind).map_or(&[][..], |tuning| &tuning.excepts);
        for except in excepts.iter().filter(|_| report.weight > Weight::Note) {
            let excepted = except.excepted(sight);
            report.concerns.retain(|index| excepted.binary_search(index).is_err());
            if report.concerns.is_empty() {
                report.weight = Weight::Note;
                report.concerns.clone_from(&sight.view.outside);
                report.finding = report.finding.with("excepted", Fact::Word("yes".to_owned()));
                break;
            }
        }
        kept.push(report);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::case::RawLetter;

    #[test]
    fn a_detector_that_panics_needs_a_person_for_everybody() {
        let policy = Policy::from_toml("", "x").unwrap();
        let letter: RawLetter = toml::from_str("to = [\"a@one.example\", \"b@house.example\"]").unwrap();
        let built = letter.build().unwrap();
        let facts = built.facts();
        let view = View::new(&policy, &built.mail, &facts);
        let reports = guarded("test", &view, || panic!("on purpose"));
        let decision = crate::decide(&policy, &built.mail, &facts, Findings { reports });
        let kinds: Vec<FindingKind> =
            decision.parcels.iter().flat_map(|parcel| &parcel.findings).map(|finding| finding.kind).collect();
        assert_eq!(kinds, [FindingKind::DetectorFailed; 2]);
        let held = |verdict: &sekisho_model::Verdict| {
            let approval = |need: &sekisho_model::Need| matches!(need, sekisho_model::Need::Approval { .. });
            matches!(verdict, sekisho_model::Verdict::Hold { needs } if needs.as_slice().iter().any(approval))
        };
        assert!(decision.parcels.iter().all(|parcel| held(&parcel.verdict)));
    }
}
