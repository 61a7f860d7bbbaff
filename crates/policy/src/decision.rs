//! What comes out of judging a letter: parcels with verdicts, and wishes for what the engine does to them.

use std::time::Duration;

use sekisho_model::{Finding, PartPath, Verdict};

/// The decision about a letter: every recipient stands in exactly one parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The parcels, in the order of their first recipient. Empty only for a letter without recipients.
    pub parcels: Vec<ParcelDecision>,
}

/// The decision about recipients that share one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelDecision {
    /// Indexes into [`Facts::recipients`](crate::Facts::recipients), ascending.
    pub recipients: Vec<usize>,
    /// What was noticed and acts.
    pub findings: Vec<Finding>,
    /// The verdict.
    pub verdict: Verdict,
    /// What is to be done to it, in a fixed order, without duplicates.
    pub wishes: Vec<Wish>,
    /// What rules in observation would have said: told in the evidence, never acting.
    pub observed: Vec<Finding>,
}

/// What is to be done to a parcel; the engine draws a plan from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// These parts do not leave; a note stands in their place.
    Strip {
        /// The parts.
        parts: Vec<PartPath>,
        /// What is written in their place.
        note: String,
    },
    /// These parts leave only protected.
    Protect {
        /// The parts.
        parts: Vec<PartPath>,
        /// In which way.
        how: Protection,
        /// Who learns the password of [`Protection::Zip`].
        password: PasswordWay,
    },
    /// A text under the letter.
    Footer {
        /// Plain text.
        text: String,
    },
    /// One mail per recipient: nobody sees another one.
    Individualise,
    /// One mail whose recipients do not stand in its header.
    ToBcc,
}

impl Wish {
    /// The code of what is wished.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Strip { .. } => "strip",
            Self::Protect { how: Protection::Link, .. } => "link",
            Self::Protect { how: Protection::Zip, .. } => "zip",
            Self::Footer { .. } => "footer",
            Self::Individualise => "individualise",
            Self::ToBcc => "to-bcc",
        }
    }
}

/// How an attachment is protected.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// A download page: the recipient proves the mailbox, it expires and can be locked.
    Link,
    /// An AES-256 zip that hides its file names.
    Zip,
}

/// Who learns the password of an encrypted attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PasswordWay {
    /// The sender, who passes it on by another way.
    Sender,
    /// The recipients, in a mail of its own after this time: time in which a mis-sent letter is noticed.
    Later {
        /// After delivery.
        after: Duration,
    },
}

/// How long people are waited for. No timer releases anything: the last step returns the letter to its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Approvers are reminded after this.
    pub approver_reminder: Duration,
    /// Deputies are asked after this.
    pub deputy_reminder: Duration,
    /// An unapproved letter goes back to its sender after this.
    pub approval_return: Duration,
    /// The sender is reminded of a self-review after this.
    pub review_reminder: Duration,
    /// An unreviewed letter goes back to its sender after this.
    pub review_return: Duration,
}
