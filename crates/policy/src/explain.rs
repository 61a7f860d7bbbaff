//! Why a letter is judged as it is: per rule whether it matches, clause by clause.

use sekisho_content::Mail;
use sekisho_model::{Finding, FindingKind};

pub use crate::rules::condition::trace::Clause;
use crate::{
    Decision, Facts, Policy, decide, inspect,
    rules::{act::Mode, built_in, condition::Sight},
    view::View,
};

/// The explanation of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Every rule, built-ins first.
    pub rules: Vec<Explained>,
    /// What is decided.
    pub decision: Decision,
}

/// One rule, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Id of the rule or code of the detector.
    pub id: String,
    /// `observe`, `ask` or `enforce`.
    pub mode: String,
    /// Whether it is built in.
    pub built_in: bool,
    /// Whether it found something.
    pub matched: bool,
    /// What it found.
    pub findings: Vec<Finding>,
    /// For rules of the house: every clause.
    pub clauses: Vec<Clause>,
}

/// Explains a letter.
#[must_use]
pub fn explain(policy: &Policy, mail: &Mail, facts: &Facts<'_>) -> Explanation {
    let findings = inspect(policy, mail, facts);
    let view = View::new(policy, mail, facts);
    let kinds = findings.kinds();
    let sight = Sight { view: &view, found: &kinds };
    let of = |kind: FindingKind| findings.iter().filter(|finding| finding.kind == kind).cloned().collect::<Vec<_>>();
    let built_in = built_in::ALL.iter().map(|built_in| {
        let found = of(built_in.kind);
        let mode = policy.tuning(built_in.kind).map_or(Mode::Enforce, |tuning| tuning.mode);
        explained(built_in.kind.code(), mode, true, found, Vec::new())
    });
    let mut rules: Vec<Explained> = built_in.collect();
    rules.extend(policy.own_rules().iter().map(|rule| {
        let all = findings.iter().filter(|finding| finding.rule.as_ref() == Some(&rule.id));
        explained(rule.id.to_string(), rule.mode, false, all.cloned().collect(), rule.clauses(sight))
    }));
    let failed = of(FindingKind::DetectorFailed);
    if !failed.is_empty() {
        rules.push(explained(FindingKind::DetectorFailed.code(), Mode::Enforce, true, failed, Vec::new()));
    }
    Explanation { rules, decision: decide(policy, mail, facts, findings) }
}

fn explained(id: String, mode: Mode, built_in: bool, findings: Vec<Finding>, clauses: Vec<Clause>) -> Explained {
    Explained { id, mode: mode.code().to_owned(), built_in, matched: !findings.is_empty(), findings, clauses }
}
