//! Personal data: how many persons, of which kinds, in which part (A3, A4), and what a leak would cost.
//!
//! Holds go by the upper bound of persons and refusals by the lower one, over all parts of the letter together.

use sekisho_content::Part;
use sekisho_model::{Fact, Finding, FindingKind, Place};
use sekisho_privacy::{Sensitivity, Survey, cost};

use super::{Reports, Weight, marks};
use crate::view::{Surveyed, View};

/// Persons in the letter, and what a leak of them would cost.
pub(super) fn personal_data(view: &View<'_>, reports: &mut Reports<'_>) {
    if view.outside.is_empty() {
        return;
    }
    let surveyed = view.surveyed();
    if surveyed.persons > 0 {
        let finding = with_persons(reports.found(place(view)), &surveyed.whole, surveyed.persons);
        let finding = with_cost(view, finding, &surveyed.whole, surveyed.persons);
        let finding = marks::with(finding, view, surveyed.parts.iter());
        let parts = view.surveyed().parts.iter().filter_map(|survey| view.mail.parts.get(survey.part));
        let parts = parts.filter_map(|part| view.attachment_of(part).cloned()).collect();
        reports.report_parts(finding, view.outside.clone(), weight(view, surveyed), parts);
    }
}

/// What a leak would cost by the JO model: per person, and for the persons at least and at most.
fn with_cost(view: &View<'_>, finding: Finding, survey: &Survey, persons: u64) -> Finding {
    let circumstances = cost::Circumstances { high_duty: view.policy.settings().high_duty, inadequate_response: false };
    let each = cost::per_person(&cost::items(survey.kinds.keys().copied()), circumstances);
    let few = survey.persons.lower.min(persons);
    finding
        .with("cost-each", Fact::Count(each))
        .with("cost-low", Fact::Count(few.saturating_mul(each)))
        .with("cost-high", Fact::Count(persons.saturating_mul(each)))
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

pub(super) fn place_of(part: &Part) -> Place {
    Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) }
}

pub(super) fn with_persons(finding: Finding, survey: &Survey, persons: u64) -> Finding {
    let kinds: Vec<&str> = survey.kinds.keys().filter(|kind| kind.is_personal()).map(|kind| kind.code()).collect();
    finding
        .with("count", Fact::Count(persons))
        .with("at-least", Fact::Count(survey.persons.lower))
        .with("kinds", Fact::Word(kinds.join(", ")))
        .with("sensitivity", Fact::Word(survey.sensitivity.code().to_owned()))
}

/// Special-care data.
pub(super) fn special_care(view: &View<'_>, reports: &mut Reports<'_>) {
    if view.outside.is_empty() {
        return;
    }
    for survey in view.surveyed().parts.iter().filter(|survey| is_special(&survey.survey)) {
        let Some(part) = view.mail.parts.get(survey.part) else { continue };
        let finding = with_persons(reports.found(place_of(part)), &survey.survey, survey.persons);
        let finding = marks::with(finding, view, std::iter::once(survey));
        let parts = view.attachment_of(part).cloned().into_iter().collect();
        reports.report_parts(finding, view.outside.clone(), Weight::Acts, parts);
    }
}

/// Attachments with personal data that would leave as they are, unencrypted.
pub(super) fn unprotected(view: &View<'_>, reports: &mut Reports<'_>) {
    let least = view.policy.number(FindingKind::UnprotectedAttachment, "persons");
    if view.outside.is_empty() {
        return;
    }
    for survey in &view.surveyed().parts {
        let Some(part) = view.mail.parts.get(survey.part) else { continue };
        let Some(path) = view.attachment_of(part) else { continue };
        // What only a password opened leaves encrypted anyway.
        if part.unlocked {
            continue;
        }
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
