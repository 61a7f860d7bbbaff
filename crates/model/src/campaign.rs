//! What is done about a campaign as a whole: the acts that stand in the evidence.
//!
//! Only what the evidence needs: what a campaign is made of and how it is judged belongs to `sekisho-campaign`.

use serde::{Deserialize, Serialize};

use crate::{digest::Digest, hold::Means};

/// One act. Acts are only ever added; a changed meaning gets a new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CampaignAct {
    /// Its files were taken in, for the first time or in the place of earlier ones.
    Made {
        /// Digest of all of them.
        dossier: Digest,
    },
    /// Every letter was made and read back.
    Checked {
        /// Digest of what was found.
        check: Digest,
        /// Rows of the list.
        rows: u32,
        /// Letters with nothing in the way.
        ready: u32,
    },
    /// Letters for made-up persons were sent to the test addresses.
    Tried {
        /// How many.
        letters: u32,
    },
    /// It was laid before approvers.
    Proposed {
        /// What an approval is given for.
        root: Digest,
        /// Rows under it.
        rows: u32,
    },
    /// Somebody approved it.
    Approved {
        /// What was shown.
        root: Digest,
        /// How they proved who they are.
        means: Means,
    },
    /// Somebody let it go.
    Released {
        /// What was shown.
        root: Digest,
        /// How they proved who they are.
        means: Means,
    },
    /// Rows were given to a part: the first ones, the rest, some once more.
    PartOpened {
        /// From 1.
        number: u32,
        /// Code of what it is for.
        purpose: String,
        /// Root of the part.
        root: Digest,
        /// How many rows.
        rows: u32,
    },
    /// Nothing more leaves until somebody resumes it.
    Paused {
        /// Why.
        why: Pause,
    },
    /// It goes on.
    Resumed,
    /// Nothing more leaves; every row that has not left is withdrawn.
    Stopped,
    /// Somebody complained, or says that they got another person's data.
    Complained {
        /// About which row, where that is known.
        row: Option<u32>,
    },
    /// Somebody saw what is personal in it.
    Looked {
        /// What.
        what: Look,
        /// The row of a letter.
        row: Option<u32>,
    },
    /// Every row has come to an end.
    Ended,
    /// Its files, texts and replies were destroyed.
    Forgotten,
}

/// What somebody saw of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// The letter of a row.
    Letter,
    /// All rows with their addresses.
    Rows,
    /// The differences of its lists with their cells.
    Differences,
}

impl Look {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Rows => "rows",
            Self::Differences => "differences",
        }
    }
}

/// Why a campaign rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pause {
    /// A person wants it to.
    Person,
    /// The gate found another person than the recipient named in a letter.
    OtherPerson,
    /// What is stored is not what was approved.
    Altered,
    /// A rule refused one of its letters.
    Refused,
    /// The ledger is older than letters that were found: it was restored from a backup.
    FoundAgain,
    /// The database was restored from a backup: what has left since is not in it.
    Restored,
}

impl CampaignAct {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Made { .. } => "made",
            Self::Checked { .. } => "checked",
            Self::Tried { .. } => "tried",
            Self::Proposed { .. } => "proposed",
            Self::Approved { .. } => "approved",
            Self::Released { .. } => "released",
            Self::PartOpened { .. } => "part-opened",
            Self::Paused { .. } => "paused",
            Self::Resumed => "resumed",
            Self::Stopped => "stopped",
            Self::Complained { .. } => "complained",
            Self::Looked { .. } => "looked",
            Self::Ended => "ended",
            Self::Forgotten => "forgotten",
        }
    }
}

impl Pause {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::OtherPerson => "other-person",
            Self::Altered => "altered",
            Self::Refused => "refused",
            Self::FoundAgain => "found-again",
            Self::Restored => "restored",
        }
    }
}
