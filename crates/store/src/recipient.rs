//! Recipients of parcels, as rows.

use sekisho_model::{ParcelId, Time};
use serde::{Deserialize, Serialize};

use crate::quiet::quiet;

/// Where one recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecipientStatus {
    /// Not tried yet.
    Pending,
    /// The next hop took it.
    Accepted,
    /// The next hop refused it for good.
    Refused,
    /// To be tried again.
    Deferred,
    /// The connection was lost after the final dot.
    Unknown,
    /// Returned to the sender.
    Returned,
}

impl RecipientStatus {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Accepted, Self::Refused, Self::Deferred, Self::Unknown, Self::Returned];

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Deferred => "deferred",
            Self::Unknown => "unknown",
            Self::Returned => "returned",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// One recipient of a parcel.
#[derive(Clone, PartialEq, Eq)]
pub struct RecipientRow {
    /// The parcel.
    pub parcel: ParcelId,
    /// Its number in the parcel, from 0.
    pub number: u32,
    /// Envelope address, as written.
    pub address: String,
    /// Where it stands.
    pub status: RecipientStatus,
    /// Attempts so far.
    pub attempts: u32,
    /// Next attempt, if deferred.
    pub next_at: Option<Time>,
    /// Reply code of the last attempt; 0 when there was none.
    pub code: u16,
    /// Reply text of the last attempt.
    pub reply: String,
    /// Next hop of the last attempt.
    pub upstream: String,
    /// When it last changed.
    pub updated_at: Time,
}

/// The result of an attempt for one recipient; one attempt is counted when `attempted`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecipientSet {
    /// Its number in the parcel.
    pub number: u32,
    /// Where it stands now.
    pub status: RecipientStatus,
    /// Whether this was a delivery attempt.
    pub attempted: bool,
    /// Next attempt, if deferred.
    pub next_at: Option<Time>,
    /// Reply code.
    pub code: u16,
    /// Reply text.
    pub reply: String,
    /// Next hop.
    pub upstream: String,
}

/// One line of the delivery log.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryLine {
    /// The recipient.
    pub recipient: RecipientRow,
    /// The letter's envelope sender.
    pub mail_from: String,
}

quiet!(RecipientRow: parcel, number, status, attempts, next_at, code, updated_at);
quiet!(RecipientSet: number, status, attempted, next_at, code);
quiet!(DeliveryLine: recipient);
