//! A plan as one JSON object (docs/campaign.md). Nothing in it says what a cell says.

use sekisho_campaign::Finding;
use sekisho_engine::campaigns::{Differences, Trouble, differences::Open, making::InTheWay};
use serde_json::{Value, json};

use super::{Planned, Verdict, told::grade};

/// Rows listed per kind; counts are complete.
const LISTED: usize = 1_000;

pub(super) fn begun(planned: &Planned) -> Value {
    let report = &planned.made.report;
    let basis = report.basis();
    let findings: Vec<Value> = report.counts().iter().map(|(kind, count)| {
        let rows: Vec<Value> = report.findings(*kind).iter().take(LISTED).map(|finding| row(planned, finding)).collect();
        json!({ "kind": kind.code(), "grade": grade(*kind), "cause": kind.cause(), "count": count.findings, "rows": count.rows, "first": rows })
    }).collect();
    let errors: Vec<Value> =
        report.errors().iter().map(|error| json!({ "code": error.code(), "row": error.place().0 })).collect();
    let left_out: Vec<Value> =
        report.left_out().iter().map(|(row, kind)| json!({ "row": row, "kind": kind.code() })).collect();
    json!({
        "campaign": basis.campaign,
        "rows": report.rows(),
        "master": { "provenance": basis.provenance, "coverage": basis.coverage, "digest": basis.master },
        "digests": { "list": basis.audience, "job": basis.job },
        "differences": planned.made.differences.as_ref().map(differences),
        "warnings": planned.made.warnings().iter().map(Trouble::from).collect::<Vec<_>>(),
        "findings": findings,
        "errors": errors,
        "left_out": left_out,
        "sample": planned.sample,
        "elapsed_ms": u64::try_from(planned.elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}

pub(super) fn ended(mut object: Value, verdict: &Verdict) -> Value {
    let (ready, letters, open) = match verdict {
        Verdict::Ready(letters) => (true, *letters, Vec::new()),
        Verdict::Open(open) => (false, 0, in_the_way(open)),
    };
    if let Some(object) = object.as_object_mut() {
        object.insert("ready".to_owned(), ready.into());
        object.insert("letters".to_owned(), letters.into());
        object.insert("open".to_owned(), open.into());
    }
    object
}

fn in_the_way(open: &InTheWay) -> Vec<&'static str> {
    let differences = open.differences.iter().map(|open| match open {
        Open::Unexplained(class, _) => class.code(),
        Open::Author(_) => "same-author",
    });
    differences.chain(open.findings.iter().map(|(kind, _)| kind.code())).collect()
}

/// As `sekisho reconcile --json` has them (docs/reconcile.md).
fn differences(differences: &Differences) -> Value {
    let outcome = &differences.outcome;
    json!({
        "compared_with": if differences.is_second { "second" } else { "master" },
        "independence": differences.level,
        "sources": outcome.sources,
        "counts": outcome.counts,
        "changed": outcome.changed,
        "shift": { "a": outcome.shift_a, "b": outcome.shift_b },
        "waivers": differences.explained,
    })
}

fn row(planned: &Planned, finding: &Finding) -> Value {
    let column = finding.column.map(|column| planned.made.loaded.audience.column(column));
    json!({ "row": finding.row, "place": finding.place, "column": column, "identity": finding.identity, "person": finding.other })
}
