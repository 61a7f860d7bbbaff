//! What a check found, as it is kept and shown: counts, places, codes; cells only masked.

use std::collections::BTreeMap;

use sekisho_campaign::{Finding, FindingKind, Report};
use sekisho_tables::{Class, Count, Difference, Shift, Shifts, waiver::Waiver};

use crate::{
    campaigns::{Differences, Made, Trouble, differences::Open, making::InTheWay},
    desk::{
        CampaignFinding, CampaignFindingRow, CheckView, ClassView, DifferenceView, DifferencesView, InTheWayView,
        MasterView, SampleRow, ShiftView, SourceView, WaiverView,
    },
};

/// Findings told one by one, per kind.
const FINDINGS: usize = 100;
/// Differences told one by one, per class.
const DIFFERENCES: usize = 10;
/// Groups of columns that differ together.
const CHANGED: usize = 20;
/// Letters named for people to look at.
const SAMPLE: usize = 20;
/// Characters of a masked cell.
const CELL: usize = 60;

/// Everything of a check but its verdict and who asked for it.
pub(crate) fn found(made: &Made, view: CheckView) -> CheckView {
    let report = &made.report;
    let basis = report.basis();
    let sample = report.sample(SAMPLE).into_iter();
    CheckView {
        rows: report.rows(),
        differences: made.differences.as_ref().map(differences),
        warnings: made.warnings().iter().map(Trouble::from).collect(),
        findings: report.counts().keys().map(|kind| finding(made, report, *kind)).collect(),
        troubles: report.errors().iter().map(Trouble::from).collect(),
        left_out: left_out(report),
        sample: sample.map(|pick| SampleRow { row: pick.row.0, reasons: pick.reasons }).collect(),
        master: Some(MasterView { provenance: basis.provenance, coverage: basis.coverage, digest: basis.master }),
        waivers: made.loaded.plan.waiver.iter().map(waived).collect(),
        ..view
    }
}

/// What is in the way, as it is shown.
pub(crate) fn in_the_way(open: &InTheWay) -> Vec<InTheWayView> {
    let differences = open.differences.iter().map(|open| match open {
        Open::Unexplained(class, count) => InTheWayView::Difference { class: class.code().to_owned(), count: *count },
        Open::Author(level) => InTheWayView::Author { level: level.code().to_owned() },
    });
    let finding = |(kind, count): &(FindingKind, u32)| InTheWayView::Finding {
        kind: kind.code().to_owned(),
        count: u64::from(*count),
    };
    differences.chain(open.findings.iter().map(finding)).collect()
}

fn finding(made: &Made, report: &Report, kind: FindingKind) -> CampaignFinding {
    let count = report.counts().get(&kind).copied().unwrap_or_default();
    let row = |finding: &Finding| CampaignFindingRow {
        row: finding.row.map(|row| row.0),
        place: finding.place.clone(),
        column: finding.column.map(|column| made.loaded.audience.column(column).to_owned()),
        identity: finding.identity.map(|identity| identity.code().to_owned()),
        person: finding.other,
    };
    CampaignFinding {
        kind: kind.code().to_owned(),
        grade: kind.grade(),
        cause: kind.cause(),
        count: count.findings,
        rows: count.rows,
        first: report.findings(kind).iter().take(FINDINGS).map(row).collect(),
    }
}

fn left_out(report: &Report) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for kind in report.left_out().values() {
        *counts.entry(kind.code()).or_default() += 1;
    }
    counts.into_iter().map(|(code, count)| (code.to_owned(), count)).collect()
}

fn waived(waiver: &sekisho_campaign::check::Waiver) -> WaiverView {
    WaiverView {
        code: waiver.kind.code().to_owned(),
        count: u64::from(waiver.count),
        reason: waiver.reason.clone(),
        by: waiver.by.to_string(),
        void: None,
    }
}

/// The lists against each other.
pub(crate) fn differences(differences: &Differences) -> DifferencesView {
    let outcome = &differences.outcome;
    let used = differences.explained.used.iter().map(|waiver| explained(waiver, None));
    let void = differences.explained.void.iter().map(|(waiver, why)| explained(waiver, Some(why.code())));
    let shifts = patterns("a", &outcome.shift_a).chain(patterns("b", &outcome.shift_b));
    DifferencesView {
        is_second: differences.is_second,
        sources: sources(differences),
        level: differences.level.code().to_owned(),
        identical: outcome.cases(Class::Identical),
        classes: outcome.counts.iter().filter_map(|count| class(differences, count)).collect(),
        changed: outcome.changed.iter().take(CHANGED).map(|some| (some.columns.clone(), some.rows)).collect(),
        wrong: (outcome.shift_a.wrong, outcome.shift_b.wrong),
        shifts: shifts.collect(),
        first: first(differences),
        more: outcome.more || outcome.differences.len() > DIFFERENCES,
        waivers: used.chain(void).collect(),
    }
}

fn sources(differences: &Differences) -> Vec<SourceView> {
    let mut makers = differences.makers.iter().zip(differences.made);
    let view = |source: &sekisho_tables::Source| {
        let maker = makers.next();
        let of = |text: fn(&sekisho_tables::Maker) -> &Option<String>| maker.and_then(|(maker, _)| text(maker).clone());
        SourceView {
            file: source.file.clone(),
            rows: source.rows,
            digest: source.digest,
            charset: source.charset.to_owned(),
            query: source.query,
            author: of(|maker| &maker.author),
            system: of(|maker| &maker.system),
            made: maker.and_then(|(_, made)| made),
        }
    };
    differences.outcome.sources.iter().map(view).collect()
}

/// Rows of the master that get no letter are no difference.
fn class(differences: &Differences, count: &Count) -> Option<ClassView> {
    if count.class == Class::Identical || count.class == Class::OnlyB && !differences.is_second {
        return None;
    }
    let unexplained = differences.explained.unexplained.iter().any(|(class, _)| *class == count.class);
    Some(ClassView {
        class: count.class.code().to_owned(),
        a: count.a,
        b: count.b,
        cases: count.cases(),
        open: differences.is_second && unexplained,
    })
}

fn patterns<'a>(table: &'a str, shifts: &'a Shifts) -> impl Iterator<Item = ShiftView> + 'a {
    shifts.patterns.iter().map(move |shift| shift_view(table, shift))
}

fn shift_view(table: &str, shift: &Shift) -> ShiftView {
    let none = ShiftView {
        table: table.to_owned(),
        code: String::new(),
        first: None,
        last: None,
        by: None,
        rows: None,
        columns: None,
    };
    let code = |code: &str| code.to_owned();
    let counted = |name: &str, first: u32, last: u32, rows: u64| {
        let (first, last, rows) = (Some(first), Some(last), Some(rows));
        ShiftView { code: code(name), first, last, rows, ..none.clone() }
    };
    match shift {
        Shift::Slid { first, last, by, rows } => {
            let name = if *by > 0 { "late" } else { "early" };
            ShiftView { by: Some(by.unsigned_abs()), ..counted(name, *first, *last, *rows) }
        }
        Shift::FilledDown { first, last } => {
            ShiftView { code: code("filled-down"), first: Some(*first), last: Some(*last), ..none.clone() }
        }
        Shift::SlidInView { first, last, by, rows } => {
            let name = if *by > 0 { "in-view-late" } else { "in-view-early" };
            ShiftView { by: Some(by.unsigned_abs()), ..counted(name, *first, *last, *rows) }
        }
        Shift::Exchanged { first, last, rows } => counted("exchanged", *first, *last, *rows),
        Shift::SortedAlone { first, last, rows } => counted("sorted-alone", *first, *last, *rows),
        Shift::ForeignList { first, last, rows } => counted("foreign-list", *first, *last, *rows),
        Shift::Swapped { one, other, rows } => {
            let columns = Some((one.clone(), other.clone()));
            ShiftView { code: code("swapped"), rows: Some(*rows), columns, ..none.clone() }
        }
        Shift::Scattered { rows } => ShiftView { code: code("scattered"), rows: Some(*rows), ..none.clone() },
    }
}

/// The first of each class.
fn first(differences: &Differences) -> Vec<DifferenceView> {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first = Vec::new();
    for difference in &differences.outcome.differences {
        let count = told.entry(difference.class.code()).or_default();
        *count += 1;
        let counts = difference.class != Class::OnlyB || differences.is_second;
        if *count <= DIFFERENCES && counts {
            first.push(difference_view(difference));
        }
    }
    first
}

fn difference_view(difference: &Difference) -> DifferenceView {
    let place = |at: Option<sekisho_tables::Where>| at.map(|at| (at.row, at.line));
    let cells = difference.cells.iter().map(|cell| (cell.column.clone(), masked(&cell.a), masked(&cell.b)));
    DifferenceView {
        class: difference.class.code().to_owned(),
        a: place(difference.a),
        b: place(difference.b),
        cells: cells.collect(),
    }
}

/// The first character and the form of the rest: enough to see that two differ, not enough to know who is meant.
pub(crate) fn masked(cell: &str) -> String {
    let hide = |(at, c): (usize, char)| if at > 0 && c.is_alphanumeric() { '*' } else { c };
    cell.chars().take(CELL).enumerate().map(hide).collect()
}

fn explained(waiver: &Waiver, void: Option<&str>) -> WaiverView {
    WaiverView {
        code: waiver.class.clone(),
        count: waiver.count,
        reason: waiver.reason.clone(),
        by: waiver.approver.clone(),
        void: void.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_cell_shows_a_character_and_its_form() {
        for (cell, expect) in [
            ("山田 太郎", "山* **"),
            ("taro.yamada@one.example", "t***.******@***.*******"),
            ("090-1234-5678", "0**-****-****"),
            ("", ""),
        ] {
            assert_eq!(masked(cell), expect);
        }
        assert_eq!(masked(&"あ".repeat(1_000)).chars().count(), 60);
    }
}
