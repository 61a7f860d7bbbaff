//! Malformed letters, and letters that two ways of reading see differently.

use sekisho_content::mail::Defect;
use sekisho_model::{Fact, FindingKind, Place};

use super::{Reports, Weight};
use crate::view::View;

/// Findings per letter.
const SINGLES: usize = 20;
/// Faults of honest programs that hide nothing: every reader shows the same parts, and the union of all readings was
/// judged. They are told and nobody is asked. All others are ways to show one program what another does not see.
const HONEST: &[&str] = &[
    "broken-encoded-word",
    "broken-filename",
    "duplicate-date",
    "duplicate-message-id",
    "encoded-letter",
    "header-charset",
    "quoted-printable-junk",
    "raw-header-bytes",
    "split-encoded-word",
    "text-in-epilogue",
    "text-in-preamble",
];

/// Reports defects, each code once.
pub(super) fn defect(view: &View<'_>, reports: &mut Reports<'_>) {
    let ignored = view.policy.tuning(FindingKind::Defect).map_or(&[][..], |tuning| &tuning.ignore);
    let mut told: Vec<&'static str> = Vec::new();
    for Defect { code, part } in &view.mail.defects {
        if told.contains(code) || told.len() >= SINGLES || view.outside.is_empty() {
            continue;
        }
        told.push(code);
        let place = if part.0.is_empty() { Place::Letter } else { Place::Part { path: part.clone(), inside: None } };
        let finding = reports.found(place).with("reason", Fact::Word((*code).to_owned()));
        let note = HONEST.contains(code) || ignored.iter().any(|ignored| ignored == code);
        reports.report(finding, view.outside.clone(), if note { Weight::Note } else { Weight::Acts });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn honest_faults_are_faults_of_the_reader() {
        for code in super::HONEST {
            assert!(sekisho_content::DEFECTS.iter().any(|(known, _)| known == code), "{code}");
        }
    }
}
