//! Everything about one parcel.
//!
//! It never shows what the desk masked; a seal is told so that a decision can be bound to it.

use sekisho_engine::desk::{ParcelPage, RecipientView, Seen};
use serde::Serialize;
use utoipa::ToSchema;

use super::{FindingBody, LetterLine, NeedBody};
use crate::say::Say;

/// A real recipient.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecipientBody {
    /// Number in the parcel.
    number: u32,
    address: String,
    name: Option<String>,
    /// Whether it belongs to the house.
    inside: bool,
    /// `to`, `cc`, or `hidden` (Bcc).
    seen: &'static str,
    /// `pending`, `accepted`, `refused`, `deferred`, `unknown`, `returned`.
    status: String,
    reply: Option<String>,
}

impl From<&RecipientView> for RecipientBody {
    fn from(person: &RecipientView) -> Self {
        Self {
            number: person.number,
            address: person.address.clone(),
            name: person.name.clone(),
            inside: person.inside,
            seen: match person.seen {
                Seen::To => "to",
                Seen::Cc => "cc",
                Seen::Hidden => "hidden",
            },
            status: person.status.clone(),
            reply: person.reply.clone(),
        }
    }
}

/// An attachment.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttachmentBody {
    name: String,
    mime: String,
    size: u64,
    /// Why it could not be read, in words.
    blind: Option<String>,
}

/// A difference between submitted and outgoing mail.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeBody {
    code: String,
    what: String,
    before: Option<String>,
    after: Option<String>,
}

/// A download link.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkBody {
    /// Its public name, for locking it.
    id: String,
    names: Vec<String>,
    #[schema(format = "date-time")]
    expires: String,
    #[schema(format = "date-time")]
    locked: Option<String>,
    opened: Vec<OpenedBody>,
}

/// A fetch.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenedBody {
    address: String,
    #[schema(format = "date-time")]
    at: String,
}

/// A line of the history.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryBody {
    seq: u64,
    #[schema(format = "date-time")]
    at: String,
    code: String,
    by: Option<String>,
}

/// Everything about one parcel.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterBody {
    letter: LetterLine,
    /// What a decision, or a change of recipients, is given for.
    seal: String,
    header_from: String,
    header_to: String,
    header_cc: String,
    recipients: Vec<RecipientBody>,
    /// All findings, masked.
    findings: Vec<FindingBody>,
    needs: Vec<NeedBody>,
    /// Why it was refused, in words.
    refused: Option<String>,
    /// Codes of the steps of the plan.
    steps: Vec<String>,
    attachments: Vec<AttachmentBody>,
    /// Beginning of the text, masked.
    excerpt: String,
    changes: Vec<ChangeBody>,
    /// Number of outgoing mails.
    mails: u32,
    /// Other parcels of the same letter.
    siblings: Vec<String>,
    links: Vec<LinkBody>,
    history: Vec<HistoryBody>,
    /// What somebody wrote when it was sent back or stopped.
    comment: Option<CommentBody>,
}

/// What somebody wrote with a decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommentBody {
    /// Login name.
    by: String,
    text: String,
}

impl LetterBody {
    pub(crate) fn new(say: &Say, page: ParcelPage) -> Self {
        Self {
            letter: LetterLine::new(say, &page.row),
            seal: page.seal.digest().to_string(),
            recipients: page.recipients.iter().map(RecipientBody::from).collect(),
            findings: page.findings.iter().map(|finding| FindingBody::new(say, finding)).collect(),
            needs: page.needs.iter().map(|need| NeedBody::new(say, need)).collect(),
            refused: page.refused.as_ref().map(|reason| say.words.refuse(reason)),
            attachments: attachments(say, &page),
            changes: changes(&page),
            links: links(&page),
            siblings: page.siblings.iter().map(ToString::to_string).collect(),
            history: history(&page),
            comment: page
                .comment
                .as_ref()
                .map(|comment| CommentBody { by: comment.by.to_string(), text: comment.text.clone() }),
            header_from: page.header_from,
            header_to: page.header_to,
            header_cc: page.header_cc,
            steps: page.steps,
            excerpt: page.excerpt,
            mails: page.mails,
        }
    }
}

fn attachments(say: &Say, page: &ParcelPage) -> Vec<AttachmentBody> {
    let body = |file: &sekisho_engine::desk::AttachmentView| AttachmentBody {
        name: file.name.clone(),
        mime: file.mime.clone(),
        size: file.size,
        blind: file.blind.map(|why| say.words.blind(why)),
    };
    page.attachments.iter().map(body).collect()
}

fn changes(page: &ParcelPage) -> Vec<ChangeBody> {
    let body = |change: &sekisho_engine::desk::ChangeView| ChangeBody {
        code: change.code.clone(),
        what: change.what.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
    };
    page.changes.iter().map(body).collect()
}

fn links(page: &ParcelPage) -> Vec<LinkBody> {
    let opened =
        |(address, at): &(String, sekisho_model::Time)| OpenedBody { address: address.clone(), at: at.to_string() };
    let body = |link: &sekisho_engine::desk::LinkView| LinkBody {
        id: link.link.to_string(),
        names: link.names.clone(),
        expires: link.expires.to_string(),
        locked: link.locked.map(|at| at.to_string()),
        opened: link.opened.iter().map(opened).collect(),
    };
    page.links.iter().map(body).collect()
}

fn history(page: &ParcelPage) -> Vec<HistoryBody> {
    let body = |row: &sekisho_engine::desk::HistoryRow| HistoryBody {
        seq: row.seq,
        at: row.at.to_string(),
        code: row.code.clone(),
        by: row.by.as_ref().map(ToString::to_string),
    };
    page.history.iter().map(body).collect()
}
