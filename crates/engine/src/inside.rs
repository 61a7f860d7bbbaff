//! Recipients inside who may stop the external copies, where the policy allows it ("internal first": their copies have
//! left at once, and a colleague may notice first).
//!
//! Only people whose own copy is on its way and shows that the letter goes outside: nobody learns of a hidden recipient
//! by being asked. They only ever stop.

use std::collections::BTreeSet;

use sekisho_content::Mail;
use sekisho_model::{Address, Step, UserId};
use sekisho_store::{NewParcel, ParcelState};

use crate::{desk::visible, house::Law, opening::Opened};

/// People who are told at most. A letter to more colleagues is a circular, and each of them would get a second mail.
const MOST: usize = 20;

/// Lets recipients inside stop the held parcels to outside of a letter that was just decided.
pub(crate) fn let_stop<'a>(law: &Law, mail: &Mail, opened: impl Iterator<Item = &'a mut Opened>) {
    if !law.policy.inside_may_stop() {
        return;
    }
    let mut opened: Vec<&mut Opened> = opened.collect();
    let inside = opened.iter().map(|opened| &opened.new).filter(|new| has_left_inside(law, new));
    let addresses = inside.flat_map(|new| &new.envelope.recipients).map(|recipient| &recipient.address);
    let people: BTreeSet<UserId> = addresses.flat_map(|address| law.roster.readers_of(address)).collect();
    if people.len() > MOST {
        return;
    }
    for opened in opened.iter_mut().filter(|opened| is_shown_outside(law, mail, &opened.new)) {
        allow(&mut opened.new, &people);
    }
}

/// Those who could stop a parcel can stop it after an edit, if they can still know of it.
pub(crate) fn keep(law: &Law, mail: &Mail, stoppers: &BTreeSet<UserId>, new: &mut NewParcel) {
    if law.policy.inside_may_stop() && is_shown_outside(law, mail, new) {
        allow(new, stoppers);
    }
}

fn allow(new: &mut NewParcel, people: &BTreeSet<UserId>) {
    new.circle.stoppers = people.difference(&new.circle.reviewers).cloned().collect();
    if !new.circle.stoppers.is_empty() {
        // The clockwork tells them, and knows by the evidence who was told.
        new.due_at = new.held_since;
    }
}

/// Copies that stay in the house, leave now, and show their recipients who else gets the letter.
fn has_left_inside(law: &Law, new: &NewParcel) -> bool {
    let hides = |step: &Step| matches!(step, Step::Individualise | Step::ToBcc { .. });
    new.state == ParcelState::Ready
        && !new.plan.steps.iter().any(hides)
        && new.envelope.recipients.iter().all(|recipient| stays(law, &recipient.address))
}

/// Copies that wait, and of which the header shows at least one recipient outside.
fn is_shown_outside(law: &Law, mail: &Mail, new: &NewParcel) -> bool {
    let seen = visible(mail);
    let outside = new.envelope.recipients.iter().map(|recipient| &recipient.address).filter(|one| !stays(law, one));
    new.state == ParcelState::Held && outside.into_iter().any(|address| seen.contains_key(&address.key()))
}

fn stays(law: &Law, address: &Address) -> bool {
    law.roster.reaches(address).is_empty()
}
