//! Lines of the delivery log and of the evidence.
//!
//! The text of an event is exactly the one that was hashed.

use sekisho_engine::desk::{DeliveryRow, EvidenceRow};
use serde::Serialize;
use utoipa::ToSchema;

/// A line of the delivery log.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryBody {
    #[schema(format = "date-time")]
    at: String,
    letter: String,
    sender: String,
    recipient: String,
    status: String,
    upstream: String,
    reply: String,
    attempts: u32,
}

impl From<DeliveryRow> for DeliveryBody {
    fn from(row: DeliveryRow) -> Self {
        Self {
            at: row.at.to_string(),
            letter: row.parcel.to_string(),
            sender: row.sender,
            recipient: row.recipient,
            status: row.status,
            upstream: row.upstream,
            reply: row.reply,
            attempts: row.attempts,
        }
    }
}

/// A record of the evidence.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvidenceBody {
    seq: u64,
    #[schema(format = "date-time")]
    at: String,
    code: String,
    /// JSON text exactly as it was hashed.
    event: String,
    hash: String,
}

impl From<EvidenceRow> for EvidenceBody {
    fn from(row: EvidenceRow) -> Self {
        Self { seq: row.seq, at: row.at.to_string(), code: row.code, event: row.event, hash: row.hash.to_string() }
    }
}
