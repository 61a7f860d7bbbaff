//! What pages show: plain data without words. Codes are turned into sentences by `sekisho-words`.
//!
//! Here stands what all of them share: who looks, where a parcel stands, a page of rows, why something was not done.

mod campaigns;
mod decision;
mod download;
mod forms;
mod letter;
mod log;
mod people;
mod policy;
mod session;
mod tray;

use std::collections::BTreeSet;

use sekisho_model::{Digest, Rejection, UserId, hold::Means};
use serde::{Deserialize, Serialize};

pub use campaigns::*;
pub use decision::{Action, Done, Edit, NoticeKind, NoticePage};
pub use download::{DownloadFile, DownloadPage, DownloadState};
pub use forms::{LetterForm, PlanChange, PlanForms, SendingForm, SourcesForm};
pub use letter::{
    AttachmentView, ChangeView, Comment, HistoryRow, LinkView, NeedView, OutgoingView, ParcelPage, RecipientView, Seen,
};
pub use log::{DeliveryRow, EvidenceRow, Verified};
pub use people::{AccountInvitation, AccountRow, ListView, MemberSide, MemberView, NewAccount};
pub use policy::{PolicyMistake, PolicyPage, RuleView, Tried, TriedRow};
pub use session::{Newcomer, SecondFactor, SecondFactorState, SignInError, SignedIn, Visitor};
pub use tray::{Badges, Tray, TrayRow};

/// The two languages of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// 日本語.
    #[default]
    Ja,
    /// English.
    En,
}

/// What an account may do beyond its own letters. Approving is membership in a group, not a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sees every letter, policy, users, deliveries.
    Admin,
    /// Privacy officer: sees every letter, reveals, thaws.
    Officer,
    /// Sees evidence and delivery log; no letter contents.
    Auditor,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Viewer {
    /// Login name.
    pub user: UserId,
    /// Display name.
    pub name: String,
    /// Language of pages and notices.
    pub language: Language,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// How the session was opened.
    pub means: Means,
    /// Digest of the session token.
    pub session: Digest,
    /// Whether a second factor is set up.
    pub has_second_factor: bool,
}

/// Where a parcel stands, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    /// Waits for time or people.
    Held,
    /// Released, on its way.
    Sending,
    /// Every recipient accepted.
    Sent,
    /// Ended, and not every recipient accepted.
    PartlySent,
    /// Returned to the sender.
    Returned,
    /// Refused by a rule and returned.
    Refused,
    /// Stopped and discarded by a person.
    Discarded,
    /// Stored bytes changed; held for an administrator.
    Altered,
}

/// What the viewer may do with a parcel now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct May {
    /// Meet the self-review.
    pub review: bool,
    /// Approve or decline.
    pub approve: bool,
    /// Stop and discard.
    pub stop: bool,
    /// Change recipients.
    pub edit: bool,
    /// See masked data.
    pub reveal: bool,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// Rows.
    pub rows: Vec<T>,
    /// Cursor of the next page, opaque.
    pub next: Option<String>,
    /// Rows in all, when cheap to know.
    pub total: Option<u64>,
}

/// Why the desk did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No such thing, or not for this viewer.
    #[error("there is no such letter, or it is not yours to see")]
    NotFound,
    /// The viewer may not do this.
    #[error("you may not do this")]
    Forbidden,
    /// The hold machine did not take the proof.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Somebody else was faster; load the page again.
    #[error("the letter has changed meanwhile; load the page again")]
    Conflict,
    /// The invitation was used, has expired, or is for other bytes.
    #[error("this invitation is no longer valid")]
    TokenSpent,
    /// This person must sign in with a second factor for that.
    #[error("a second factor is needed for this")]
    SecondFactor,
    /// Something typed in does not fit.
    #[error("{field}: {problem}")]
    Input {
        /// Field.
        field: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// The policy text has mistakes.
    #[error("the policy has {} mistakes", .0.len())]
    Policy(Vec<PolicyMistake>),
    /// The campaign did not take the act.
    #[error(transparent)]
    Campaign(sekisho_campaign::approval::Rejection),
    /// Something of a campaign does not fit: where, what, and what to do.
    #[error("{} ({})", .0.code, .0.place.as_deref().unwrap_or("-"))]
    Trouble(Box<crate::campaigns::Trouble>),
    /// The house could not do it; logged where it happened.
    #[error("this is not possible right now")]
    Unavailable,
}
