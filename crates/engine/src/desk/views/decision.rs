//! What people decide, by session or by the invitation of a notice mail, and what it led to.
//!
//! Every decision carries the seal that was shown.

use sekisho_model::{Address, Digest, Need, UserId};
use serde::{Deserialize, Serialize};

use super::{Language, ParcelPage, Stand};

/// A single-use invitation from a notice mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticePage {
    /// Who was invited.
    pub user: UserId,
    /// Language of that person.
    pub language: Language,
    /// `review`, `approve` or `stop`.
    pub kind: NoticeKind,
    /// The invitation is not enough to let the letter go: this person must sign in with the second factor. Stopping it and
    /// sending it back are.
    pub must_sign_in: bool,
    /// The parcel; masked.
    pub page: ParcelPage,
}

/// What a notice invites to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Self-review.
    Review,
    /// Supervisor approval.
    Approve,
    /// To a recipient inside: the external copies can be stopped.
    Stop,
}

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Release after self-review.
    Review,
    /// Approve.
    Approve,
    /// Decline: back to the sender.
    Decline,
    /// Stop and discard.
    Stop,
}

/// What an action led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Where the parcel stands now.
    pub stand: Stand,
    /// Needs still open.
    pub needs: Vec<Need>,
}

/// New recipients of a parcel: a subset or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Digest of the seal that was shown.
    pub shown: Digest,
    /// All recipients that remain or are new.
    pub recipients: Vec<Address>,
}
