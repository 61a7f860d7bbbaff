//! What one report does, in its mode.

use std::time::Duration;

use sekisho_model::{Fact, Finding, FindingKind, GroupId, RefuseReason, RuleId};

use crate::{
    Protection, Wish,
    inspect::{Report, Weight, blind_act},
    rules::{
        act::{Act, Mode},
        rule::Rule,
    },
    view::View,
};

/// What is added to a recipient's fate.
#[derive(Debug, Clone, Default)]
pub(super) struct Effect {
    pub(super) wait: Option<Duration>,
    pub(super) self_review: bool,
    pub(super) approvals: Vec<(GroupId, u8)>,
    pub(super) refuse: Option<RefuseReason>,
    pub(super) wishes: Vec<Wish>,
}

impl Effect {
    pub(super) const fn is_nothing(&self) -> bool {
        self.wait.is_none()
            && !self.self_review
            && self.approvals.is_empty()
            && self.refuse.is_none()
            && self.wishes.is_empty()
    }

    /// In `ask`, the sender is asked in place of everything; a wait stays a wait.
    fn asked(self) -> Self {
        let waits = self.is_nothing() || self.wait.is_some() && Self { wait: None, ..self.clone() }.is_nothing();
        Self { wait: self.wait, self_review: !waits, ..Self::default() }
    }
}

/// The effect of a report, and whether it is only observed.
pub(super) fn of(view: &View<'_>, report: &Report) -> (Effect, bool) {
    let (mode, effect) = match (report.finding.kind, &report.finding.rule) {
        (FindingKind::DetectorFailed, _) => (Mode::Enforce, approval(view)),
        (FindingKind::Rule, Some(id)) => match view.policy.own_rules().iter().find(|rule| rule.id == *id) {
            Some(rule) => (rule.mode, of_rule(view, rule, report)),
            // A finding of a rule nobody knows cannot be judged.
            None => (Mode::Enforce, approval(view)),
        },
        _ => of_built_in(view, report),
    };
    match mode {
        Mode::Observe => (Effect::default(), true),
        Mode::Ask => (effect.asked(), false),
        Mode::Enforce => (effect, false),
    }
}

fn approval(view: &View<'_>) -> Effect {
    Effect { approvals: vec![(view.policy.settings().approvers.clone(), 1)], ..Effect::default() }
}

fn of_rule(view: &View<'_>, rule: &Rule, report: &Report) -> Effect {
    let then = &rule.then;
    Effect {
        wait: then.wait,
        self_review: then.self_review,
        approvals: then.approval.iter().cloned().collect(),
        refuse: then.refuse.then(|| RefuseReason::Rule { rule: rule.id.clone() }),
        wishes: rule.wishes(&report.parts, view.policy.settings().password),
    }
}

fn of_built_in(view: &View<'_>, report: &Report) -> (Mode, Effect) {
    let Some(tuning) = view.policy.tuning(report.finding.kind) else {
        return (Mode::Enforce, approval(view));
    };
    let finding = &report.finding;
    let then = blind_act(view.policy, finding, tuning.then);
    let effect = match report.weight {
        Weight::Note => Effect::default(),
        Weight::Acts => act(view, report, then),
        Weight::Grave => Effect { self_review: then != Act::Nothing, ..act(view, report, then) },
        // A refusal is the detector's own; a detector that is told to do less does less.
        Weight::Refuses if then.step() == 0 => Effect::default(),
        Weight::Refuses => act(view, report, Act::Refuse),
    };
    (tuning.mode, effect)
}

fn act(view: &View<'_>, report: &Report, act: Act) -> Effect {
    let cover = |how: Protection| Effect {
        wishes: Some(report.parts.clone())
            .filter(|parts| !parts.is_empty())
            .map(|parts| Wish::Protect { parts, how, password: view.policy.settings().password })
            .into_iter()
            .collect(),
        ..Effect::default()
    };
    match act {
        Act::Nothing => Effect::default(),
        Act::SelfReview => Effect { self_review: true, ..Effect::default() },
        Act::Approval => approval(view),
        Act::Refuse => Effect { refuse: Some(reason(&report.finding)), ..Effect::default() },
        Act::Individualise => Effect { wishes: vec![Wish::Individualise], ..Effect::default() },
        Act::Bcc => Effect { wishes: vec![Wish::ToBcc], ..Effect::default() },
        Act::Link => cover(Protection::Link),
        Act::Zip => cover(Protection::Zip),
    }
}

fn reason(finding: &Finding) -> RefuseReason {
    let count = |name: &str| match finding.facts.get(name) {
        Some(Fact::Count(count)) => *count,
        _ => 0,
    };
    match finding.kind {
        FindingKind::PersonalData => RefuseReason::TooManyPersons { persons: count("at-least") },
        FindingKind::OwnRecipientsAttached => RefuseReason::OwnRecipientsAttached { recipients: count("count") },
        FindingKind::UnknownList => RefuseReason::UnknownList,
        kind => RefuseReason::Rule { rule: RuleId::new(kind.code()) },
    }
}
