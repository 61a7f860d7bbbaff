//! Notices: the mails that Sekisho writes itself.
//!
//! Plain text. A notice names the letter and why it waits; it never quotes the body, and a notice to somebody outside
//! never says why a letter was held. Every value is cut and on one line, so that a subject or a server's reply cannot
//! pretend to be part of the notice.

mod campaign;
mod write;

pub use campaign::{CampaignNews, CampaignTold};

use crate::Words;

/// What a notice says of a parcel. Dates are written by the caller, in the reader's language and time zone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Sender as its letter shows it; empty: not told.
    pub sender: String,
    /// Subject, decoded; empty: not told.
    pub subject: String,
    /// How many recipients.
    pub recipients: u64,
    /// Outside domains, the first few.
    pub domains: Vec<String>,
    /// Findings in words, strongest first.
    pub reasons: Vec<String>,
    /// When the letter came in.
    pub at: String,
    /// Until when it waits anyway.
    pub waits_until: Option<String>,
}

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Asks the sender's side to look once more.
    Review {
        /// The letter.
        facts: Facts,
        /// The personal, single-use address of its page.
        url: String,
        /// Whether this is not the first time.
        reminder: bool,
    },
    /// Asks an approver.
    Approve {
        /// The letter.
        facts: Facts,
        /// The personal, single-use address of its page.
        url: String,
        /// Whether this is not the first time.
        reminder: bool,
        /// Whether deputies are asked, too.
        deputy: bool,
    },
    /// A rule refused it.
    Refused {
        /// The letter.
        facts: Facts,
        /// Why, in words ([`Words::refuse`]).
        why: String,
    },
    /// It came back.
    Returned {
        /// The letter.
        facts: Facts,
        /// Code of the reason: `declined`, `review-timeout`, `approval-timeout`, `undeliverable`.
        why: String,
        /// What the person who declined wrote.
        comment: Option<String>,
    },
    /// To a recipient inside: the copies to outside still wait and can be stopped.
    MayStop {
        /// The letter, as that recipient knows it: without hidden recipients and without reasons.
        facts: Facts,
        /// The personal, single-use address of its page.
        url: String,
    },
    /// Somebody stopped and discarded it.
    Stopped {
        /// The letter.
        facts: Facts,
        /// Login name of who did it.
        by: String,
        /// What that person wrote.
        comment: Option<String>,
        /// Addresses that have it already, or may have: stopped too late for them.
        reached: Vec<String>,
    },
    /// Recipients got nothing, or nobody knows.
    Failed {
        /// The letter; without subject.
        facts: Facts,
        /// Address and reply of the next hop.
        failed: Vec<(String, String)>,
        /// Addresses of which nobody knows: the connection was lost after the letter was sent.
        unknown: Vec<String>,
    },
    /// Recipients whose delivery nobody will report, though the sender asked for it.
    Relayed {
        /// The letter; without subject.
        facts: Facts,
        /// Addresses.
        recipients: Vec<String>,
    },
    /// Recipients are put off, and still tried.
    Delayed {
        /// The letter; without subject.
        facts: Facts,
        /// Address and last reply of the next hop.
        late: Vec<(String, String)>,
        /// Until when it is tried.
        until: String,
    },
    /// The password of an encrypted attachment, to the sender.
    Password {
        /// The letter.
        facts: Facts,
        /// The password.
        password: String,
        /// File names; empty: not told.
        files: Vec<String>,
    },
    /// The password of an encrypted attachment, to a recipient outside, some time after the letter.
    PasswordLater {
        /// Sender as the letter shows it.
        sender: String,
        /// Subject of the letter.
        subject: String,
        /// When the letter was sent.
        at: String,
        /// The password.
        password: String,
        /// File names; empty: not told.
        files: Vec<String>,
        /// The organisation.
        house: String,
    },
    /// The one-time code for a download, to a recipient outside.
    LinkCode {
        /// The code.
        code: String,
        /// Minutes it is good for.
        minutes: u64,
        /// The organisation.
        house: String,
    },
    /// A new account: where to set a password.
    Invitation {
        /// Whose.
        name: String,
        /// Login name.
        login: String,
        /// The personal, single-use address.
        url: String,
        /// Until when it is good.
        until: String,
        /// The organisation.
        house: String,
    },
    /// About a campaign, to who makes, approves or releases it.
    Campaign(CampaignTold),
}

impl Notice {
    /// The kind, as it stands in the evidence.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Review { .. } => "review",
            Self::Approve { .. } => "approve",
            Self::Refused { .. } => "refused",
            Self::Returned { .. } => "returned",
            Self::MayStop { .. } => "may-stop",
            Self::Stopped { .. } => "stopped",
            Self::Failed { .. } => "failed",
            Self::Relayed { .. } => "relayed",
            Self::Delayed { .. } => "delayed",
            Self::Password { .. } => "password",
            Self::PasswordLater { .. } => "password-later",
            Self::LinkCode { .. } => "link-code",
            Self::Invitation { .. } => "invitation",
            Self::Campaign(told) => told.news.code(),
        }
    }
}

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Subject, one line.
    pub subject: String,
    /// Plain text, lines ended by `\n`.
    pub text: String,
}

impl Words {
    /// Writes a notice.
    #[must_use]
    pub fn notice(self, notice: &Notice) -> Written {
        write::write(self, notice)
    }
}

#[cfg(test)]
mod tests;
