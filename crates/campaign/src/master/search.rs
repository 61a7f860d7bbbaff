//! Looking for the persons of the master in a text.

use super::{Identity, Master, Person, Print, label, print, token};
use crate::form::Form;

/// A value of the master that stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Hit {
    /// What it is; a reading is reported as a name.
    pub(crate) identity: Identity,
    /// Its fingerprint.
    pub(crate) print: Print,
    /// The first person who has it.
    pub(crate) person: Person,
}

impl Master {
    /// All values of the master in the text, each once, in no order that depends on chance. A name inside a longer
    /// name of `own` (the fingerprints of the person it is for) is part of that name and not another's.
    pub(crate) fn search(&self, text: &str, own: &[Print]) -> Vec<Hit> {
        let form = Form::of(text);
        let mut hits = Vec::new();
        let mut look = |identity: Identity, value: &str| {
            let print = print(identity, value);
            hits.extend(self.values.find(print).map(|person| Hit { identity, print, person: Person(person) }));
        };
        token::mails(&form, |value| look(Identity::Mail, value));
        token::phones(&form, |value| look(Identity::Phone, value));
        token::members(&form, |value, at| {
            if label::is_named(&form, at, value) {
                look(Identity::Member, value);
            }
        });
        hits.extend(self.names_in(&form, own));
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    /// Whether somebody of the master has this value.
    pub(crate) fn knows(&self, print: Print) -> bool {
        self.values.find(print).is_some()
    }

    fn names_in(&self, form: &Form, own: &[Print]) -> Vec<Hit> {
        let mut places = Vec::new();
        self.names.search(form, |at, length, print| {
            let person = self.values.find(print);
            places.extend(person.map(|person| (at..at + length, print, Person(person))));
        });
        let covers: Vec<_> =
            places.iter().filter(|(_, print, _)| own.contains(print)).map(|(at, ..)| at.clone()).collect();
        let hidden = |at: &std::ops::Range<usize>| {
            covers.iter().any(|cover| cover.len() > at.len() && cover.start <= at.start && at.end <= cover.end)
        };
        let seen = places.into_iter().filter(|(at, ..)| !hidden(at));
        seen.map(|(_, print, person)| Hit { identity: Identity::Name, print, person }).collect()
    }
}
