//! Data that is not seen when a file is opened (A2): hidden sheets, rows, columns, comments, tracked changes, the stored
//! source of a pivot table. The sender did not see it, so one look is asked for whatever the number of persons.

use sekisho_content::{
    Part,
    mail::{Hidden, Table},
};
use sekisho_model::{Fact, Place};
use sekisho_privacy::{Source, Survey, survey as look};

use super::{Reports, Weight, marks, personal};
use crate::view::{PartSurvey, View, persons};

/// Persons in what a file hides.
pub(super) fn hidden(view: &View<'_>, reports: &mut Reports<'_>) {
    if view.outside.is_empty() {
        return;
    }
    for survey in view.surveyed().parts.iter().filter(|survey| survey.persons > 0) {
        let Some(part) = view.mail.parts.get(survey.part) else { continue };
        let codes: Vec<&str> =
            part.hidden.iter().filter(|hidden| carries(**hidden)).map(|hidden| hidden.code()).collect();
        if codes.is_empty() {
            continue;
        }
        let Some((found, count)) = hidden_persons(part, survey) else { continue };
        let place = Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) };
        let finding =
            personal::with_persons(reports.found(place), &found, count).with("hidden", Fact::Word(codes.join(", ")));
        let finding = marks::with(finding, view, std::iter::once(survey));
        let parts = view.attachment_of(part).cloned().into_iter().collect();
        reports.report_parts(finding, view.outside.clone(), Weight::Acts, parts);
    }
}

/// Kinds of hidden data in which persons travel. Properties name the writer and are told of everywhere.
const fn carries(hidden: Hidden) -> bool {
    !matches!(hidden, Hidden::Property)
}

/// The persons of the hidden part alone where it can be told apart, else of the whole file: a hidden column says
/// something of the persons in the seen ones. `None` when what is hidden names nobody.
fn hidden_persons(part: &Part, whole: &PartSurvey) -> Option<(Survey, u64)> {
    let all = || Some((whole.survey.clone(), whole.persons));
    let apart = part.hidden.iter().filter(|hidden| carries(**hidden));
    let apart = apart.into_iter().all(|hidden| matches!(hidden, Hidden::Sheet | Hidden::Row | Hidden::PivotCache));
    let tables = part.reading.tables();
    if !apart || tables.is_empty() {
        return all();
    }
    let rows: Vec<Vec<Vec<String>>> = tables.iter().map(hidden_rows).collect();
    let tables: Vec<&[Vec<String>]> = rows.iter().map(Vec::as_slice).filter(|rows| !rows.is_empty()).collect();
    let found = look(&Source { text: "", tables: &tables });
    let count = persons(&found);
    (count > 0).then_some((found, count))
}

/// The hidden rows of a table with its first row, which says what the columns hold; all rows of a hidden table.
fn hidden_rows(table: &Table) -> Vec<Vec<String>> {
    if !table.visible {
        return table.rows.clone();
    }
    if table.hidden_rows.is_empty() {
        return Vec::new();
    }
    let hidden = |at: usize| at == 0 || table.hidden_rows.binary_search(&at).is_ok();
    table.rows.iter().enumerate().filter(|(at, _)| hidden(*at)).map(|(_, row)| row.clone()).collect()
}
