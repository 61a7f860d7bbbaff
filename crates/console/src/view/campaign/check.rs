//! What a check found: what is in the way first, then numbers, then kinds of findings, then letters to look at.

use sekisho_engine::{
    campaigns::{Grade, Provenance, Reason},
    desk::{CampaignFinding, CampaignFindingRow, CheckProgress, CheckView, InTheWayView, MasterView, SampleRow},
};
use sekisho_words::Value;

use super::{
    difference::{WaiverLine, waiver_line},
    trouble,
};
use crate::{
    say::{Say, Stamp},
    view::{Chip, Problem},
};

/// Findings of a kind that are shown one by one.
const SHOWN: usize = 10;

/// A check that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) stage: String,
    pub(crate) made: u32,
    pub(crate) rows: u32,
}

impl Running {
    pub(crate) fn new(say: &Say, progress: CheckProgress) -> Self {
        let code = progress.stage.code();
        Self { stage: say.t(&format!("campaigns-stage-{code}")), made: progress.made, rows: progress.rows }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) at: Stamp,
    pub(crate) by: String,
    pub(crate) seconds: String,
    pub(crate) ready: bool,
    pub(crate) trouble: Option<Problem>,
    pub(crate) in_the_way: Vec<String>,
    pub(crate) rows: u32,
    pub(crate) letters: u32,
    pub(crate) left_out: u32,
    pub(crate) reasons: Vec<(String, u32)>,
    pub(crate) findings: Vec<FindingLine>,
    pub(crate) troubles: Vec<Problem>,
    pub(crate) sample: Vec<SampleLine>,
    pub(crate) master: Option<String>,
    /// Whether the list was compared with nothing but itself.
    pub(crate) alone: bool,
    pub(crate) waivers: Vec<WaiverLine>,
    /// What is odd about the tables.
    pub(crate) warnings: Vec<String>,
}

/// A kind of finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FindingLine {
    pub(crate) code: String,
    /// Whether somebody may answer for it.
    pub(crate) asks: bool,
    pub(crate) text: String,
    pub(crate) grade: Chip,
    pub(crate) count: u32,
    pub(crate) rows: u32,
    pub(crate) first: Vec<(Option<u32>, String)>,
    pub(crate) more: u32,
}

/// A letter to look at, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SampleLine {
    pub(crate) row: u32,
    pub(crate) why: String,
}

impl Check {
    pub(crate) fn new(say: &Say, check: &CheckView) -> Self {
        Self {
            at: say.stamp(check.at),
            by: check.by.to_string(),
            seconds: format!("{}.{}", check.elapsed_ms / 1_000, check.elapsed_ms % 1_000 / 100),
            ready: check.root.is_some(),
            trouble: check.trouble.as_ref().map(|what| trouble(say, what)),
            in_the_way: check.in_the_way.iter().map(|what| in_the_way(say, what)).collect(),
            rows: check.rows,
            letters: check.letters,
            left_out: check.left_out.iter().map(|(_, count)| count).sum(),
            reasons: check.left_out.iter().map(|(code, count)| (finding_text(say, code), *count)).collect(),
            findings: check.findings.iter().map(|finding| finding_line(say, finding)).collect(),
            troubles: check.troubles.iter().map(|what| trouble(say, what)).collect(),
            sample: check.sample.iter().map(|row| sample_line(say, row)).collect(),
            master: check.master.as_ref().map(|master| master_line(say, master)),
            alone: check.master.as_ref().is_some_and(|master| master.provenance == Provenance::Audience),
            warnings: check.warnings.iter().map(|warning| trouble(say, warning).what).collect(),
            waivers: check.waivers.iter().map(|waiver| waiver_line(say, "campaign-finding", waiver)).collect(),
        }
    }
}

fn finding_text(say: &Say, code: &str) -> String {
    say.t(&format!("campaign-finding-{code}"))
}

fn in_the_way(say: &Say, what: &InTheWayView) -> String {
    let line = |text: String, count: u64| {
        say.with("campaigns-in-the-way", &[("what", Value::from(text)), ("count", Value::from(count))])
    };
    match what {
        InTheWayView::Difference { class, count } => line(say.t(&format!("reconcile-class-{class}")), *count),
        InTheWayView::Finding { kind, count } => line(finding_text(say, kind), *count),
        InTheWayView::Author { level } => say.t(&format!("reconcile-level-{level}")),
    }
}

fn finding_line(say: &Say, finding: &CampaignFinding) -> FindingLine {
    let (grade, tone) = match finding.grade {
        Grade::Forbids => ("forbids", "bad"),
        Grade::LeavesOut => ("leaves-out", "flow"),
        Grade::Asks => ("asks", "wait"),
    };
    let first: Vec<_> = finding.first.iter().take(SHOWN).map(|row| (row.row, place(say, row))).collect();
    FindingLine {
        code: finding.kind.clone(),
        asks: finding.grade == Grade::Asks,
        text: finding_text(say, &finding.kind),
        grade: Chip { text: say.t(&format!("campaign-grade-{grade}")), tone },
        count: finding.count,
        rows: finding.rows,
        more: finding.count.saturating_sub(u32::try_from(first.len()).unwrap_or(u32::MAX)),
        first,
    }
}

/// Where in the letter, from which column, whose.
fn place(say: &Say, row: &CampaignFindingRow) -> String {
    let place = row.place.as_ref().map(|place| say.words.place(place)).filter(|text| !text.is_empty());
    let column =
        row.column.as_ref().map(|column| say.with("campaign-column", &[("column", Value::from(column.as_str()))]));
    let identity = row.identity.as_ref().map(|code| say.t(&format!("campaigns-meaning-{code}")));
    let person = row.person.map(|number| say.n("campaigns-person", number));
    let all: Vec<String> = [place, column, identity, person].into_iter().flatten().collect();
    all.join(say.comma())
}

fn sample_line(say: &Say, row: &SampleRow) -> SampleLine {
    let why: Vec<String> = row.reasons.iter().map(|reason| reason_text(say, *reason)).collect();
    SampleLine { row: row.row, why: why.join(say.comma()) }
}

fn reason_text(say: &Say, reason: Reason) -> String {
    match reason {
        Reason::Finding(kind) => finding_text(say, kind.code()),
        other => say.t(&format!("campaign-sample-{}", other.code())),
    }
}

fn master_line(say: &Say, master: &MasterView) -> String {
    let coverage = master.coverage;
    let values = [
        ("persons", Value::from(coverage.persons)),
        ("searched", Value::from(coverage.searched)),
        ("short", Value::from(coverage.too_short)),
        ("unreadable", Value::from(coverage.unreadable)),
    ];
    say.with("campaign-master", &values)
}
