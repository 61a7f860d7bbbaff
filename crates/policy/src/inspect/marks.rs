//! Where what was found stands: a few places per finding, for people to look at.
//!
//! Offsets count the characters of the part's extracted text, which `sekisho scan --text` prints. Only a few are kept:
//! a list of 7,500 persons is believed after the first dozen.

use sekisho_model::{Fact, Finding, Mark};
use sekisho_privacy::{Find, Kind};

use crate::view::{PartSurvey, View};

/// Places per finding.
const MARKS: usize = 12;
/// Places per part, so that a second file is seen, too.
const PER_PART: usize = 8;
/// Characters of a place that are kept.
const CHARS: usize = 60;

/// The finding with the first places of these surveys.
pub(super) fn with<'s>(finding: Finding, view: &View<'_>, surveys: impl Iterator<Item = &'s PartSurvey>) -> Finding {
    let places = surveys.flat_map(|survey| of_part(view, survey.part, &survey.survey.finds, is_told));
    let marks: Vec<Mark> = places.take(MARKS).collect();
    if marks.is_empty() { finding } else { finding.with("marks", Fact::Marks(marks)) }
}

/// The first places of a part that are `wanted`.
pub(super) fn of_part(view: &View<'_>, part: usize, finds: &[Find], wanted: impl Fn(&Find) -> bool) -> Vec<Mark> {
    let Some(part) = view.mail.parts.get(part) else { return Vec::new() };
    let first: Vec<&Find> = finds.iter().filter(|find| wanted(find)).take(PER_PART).collect();
    let Some(last) = first.last() else { return Vec::new() };
    let text: Vec<char> = part.reading.text().chars().take(last.end).collect();
    let mark = |find: &Find| {
        let shown = text.get(find.start..find.end.min(find.start + CHARS))?;
        Some(Mark {
            part: part.path.clone(),
            inside: part.inside.clone().map(Into::into),
            start: find.start as u64,
            end: find.end as u64,
            kind: find.kind.code().to_owned(),
            text: shown.iter().collect(),
        })
    };
    first.into_iter().filter_map(mark).collect()
}

/// What counts as personal data; a company or a title is not shown as such.
fn is_told(find: &Find) -> bool {
    find.kind.is_personal() && find.kind != Kind::Sex
}
