//! Why tables cannot be compared, as lines for people: where, what, and what to do.

use sekisho_engine::campaigns::Trouble;
use sekisho_tables::{TableError, Told};
use sekisho_words::{Value, Words};

pub(super) fn lines(error: &TableError, words: Words) -> String {
    let trouble = Trouble::from(error);
    let help = trouble.help(words).unwrap_or_default();
    format!("{}\n  × {}\n  → {help}\n", words.text("reconcile-error-head"), trouble.what(words))
}

/// Facts as values of sentences.
pub(super) fn values<'a>(facts: &'a [(&'static str, Told)]) -> Vec<(&'static str, Value<'a>)> {
    let value = |told: &'a Told| match told {
        Told::Text(text) => Value::from(text),
        Told::Count(count) => Value::from(*count),
    };
    facts.iter().map(|(name, told)| (*name, value(told))).collect()
}
