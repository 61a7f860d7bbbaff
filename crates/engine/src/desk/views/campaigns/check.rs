//! What a check of a campaign found, and how far it is.

use std::collections::BTreeSet;

use sekisho_campaign::{
    Grade,
    master::{Coverage, Provenance},
    sample::Reason,
};
use sekisho_model::{Cause, Digest, Place, Time, UserId};
use serde::{Deserialize, Serialize};

use super::{DifferencesView, WaiverView};
use crate::campaigns::{Stage, Trouble};

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
    /// What is odd about the tables: codes and facts (`reconcile-warning-…`).
    #[serde(default)]
    pub warnings: Vec<Trouble>,
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
