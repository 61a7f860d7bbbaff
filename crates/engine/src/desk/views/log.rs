//! Lines of the delivery log and of the evidence.
//!
//! An event is told as it was hashed; nothing personal stands in it.

use sekisho_model::{Digest, ParcelId, Time};
use serde::Serialize;

/// One line of the delivery log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryRow {
    /// When it last changed.
    pub at: Time,
    /// The parcel.
    pub parcel: ParcelId,
    /// Sender.
    pub sender: String,
    /// Recipient.
    pub recipient: String,
    /// `pending`, `accepted`, `refused`, `deferred`, `unknown`, `returned`.
    pub status: String,
    /// Next hop.
    pub upstream: String,
    /// Reply of the next hop.
    pub reply: String,
    /// Attempts so far.
    pub attempts: u32,
}

/// One line of the evidence page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceRow {
    /// Number in the chain.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Code of the event.
    pub code: String,
    /// JSON text of the event.
    pub event: String,
    /// Hash of the link.
    pub hash: Digest,
}

/// Result of verifying the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Events checked.
    pub events: u64,
    /// Hash of the last.
    pub last: Digest,
    /// Where it breaks, if it does: number and reason.
    pub broken: Option<(u64, String)>,
}
