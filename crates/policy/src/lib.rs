//! The rules of judgement: letter + facts → findings → one verdict per parcel.
//!
//! [`inspect`] reports and never decides; [`decide`] always decides. Every rule is evaluated and the strictest wins: a
//! rule can only add findings, needs or a refusal, so their order never matters. What could not be looked into is a
//! finding of its own and needs a person; so does a detector or an expression that fails. This crate knows no clock,
//! no chance, no files, no network and no language of people.

mod decision;
mod error;
mod facts;
mod policy;

use sekisho_content::Mail;
use sekisho_model::{Fact, Finding, FindingKind, GroupId, Need, Needs, Place, Verdict};

pub use decision::{Decision, ParcelDecision, PasswordWay, Patience, Protection, Wish};
pub use error::PolicyError;
pub use facts::{Facts, ListFacts, RecipientFacts, ThreadFacts};
pub use policy::{CaseOutcome, Policy, RuleInfo};

/// Reports what is odd about a letter.
#[must_use]
pub fn inspect(_policy: &Policy, _mail: &Mail, _facts: &Facts<'_>) -> Vec<Finding> {
    let reason = Fact::Word("not-written".to_owned());
    vec![Finding::new(FindingKind::DetectorFailed, None, Place::Letter).with("reason", reason)]
}

/// Decides about a letter. Until the detectors are written, an approver looks at everything.
#[must_use]
pub fn decide(_policy: &Policy, _mail: &Mail, facts: &Facts<'_>, findings: Vec<Finding>) -> Decision {
    let approval = Need::Approval { group: GroupId::new("approvers"), count: 1 };
    let verdict = Needs::new([approval]).map_or(Verdict::Pass, |needs| Verdict::Hold { needs });
    let recipients = (0..facts.recipients.len()).collect();
    let parcel = ParcelDecision { recipients, findings, verdict, wishes: Vec::new(), observed: Vec::new() };
    Decision { parcels: vec![parcel] }
}
