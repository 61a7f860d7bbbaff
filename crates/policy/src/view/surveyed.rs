//! Personal data of a letter: per part, and joined over all parts.
//!
//! Hidden sheets, inner files and quoted threads count like everything else: they leave, too. What the correspondents
//! tell of themselves is taken out first (`text::contacts`).

use sekisho_content::{
    Part,
    mail::{Role, Table},
};
use sekisho_privacy::{Kind, Sensitivity, Source, Survey, survey as look};

use super::View;
use crate::text::contacts::Contacts;

/// A table with more persons than this is a list; looking for the correspondents in it would change nothing.
const LIST: u64 = 60;

/// The survey of one part.
#[derive(Debug)]
pub(crate) struct PartSurvey {
    /// Index in `mail.parts`.
    pub(crate) part: usize,
    pub(crate) survey: Survey,
    /// Persons for thresholds, at most.
    pub(crate) persons: u64,
}

/// The surveys of a letter.
#[derive(Debug, Default)]
pub(crate) struct Surveyed {
    /// Parts with personal data, or with names.
    pub(crate) parts: Vec<PartSurvey>,
    /// The union over all parts.
    pub(crate) whole: Survey,
    /// Persons for thresholds in the whole letter, at most.
    pub(crate) persons: u64,
}

/// Names a document has without being about persons: who wrote it and whom it is for.
const WRITERS: u64 = 2;

/// Persons a survey counts for thresholds, at most. Where nothing but names was found, the first two are the writer and
/// the addressee: every invoice and every letter has them.
pub(crate) fn persons(survey: &Survey) -> u64 {
    let more = survey.kinds.keys().any(|kind| kind.is_personal() && !matches!(kind, Kind::Name | Kind::Sex));
    if more { survey.persons.upper } else { survey.persons.upper.saturating_sub(WRITERS) }
}

pub(super) fn survey(view: &View<'_>) -> Surveyed {
    let mut contacts = view.contacts();
    for body in view.mail.bodies() {
        contacts.learn(body.reading.text());
    }
    let mut surveyed = Surveyed::default();
    for (index, part) in view.mail.parts.iter().enumerate() {
        if let Some(survey) = survey_part(part, &contacts) {
            let persons = persons(&survey);
            surveyed.parts.push(PartSurvey { part: index, survey, persons });
        }
    }
    surveyed.whole = match surveyed.parts.as_slice() {
        [only] => only.survey.clone(),
        parts => parts.iter().fold(Survey::default(), |whole, part| whole.join(part.survey.clone())),
    };
    surveyed.persons = persons(&surveyed.whole);
    surveyed
}

fn survey_part(part: &Part, contacts: &Contacts) -> Option<Survey> {
    let text = part.reading.text();
    if part.role == Role::Frame || text.is_empty() {
        return None;
    }
    let tables = part.reading.tables();
    let survey = if tables.is_empty() {
        let plain = if part.role == Role::Body { contacts.without(text) } else { contacts.without_in_document(text) };
        look(&Source { text: &plain, tables: &[] })
    } else {
        survey_tables(text, tables, contacts)
    };
    (persons(&survey) > 0 || survey.sensitivity > Sensitivity::Basic).then_some(survey)
}

/// A table's cells stand in the text, too: where cells are blanked the text is, by the same rules.
fn survey_tables(text: &str, tables: &[Table], contacts: &Contacts) -> Survey {
    let rows: Vec<&[Vec<String>]> = tables.iter().map(|table| table.rows.as_slice()).collect();
    let raw = look(&Source { text, tables: &rows });
    if raw.persons.upper == 0 || raw.persons.upper > LIST {
        return raw;
    }
    let blanked: Vec<Option<Vec<Vec<String>>>> = rows.iter().map(|rows| contacts.without_cells(rows)).collect();
    let plain = contacts.without_in_document(text);
    if blanked.iter().all(Option::is_none) && plain == text {
        return raw;
    }
    let rows: Vec<&[Vec<String>]> =
        blanked.iter().zip(&rows).map(|(blanked, rows)| blanked.as_deref().unwrap_or(rows)).collect();
    look(&Source { text: &plain, tables: &rows })
}
