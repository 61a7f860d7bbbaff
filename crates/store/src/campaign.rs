//! Campaigns and their ledger, as rows.
//!
//! The store knows that a row takes one step at a time and never two letters; what a campaign says, who may do what and
//! when something leaves is the engine's. `sheet` is the engine's own: sealed at rest, opened here.

use std::{collections::BTreeMap, fmt};

use sekisho_model::{
    CampaignId, Digest, LetterId, Time,
    ledger::{RowState, RowStep},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{keys::Secret, quiet::quiet};

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CampaignState {
    /// Being made: everything can be replaced.
    Draft,
    /// Waits for approvals.
    Proposed,
    /// Waits for its release.
    Approved,
    /// Released. Only now, and only in this state, a row is handed over.
    Running,
    /// Nothing leaves until somebody resumes it.
    Paused,
    /// Nothing leaves any more.
    Stopped,
    /// Every row has come to an end.
    Done,
}

impl CampaignState {
    /// All, in order.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Proposed, Self::Approved, Self::Running, Self::Paused, Self::Stopped, Self::Done];

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Done => "done",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A sealed file that [`crate::Store::keep`] wrote: durable, and of use only once a unit names it. Opens only with the
/// key it carries, which is kept in the database and destroyed when the campaign is forgotten.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub(crate) name: Digest,
    pub(crate) key: Secret,
}

impl fmt::Debug for KeptFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A campaign to be inserted: version 1, [`CampaignState::Draft`].
#[derive(Clone, PartialEq)]
pub struct NewCampaign {
    /// Unique for ever: a name that was used is never used again.
    pub id: CampaignId,
    /// What the engine keeps of it.
    pub sheet: Value,
    /// Files by kind (`dossier`, `manifest`, …).
    pub files: BTreeMap<String, KeptFile>,
}

/// A stored campaign.
#[derive(Clone, PartialEq)]
pub struct Campaign {
    /// Its name.
    pub id: CampaignId,
    /// From 1; one more with every change of the campaign itself (not of its rows).
    pub version: u64,
    /// Where it stands.
    pub state: CampaignState,
    /// What was approved or is to be.
    pub root: Option<Digest>,
    /// What the engine keeps of it; null once it is forgotten.
    pub sheet: Value,
    /// When it was made.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// Since when its files, texts and replies are gone.
    pub forgotten_at: Option<Time>,
}

/// New values of a campaign. `state` is always written; the rest only when given.
#[derive(Clone, PartialEq)]
pub struct CampaignSet {
    /// Where it stands now.
    pub state: CampaignState,
    /// Another root; `Some(None)` takes it away.
    pub root: Option<Option<Digest>>,
    /// Other values of the engine.
    pub sheet: Option<Value>,
    /// Files that are added or replaced, by kind.
    pub files: BTreeMap<String, KeptFile>,
}

impl CampaignSet {
    /// A new state and nothing else.
    #[must_use]
    pub const fn to(state: CampaignState) -> Self {
        Self { state, root: None, sheet: None, files: BTreeMap::new() }
    }
}

/// Some rows of a campaign that are sent together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// From 1, without gaps.
    pub number: u32,
    /// Code of what it is for.
    pub purpose: String,
    /// Root of its manifest.
    pub root: Digest,
    /// How many rows it was opened with.
    pub rows: u32,
    /// When.
    pub opened_at: Time,
}

/// Rows of one part that stand in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RowCount {
    /// The part; 0: those no part has yet.
    pub part: u32,
    /// Where they stand.
    pub state: RowState,
    /// How many.
    pub rows: u64,
}

/// A row of the ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct CampaignRow {
    /// Its number in the list.
    pub row: u32,
    /// The part that has it; 0: none yet.
    pub part: u32,
    /// Where it stands.
    pub state: RowState,
    /// Grows with every step.
    pub fence: u64,
    /// The letter it is, or was last, sent as.
    pub letter: Option<LetterId>,
    /// Until when whoever claimed it is given to make its letter durable.
    pub lease_until: Option<Time>,
    /// Reply code of the next hop; 0: none.
    pub code: u16,
    /// What the next hop, a report, or a person said. Personal data; empty once forgotten.
    pub reply: String,
    /// When it was handed over last.
    pub handed_at: Option<Time>,
    /// When it last changed.
    pub updated_at: Time,
}

/// A row that is claimed: with the letter it will be, which is drawn before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowClaim {
    /// Which.
    pub row: u32,
    /// The fence that was read.
    pub fence: u64,
    /// The letter.
    pub letter: LetterId,
}

/// A step of one row.
#[derive(Clone, PartialEq, Eq)]
pub struct RowMove {
    /// Which.
    pub row: u32,
    /// The fence that was read.
    pub fence: u64,
    /// The step.
    pub step: RowStep,
    /// Reply code; 0: none.
    pub code: u16,
    /// What was said; empty: nothing, and what was said before stays.
    pub reply: String,
}

impl RowMove {
    /// A step about which nothing was said.
    #[must_use]
    pub const fn plain(row: u32, fence: u64, step: RowStep) -> Self {
        Self { row, fence, step, code: 0, reply: String::new() }
    }
}

/// Why a row did not take a step. Nothing of its unit happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// There is no such row.
    #[error("there is no such row")]
    Missing,
    /// Somebody was faster.
    #[error("somebody else has taken a step with it")]
    Fenced,
    /// It cannot take this step from where it stands.
    #[error("it cannot take this step")]
    NotPossible,
    /// The campaign is not running.
    #[error("the campaign is not running")]
    Rests,
}

/// Which rows of a ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Only in this state.
    pub state: Option<RowState>,
    /// Only of this part.
    pub part: Option<u32>,
}

quiet!(NewCampaign: id, files);
quiet!(Campaign: id, version, state, root, created_at, updated_at, forgotten_at);
quiet!(CampaignSet: state, root, files);
quiet!(CampaignRow: row, part, state, fence, letter, lease_until, code, handed_at, updated_at);
quiet!(RowMove: row, fence, step, code);
