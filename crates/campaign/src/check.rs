//! What re-reading found, and the proof that nothing of it forbids sending.
//!
//! [`Report::settle`] is the only way to [`Checked`]. What forbids can only be mended, with one exception: a foreign
//! *name* can be somebody else's by chance (a shop named like a customer), and is waived row by row. What asks is waived
//! as a class with the exact count: one more of it, and the waiver is void.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{CampaignId, Digest, UserId, digest::Fields};
use serde::{Deserialize, Serialize};

use crate::{
    audience::RowNumber,
    error::CampaignError,
    finding::{Finding, FindingKind, Grade},
    manifest::Line,
    master::{Coverage, Identity, Provenance},
    sample::Marks,
};

mod facts;
mod garble;
mod reread;
mod same;
mod strange;
mod unresolved;

pub use facts::{Facts, Suppression};
pub(crate) use reread::Rereader;

/// Most findings kept of one kind; counts are complete.
pub const MAX_KEPT: usize = 1_000;
/// Most rows whose foreign names may be waived: more is no chance.
pub const MAX_WAIVED_ROWS: usize = 20;
/// Shortest reason of a waiver, in characters.
const MIN_REASON: usize = 4;

/// What everything was checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Which campaign.
    pub campaign: CampaignId,
    /// Digest of the rows.
    pub audience: Digest,
    /// Digest of template, files, sender and date.
    pub job: Digest,
    /// Digest of the master.
    pub master: Digest,
    /// Where the master came from.
    pub provenance: Provenance,
    /// What of it could be searched.
    pub coverage: Coverage,
}

/// How often one kind was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Count {
    /// Findings.
    pub findings: u32,
    /// Rows that have at least one.
    pub rows: u32,
}

/// What was found in all letters.
#[derive(Debug)]
pub struct Report {
    pub(crate) basis: Basis,
    pub(crate) rows: u32,
    pub(crate) counts: BTreeMap<FindingKind, Count>,
    pub(crate) kept: BTreeMap<FindingKind, Vec<Finding>>,
    pub(crate) errors: Vec<CampaignError>,
    pub(crate) left_out: BTreeMap<RowNumber, FindingKind>,
    pub(crate) lines: Vec<Line>,
    pub(crate) marks: Vec<Marks>,
}

/// Somebody says why findings of a kind are all right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Which kind.
    pub kind: FindingKind,
    /// How many findings were seen.
    pub count: u32,
    /// The rows, for [`FindingKind::ForeignValue`]; empty for a class.
    #[serde(default)]
    pub rows: BTreeSet<RowNumber>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: UserId,
}

/// Why a report is not settled: what is still open, with its count.
#[derive(Debug)]
pub struct Unsettled {
    /// The report, unchanged.
    pub report: Report,
    /// Open kinds.
    pub open: Vec<(FindingKind, u32)>,
}

impl Report {
    /// What it was checked with.
    #[must_use]
    pub const fn basis(&self) -> &Basis {
        &self.basis
    }

    /// Rows of the audience.
    #[must_use]
    pub const fn rows(&self) -> u32 {
        self.rows
    }

    /// How often each kind was found.
    #[must_use]
    pub const fn counts(&self) -> &BTreeMap<FindingKind, Count> {
        &self.counts
    }

    /// The first [`MAX_KEPT`] findings of a kind, by row.
    #[must_use]
    pub fn findings(&self, kind: FindingKind) -> &[Finding] {
        self.kept.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Why letters could not be made, the first hundred.
    #[must_use]
    pub fn errors(&self) -> &[CampaignError] {
        &self.errors
    }

    /// Rows that will get nothing, with the reason.
    #[must_use]
    pub const fn left_out(&self) -> &BTreeMap<RowNumber, FindingKind> {
        &self.left_out
    }

    /// The proof that this may become a manifest, or what is in the way.
    pub fn settle(self, waivers: Vec<Waiver>) -> Result<Checked, Box<Unsettled>> {
        let mut open: Vec<_> = self.counts.iter().map(|(kind, count)| (*kind, count.findings)).collect();
        open.retain(|(kind, _)| {
            kind.grade() != Grade::LeavesOut && !waivers.iter().any(|waiver| self.takes(waiver, *kind))
        });
        if open.is_empty() {
            let Self { basis, counts, left_out, mut lines, .. } = self;
            lines.retain(|line| !left_out.contains_key(&line.row));
            return Ok(Checked { basis, counts, left_out, waivers, lines });
        }
        Err(Box::new(Unsettled { report: self, open }))
    }

    fn takes(&self, waiver: &Waiver, kind: FindingKind) -> bool {
        let exact = self.counts.get(&kind).is_some_and(|count| count.findings == waiver.count);
        let reasoned = waiver.reason.trim().chars().count() >= MIN_REASON;
        waiver.kind == kind
            && exact
            && reasoned
            && match kind.grade() {
                Grade::Asks => true,
                Grade::Forbids => kind == FindingKind::ForeignValue && self.are_names_of(&waiver.rows),
                Grade::LeavesOut => false,
            }
    }

    /// Whether all foreign values are names, and stand in exactly these few rows.
    fn are_names_of(&self, rows: &BTreeSet<RowNumber>) -> bool {
        let findings = self.findings(FindingKind::ForeignValue);
        let complete =
            self.counts.get(&FindingKind::ForeignValue).is_some_and(|count| count.findings as usize == findings.len());
        let found: BTreeSet<_> = findings.iter().filter_map(|finding| finding.row).collect();
        complete
            && rows.len() <= MAX_WAIVED_ROWS
            && found == *rows
            && findings.iter().all(|finding| finding.row.is_some() && finding.identity == Some(Identity::Name))
    }
}

/// Every letter was made, read back, and nothing forbids sending. Only [`Report::settle`] makes one.
#[derive(Debug)]
pub struct Checked {
    basis: Basis,
    counts: BTreeMap<FindingKind, Count>,
    left_out: BTreeMap<RowNumber, FindingKind>,
    waivers: Vec<Waiver>,
    lines: Vec<Line>,
}

impl Checked {
    /// The rows that may be sent, in order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What everything was checked with.
    #[must_use]
    pub const fn basis(&self) -> &Basis {
        &self.basis
    }

    /// Rows that will get nothing.
    #[must_use]
    pub const fn left_out(&self) -> &BTreeMap<RowNumber, FindingKind> {
        &self.left_out
    }

    /// What was waived, by whom and why.
    #[must_use]
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// Digest over basis, counts, rows left out and waivers: what an approver was shown besides the letters.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.campaign-check.v1");
        let basis = &self.basis;
        fields.push(basis.campaign.as_str().as_bytes());
        for digest in [basis.audience, basis.job, basis.master] {
            fields.push(digest.as_bytes());
        }
        fields.push(&[u8::from(basis.provenance == Provenance::Independent)]);
        let coverage = basis.coverage;
        for number in [u64::from(coverage.persons), coverage.searched, coverage.too_short, coverage.unreadable] {
            fields.push(&number.to_be_bytes());
        }
        for (kind, count) in &self.counts {
            fields.push(kind.code().as_bytes()).push(&count.findings.to_be_bytes()).push(&count.rows.to_be_bytes());
        }
        fields.push(b"left out");
        for (row, kind) in &self.left_out {
            fields.push(&row.0.to_be_bytes()).push(kind.code().as_bytes());
        }
        fields.push(b"waived");
        for waiver in &self.waivers {
            fields.push(waiver.kind.code().as_bytes()).push(&waiver.count.to_be_bytes());
            fields.push(waiver.reason.as_bytes()).push(waiver.by.as_str().as_bytes());
            for row in &waiver.rows {
                fields.push(&row.0.to_be_bytes());
            }
        }
        fields.finish()
    }

    pub(crate) fn into_lines(self) -> Vec<Line> {
        self.lines
    }
}
