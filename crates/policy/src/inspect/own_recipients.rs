//! An attachment that contains the letter's own recipients (A3): the list it was sent by.

use std::collections::HashSet;

use sekisho_model::{Fact, FindingKind, Place};

use super::{Reports, Weight};
use crate::view::View;

/// Counts the letter's own outside recipients in each attachment.
pub(super) fn attached(view: &View<'_>, reports: &mut Reports<'_>) {
    let least = view.policy.number(FindingKind::OwnRecipientsAttached, "recipients");
    let refuse = view.policy.number(FindingKind::OwnRecipientsAttached, "refuse_recipients");
    // Recipients another envelope of the same letter serves are its own, too.
    let mut own: HashSet<String> = view.outsiders().map(|(_, _, who)| who.key.clone()).collect();
    own.extend(view.seen_outside().into_iter().map(|(key, _)| key));
    if (own.len() as u64) < least.min(refuse) || view.outside.is_empty() {
        return;
    }
    for (index, part) in view.files() {
        let Some(survey) = view.surveyed().parts.iter().find(|survey| survey.part == index) else { continue };
        let count = own.iter().filter(|key| survey.survey.addresses.contains(*key)).count() as u64;
        if count < least.min(refuse) {
            continue;
        }
        let place = Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) };
        let finding = reports.found(place).with("count", Fact::Count(count));
        let weight = if count >= refuse { Weight::Refuses } else { Weight::Acts };
        let parts = view.attachment_of(part).cloned().into_iter().collect();
        reports.report_parts(finding, view.outside.clone(), weight, parts);
    }
}
