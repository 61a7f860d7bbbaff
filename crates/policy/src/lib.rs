//! The rules of judgement: letter + facts → findings → one verdict per parcel.
//!
//! [`inspect`] reports and never decides; [`decide`] always decides. Every rule is evaluated and the strictest wins: a
//! rule can only add findings, needs or a refusal, so their order never matters. What could not be looked into is a
//! finding of its own and needs a person; so does a detector or an expression that fails. This crate knows no clock,
//! no chance, no files, no network and no language of people.

mod data;
mod decide;
mod decision;
mod error;
mod explain;
mod facts;
mod inspect;
pub mod known;
mod policy;
mod reference;
mod rules;
mod text;
mod view;

pub use decide::decide;
pub use decision::{Decision, ParcelDecision, PasswordWay, Patience, Protection, Wish};
pub use error::PolicyError;
pub use explain::{Clause, Explained, Explanation, explain};
pub use facts::{BurstFacts, Facts, ListFacts, RecipientFacts, ThreadFacts};
pub use inspect::{Findings, inspect};
pub use policy::{CaseOutcome, Policy, RuleInfo};
pub use reference::{reference, schema};

#[cfg(test)]
mod tests;
