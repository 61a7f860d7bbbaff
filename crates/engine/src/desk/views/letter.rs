//! One parcel as its page shows it: who gets it, what was noticed, what it waits for, what happened. Private facts
//! are masked; what was written is shown as text by who draws it.

use sekisho_model::{Digest, Finding, Need, ParcelId, PartPath, RefuseReason, Seal, Time, UserId};
use serde::Serialize;

use super::TrayRow;

/// How a recipient is seen by the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// In `To`.
    To,
    /// In `Cc`.
    Cc,
    /// In no header: Bcc.
    Hidden,
}

/// One real recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientView {
    /// Its number in the parcel.
    pub number: u32,
    /// Envelope address.
    pub address: String,
    /// Display name in the header, if any.
    pub name: Option<String>,
    /// Whether it belongs to the house.
    pub inside: bool,
    /// Where it stands in the header as submitted.
    pub seen: Seen,
    /// `pending`, `accepted`, `refused`, `deferred`, `unknown`, `returned`.
    pub status: String,
    /// Reply of the next hop.
    pub reply: Option<String>,
}

/// An attachment as submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttachmentView {
    /// Where.
    pub path: PartPath,
    /// Decoded file name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// Why it could not be read, if so.
    pub blind: Option<sekisho_model::Blind>,
}

/// A need and how far it is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeedView {
    /// The need.
    pub need: Need,
    /// Whether it is met.
    pub met: bool,
    /// Who has met it (or approved so far).
    pub by: Vec<UserId>,
}

/// One line of a parcel's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryRow {
    /// Number in the evidence chain.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Code of the event.
    pub code: String,
    /// Who, if a person.
    pub by: Option<UserId>,
}

/// A download link of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// Digest of the link's token: its public name.
    pub link: Digest,
    /// File names.
    pub names: Vec<String>,
    /// Until when it can be opened.
    pub expires: Time,
    /// When it was locked, if so.
    pub locked: Option<Time>,
    /// Who opened it when: recipient address, instant.
    pub opened: Vec<(String, Time)>,
}

/// What the difference between submitted and outgoing mail is, one line each, as code and texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeView {
    /// `field-added`, `field-removed`, `field-changed`, `part-added`, `part-removed`, `part-changed`, `line-added`,
    /// `line-removed`.
    pub code: String,
    /// What it concerns: field name, file name or part.
    pub what: String,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// Everything about one parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParcelPage {
    /// The line of the tray.
    pub row: TrayRow,
    /// Version for optimistic changes.
    pub version: u64,
    /// What a review or approval is given for.
    pub seal: Seal,
    /// `From` as decoded.
    pub header_from: String,
    /// `To` as decoded.
    pub header_to: String,
    /// `Cc` as decoded.
    pub header_cc: String,
    /// The envelope, which is who really gets it.
    pub recipients: Vec<RecipientView>,
    /// All findings; private facts are masked until revealed.
    pub findings: Vec<Finding>,
    /// All needs.
    pub needs: Vec<NeedView>,
    /// Why it was refused, if so.
    pub refused: Option<RefuseReason>,
    /// Codes of the plan's steps.
    pub steps: Vec<String>,
    /// Attachments.
    pub attachments: Vec<AttachmentView>,
    /// Beginning of the body text as it will leave, at most 2,000 characters, addresses and phones masked.
    pub excerpt: String,
    /// Difference between submitted and outgoing, at most 200 lines.
    pub changes: Vec<ChangeView>,
    /// Number of outgoing mails (1, or one per recipient).
    pub mails: u32,
    /// Other parcels of the same letter.
    pub siblings: Vec<ParcelId>,
    /// Download links.
    pub links: Vec<LinkView>,
    /// What happened so far.
    pub history: Vec<HistoryRow>,
    /// What was written by whom when it was sent back or stopped.
    pub comment: Option<Comment>,
}

/// What somebody wrote with a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Who.
    pub by: UserId,
    /// What; of several lines perhaps.
    pub text: String,
}

/// The exact outgoing mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingView {
    /// Which mail, from 0.
    pub number: u32,
    /// How many there are.
    pub of: u32,
    /// Who gets this one.
    pub recipients: Vec<String>,
    /// Decoded headers and body text.
    pub text: String,
    /// The HTML body, not yet cleaned.
    pub html: Option<String>,
    /// The bytes as they will go over the wire.
    pub raw: Vec<u8>,
}
