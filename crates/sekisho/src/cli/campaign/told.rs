//! A plan as lines for people: what was found, not what the cells say.

use sekisho_campaign::{Finding, FindingKind, RowNumber, sample::Reason};
use sekisho_words::{Value, Words};

use sekisho_engine::campaigns::{Differences, Trouble, differences::Open, sentences};
use sekisho_tables::Class;

use super::{Planned, Verdict};

/// Rows named per kind.
const NAMED: usize = 10;
/// Errors shown.
const SHOWN: usize = 20;

pub(super) fn lines(planned: &Planned, words: Words) -> String {
    let report = &planned.made.report;
    let coverage = report.basis().coverage;
    let made = report.rows() - report.counts().get(&FindingKind::NotMade).map_or(0, |count| count.rows);
    let mut lines = vec![
        words.with("campaign-made", &[("made", Value::from(made)), ("rows", Value::from(report.rows()))]),
        words.with(
            "campaign-master",
            &[
                ("persons", Value::from(coverage.persons)),
                ("searched", Value::from(coverage.searched)),
                ("short", Value::from(coverage.too_short)),
                ("unreadable", Value::from(coverage.unreadable)),
            ],
        ),
        String::new(),
    ];
    lines.extend(warnings(planned.made.warnings().iter().map(Trouble::from), words));
    lines.extend(planned.made.differences.iter().flat_map(|differences| self::differences(differences, words)));
    for (kind, count) in report.counts() {
        let values = [
            ("grade", Value::from(words.text(&format!("campaign-grade-{}", grade(*kind))))),
            ("finding", Value::from(named(*kind, words))),
            ("count", Value::from(count.findings)),
        ];
        lines.push(words.with("campaign-finding", &values));
        lines.extend(where_found(planned, *kind, words));
    }
    if !report.errors().is_empty() {
        lines.push(words.text("campaign-errors"));
        let told = |error| format!("  {}", Trouble::from(error).what(words));
        lines.extend(report.errors().iter().take(SHOWN).map(told));
    }
    if !report.left_out().is_empty() {
        lines.push(words.with("campaign-left-out", &[("rows", Value::from(report.left_out().len()))]));
    }
    lines.extend(sample(planned, words));
    lines.join("\n") + "\n"
}

/// What is odd about the tables: a hidden row is mailed like any other.
pub(super) fn warnings(warnings: impl Iterator<Item = Trouble>, words: Words) -> Vec<String> {
    warnings.map(|warning| format!("! {}", warning.what(words))).collect()
}

/// The lists against each other: what differs, and what happened to a column.
fn differences(differences: &Differences, words: Words) -> Vec<String> {
    let outcome = &differences.outcome;
    let with = if differences.is_second { "campaign-compared-second" } else { "campaign-compared-master" };
    let mut lines = vec![words.text(with)];
    if differences.is_second {
        lines.push(format!("  {}", words.text(&format!("reconcile-level-{}", differences.level.code()))));
        let told = outcome.counts.iter().filter(|count| count.class != Class::Identical && count.cases() > 0);
        lines.extend(told.map(|count| {
            let name = sentences::class(count.class, words);
            let values = [("class", Value::from(name)), ("count", Value::from(count.cases()))];
            format!("  {}", words.with("reconcile-count", &values))
        }));
    }
    let shifts = outcome.shift_a.patterns.iter().map(|shift| format!("  {}", sentences::shift(shift, words)));
    lines.extend(shifts);
    lines.push(String::new());
    lines
}

pub(super) fn verdict(verdict: &Verdict, words: Words) -> String {
    match verdict {
        Verdict::Ready(rows) => words.with("campaign-ready", &[("rows", Value::from(*rows))]) + "\n",
        Verdict::Open(open) => {
            let findings = open.findings.iter().map(|(kind, count)| format!("{} ({count})", named(*kind, words)));
            let differences = open.differences.iter().map(|open| match open {
                Open::Unexplained(class, cases) => format!("{} ({cases})", sentences::class(*class, words)),
                Open::Author(_) => words.text("campaign-same-author"),
            });
            let kinds: Vec<_> = differences.chain(findings).collect();
            words.with("campaign-open", &[("kinds", Value::from(kinds.join(", ")))]) + "\n"
        }
    }
}

pub(super) fn grade(kind: FindingKind) -> &'static str {
    grade_code(kind.grade())
}

pub(super) const fn grade_code(grade: sekisho_campaign::Grade) -> &'static str {
    match grade {
        sekisho_campaign::Grade::Forbids => "forbids",
        sekisho_campaign::Grade::LeavesOut => "leaves-out",
        sekisho_campaign::Grade::Asks => "asks",
    }
}

fn named(kind: FindingKind, words: Words) -> String {
    words.text(&format!("campaign-finding-{}", kind.code()))
}

/// The first rows, and the columns when cells are at fault.
fn where_found(planned: &Planned, kind: FindingKind, words: Words) -> Vec<String> {
    let findings = planned.made.report.findings(kind);
    let mut rows: Vec<RowNumber> = findings.iter().filter_map(|finding| finding.row).collect();
    rows.dedup();
    let all = planned.made.report.counts().get(&kind).map_or(0, |count| count.rows as usize);
    let listed: Vec<String> = rows.iter().take(NAMED).map(|row| row.0.to_string()).collect();
    let mut lines = Vec::new();
    if !listed.is_empty() {
        let more = all.saturating_sub(listed.len());
        let values = [("rows", Value::from(listed.join(", "))), ("count", Value::from(more))];
        let key = if more > 0 { "campaign-rows-more" } else { "campaign-rows" };
        lines.push(format!("    {}", words.with(key, &values)));
    }
    let columns = columns(findings).into_iter().map(|column| planned.made.loaded.audience.column(column).to_owned());
    lines.extend(
        columns.map(|column| format!("    {}", words.with("campaign-column", &[("column", Value::from(column))]))),
    );
    lines
}

fn columns(findings: &[Finding]) -> Vec<usize> {
    let mut columns: Vec<usize> = findings.iter().filter_map(|finding| finding.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn sample(planned: &Planned, words: Words) -> Vec<String> {
    if planned.sample.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), words.text("campaign-sample")];
    for pick in &planned.sample {
        let reasons: Vec<String> = pick.reasons.iter().map(|reason| why(*reason, words)).collect();
        lines.push(format!("  {:>7}  {}", pick.row.0, reasons.join(", ")));
    }
    lines.push(String::new());
    lines
}

fn why(reason: Reason, words: Words) -> String {
    match reason {
        Reason::Finding(kind) => words.with("campaign-sample-finding", &[("finding", Value::from(named(kind, words)))]),
        other => words.text(&format!("campaign-sample-{}", other.code())),
    }
}
