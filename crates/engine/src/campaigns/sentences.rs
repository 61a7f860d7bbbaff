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
    let counted = |first: u32, last: u32, count: u64| {
        let mut values = rows(first, last);
        values.push(("rows", Value::from(count)));
        values
    };
    let slid = |first: u32, last: u32, by: i64, count: u64| {
        let mut values = counted(first, last, count);
        values.push(("by", Value::from(by.unsigned_abs())));
        values
    };
    let (key, values) = match shift {
        Shift::Slid { first, last, by, rows } => {
            (if *by > 0 { "late" } else { "early" }, slid(*first, *last, *by, *rows))
        }
        Shift::FilledDown { first, last } => ("filled-down", rows(*first, *last)),
        Shift::SlidInView { first, last, by, rows } => {
            (if *by > 0 { "in-view-late" } else { "in-view-early" }, slid(*first, *last, *by, *rows))
        }
        Shift::Exchanged { first, last, rows } => ("exchanged", counted(*first, *last, *rows)),
        Shift::SortedAlone { first, last, rows } => ("sorted-alone", counted(*first, *last, *rows)),
        Shift::ForeignList { first, last, rows } => ("foreign-list", counted(*first, *last, *rows)),
        Shift::Swapped { one, other, rows } => {
            ("swapped", vec![("one", Value::from(one)), ("other", Value::from(other)), ("rows", Value::from(*rows))])
        }
        Shift::Scattered { rows } => ("scattered", vec![("rows", Value::from(*rows))]),
    };
    words.with(&format!("reconcile-shift-{key}"), &values)
}
