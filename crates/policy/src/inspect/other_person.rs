//! A person of the house's own master is named, and it is not the recipient (A1, M1).
//!
//! Said only when every recipient outside is in the master: to a partner one writes about customers, to a customer about
//! that customer. A text that names the recipient, too, is about both and no reason to ask. What the master knows of
//! sender and colleagues counts for nobody. A full name in running text may be a namesake and is only told; an
//! address, a number, or a name that is addressed is one person.

use std::collections::BTreeSet;

use sekisho_content::{Part, mail::Role};
use sekisho_model::{Cause, Fact, Mark, Place};
use sekisho_privacy::{
    Source,
    master::{Called, Index, Naming, Person},
    survey as look,
};

use super::{Reports, Weight, marks, salutation::NAMES_FOR};
use crate::{
    text::{fold, name::surname},
    view::View,
};

/// Parts that are looked at.
const PARTS: usize = 50;
/// Names told per finding.
const NAMES: usize = 5;

/// Compares whom the letter names with whom it goes to.
pub(super) fn other(view: &View<'_>, reports: &mut Reports<'_>) {
    let Some(parties) = Parties::of(view) else { return };
    let greeted = greeted(view, &parties);
    if greeted == Called::No {
        report_salutation(view, reports);
    }
    let parts = view.mail.parts.iter().enumerate().filter(|(_, part)| part.role != Role::Frame);
    for (index, part) in parts.take(PARTS) {
        // Rightly greeted, the text speaks to the recipient; wrongly greeted, that is what there is to say of it.
        if part.role == Role::Body && greeted != Called::Unknown {
            continue;
        }
        if let Some(others) = others(view, &parties, index, part) {
            report_part(view, reports, part, others);
        }
    }
}

/// Whether the master knows everybody outside, so that it is the better judge of names.
pub(super) fn is_known(view: &View<'_>) -> bool {
    Parties::of(view).is_some()
}

/// Who the letter is between.
struct Parties<'v> {
    master: &'v Index,
    /// The recipients outside.
    recipients: BTreeSet<Person>,
    /// Sender and colleagues, who may be in the master, too.
    ours: BTreeSet<Person>,
}

impl<'v> Parties<'v> {
    /// `None` without a master, or when it does not know everybody outside.
    fn of(view: &View<'v>) -> Option<Self> {
        let master = view.facts.master?;
        if view.outside.is_empty() || view.who.len() > NAMES_FOR {
            return None;
        }
        let mut recipients = BTreeSet::new();
        for (_, _, who) in view.outsiders() {
            let persons = master.of_address(&who.key);
            if persons.is_empty() {
                return None;
            }
            recipients.extend(persons);
        }
        let mut ours = BTreeSet::new();
        let inside = view.who.iter().filter(|who| !who.outside).map(|who| who.key.clone());
        for key in inside.chain(view.facts.sender.map(sekisho_model::Address::key)) {
            ours.extend(master.of_address(&key));
        }
        for name in &view.facts.sender_names {
            ours.extend(master.of_name(name));
        }
        Some(Self { master, recipients, ours })
    }

    fn is_recipient(&self, naming: &Naming<'_>) -> bool {
        naming.persons.iter().any(|person| self.recipients.contains(person))
    }

    fn is_ours(&self, naming: &Naming<'_>) -> bool {
        naming.persons.iter().any(|person| self.ours.contains(person))
    }
}

/// Whether the salutation names a recipient by what the master knows of them.
fn greeted(view: &View<'_>, parties: &Parties<'_>) -> Called {
    let salutation = view.salutation();
    if salutation.everybody || salutation.persons.is_empty() {
        return Called::Unknown;
    }
    let called = |person: &Person, written: &str| {
        let direct = parties.master.called(*person, written);
        // What the master has in kana only is compared by how the written name may be read.
        let readings = || surname::readings(&fold::name(written));
        let read = || readings().iter().any(|read| parties.master.called(*person, read) == Called::Yes);
        if direct == Called::Unknown && read() { Called::Yes } else { direct }
    };
    let mut all = Called::No;
    for (_, written) in &salutation.persons {
        for person in &parties.recipients {
            match called(person, written) {
                Called::Yes => return Called::Yes,
                Called::Unknown => all = Called::Unknown,
                Called::No => {}
            }
        }
    }
    all
}

fn report_salutation(view: &View<'_>, reports: &mut Reports<'_>) {
    let place = view.body().map_or(Place::Letter, |part| Place::Part { path: part.path.clone(), inside: None });
    let written: Vec<&str> = view.salutation().persons.iter().map(|(_, written)| written.as_str()).collect();
    let mut finding = reports
        .found(place)
        .with("how", Fact::Word("salutation".to_owned()))
        .with("name", Fact::Private(written.join(", ")))
        .with("recipient", Fact::Private(recipients(view)));
    finding.cause = Some(Cause::M1);
    reports.report(finding, view.outside.clone(), Weight::Acts);
}

/// Others that a part names, and not the recipient.
struct Others {
    marks: Vec<Mark>,
    sure: bool,
}

fn others(view: &View<'_>, parties: &Parties<'_>, index: usize, part: &Part) -> Option<Others> {
    let text = part.reading.text();
    if text.is_empty() {
        return None;
    }
    let rows: Vec<&[Vec<String>]> = part.reading.tables().iter().map(|table| table.rows.as_slice()).collect();
    let found = look(&Source { text, tables: &rows });
    let namings = parties.master.named(text, &found.finds);
    if namings.iter().any(|naming| parties.is_recipient(naming)) {
        return None;
    }
    let others: Vec<&Naming<'_>> = namings.iter().filter(|naming| !parties.is_ours(naming)).collect();
    let finds: Vec<_> = others.iter().filter_map(|naming| found.finds.get(naming.find).cloned()).collect();
    let sure = others.iter().any(|naming| naming.sure);
    Some(Others { marks: marks::of_part(view, index, &finds, |_| true), sure })
        .filter(|others| !others.marks.is_empty())
}

fn report_part(view: &View<'_>, reports: &mut Reports<'_>, part: &Part, others: Others) {
    let body = part.role == Role::Body;
    let place = Place::Part { path: part.path.clone(), inside: part.inside.clone().map(Into::into) };
    let names: Vec<&str> = others.marks.iter().take(NAMES).map(|mark| mark.text.as_str()).collect();
    let mut finding = reports
        .found(place)
        .with("how", Fact::Word(if body { "text" } else { "attachment" }.to_owned()))
        .with("name", Fact::Private(names.join(", ")))
        .with("recipient", Fact::Private(recipients(view)));
    if body {
        finding.cause = Some(Cause::M1);
    }
    if !others.sure {
        finding = finding.with("namesake", Fact::Word("maybe".to_owned()));
    }
    let weight = if others.sure { Weight::Acts } else { Weight::Note };
    let parts = view.attachment_of(part).cloned().into_iter().collect();
    reports.report_parts(finding.with("marks", Fact::Marks(others.marks)), view.outside.clone(), weight, parts);
}

fn recipients(view: &View<'_>) -> String {
    let addresses: Vec<String> = view.outsiders().take(3).map(|(_, facts, _)| facts.address.to_string()).collect();
    addresses.join(", ")
}
