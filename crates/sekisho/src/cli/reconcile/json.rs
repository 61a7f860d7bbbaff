//! The result as one JSON object (docs/reconcile.md).

use sekisho_tables::{Count, Difference, Outcome, Told, Warning};
use serde_json::{Value, json};

use super::Result;

/// The version of the object. Fields may be added in one version; none changes its meaning.
const VERSION: u32 = 1;

pub(super) fn object(result: &Result, reveal: bool) -> Value {
    let mut object = json!({
        "version": VERSION,
        "good": result.is_good(),
        "elapsed_ms": result.elapsed.as_secs_f64() * 1_000.0,
        "binding": result.binding,
        "fit": { "approval": result.unfit().is_empty(), "why_not": result.unfit() },
    });
    if let (Some(outcome), Some(fields)) = (&result.outcome, object.as_object_mut()) {
        let level = result.independence.map(|independence| independence.level.code());
        let lack = result.independence.and_then(|independence| independence.lack);
        let parts = [
            ("sources", json!(outcome.sources)),
            ("key", json!(outcome.key)),
            ("compared", json!(outcome.compared)),
            ("independence", json!(level)),
            ("independence_lack", json!(lack)),
            ("counts", counts(&outcome.counts)),
            ("changed", json!(outcome.changed)),
            ("shift", json!({ "a": outcome.shift_a, "b": outcome.shift_b })),
            ("second_method", second(result)),
            ("unexplained", unexplained(result)),
            ("waivers", waivers(result)),
            ("warnings", Value::Array(outcome.warnings.iter().map(warning).collect())),
            ("sums", json!(outcome.sums.iter().map(ToString::to_string).collect::<Vec<_>>())),
            ("spilled_bytes", json!(outcome.spilled)),
            ("differences", differences(outcome, reveal)),
            ("differences_cut", json!(outcome.more)),
        ];
        fields.extend(parts.map(|(name, value)| (name.to_owned(), value)));
    }
    object
}

fn counts(counts: &[Count]) -> Value {
    let one = |count: &Count| json!({ "class": count.class, "cases": count.cases(), "a": count.a, "b": count.b });
    counts.iter().map(one).collect()
}

fn second(result: &Result) -> Value {
    match &result.second {
        Some(engine) => json!({ "method": engine.code(), "agrees": true }),
        None => Value::Null,
    }
}

fn unexplained(result: &Result) -> Value {
    let one = |(class, cases): &(sekisho_tables::Class, u64)| json!({ "class": class, "cases": cases });
    result.explained.unexplained.iter().map(one).collect()
}

fn waivers(result: &Result) -> Value {
    let void = result.explained.void.iter().map(|(waiver, why)| json!({ "waiver": waiver, "why": why }));
    json!({ "used": result.explained.used, "void": void.collect::<Vec<_>>() })
}

fn warning(warning: &Warning) -> Value {
    let mut object = serde_json::Map::new();
    object.insert("code".to_owned(), json!(warning.code));
    for (name, told) in &warning.facts {
        let value = match told {
            Told::Text(text) => json!(text),
            Told::Count(count) => json!(count),
        };
        object.insert((*name).to_owned(), value);
    }
    Value::Object(object)
}

/// Without `--reveal` only where and which columns.
fn differences(outcome: &Outcome, reveal: bool) -> Value {
    let one = |difference: &Difference| {
        let columns: Vec<&str> = difference.cells.iter().map(|cell| cell.column.as_str()).collect();
        let mut object = json!({
            "class": difference.class, "a": difference.a, "b": difference.b, "columns": columns
        });
        if let Some(fields) = object.as_object_mut().filter(|_| reveal) {
            fields.insert("key".to_owned(), json!(difference.key));
            fields.insert("cells".to_owned(), json!(difference.cells));
        }
        object
    };
    outcome.differences.iter().map(one).collect()
}
