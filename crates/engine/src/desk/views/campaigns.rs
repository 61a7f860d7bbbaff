//! What the pages of campaigns show. Counts, rows and codes; no cell, except masked ones, and letters that somebody
//! asks for one by one.

mod check;
mod differences;
mod sending;

use std::collections::BTreeSet;

use sekisho_model::{CampaignId, Digest, Time, UserId, hold::Means};
use serde::{Deserialize, Serialize};

use super::PlanForms;
use crate::campaigns::{PartName, Trouble};

pub use check::{CampaignFinding, CampaignFindingRow, CheckProgress, CheckView, InTheWayView, MasterView, SampleRow};
pub use differences::{ClassView, DifferenceView, DifferencesView, ShiftView, SourceView, WaiverView};
pub use sending::{LedgerRow, SendingView};

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
    /// Released, but nothing leaves before this instant: the hours of its plan.
    #[serde(default)]
    pub opens_at: Option<Time>,
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
