//! Personal data: how many persons, of which kinds, in which part (A2, A3, A4).
//!
//! Holds go by the upper bound of persons and refusals by the lower one, over all parts of the letter together.

use sekisho_content::{Part, mail::Hidden};
use sekisho_model::{Cause, Fact, Finding, FindingKind, Place};
use sekisho_privacy::{Sensitivity, Survey};

use super::{Reports, Weight};
use crate::view::{Surveyed, View};

/// Persons in the letter; data that is not seen when a file is opened besides.
pub(super) fn personal_data(view: &View<'_>, reports: &mut Reports<'_>) {
    if view.outside.is_empty() {
        return;
    }
    let surveyed = view.surveyed();
    if surveyed.persons > 0 {
        let finding = with_persons(reports.found(place(view)), &surveyed.whole, surveyed.persons);
        let parts = view.surveyed().parts.iter().filter_map(|survey| view.mail.parts.get(survey.part));
        let parts = parts.filter_map(|part| view.attachment_of(part).cloned()).collect();
        reports.report_parts(finding, view.outside.clone(), weight(view, surveyed), parts);
    }
    hidden(view, reports);
}

fn weight(view: &View<'_>, surveyed: &Surveyed) -> Weight {
    let number = |key| view.policy.number(FindingKind::PersonalData, key);
    if surveyed.whole.persons.lower >= number("refuse_persons") {
        return if view.outside_count() > 1 { Weight::Refuses } else { Weight::Grave };
    }
    if surveyed.persons >= number("persons") { Weight::Acts } else { Weight::Note }
}

/// The only part with personal data, or the letter.
fn place(view: &View<'_>) -> Place {
    let parts: Vec<&Part> =
        view.surveyed().parts.iter().filter_map(|survey| view.mail.parts.get(survey.part)).collect();
    match parts.as_slice() {
        [only] => place_of(only),
        _ => Place::Letter,
    }
}

fn place_of(part: &Part) -> Place {
    Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) }
}

fn with_persons(finding: Finding, survey: &Survey, persons: u64) -> Finding {
    let kinds: Vec<&str> = survey.kinds.keys().filter(|kind| kind.is_personal()).map(|kind| kind.code()).collect();
    finding
        .with("count", Fact::Count(persons))
        .with("at-least", Fact::Count(survey.persons.lower))
        .with("kinds", Fact::Word(kinds.join(", ")))
        .with("sensitivity", Fact::Word(survey.sensitivity.code().to_owned()))
}

/// Persons in a file with hidden sheets, rows, columns, tracked changes or a pivot's source: the sender did not see
/// them, so one look is asked for whatever their number.
fn hidden(view: &View<'_>, reports: &mut Reports<'_>) {
    for survey in view.surveyed().parts.iter().filter(|survey| survey.persons > 0) {
        let Some(part) = view.mail.parts.get(survey.part) else { continue };
        let codes: Vec<&str> = part.hidden.iter().filter_map(|hidden| code(*hidden)).collect();
        if codes.is_empty() {
            continue;
        }
        let mut finding = with_persons(reports.found(place_of(part)), &survey.survey, survey.persons)
            .with("hidden", Fact::Word(codes.join(", ")));
        finding.cause = Some(Cause::A2);
        let parts = view.attachment_of(part).cloned().into_iter().collect();
        reports.report_parts(finding, view.outside.clone(), Weight::Acts, parts);
    }
}

/// Kinds of hidden data in which lists of persons travel.
const fn code(hidden: Hidden) -> Option<&'static str> {
    match hidden {
        Hidden::Sheet => Some("sheet"),
        Hidden::Row => Some("row"),
        Hidden::Column => Some("column"),
        Hidden::TrackedChange => Some("tracked-change"),
        Hidden::PivotCache => Some("pivot-cache"),
        Hidden::Embedded => Some("embedded"),
        _ => None,
    }
}

/// Whether a report is about data the sender did not see: it asks for one look, whatever `then` says for numbers.
pub(crate) fn is_hidden(finding: &Finding) -> bool {
    finding.kind == FindingKind::PersonalData && finding.facts.contains_key("hidden")
}

/// Special-care data.
pub(super) fn special_care(view: &View<'_>, reports: &mut Reports<'_>) {
    if view.outside.is_empty() {
        return;
    }
    for survey in view.surveyed().parts.iter().filter(|survey| is_special(&survey.survey)) {
        let Some(part) = view.mail.parts.get(survey.part) else { continue };
        let finding = with_persons(reports.found(place_of(part)), &survey.survey, survey.persons);
        let parts = view.attachment_of(part).cloned().into_iter().collect();
        reports.report_parts(finding, view.outside.clone(), Weight::Acts, parts);
    }
}

/// Attachments with personal data that would leave as they are.
pub(super) fn unprotected(view: &View<'_>, reports: &mut Reports<'_>) {
    let least = view.policy.number(FindingKind::UnprotectedAttachment, "persons");
    if view.outside.is_empty() {
        return;
    }
    for survey in &view.surveyed().parts {
        let Some(part) = view.mail.parts.get(survey.part) else { continue };
        let Some(path) = view.attachment_of(part) else { continue };
        if survey.persons >= least || is_special(&survey.survey) {
            let mut finding = with_persons(reports.found(place_of(part)), &survey.survey, survey.persons);
            if let Some(name) = part.inside.as_ref().or(part.name.as_ref()) {
                finding = finding.with("name", Fact::Private(name.clone()));
            }
            reports.report_parts(finding, view.outside.clone(), Weight::Acts, vec![path.clone()]);
        }
    }
}

fn is_special(survey: &Survey) -> bool {
    survey.sensitivity >= Sensitivity::SpecialCare
}
