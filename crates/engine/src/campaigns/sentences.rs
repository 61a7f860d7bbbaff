//! Sentences about differences, for the command line, workbooks, certificates and pages alike.

use sekisho_tables::{Class, Shift};
use sekisho_words::{Value, Words};

/// The name of a class.
#[must_use]
pub fn class(class: Class, words: Words) -> String {
    words.text(&format!("reconcile-class-{}", class.code()))
}

/// What happened to a column: "Rows 412–1,369: the address column is 1 row late …".
#[must_use]
pub fn shift(shift: &Shift, words: Words) -> String {
    let rows = |first: u32, last: u32| vec![("first", Value::from(first)), ("last", Value::from(last))];
    let (key, values) = match shift {
        Shift::Slid { first, last, by, rows: count } => {
            let mut values = rows(*first, *last);
            values.extend([("by", Value::from(by.unsigned_abs())), ("rows", Value::from(*count))]);
            (if *by > 0 { "late" } else { "early" }, values)
        }
        Shift::FilledDown { first, last } => ("filled-down", rows(*first, *last)),
        Shift::SortedAlone { rows } => ("sorted-alone", vec![("rows", Value::from(*rows))]),
        Shift::ForeignList { first, last, rows: count } => {
            let mut values = rows(*first, *last);
            values.push(("rows", Value::from(*count)));
            ("foreign-list", values)
        }
        Shift::Swapped { one, other, rows } => {
            ("swapped", vec![("one", Value::from(one)), ("other", Value::from(other)), ("rows", Value::from(*rows))])
        }
        Shift::Scattered { rows } => ("scattered", vec![("rows", Value::from(*rows))]),
    };
    words.with(&format!("reconcile-shift-{key}"), &values)
}
