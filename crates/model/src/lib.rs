//! The nouns of Sekisho: letters, parcels, addresses, digests, seals, needs, proofs, events.
//!
//! Everything stands on this crate and it stands on nothing of ours. It never reads a clock, draws a random
//! number, opens a file or a socket, and never speaks a language: findings and reasons are codes with
//! parameters, words are made at the counter (`sekisho-words`).
//!
//! The one promise kept here by types: bytes leave only as [`hold::Outgoing`], and an [`hold::Outgoing`] exists
//! only when every [`verdict::Need`] of its parcel was met by a [`hold::Proof`] for exactly those bytes.

pub mod address;
pub mod campaign;
pub mod digest;
pub mod envelope;
pub mod event;
pub mod finding;
pub mod hold;
pub mod id;
pub mod ledger;
pub mod origin;
pub mod outcome;
pub mod plan;
pub mod seal;
pub mod verdict;

pub use address::{Address, AddressError, Domain, ReversePath};
pub use campaign::{CampaignAct, Pause};
pub use digest::Digest;
pub use envelope::{Envelope, Recipient};
pub use event::Event;
pub use finding::{Blind, Cause, Fact, Finding, FindingKind, Mark, Place};
pub use hold::{Circle, Held, Outgoing, Proof, Rejection, Release, Standing};
pub use id::{CampaignId, GroupId, IncidentId, LetterId, ParcelId, RuleId, UserId};
pub use origin::Origin;
pub use outcome::Outcome;
pub use plan::{PartPath, Plan, Step};
pub use seal::{Leaf, Seal};
pub use verdict::{Need, Needs, RefuseReason, Verdict};

/// An instant on the UTC line, always handed in by the caller.
pub type Time = jiff::Timestamp;
