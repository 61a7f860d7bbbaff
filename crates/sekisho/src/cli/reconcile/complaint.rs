//! Why tables cannot be compared, as lines for people: where, what, and what to do.

use sekisho_tables::{TableError, Told};
use sekisho_words::{Value, Words};

pub(in crate::cli) fn lines(error: &TableError, words: Words) -> String {
    let facts = error.facts();
    let values = values(&facts);
    let what = words.with(&format!("reconcile-error-{}", error.code()), &values);
    let near = facts.iter().any(|(name, told)| *name == "nearest" && *told != Told::Text(String::new()));
    let near = if near { "-near" } else { "" };
    let help = words.with(&format!("reconcile-help-{}{near}", error.code()), &values);
    let place = error.place().map(|place| format!("{place}: ")).unwrap_or_default();
    format!("{}\n  × {place}{what}\n  → {help}\n", words.text("reconcile-error-head"))
}

/// Facts as values of sentences.
pub(super) fn values<'a>(facts: &'a [(&'static str, Told)]) -> Vec<(&'static str, Value<'a>)> {
    let value = |told: &'a Told| match told {
        Told::Text(text) => Value::from(text),
        Told::Count(count) => Value::from(*count),
    };
    facts.iter().map(|(name, told)| (*name, value(told))).collect()
}
