//! Expanding mailing lists: who gets a letter that is sent to one.
//!
//! Every list is expanded once, when the roster is made; each address counts once, sorted by its key; lists that
//! contain each other end because no list is entered twice. A list that is too large, or that names an address of the
//! house that does not exist, cannot be expanded: half an expansion would hide an outsider.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sekisho_model::Address;

use crate::{directory::MailingList, domains::Domains};

/// Addresses of one expanded list. The largest published list accident had five digits.
const MEMBERS: usize = 100_000;
/// Entries looked at for one list, repetitions included.
const ENTRIES: usize = 400_000;

/// What an address stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expansion<'a> {
    /// A mailbox, as far as the house knows.
    Person,
    /// A mailing list of the house, expanded: sorted, every address once.
    List {
        /// Everybody who gets it.
        members: &'a [Address],
        /// Those of them who are outside.
        outside: &'a [Address],
    },
    /// An address of the house that is no mailbox and no list here.
    Unknown,
    /// A mailing list of the house that cannot be expanded wholly.
    Unexpandable,
}

/// An expanded list.
#[derive(Debug, Clone)]
pub(crate) enum Expanded {
    Whole { members: Box<[Address]>, outside: Box<[Address]> },
    TooMuch,
}

impl Expanded {
    pub(crate) fn as_expansion(&self) -> Expansion<'_> {
        match self {
            Self::Whole { members, outside } => Expansion::List { members, outside },
            Self::TooMuch => Expansion::Unexpandable,
        }
    }
}

/// One entry of a list, looked up.
#[derive(Debug, Clone, Copy)]
enum Entry {
    /// Another list, by its number.
    List(usize),
    /// A mailbox, by its place among all mailboxes.
    Mailbox(usize),
    Nobody,
}

/// Expands all lists. `number` says which list an address is; `unknown` whether an address of the house is known not
/// to exist.
pub(crate) fn expand_all(
    lists: &[MailingList],
    domains: &Domains,
    number: &dyn Fn(&Address) -> Option<usize>,
    unknown: &dyn Fn(&Address) -> bool,
) -> Vec<Expanded> {
    let is_mailbox = |address: &&Address| number(address).is_none() && !unknown(address);
    let all = lists.iter().flat_map(|list| &list.members).filter(is_mailbox);
    // Sorted by key, the first way of writing an address stays.
    let mut mailboxes: BTreeMap<String, &Address> = BTreeMap::new();
    for address in all {
        mailboxes.entry(address.key()).or_insert(address);
    }
    let places: HashMap<&str, usize> = mailboxes.keys().enumerate().map(|(place, key)| (key.as_str(), place)).collect();
    let entry = |address: &Address| match number(address) {
        Some(number) => Entry::List(number),
        None => places.get(address.key().as_str()).map_or(Entry::Nobody, |place| Entry::Mailbox(*place)),
    };
    let book = Book {
        entries: lists.iter().map(|list| list.members.iter().map(entry).collect()).collect(),
        mailboxes: mailboxes.into_values().collect(),
        domains,
    };
    (0..lists.len()).map(|number| book.expand(number)).collect()
}

struct Book<'a> {
    entries: Vec<Vec<Entry>>,
    mailboxes: Vec<&'a Address>,
    domains: &'a Domains,
}

impl Book<'_> {
    fn expand(&self, number: usize) -> Expanded {
        let (mut found, mut entered) = (BTreeSet::new(), HashSet::from([number]));
        let (mut to_enter, mut looked_at) = (vec![number], 0);
        while let Some(entries) = to_enter.pop().and_then(|number| self.entries.get(number)) {
            looked_at += entries.len();
            if looked_at > ENTRIES {
                return Expanded::TooMuch;
            }
            for entry in entries {
                match entry {
                    Entry::List(nested) => to_enter.extend(entered.insert(*nested).then_some(*nested)),
                    Entry::Mailbox(place) => {
                        found.insert(*place);
                    }
                    Entry::Nobody => return Expanded::TooMuch,
                }
            }
        }
        if found.len() > MEMBERS { Expanded::TooMuch } else { self.whole(&found) }
    }

    fn whole(&self, found: &BTreeSet<usize>) -> Expanded {
        let members: Box<[Address]> =
            found.iter().filter_map(|place| self.mailboxes.get(*place)).map(|address| (*address).clone()).collect();
        let outside = members.iter().filter(|address| !self.domains.is_inside(address.domain())).cloned().collect();
        Expanded::Whole { members, outside }
    }
}
