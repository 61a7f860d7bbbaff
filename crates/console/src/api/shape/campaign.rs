//! A campaign as JSON: where it stands, its files, what the lists say of each other, what was found, how far it is.
//!
//! It never holds a cell, except masked ones. Codes stay; texts may change.

use sekisho_engine::{
    campaigns::Trouble,
    desk::{
        CampaignActView, CampaignMay, CampaignPage, CampaignRow, CheckView, DifferencesView, LedgerRow, PartRole,
        PartView, SendingView,
    },
};
use serde::Serialize;
use utoipa::ToSchema;

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

/// A class of differences.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClassBody {
    /// `changed`, `only-a`, `misbound` and so on (docs/reconcile.md).
    class: String,
    cases: u64,
    a: u64,
    b: u64,
    /// Whether it is in the way.
    open: bool,
}

/// What happened to the address column.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShiftBody {
    /// `a` or `b`.
    table: String,
    /// `late`, `early`, `filled-down`, `sorted-alone`, `foreign-list`, `swapped`, `scattered`.
    code: String,
    first: Option<u32>,
    last: Option<u32>,
    by: Option<u64>,
    rows: Option<u64>,
    /// In words.
    text: String,
}

/// The lists against each other.
#[derive(Serialize, ToSchema)]
pub(crate) struct DifferencesBody {
    /// Whether the other table is the second list; otherwise it is the master.
    second: bool,
    /// Independence: `L0` to `L3`.
    level: String,
    identical: u64,
    /// Rows with somebody else's address, in the list and in the other table.
    wrong: [u64; 2],
    classes: Vec<ClassBody>,
    shifts: Vec<ShiftBody>,
}

impl DifferencesBody {
    fn new(say: &Say, view: &DifferencesView) -> Self {
        let class = |class: &sekisho_engine::desk::ClassView| ClassBody {
            class: class.class.clone(),
            cases: class.cases,
            a: class.a,
            b: class.b,
            open: class.open,
        };
        let shift = |shift: &sekisho_engine::desk::ShiftView| ShiftBody {
            table: shift.table.clone(),
            code: shift.code.clone(),
            first: shift.first,
            last: shift.last,
            by: shift.by,
            rows: shift.rows,
            text: shift.sentence(say.words),
        };
        Self {
            second: view.is_second,
            level: view.level.clone(),
            identical: view.identical,
            wrong: [view.wrong.0, view.wrong.1],
            classes: view.classes.iter().map(class).collect(),
            shifts: view.shifts.iter().map(shift).collect(),
        }
    }
}

/// A kind of finding, or of reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct KindBody {
    /// As in docs/campaign.md.
    code: String,
    count: u64,
    /// In words.
    text: String,
}

/// What a check found.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckBody {
    #[schema(format = "date-time")]
    at: String,
    by: String,
    /// Whether the files are still those that were checked.
    current: bool,
    /// Whether it can be laid before approvers.
    ready: bool,
    /// Why letters cannot be made at all.
    trouble: Option<TroubleBody>,
    rows: u32,
    letters: u32,
    differences: Option<DifferencesBody>,
    findings: Vec<KindBody>,
    left_out: Vec<KindBody>,
    /// Letters that cannot be made, the first hundred.
    troubles: Vec<TroubleBody>,
    /// Rows to look at first.
    sample: Vec<u32>,
    elapsed_ms: u64,
}

impl CheckBody {
    fn new(say: &Say, check: &CheckView, current: bool) -> Self {
        let kind = |code: &str, count: u64| KindBody {
            text: say.t(&format!("campaign-finding-{code}")),
            code: code.to_owned(),
            count,
        };
        Self {
            at: check.at.to_string(),
            by: check.by.to_string(),
            current,
            ready: check.root.is_some(),
            trouble: check.trouble.as_ref().map(|what| TroubleBody::new(say, what)),
            rows: check.rows,
            letters: check.letters,
            differences: check.differences.as_ref().map(|view| DifferencesBody::new(say, view)),
            findings: check.findings.iter().map(|one| kind(&one.kind, one.count.into())).collect(),
            left_out: check.left_out.iter().map(|(code, count)| kind(code, (*count).into())).collect(),
            troubles: check.troubles.iter().map(|what| TroubleBody::new(say, what)).collect(),
            sample: check.sample.iter().map(|row| row.row).collect(),
            elapsed_ms: check.elapsed_ms,
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

/// How far the letters are.
#[derive(Serialize, ToSchema)]
pub(crate) struct SendingStandBody {
    rows: u64,
    /// Rows by state.
    counts: Vec<StateBody>,
    complaints: u32,
    per_minute: u32,
    #[schema(format = "date-time")]
    done_at: Option<String>,
    /// Why it rests: `person`, `other-person`, `altered`, `refused`, `found-again`.
    pause: Option<&'static str>,
}

/// Rows of a state.
#[derive(Serialize, ToSchema)]
pub(crate) struct StateBody {
    state: &'static str,
    rows: u64,
}

impl From<&SendingView> for SendingStandBody {
    fn from(view: &SendingView) -> Self {
        let counts = view.counts.iter().map(|(state, rows)| StateBody { state: state.code(), rows: *rows });
        Self {
            rows: view.rows,
            counts: counts.collect(),
            complaints: view.complaints,
            per_minute: view.per_minute,
            done_at: view.done_at.map(|at| at.to_string()),
            pause: view.pause.map(sekisho_model::campaign::Pause::code),
        }
    }
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
            acts: page.acts.iter().map(ActBody::from).collect(),
        }
    }
}

/// A row of the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowBody {
    row: u32,
    address: String,
    /// `pending`, `claimed`, `handed`, `accepted`, `failed`, `unknown`, `withdrawn`.
    state: &'static str,
    part: u32,
    letter: Option<String>,
    reply: String,
    #[schema(format = "date-time")]
    at: String,
}

impl From<LedgerRow> for RowBody {
    fn from(row: LedgerRow) -> Self {
        Self {
            row: row.row,
            address: row.address,
            state: row.state.code(),
            part: row.part,
            letter: row.letter.map(|letter| letter.to_string()),
            reply: row.reply,
            at: row.at.to_string(),
        }
    }
}
