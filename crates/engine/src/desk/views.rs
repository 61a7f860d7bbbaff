//! What pages show: plain data without words. Codes are turned into sentences by `sekisho-words`.

use std::collections::BTreeSet;

use sekisho_model::{
    Address, Digest, Finding, LetterId, Need, ParcelId, PartPath, RefuseReason, Rejection, Seal, Time, UserId,
    hold::Means,
};
use serde::{Deserialize, Serialize};

mod people;

pub use people::{AccountInvitation, AccountRow, ListView, MemberSide, MemberView, NewAccount};

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

/// A fresh session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret for the session cookie.
    pub token: String,
    /// Who.
    pub viewer: Viewer,
}

/// Why a sign-in failed. `Wrong` never says which of name, password or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Name, password or code.
    #[error("the name, the password or the code is wrong")]
    Wrong,
    /// Password right, a code is needed.
    #[error("a code of the second factor is needed")]
    NeedsCode,
    /// Too many failures.
    #[error("locked after too many failures")]
    Locked {
        /// Until then.
        until: Time,
    },
    /// The store did not answer.
    #[error("sign-in is not possible right now")]
    Unavailable,
}

/// Secret of a new second factor (TOTP, RFC 6238), shown once.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// `otpauth://` URI for the QR code.
    pub uri: String,
    /// Base 32 secret for typing.
    pub secret: String,
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

/// One line of a tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrayRow {
    /// The parcel.
    pub parcel: ParcelId,
    /// When it was accepted.
    pub at: Time,
    /// Envelope sender, empty for `<>`.
    pub sender: String,
    /// Subject, decoded.
    pub subject: String,
    /// Recipients of the parcel.
    pub recipients: u32,
    /// The first three outside domains.
    pub domains: Vec<String>,
    /// Where it stands.
    pub stand: Stand,
    /// Needs nobody has met yet.
    pub needs: Vec<Need>,
    /// Findings without private facts, strongest first, at most 5.
    pub findings: Vec<Finding>,
    /// What the viewer may do.
    pub may: May,
}

/// Which letters a tray lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tray {
    /// The viewer's own (and shared mailboxes'), held.
    #[default]
    Mine,
    /// Held, and the viewer can approve.
    ToApprove,
    /// Every held one (admin, officer).
    Held,
    /// The viewer's own, whatever became of them.
    History,
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

/// Numbers beside the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Badges {
    /// Own letters that wait for the viewer.
    pub mine: u64,
    /// Letters the viewer can approve.
    pub to_approve: u64,
    /// Held in all (admin, officer), else 0.
    pub held: u64,
    /// Whether the viewer answers for a mailing list.
    pub owns_lists: bool,
}

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

/// A single-use invitation from a notice mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticePage {
    /// Who was invited.
    pub user: UserId,
    /// Language of that person.
    pub language: Language,
    /// `review`, `approve` or `stop`.
    pub kind: NoticeKind,
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

/// One rule on the policy page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Id of the rule or code of the built-in finding.
    pub id: String,
    /// Description as written; empty for built-ins.
    pub description: String,
    /// `observe`, `ask` or `enforce`.
    pub mode: String,
    /// Whether it is built in.
    pub built_in: bool,
    /// Parcels it was found in during the last 30 days.
    pub hits: u64,
}

/// The policy page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyPage {
    /// Digest of the policy in force.
    pub digest: Digest,
    /// Its source.
    pub source: String,
    /// Its rules.
    pub rules: Vec<RuleView>,
}

/// A mistake in a policy text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyMistake {
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// What is wrong and what to do, in English.
    pub message: String,
    /// The line itself with a caret below.
    pub excerpt: String,
}

/// A letter whose verdict would differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedRow {
    /// The letter.
    pub letter: LetterId,
    /// When it was accepted.
    pub at: Time,
    /// Sender.
    pub sender: String,
    /// Subject.
    pub subject: String,
    /// Verdict code now in force (strictest parcel).
    pub before: String,
    /// Verdict code with the tried policy.
    pub after: String,
    /// Findings that are new.
    pub findings: Vec<Finding>,
}

/// A policy tried on past letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Digest of the tried policy.
    pub digest: Digest,
    /// Letters looked at.
    pub letters: u64,
    /// Letters that could not be read again (shredded).
    pub skipped: u64,
    /// Held or refused before.
    pub held_before: u64,
    /// Held or refused with the tried policy.
    pub held_after: u64,
    /// Letters that differ, at most 200.
    pub rows: Vec<TriedRow>,
}

/// A download page, for anybody who has the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DownloadPage {
    /// Whether it can still be opened.
    pub state: DownloadState,
    /// File names and sizes; empty until the mailbox is proven.
    pub files: Vec<(String, u64)>,
    /// Until when.
    pub expires: Time,
}

/// Whether a download can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DownloadState {
    /// Ask for a code.
    Open,
    /// Expired.
    Expired,
    /// Locked by the sender or an administrator.
    Locked,
}

/// A file behind a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadFile {
    /// Name.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Contents.
    pub bytes: Vec<u8>,
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
    /// The house could not do it; logged where it happened.
    #[error("this is not possible right now")]
    Unavailable,
}

/// New recipients of a parcel: a subset or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The version that was shown.
    pub version: u64,
    /// All recipients that remain or are new.
    pub recipients: Vec<Address>,
}
