//! A letter as a line of a list, what it waits for, and what was decided.
//!
//! Codes stay; texts may change.

use sekisho_engine::desk::{Done, May, NeedView, Page, TrayRow};
use sekisho_model::Need;
use serde::Serialize;
use utoipa::ToSchema;

use super::FindingBody;
use crate::{say::Say, view};

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
    rows: Vec<LetterLine>,
    /// Cursor of the next page; missing at the end.
    next: Option<String>,
}

impl LetterList {
    pub(crate) fn new(say: &Say, page: Page<TrayRow>) -> Self {
        Self { rows: page.rows.iter().map(|row| LetterLine::new(say, row)).collect(), next: page.next }
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
    pub(crate) fn new(say: &Say, need: &NeedView) -> Self {
        let by = need.by.iter().map(ToString::to_string).collect();
        Self { met: need.met, by, ..Self::open(say, &need.need) }
    }

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
