//! What the pages of campaigns show. Counts, rows and codes; no cell, except masked ones, and letters that somebody
//! asks for one by one.

use std::collections::BTreeSet;

use sekisho_campaign::{
    Grade, canary,
    master::{Coverage, Provenance},
    sample::Reason,
};
use sekisho_model::{
    CampaignId, Cause, Digest, LetterId, Place, Time, UserId, campaign::Pause, hold::Means, ledger::RowState,
};
use sekisho_words::{Value, Words};
use serde::{Deserialize, Serialize};

use super::PlanForms;
use crate::campaigns::{PartName, Stage, Trouble};

/// Where a campaign stands, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CampaignStand {
    /// Files are put together; nothing was checked since the last change.
    Draft,
    /// Letters are being made and read back.
    Checking,
    /// Checked, and something is in the way.
    Open,
    /// Checked, and it can be laid before approvers.
    Ready,
    /// Waits for approvals.
    Proposed,
    /// Waits for its release.
    Approved,
    /// Letters leave.
    Running,
    /// Nothing leaves until somebody resumes it.
    Paused,
    /// Nothing leaves any more.
    Stopped,
    /// Every row has come to an end.
    Done,
    /// Its files and texts were destroyed.
    Forgotten,
}

impl CampaignStand {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checking => "checking",
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Forgotten => "forgotten",
        }
    }

    /// All, in order.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Checking,
        Self::Open,
        Self::Ready,
        Self::Proposed,
        Self::Approved,
        Self::Running,
        Self::Paused,
        Self::Stopped,
        Self::Done,
        Self::Forgotten,
    ];
}

/// What the viewer may do with a campaign now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CampaignMay {
    /// Put, replace and take out lists (list, second list, master, addresses that get nothing).
    pub list: bool,
    /// Put and replace the plan, texts and files.
    pub content: bool,
    /// Have it checked, send test letters.
    pub check: bool,
    /// Lay it before approvers.
    pub propose: bool,
    /// Approve it.
    pub approve: bool,
    /// Let it go.
    pub release: bool,
    /// Pause it.
    pub pause: bool,
    /// Have it go on: after a pause, or after the rows that went ahead.
    pub resume: bool,
    /// Stop it for good.
    pub stop: bool,
    /// Settle rows nobody knows about, write down complaints.
    pub settle: bool,
    /// See letters, differences with their cells, rows with their addresses.
    pub reveal: bool,
}

/// One line of the list of campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CampaignRow {
    /// Its id.
    pub id: CampaignId,
    /// Version for optimistic changes.
    pub version: u64,
    /// Where it stands.
    pub stand: CampaignStand,
    /// Letters under the root, or rows of the list as far as they are known.
    pub letters: u32,
    /// Rows that came to an end.
    pub settled: u64,
    /// Everybody who had a hand in it.
    pub makers: BTreeSet<UserId>,
    /// When it was made.
    pub made: Time,
    /// When it last changed.
    pub changed: Time,
    /// What an approval is given for.
    pub root: Option<Digest>,
    /// What the viewer may do.
    pub may: CampaignMay,
}

/// What a part is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartRole {
    /// `campaign.toml`.
    Plan,
    /// The rows to write to.
    List,
    /// The same list, made by somebody else.
    Second,
    /// Who there is.
    Master,
    /// Addresses and domains that get nothing.
    Known,
    /// Text or HTML.
    Text,
    /// A file that goes with letters.
    File,
    /// The secret for ending the mailings.
    Secret,
    /// The plan does not name it.
    Unused,
}

/// One part of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartView {
    /// Its name.
    pub name: PartName,
    /// What it is for.
    pub role: PartRole,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Who brought it.
    pub by: UserId,
    /// When.
    pub at: Time,
}

/// A name that the plan has and that is no part yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingPart {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: PartRole,
}

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckProgress {
    /// What is being done.
    pub stage: Stage,
    /// Letters made and read back.
    pub made: u32,
    /// Rows in all; 0 while they are not known.
    pub rows: u32,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// When it ended.
    pub at: Time,
    /// Who asked for it.
    pub by: UserId,
    /// Digest of all parts it was made from.
    pub dossier: Digest,
    /// Why letters cannot be made at all; then everything else is empty.
    pub trouble: Option<Trouble>,
    /// Rows of the list.
    pub rows: u32,
    /// Letters with nothing in the way.
    pub letters: u32,
    /// What keeps it from being laid before approvers.
    pub in_the_way: Vec<InTheWayView>,
    /// The lists against each other.
    pub differences: Option<DifferencesView>,
    /// What was found in the letters, by kind.
    pub findings: Vec<CampaignFinding>,
    /// Why single letters cannot be made, the first hundred.
    pub troubles: Vec<Trouble>,
    /// Rows that get nothing, by the code of the reason.
    pub left_out: Vec<(String, u32)>,
    /// Letters to look at first, the riskiest first.
    pub sample: Vec<SampleRow>,
    /// What of the master could be searched.
    pub master: Option<MasterView>,
    /// What was answered for, by whom and why.
    pub waivers: Vec<WaiverView>,
    /// What an approval will be given for; none while something is in the way.
    pub root: Option<Digest>,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// One thing in the way of an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum InTheWayView {
    /// Cases of a class of differences that nobody answers for.
    Difference {
        /// Code of the class (`reconcile-class-…`).
        class: String,
        /// How many.
        count: u64,
    },
    /// The two lists are the same file, or were not made by two people.
    Author {
        /// `L0` or `L1`.
        level: String,
    },
    /// Findings in the letters.
    Finding {
        /// Code of the kind (`campaign-finding-…`).
        kind: String,
        /// How many.
        count: u64,
    },
}

/// The lists of a campaign against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferencesView {
    /// Whether the second table is the same list made once more, and the comparison stands in front of the approval;
    /// otherwise it is the master, for people to see.
    pub is_second: bool,
    /// List, second list (or master), and the master beside two lists.
    pub sources: Vec<SourceView>,
    /// `L0` … `L3` (`reconcile-level-…`).
    pub level: String,
    /// Rows that are identical.
    pub identical: u64,
    /// Every other class that was looked for, with its rows.
    pub classes: Vec<ClassView>,
    /// Columns that differ together, the most frequent first.
    pub changed: Vec<(Vec<String>, u64)>,
    /// Rows with somebody else's address, in the list and in the second list.
    pub wrong: (u64, u64),
    /// What happened to the address column.
    pub shifts: Vec<ShiftView>,
    /// The first differences of each class, masked.
    pub first: Vec<DifferenceView>,
    /// Whether there are more.
    pub more: bool,
    /// Differences somebody answers for.
    pub waivers: Vec<WaiverView>,
    /// What is odd about the tables: codes and facts (`reconcile-warning-…`).
    pub warnings: Vec<Trouble>,
}

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// The part.
    pub file: String,
    /// Rows of data.
    pub rows: u64,
    /// SHA-256 of its bytes.
    pub digest: Option<Digest>,
    /// The charset it was read in.
    pub charset: String,
    /// SHA-256 of the text of the query it came from.
    pub query: Option<Digest>,
    /// Who made it.
    pub author: Option<String>,
    /// The system it came out of.
    pub system: Option<String>,
    /// When it was made.
    pub made: Option<Time>,
}

/// One class of differences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassView {
    /// Its code (`reconcile-class-…`).
    pub class: String,
    /// Rows of the list.
    pub a: u64,
    /// Rows of the second list (or master).
    pub b: u64,
    /// Cases: pairs where there are pairs, else rows.
    pub cases: u64,
    /// Whether nobody answers for them and they have to be.
    pub open: bool,
}

/// What happened to the address column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftView {
    /// `a`: the list; `b`: the second list.
    pub table: String,
    /// `late`, `early`, `filled-down`, `sorted-alone`, `foreign-list`, `swapped`, `scattered`.
    pub code: String,
    /// First row, from 1.
    pub first: Option<u32>,
    /// Last row.
    pub last: Option<u32>,
    /// By how many rows.
    pub by: Option<u64>,
    /// How many rows.
    pub rows: Option<u64>,
    /// The columns that stand in each other's place.
    pub columns: Option<(String, String)>,
}

impl ShiftView {
    /// "Rows 412–1,369: the address column is 1 row late …".
    #[must_use]
    pub fn sentence(&self, words: Words) -> String {
        let count = |name: &'static str, value: Option<u64>| value.map(|value| (name, Value::from(value)));
        let mut values: Vec<_> = [
            count("first", self.first.map(u64::from)),
            count("last", self.last.map(u64::from)),
            count("by", self.by),
            count("rows", self.rows),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some((one, other)) = &self.columns {
            values.extend([("one", Value::from(one)), ("other", Value::from(other))]);
        }
        words.with(&format!("reconcile-shift-{}", self.code), &values)
    }
}

/// One row that is not identical; what cells say is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceView {
    /// Code of its class.
    pub class: String,
    /// Row of data and line of the list.
    pub a: Option<(u64, u64)>,
    /// Row of data and line of the second list (or master).
    pub b: Option<(u64, u64)>,
    /// Column, masked in the list, masked in the other.
    pub cells: Vec<(String, String, String)>,
}

/// Somebody answers for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverView {
    /// Code of the class of differences, or of the kind of finding.
    pub code: String,
    /// So many.
    pub count: u64,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// Why it does not count: `count`, `own-list`, `twice` (`reconcile-void-…`).
    pub void: Option<String>,
}

/// One kind of finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignFinding {
    /// Its code (`campaign-finding-…`).
    pub kind: String,
    /// What it means for sending (`campaign-grade-…`).
    pub grade: Grade,
    /// The cause it stands for.
    pub cause: Option<Cause>,
    /// How many.
    pub count: u32,
    /// Rows that have at least one.
    pub rows: u32,
    /// The first, at most a hundred.
    pub first: Vec<CampaignFindingRow>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignFindingRow {
    /// The row; none: the campaign as a whole.
    pub row: Option<u32>,
    /// Where in the letter.
    pub place: Option<Place>,
    /// The column that gave it.
    pub column: Option<String>,
    /// `mail`, `phone`, `member`, `name`, `reading`.
    pub identity: Option<String>,
    /// Whose value it is: the position in the master, from 1.
    pub person: Option<u32>,
}

/// A letter to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRow {
    /// Its row.
    pub row: u32,
    /// Why (`campaign-sample-…`).
    pub reasons: BTreeSet<Reason>,
}

/// What of the master could be searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterView {
    /// Where it came from.
    pub provenance: Provenance,
    /// Persons and values.
    pub coverage: Coverage,
    /// Digest over it.
    pub digest: Digest,
}

/// Something somebody did about a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CampaignActView {
    /// Number in the evidence chain.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Code of the act (`campaign-act-…`).
    pub code: String,
    /// Who; none: the house itself.
    pub by: Option<UserId>,
    /// What it was done to, where that is said.
    pub root: Option<Digest>,
    /// How they proved who they are.
    pub means: Option<Means>,
    /// What they wrote with it.
    pub comment: Option<String>,
}

/// How far the letters are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendingView {
    /// Rows in all.
    pub rows: u64,
    /// Rows by where they stand; states without rows are left out.
    pub counts: Vec<(RowState, u64)>,
    /// Parts so far: number, code of what for, rows.
    pub parts: Vec<(u32, String, u32)>,
    /// Why it rests, if it does.
    pub pause: Option<Pause>,
    /// What a person is asked after the rows that went ahead.
    pub question: Option<canary::Question>,
    /// Complaints so far.
    pub complaints: u32,
    /// Letters that came to an end per minute, since it last began to leave.
    pub per_minute: u32,
    /// When it will be done at this rate.
    pub done_at: Option<Time>,
}

/// One row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerRow {
    /// Its number in the list.
    pub row: u32,
    /// Where it goes.
    pub address: String,
    /// Where it stands.
    pub state: RowState,
    /// The part that has it; 0: none yet.
    pub part: u32,
    /// The letter it was sent as.
    pub letter: Option<LetterId>,
    /// What the next hop, a report or a person said.
    pub reply: String,
    /// When it last changed.
    pub at: Time,
}

/// Everything about one campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CampaignPage {
    /// The line of the list.
    pub row: CampaignRow,
    /// Its parts.
    pub parts: Vec<PartView>,
    /// What the plan names and is not there yet.
    pub missing: Vec<MissingPart>,
    /// What is wrong with the plan itself.
    pub plan_trouble: Option<Trouble>,
    /// The plan's text.
    pub plan: Option<String>,
    /// Columns of each list that can be read, by part: for choosing.
    pub columns: Vec<(PartName, Vec<String>)>,
    /// The plan as forms, for those who may see what it says.
    pub forms: Option<PlanForms>,
    /// How far a check is, while one runs.
    pub checking: Option<CheckProgress>,
    /// What the last check found; `is_current` says whether anything changed since.
    pub check: Option<CheckView>,
    /// Whether the check speaks of the parts as they are.
    pub is_current: bool,
    /// How many have to approve.
    pub approvals: u8,
    /// Who approved what stands there.
    pub approved_by: Vec<UserId>,
    /// How far the letters are; none before the release.
    pub sending: Option<SendingView>,
    /// What happened, in order.
    pub acts: Vec<CampaignActView>,
    /// Where test letters go.
    pub test_to: Vec<String>,
}

/// What somebody does about a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CampaignAction {
    /// Lay it before approvers.
    Propose,
    /// Take it back to change something.
    Withdraw,
    /// Approve it.
    Approve,
    /// Let it go.
    Release,
    /// Nothing leaves until somebody resumes it.
    Pause,
    /// It goes on.
    Resume,
    /// Nothing leaves any more.
    Stop,
}

impl CampaignAction {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Release => "release",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Stop => "stop",
        }
    }

    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Propose, Self::Withdraw, Self::Approve, Self::Release, Self::Pause, Self::Resume, Self::Stop];
}

/// As what rows or differences are downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetForm {
    /// Text (RFC 4180), UTF-8 with a mark, so that spreadsheets know it.
    Csv,
    /// A workbook.
    Xlsx,
}
