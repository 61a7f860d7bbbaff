//! Where campaigns stand, as lines for people.

use sekisho_engine::desk::{CheckView, InTheWayView};
use sekisho_words::{Value, Words};
use serde_json::Value as Json;

use super::complaint;
use crate::control::Taken;

/// Rows named per kind of finding.
const NAMED: usize = 10;

/// What came of a submission.
pub(super) fn taken(taken: &Taken, words: Words) -> String {
    let mut lines = Vec::new();
    let submitted = &taken.submitted;
    if !submitted.changed.is_empty() {
        let files = Value::from(submitted.changed.join(", "));
        lines.push(words.with("campaign-submit-changed", &[("files", files)]));
    }
    if submitted.voided {
        lines.push(words.text("campaign-submit-voided"));
    }
    lines.extend(check(&taken.check, words));
    let stand = words.text(&format!("campaign-stand-{}", taken.stand.code()));
    let id = Value::from(submitted.id.as_str());
    lines.push(words.with("campaign-now", &[("id", id), ("stand", Value::from(stand))]));
    if let Some(root) = taken.check.root {
        let values = [("id", Value::from(submitted.id.as_str())), ("root", Value::from(root.to_string()))];
        lines.push(words.with("campaign-submit-next", &values));
    }
    lines.join("\n")
}

/// What a check found.
pub(super) fn check(check: &CheckView, words: Words) -> Vec<String> {
    if let Some(trouble) = &check.trouble {
        return vec![complaint::lines(trouble, words).trim_end().to_owned()];
    }
    let mut lines = super::told::warnings(check.warnings.iter().cloned(), words);
    if let Some(differences) = &check.differences {
        let with = if differences.is_second { "campaign-compared-second" } else { "campaign-compared-master" };
        lines.push(words.text(with));
        lines.push(format!("  {}", words.text(&format!("reconcile-level-{}", differences.level))));
        let told = differences.classes.iter().filter(|class| class.cases > 0);
        lines.extend(told.map(|class| {
            let name = words.text(&format!("reconcile-class-{}", class.class));
            let values = [("class", Value::from(name)), ("count", Value::from(class.cases))];
            format!("  {}", words.with("reconcile-count", &values))
        }));
        lines.extend(differences.shifts.iter().map(|shift| format!("  {}", shift.sentence(words))));
        lines.push(String::new());
    }
    for finding in &check.findings {
        let name = words.text(&format!("campaign-finding-{}", finding.kind));
        let rows: Vec<String> = finding.first.iter().filter_map(|row| row.row).map(|row| row.to_string()).collect();
        let values = [
            ("grade", Value::from(words.text(&format!("campaign-grade-{}", super::told::grade_code(finding.grade))))),
            ("finding", Value::from(name)),
            ("count", Value::from(finding.count)),
        ];
        lines.push(words.with("campaign-finding", &values));
        if !rows.is_empty() {
            let named = rows.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = (finding.rows as usize).saturating_sub(NAMED);
            let values = [("rows", Value::from(named)), ("count", Value::from(more))];
            let key = if more > 0 { "campaign-rows-more" } else { "campaign-rows" };
            lines.push(format!("    {}", words.with(key, &values)));
        }
    }
    lines.extend(check.troubles.iter().take(NAMED).map(|trouble| format!("  {}", trouble.what(words))));
    lines.push(match check.root {
        Some(_) => words.with("campaign-ready", &[("rows", Value::from(check.letters))]),
        None => {
            let open: Vec<String> = check.in_the_way.iter().map(|open| in_the_way(open, words)).collect();
            words.with("campaign-open", &[("kinds", Value::from(open.join(", ")))])
        }
    });
    lines
}

fn in_the_way(open: &InTheWayView, words: Words) -> String {
    match open {
        InTheWayView::Difference { class, count } => {
            format!("{} ({count})", words.text(&format!("reconcile-class-{class}")))
        }
        InTheWayView::Author { .. } => words.text("campaign-same-author"),
        InTheWayView::Finding { kind, count } => {
            format!("{} ({count})", words.text(&format!("campaign-finding-{kind}")))
        }
    }
}

/// All campaigns, one a line: id, where it stands, letters, those that came to an end.
pub(super) fn list(rows: &Json, words: Words) -> String {
    let line = |row: &Json| {
        let stand = words.text(&format!("campaign-stand-{}", text(row, "/stand")));
        format!("{}\t{stand}\t{}\t{}", text(row, "/id"), number(row, "/letters"), number(row, "/settled"))
    };
    rows.as_array().into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}

/// One campaign: where it stands, what an approval is given for, how far its letters are, what happened.
pub(super) fn page(page: &Json, words: Words) -> String {
    let stand = words.text(&format!("campaign-stand-{}", text(page, "/row/stand")));
    let mut lines =
        vec![words.with("campaign-now", &[("id", Value::from(text(page, "/row/id"))), ("stand", Value::from(stand))])];
    if let Some(root) = page.pointer("/row/root").and_then(Json::as_str) {
        let values = [("root", Value::from(root)), ("rows", Value::from(number(page, "/row/letters")))];
        lines.push(words.with("campaign-status-root", &values));
    }
    for count in page.pointer("/sending/counts").and_then(Json::as_array).into_iter().flatten() {
        let state = words.text(&format!("campaign-state-{}", text(count, "/0")));
        let values = [("state", Value::from(state)), ("rows", Value::from(number(count, "/1")))];
        lines.push(format!("  {}", words.with("campaign-status-rows", &values)));
    }
    lines.extend(waits(page, words));
    for act in page.pointer("/acts").and_then(Json::as_array).into_iter().flatten() {
        let by = act.pointer("/by").and_then(Json::as_str).unwrap_or("–");
        lines.push(format!("  #{}\t{}\t{}\t{by}", number(act, "/seq"), text(act, "/at"), text(act, "/code")));
    }
    lines.join("\n")
}

/// What it waits for: somebody, an hour, something that is in the way.
fn waits(page: &Json, words: Words) -> Vec<String> {
    let said = |at: &str, key: &str| {
        let code = page.pointer(at).and_then(Json::as_str)?;
        Some(words.text(&format!("{key}-{code}")))
    };
    let mut lines: Vec<String> = said("/sending/pause", "campaign-pause").into_iter().collect();
    if let Some(question) = said("/sending/question", "campaigns-question") {
        lines.extend([question, words.text("campaigns-question-do")]);
    }
    if let Some(at) = page.pointer("/opens_at").and_then(Json::as_str) {
        lines.push(format!("{} {at}", words.text("campaigns-opens-at")));
    }
    let open = page.pointer("/check/in_the_way").cloned().unwrap_or_default();
    let open: Vec<InTheWayView> = serde_json::from_value(open).unwrap_or_default();
    if !open.is_empty() {
        let kinds: Vec<String> = open.iter().map(|open| in_the_way(open, words)).collect();
        lines.push(words.with("campaign-open", &[("kinds", Value::from(kinds.join(", ")))]));
    }
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

fn text(value: &Json, at: &str) -> String {
    value.pointer(at).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn number(value: &Json, at: &str) -> u64 {
    value.pointer(at).and_then(Json::as_u64).unwrap_or(0)
}
