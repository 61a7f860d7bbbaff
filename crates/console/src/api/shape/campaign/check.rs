//! What a check found: differences, findings, letters to look at. Counts, rows and codes, never a cell.

use sekisho_engine::desk::{CheckView, DifferencesView};
use serde::Serialize;
use utoipa::ToSchema;

use super::TroubleBody;
use crate::say::Say;

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
    /// The end of its words in the catalogue (`reconcile-shift-…`): `late`, `sorted-alone`, `scattered` and so on.
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
    pub(super) fn new(say: &Say, check: &CheckView, current: bool) -> Self {
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
