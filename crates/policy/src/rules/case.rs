//! Cases: a letter in a few lines, and what has to become of it. Used by `[[rule.test]]` and by this crate's own corpus.

mod letter;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

pub(crate) use letter::{Built, RawLetter};

use super::{condition::Sight, mistake::Mistake, rule::Rule};
use crate::{CaseOutcome, Policy, decide, inspect};

/// A case of a rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCase {
    /// What the case shows.
    pub(crate) name: String,
    /// Whether the rule matches: `match` or `no-match`.
    pub(crate) expect: Expect,
    /// The strictest verdict of the whole policy: `pass`, `hold` or `refuse`.
    pub(crate) verdict: Option<Code>,
    /// The letter.
    #[schemars(with = "RawLetter")]
    pub(crate) letter: Spanned<RawLetter>,
}

/// Whether a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Expect {
    /// It does.
    Match,
    /// It does not.
    NoMatch,
}

/// A verdict, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Code {
    /// Nothing speaks against it.
    Pass,
    /// It waits.
    Hold,
    /// It may not go.
    Refuse,
}

impl Code {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Hold => "hold",
            Self::Refuse => "refuse",
        }
    }
}

/// A checked case.
#[derive(Debug)]
pub(crate) struct RuleCase {
    name: String,
    expect: Expect,
    verdict: Option<Code>,
    built: Built,
}

impl RuleCase {
    /// Checks a case.
    pub(crate) fn new(raw: &RawCase, mistakes: &mut Vec<Mistake>) -> Option<Self> {
        match raw.letter.as_ref().build() {
            Ok(built) => Some(Self { name: raw.name.clone(), expect: raw.expect, verdict: raw.verdict, built }),
            Err(what) => {
                mistakes.push(Mistake::new(raw.letter.span(), format!("the letter of this case: {what}")));
                None
            }
        }
    }

    /// Runs it.
    pub(crate) fn run(&self, policy: &Policy, rule: &Rule) -> CaseOutcome {
        let facts = self.built.facts();
        let findings = inspect(policy, &self.built.mail, &facts);
        let view = crate::view::View::new(policy, &self.built.mail, &facts);
        let matched = rule.concerned(Sight { view: &view, found: &findings.kinds() });
        let verdict = decide(policy, &self.built.mail, &facts, findings).strictest();
        let as_expected =
            matched.as_ref().is_ok_and(|concerned| concerned.is_empty() == (self.expect == Expect::NoMatch));
        let passed = as_expected && self.verdict.is_none_or(|wanted| wanted.code() == verdict);
        let happened = match &matched {
            Ok(concerned) if concerned.is_empty() => format!("does not match; verdict {verdict}"),
            Ok(concerned) => format!("matches for {} recipient(s); verdict {verdict}", concerned.len()),
            Err(why) => format!("{}; verdict {verdict}", why.code()),
        };
        CaseOutcome { rule: rule.id.to_string(), name: self.name.clone(), passed, happened }
    }
}
