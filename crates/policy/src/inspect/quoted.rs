//! Personal data in the quoted thread (A2): what was written among others travels along to somebody new.
//!
//! Whoever took part in the thread, or stands in its quoted headers, has it already; to them alone it is only told.

use sekisho_content::Part;
use sekisho_model::{FindingKind, Place};
use sekisho_privacy::{Source, survey as look};

use super::{Reports, Weight, personal};
use crate::{
    text::{fold, own},
    view::{View, persons},
};

/// Looks at what stands below the own words of each body.
pub(super) fn quoted(view: &View<'_>, reports: &mut Reports<'_>) {
    let least = view.policy.number(FindingKind::QuotedData, "persons");
    if view.outside.is_empty() {
        return;
    }
    for survey in view.surveyed().parts.iter().filter(|survey| survey.persons >= least) {
        let Some(part) = view.mail.parts.get(survey.part).filter(|part| is_body(view, part)) else { continue };
        let Some(thread) = thread(part.reading.text()) else { continue };
        let plain = view.without_contacts(&thread);
        let found = look(&Source { text: &plain, tables: &[] });
        let count = persons(&found);
        if count < least {
            continue;
        }
        let weight = if all_know(view, &thread) { Weight::Note } else { Weight::Acts };
        let place = Place::Part { path: part.path.clone(), inside: None };
        let finding = personal::with_persons(reports.found(place), &found, count);
        reports.report(finding, view.outside.clone(), weight);
        // The other alternative of the body says the same.
        return;
    }
}

fn is_body(view: &View<'_>, part: &Part) -> bool {
    view.mail.bodies().any(|body| std::ptr::eq(body, part))
}

/// The lines that are not the sender's own; `None` when all are.
fn thread(body: &str) -> Option<String> {
    let own = own::own_lines(body);
    let mut rest = own.iter().peekable();
    let quoted: Vec<&str> = body
        .lines()
        .filter(|line| {
            let mine =
                rest.peek().is_some_and(|own| std::ptr::eq(own.as_ptr(), line.as_ptr()) && own.len() == line.len());
            if mine {
                rest.next();
            }
            !mine
        })
        .collect();
    (!quoted.is_empty()).then(|| quoted.join("\n"))
}

/// Whether everybody outside took part, or is named in the quoted headers.
fn all_know(view: &View<'_>, thread: &str) -> bool {
    let folded = fold::fold(thread);
    let took_part = |key: &String| view.facts.thread.as_ref().is_some_and(|thread| thread.participants.contains(key));
    view.outsiders().all(|(_, _, who)| took_part(&who.key) || folded.contains(who.key.as_str()))
}
