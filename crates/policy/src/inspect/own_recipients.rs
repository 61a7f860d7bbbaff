//! An attachment that contains the letter's own recipients (A3): the list it was sent by.

use std::collections::HashSet;

use sekisho_model::{Address, Fact, FindingKind, Place};

use super::{Reports, Weight};
use crate::{text::contacts, view::View};

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
    for (_, part) in view.files() {
        // The text as it is: the survey leaves the correspondents' own data out. Cells of tables stand in it, too.
        let count = own_in(part.reading.text(), &own);
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

fn own_in(text: &str, own: &HashSet<String>) -> u64 {
    let found = contacts::addresses(text).filter_map(|found| Address::parse(found).ok());
    let keys: HashSet<String> = found.map(|address| address.key()).filter(|key| own.contains(key)).collect();
    keys.len() as u64
}
