//! A campaign as JSON: where it stands, its files, what the lists say of each other, what was found, how far it is.
//!
//! It never holds a cell, except masked ones. Codes stay; texts may change.

mod check;
mod sending;

use sekisho_engine::{
    campaigns::Trouble,
    desk::{CampaignActView, CampaignMay, CampaignPage, CampaignRow, PartRole, PartView},
};
use serde::Serialize;
use utoipa::ToSchema;

use check::CheckBody;
pub(crate) use sending::RowBody;
use sending::SendingStandBody;

use crate::{say::Say, view::campaign::trouble};

/// What the caller may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignMayBody {
    list: bool,
    content: bool,
    check: bool,
    propose: bool,
    approve: bool,
    release: bool,
    pause: bool,
    resume: bool,
    stop: bool,
    settle: bool,
    reveal: bool,
}

impl From<CampaignMay> for CampaignMayBody {
    fn from(may: CampaignMay) -> Self {
        Self {
            list: may.list,
            content: may.content,
            check: may.check,
            propose: may.propose,
            approve: may.approve,
            release: may.release,
            pause: may.pause,
            resume: may.resume,
            stop: may.stop,
            settle: may.settle,
            reveal: may.reveal,
        }
    }
}

/// A campaign in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignLineBody {
    #[schema(example = "spring-2026")]
    id: String,
    /// `draft`, `checking`, `open`, `ready`, `proposed`, `approved`, `running`, `paused`, `stopped`, `done`,
    /// `forgotten`.
    state: &'static str,
    /// Letters under the root, or rows of the list as far as they are known.
    letters: u32,
    /// Rows that came to an end.
    settled: u64,
    /// Login names.
    makers: Vec<String>,
    #[schema(format = "date-time")]
    made: String,
    #[schema(format = "date-time")]
    changed: String,
    /// What a decision is given for.
    root: Option<String>,
    may: CampaignMayBody,
}

impl From<&CampaignRow> for CampaignLineBody {
    fn from(row: &CampaignRow) -> Self {
        Self {
            id: row.id.to_string(),
            state: row.stand.code(),
            letters: row.letters,
            settled: row.settled,
            makers: row.makers.iter().map(ToString::to_string).collect(),
            made: row.made.to_string(),
            changed: row.changed.to_string(),
            root: row.root.map(|root| root.to_string()),
            may: row.may.into(),
        }
    }
}

/// A file of a campaign.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartBody {
    name: String,
    /// `plan`, `list`, `second`, `master`, `known`, `text`, `file`, `secret`, `unused`.
    role: &'static str,
    bytes: u64,
    /// SHA-256.
    digest: String,
    /// Who brought it.
    by: String,
    #[schema(format = "date-time")]
    at: String,
}

impl From<&PartView> for PartBody {
    fn from(part: &PartView) -> Self {
        Self {
            name: part.name.to_string(),
            role: role(part.role),
            bytes: part.bytes,
            digest: part.digest.to_string(),
            by: part.by.to_string(),
            at: part.at.to_string(),
        }
    }
}

/// The code of what a part is for.
pub(crate) const fn role(role: PartRole) -> &'static str {
    match role {
        PartRole::Plan => "plan",
        PartRole::List => "list",
        PartRole::Second => "second",
        PartRole::Master => "master",
        PartRole::Known => "known",
        PartRole::Text => "text",
        PartRole::File => "file",
        PartRole::Secret => "secret",
        PartRole::Unused => "unused",
    }
}

/// Something that does not fit.
#[derive(Serialize, ToSchema)]
pub(crate) struct TroubleBody {
    code: String,
    /// `file`, `file:line` or `file:line:column`.
    place: Option<String>,
    row: Option<u32>,
    /// In words, with the place.
    text: String,
    /// What to do.
    remedy: String,
}

impl TroubleBody {
    fn new(say: &Say, what: &Trouble) -> Self {
        let words = trouble(say, what);
        Self {
            code: what.code.clone(),
            place: what.place.clone(),
            row: what.row,
            text: words.what,
            remedy: words.remedy,
        }
    }
}

/// How far a check is.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckingBody {
    /// `waiting`, `asking`, `reading`, `comparing`, `making`, `writing`, `done`.
    stage: &'static str,
    made: u32,
    /// 0 while they are not known.
    rows: u32,
}

/// Something somebody did.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActBody {
    seq: u64,
    #[schema(format = "date-time")]
    at: String,
    code: String,
    by: Option<String>,
    root: Option<String>,
    comment: Option<String>,
}

impl From<&CampaignActView> for ActBody {
    fn from(act: &CampaignActView) -> Self {
        Self {
            seq: act.seq,
            at: act.at.to_string(),
            code: act.code.clone(),
            by: act.by.as_ref().map(ToString::to_string),
            root: act.root.map(|root| root.to_string()),
            comment: act.comment.clone(),
        }
    }
}

/// Everything about one campaign.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignBody {
    campaign: CampaignLineBody,
    parts: Vec<PartBody>,
    /// Names of files that the plan has and that are not there.
    missing: Vec<String>,
    plan_trouble: Option<TroubleBody>,
    /// The plan's text, for those who may see what it says.
    plan: Option<String>,
    checking: Option<CheckingBody>,
    check: Option<CheckBody>,
    /// How many have to approve.
    approvals: u8,
    approved_by: Vec<String>,
    sending: Option<SendingStandBody>,
    /// Released, but nothing leaves before.
    #[schema(format = "date-time")]
    opens_at: Option<String>,
    acts: Vec<ActBody>,
}

impl CampaignBody {
    pub(crate) fn new(say: &Say, page: &CampaignPage) -> Self {
        let checking = page.checking.map(|progress| CheckingBody {
            stage: progress.stage.code(),
            made: progress.made,
            rows: progress.rows,
        });
        Self {
            campaign: (&page.row).into(),
            parts: page.parts.iter().map(PartBody::from).collect(),
            missing: page.missing.iter().map(|part| part.name.clone()).collect(),
            plan_trouble: page.plan_trouble.as_ref().map(|what| TroubleBody::new(say, what)),
            plan: page.plan.clone(),
            checking,
            check: page.check.as_ref().map(|check| CheckBody::new(say, check, page.is_current)),
            approvals: page.approvals,
            approved_by: page.approved_by.iter().map(ToString::to_string).collect(),
            sending: page.sending.as_ref().map(SendingStandBody::from),
            opens_at: page.opens_at.map(|at| at.to_string()),
            acts: page.acts.iter().map(ActBody::from).collect(),
        }
    }
}
