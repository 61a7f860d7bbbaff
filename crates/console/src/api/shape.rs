//! The shapes of JSON: a contract of their own, so that the desk can change without breaking programs.

use sekisho_engine::desk::{
    Badges, DeliveryRow, Done, EvidenceRow, May, ParcelPage, RecipientView, Role, Seen, TrayRow, Viewer,
};
use sekisho_model::{Fact, Finding, Mark, Need};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{say::Say, view};

/// Who asks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Login name.
    user: String,
    /// Display name.
    name: String,
    /// `ja` or `en`.
    language: &'static str,
    /// `admin`, `officer`, `auditor`.
    roles: Vec<&'static str>,
    /// Whether a second factor is set up.
    second_factor: bool,
    /// Own letters that are held.
    mine: u64,
    /// Letters to approve.
    to_approve: u64,
    /// Held in all, for admins and officers.
    held: u64,
}

impl Me {
    pub(crate) fn new(viewer: &Viewer, badges: Badges) -> Self {
        let role = |role: &Role| match role {
            Role::Admin => "admin",
            Role::Officer => "officer",
            Role::Auditor => "auditor",
        };
        Self {
            user: viewer.user.to_string(),
            name: viewer.name.clone(),
            language: crate::counter::lang(viewer.language).code(),
            roles: viewer.roles.iter().map(role).collect(),
            second_factor: viewer.has_second_factor,
            mine: badges.mine,
            to_approve: badges.to_approve,
            held: badges.held,
        }
    }
}

/// Something that was noticed.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingBody {
    /// Code of the kind.
    #[schema(example = "first-domain")]
    code: String,
    /// In words.
    text: String,
    /// Where, in words.
    place: String,
    /// Cause code.
    #[schema(example = "R2")]
    cause: Option<String>,
    /// The rule that reported it.
    rule: Option<String>,
    /// What a leak would cost, of the finding that counts persons.
    cost: Option<CostBody>,
    /// Where it stands; texts are masked until revealed.
    marks: Vec<MarkBody>,
}

/// What a leak would cost at most, by the JNSA JO model.
#[derive(Serialize, ToSchema)]
pub(crate) struct CostBody {
    /// Yen per person.
    per_person: u64,
    /// Yen for the persons that are told apart for certain.
    low: u64,
    /// Yen for the most persons there can be.
    high: u64,
    /// In words.
    text: String,
}

impl CostBody {
    fn new(say: &Say, finding: &Finding) -> Option<Self> {
        let count = |name: &str| match finding.facts.get(name) {
            Some(Fact::Count(count)) => Some(*count),
            _ => None,
        };
        let text = say.words.cost(finding)?;
        Some(Self { per_person: count("cost-each")?, low: count("cost-low")?, high: count("cost-high")?, text })
    }
}

/// A place of a text.
#[derive(Serialize, ToSchema)]
pub(crate) struct MarkBody {
    /// The part, numbers from the outside in.
    #[schema(example = "2.1")]
    part: String,
    /// A file inside the part, once revealed.
    inside: Option<String>,
    /// First character of the part's extracted text.
    start: u64,
    /// One past the last.
    end: u64,
    /// Code of the kind of data.
    #[schema(example = "phone")]
    kind: String,
    /// What stands there.
    text: String,
}

impl From<&Mark> for MarkBody {
    fn from(mark: &Mark) -> Self {
        Self {
            part: mark.part.to_string(),
            inside: mark.inside.as_deref().map(|inside| sekisho_words::clean(inside).into_owned()),
            start: mark.start,
            end: mark.end,
            kind: mark.kind.clone(),
            text: sekisho_words::clean(&mark.text).into_owned(),
        }
    }
}

impl FindingBody {
    pub(crate) fn new(say: &Say, finding: &Finding) -> Self {
        Self {
            code: finding.kind.code(),
            text: say.finding(finding),
            place: say.words.place(&finding.place),
            cause: finding.cause.map(|cause| format!("{cause:?}")),
            rule: finding.rule.as_ref().map(ToString::to_string),
            cost: CostBody::new(say, finding),
            marks: finding.marks().map(MarkBody::from).collect(),
        }
    }

    pub(crate) fn revealed(say: &Say, finding: &Finding) -> Self {
        Self { text: say.words.finding_revealed(finding), ..Self::new(say, finding) }
    }
}

/// Something that is needed before it is sent.
#[derive(Serialize, ToSchema)]
pub(crate) struct NeedBody {
    /// `wait`, `self-review`, `approval`, `thaw`.
    code: &'static str,
    /// In words.
    text: String,
    /// For `wait`.
    #[schema(format = "date-time")]
    until: Option<String>,
    /// For `approval`.
    group: Option<String>,
    /// For `approval`: how many people.
    count: Option<u8>,
    /// Whether it is met.
    met: bool,
    /// Who met it so far.
    by: Vec<String>,
}

impl NeedBody {
    pub(crate) fn open(say: &Say, need: &Need) -> Self {
        let code = match need {
            Need::Wait { .. } => "wait",
            Need::SelfReview => "self-review",
            Need::Approval { .. } => "approval",
            Need::Thaw { .. } => "thaw",
        };
        let (until, group, count) = match need {
            Need::Wait { until } => (Some(until.to_string()), None, None),
            Need::Approval { group, count } => (None, Some(group.to_string()), Some(*count)),
            _ => (None, None, None),
        };
        Self { code, text: say.need(need), until, group, count, met: false, by: Vec::new() }
    }
}

/// What the caller may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct MayBody {
    review: bool,
    approve: bool,
    stop: bool,
    edit: bool,
    reveal: bool,
}

impl From<May> for MayBody {
    fn from(may: May) -> Self {
        Self { review: may.review, approve: may.approve, stop: may.stop, edit: may.edit, reveal: may.reveal }
    }
}

/// A letter in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterLine {
    /// Its id: `LETTER-N`.
    #[schema(example = "01JDM3V4B9K6T5W8Q2R7X0Y1Z3-0")]
    id: String,
    /// When it was accepted.
    #[schema(format = "date-time")]
    at: String,
    /// Envelope sender, empty for `<>`.
    sender: String,
    /// Subject.
    subject: String,
    /// Number of recipients.
    recipients: u32,
    /// The first outside domains.
    domains: Vec<String>,
    /// `held`, `sending`, `sent`, `partly-sent`, `returned`, `refused`, `discarded`, `altered`.
    state: &'static str,
    /// Open needs.
    needs: Vec<NeedBody>,
    /// Findings, strongest first, at most 5.
    findings: Vec<FindingBody>,
    may: MayBody,
}

impl LetterLine {
    pub(crate) fn new(say: &Say, row: &TrayRow) -> Self {
        Self {
            id: row.parcel.to_string(),
            at: row.at.to_string(),
            sender: row.sender.clone(),
            subject: row.subject.clone(),
            recipients: row.recipients,
            domains: row.domains.clone(),
            state: view::stand_code(row.stand),
            needs: row.needs.iter().map(|need| NeedBody::open(say, need)).collect(),
            findings: row.findings.iter().map(|finding| FindingBody::new(say, finding)).collect(),
            may: row.may.into(),
        }
    }
}

/// A page of letters.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterList {
    pub(crate) rows: Vec<LetterLine>,
    /// Cursor of the next page; missing at the end.
    pub(crate) next: Option<String>,
}

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
    /// For changing recipients.
    version: u64,
    /// What a decision is given for.
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
        let need = |need: &sekisho_engine::desk::NeedView| NeedBody {
            met: need.met,
            by: need.by.iter().map(ToString::to_string).collect(),
            ..NeedBody::open(say, &need.need)
        };
        Self {
            letter: LetterLine::new(say, &page.row),
            version: page.version,
            seal: page.seal.digest().to_string(),
            recipients: page.recipients.iter().map(RecipientBody::from).collect(),
            findings: page.findings.iter().map(|finding| FindingBody::new(say, finding)).collect(),
            needs: page.needs.iter().map(need).collect(),
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

/// What a decision led to.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoneBody {
    /// Where the parcel stands now.
    state: &'static str,
    /// Needs still open.
    needs: Vec<NeedBody>,
}

impl DoneBody {
    pub(crate) fn new(say: &Say, done: &Done) -> Self {
        let needs = done.needs.iter().map(|need| NeedBody::open(say, need)).collect();
        Self { state: view::stand_code(done.stand), needs }
    }
}

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

/// Which page of a list.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// Cursor of the page before.
    #[serde(default)]
    pub(crate) after: Option<String>,
}
