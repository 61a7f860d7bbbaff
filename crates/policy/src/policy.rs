//! The checked policy: everything precompiled, nothing left that could be misspelt.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sekisho_model::{Digest, Domain, FindingKind, GroupId};

use crate::{
    Patience, PolicyError,
    data::Freemail,
    rules::{
        act::{Act, Mode},
        built_in::{self, BuiltIn},
        check,
        except::Except,
        expr::Engine,
        rule::Rule,
        settings::Settings,
    },
};

/// A checked policy. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Policy(Arc<Checked>);

/// What is behind it; made by `rules::check` only.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) digest: Digest,
    pub(crate) settings: Settings,
    pub(crate) tunings: BTreeMap<FindingKind, Tuning>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) freemail: Freemail,
    pub(crate) engine: Engine,
}

/// How a built-in detector is tuned.
#[derive(Debug)]
pub(crate) struct Tuning {
    pub(crate) mode: Mode,
    pub(crate) then: Act,
    pub(crate) excepts: Vec<Except>,
    pub(crate) numbers: Vec<(&'static str, u64)>,
    pub(crate) images: Act,
    pub(crate) ignore: Vec<String>,
}

/// One rule as the policy page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Id of the rule, or code of the built-in detector.
    pub id: String,
    /// Description as written, in the languages that are given; empty for built-ins.
    pub description: String,
    /// `observe`, `ask` or `enforce`.
    pub mode: String,
    /// Whether it is built in.
    pub built_in: bool,
}

/// What became of one `[[rule.test]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOutcome {
    /// The rule.
    pub rule: String,
    /// The case's name.
    pub name: String,
    /// Whether it came out as written.
    pub passed: bool,
    /// What happened, for people.
    pub happened: String,
}

impl Policy {
    /// Checks a rules file; an empty one means all defaults. All mistakes of one kind are told at once, in the order of
    /// the file: first the shape, then what it means.
    pub fn from_toml(source: &str, file_name: &str) -> Result<Self, Vec<PolicyError>> {
        check::check(source, file_name).map(|checked| Self(Arc::new(checked)))
    }

    /// Digest of the checked policy: what judges, not how it is written. Comments, order, and a default that is
    /// written out do not change it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.0.digest
    }

    /// All rules, built-ins first.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleInfo> {
        let built_in = built_in::ALL.iter().map(|built_in| RuleInfo {
            id: built_in.kind.code(),
            description: String::new(),
            mode: self.tuning(built_in.kind).map_or(Mode::Enforce, |tuning| tuning.mode).code().to_owned(),
            built_in: true,
        });
        let own = self.0.rules.iter().map(|rule| RuleInfo {
            id: rule.id.to_string(),
            description: rule.description.clone(),
            mode: rule.mode.code().to_owned(),
            built_in: false,
        });
        built_in.chain(own).collect()
    }

    /// Runs the `[[rule.test]]` cases of the file.
    #[must_use]
    pub fn run_cases(&self) -> Vec<CaseOutcome> {
        self.0.rules.iter().flat_map(|rule| rule.cases.iter().map(|case| case.run(self, rule))).collect()
    }

    /// The group that approves where a built-in asks for approval, and where nobody else is named.
    #[must_use]
    pub fn approvers(&self) -> &GroupId {
        &self.0.settings.approvers
    }

    /// Every group that an approval may be asked of: the one of the built-ins, and those that rules name.
    #[must_use]
    pub fn groups(&self) -> BTreeSet<GroupId> {
        let named = self.0.rules.iter().filter_map(|rule| rule.then.approval.as_ref()).map(|(group, _)| group.clone());
        named.chain([self.approvers().clone()]).collect()
    }

    /// Whether recipients inside may stop the copies to outside while they wait.
    #[must_use]
    pub fn inside_may_stop(&self) -> bool {
        self.0.settings.inside_may_stop
    }

    /// How long people are waited for.
    #[must_use]
    pub fn patience(&self) -> Patience {
        self.0.settings.patience
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn own_rules(&self) -> &[Rule] {
        &self.0.rules
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.0.engine
    }

    pub(crate) fn tuning(&self, kind: FindingKind) -> Option<&Tuning> {
        self.0.tunings.get(&kind)
    }

    /// A threshold; one that is not there is never reached from below, so it counts as 1.
    pub(crate) fn number(&self, kind: FindingKind, key: &str) -> u64 {
        let tuned = self.tuning(kind).and_then(|tuning| tuning.numbers.iter().find(|(known, _)| *known == key));
        let default = || {
            let built_in = BuiltIn::of(kind)?;
            built_in.numbers.iter().find(|number| number.key == key).map(|number| number.default)
        };
        tuned.map(|(_, number)| *number).or_else(default).unwrap_or(1)
    }

    pub(crate) fn is_freemail(&self, domain: &Domain) -> bool {
        self.0.freemail.contains(domain)
    }

    pub(crate) fn freemail(&self) -> &Freemail {
        &self.0.freemail
    }
}
