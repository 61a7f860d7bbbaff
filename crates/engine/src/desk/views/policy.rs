//! The policy in force, a mistake in another, and what another would have done.
//!
//! A text with mistakes is never in force.

use sekisho_model::{Digest, Finding, LetterId, Time};
use serde::Serialize;

/// One rule on the policy page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Id of the rule or code of the built-in finding.
    pub id: String,
    /// Description as written; empty for built-ins.
    pub description: String,
    /// `observe`, `ask` or `enforce`.
    pub mode: String,
    /// Whether it is built in.
    pub built_in: bool,
    /// Parcels it was found in during the last 30 days.
    pub hits: u64,
}

/// The policy page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyPage {
    /// Digest of the policy in force.
    pub digest: Digest,
    /// Its source.
    pub source: String,
    /// Its rules.
    pub rules: Vec<RuleView>,
}

/// A mistake in a policy text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyMistake {
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// What is wrong and what to do, in English.
    pub message: String,
    /// The line itself with a caret below.
    pub excerpt: String,
}

/// A letter whose verdict would differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedRow {
    /// The letter.
    pub letter: LetterId,
    /// When it was accepted.
    pub at: Time,
    /// Sender.
    pub sender: String,
    /// Subject.
    pub subject: String,
    /// Verdict code now in force (strictest parcel).
    pub before: String,
    /// Verdict code with the tried policy.
    pub after: String,
    /// Findings that are new.
    pub findings: Vec<Finding>,
}

/// A policy tried on past letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Digest of the tried policy.
    pub digest: Digest,
    /// Letters looked at.
    pub letters: u64,
    /// Letters that could not be read again (shredded).
    pub skipped: u64,
    /// Held or refused before.
    pub held_before: u64,
    /// Held or refused with the tried policy.
    pub held_after: u64,
    /// Letters that differ, at most 200.
    pub rows: Vec<TriedRow>,
}
