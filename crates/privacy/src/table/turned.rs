//! Tables lying on their side: every row begins with its label, and every column behind is a person.

use std::ops::Range;

use super::{
    column::{Evidence, Role},
    header::header,
    people::{self, Column, Plan},
    trimmed,
};
use crate::{detect::labelled, kind::Kind, lexicon::words::Label};

/// Rows that make such a table.
const ROWS: usize = 2;
/// Persons that make one; a single person is a form.
const PERSONS: usize = 2;
/// Cells looked at per row.
const SAMPLE: usize = 120;

/// Runs of rows that are such tables, in order.
pub(super) fn runs(rows: &[Vec<String>]) -> Vec<Range<usize>> {
    let labels: Vec<Option<Label>> = rows.iter().map(|row| label(row)).collect();
    let mut runs = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let run = run(rows, &labels, at);
        if run >= ROWS {
            runs.push(at..at + run);
        }
        at += run.max(1);
    }
    runs
}

/// How many rows from here on have labels, all different, and names of persons among them.
fn run(rows: &[Vec<String>], labels: &[Option<Label>], at: usize) -> usize {
    let mut seen: Vec<Label> = Vec::new();
    let mut named = false;
    for (row, label) in rows.iter().zip(labels).skip(at) {
        let Some(label) = label.filter(|label| !seen.contains(label)) else { break };
        seen.push(label);
        named |= label == Label::Name && values(row).filter(|cell| labelled::is_name(cell)).count() >= PERSONS;
    }
    if named { seen.len() } else { 0 }
}

/// The label of a row that has several values and no other label.
fn label(row: &[String]) -> Option<Label> {
    let label = header(&trimmed(row.first()?))?;
    let several = values(row).take(PERSONS).count() == PERSONS;
    (several && values(row).all(|cell| header(&cell).is_none())).then_some(label)
}

fn values(row: &[String]) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
    row.iter().skip(1).take(SAMPLE).map(|cell| trimmed(cell)).filter(|cell| !cell.is_empty())
}

/// Whose rows they are.
pub(super) fn plan(rows: &[Vec<String>]) -> Plan {
    let columns = rows.iter().map(|row| {
        let head = row.first().map(|cell| trimmed(cell)).unwrap_or_default();
        let label = header(&head);
        let mut evidence = Evidence::default();
        values(row).for_each(|cell| evidence.look(&cell));
        let role = evidence.decide(label);
        let role = if label == Some(Label::Name) && role == Role::Free { Role::Kind(Kind::Name) } else { role };
        Column { label, party: people::party(&head), role, ..evidence.column(role) }
    });
    Plan::of(&columns.collect::<Vec<_>>())
}
