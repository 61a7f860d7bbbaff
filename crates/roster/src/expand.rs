//! Expanding mailing lists: who gets a letter that is sent to one.
//!
//! Every list is expanded once, when the roster is made, in a fixed order, each address counted once; lists that
//! contain each other end because no list is entered twice. A list that is too large, or that names an address of the
//! house nobody knows, cannot be expanded: half an expansion would hide an outsider.

use std::collections::{BTreeMap, HashMap, HashSet};

use sekisho_model::{Address, Domain};

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

/// What expanding needs to know of the roster.
pub(crate) struct Book<'a> {
    pub(crate) lists: &'a [MailingList],
    /// Number of a list by the key of its address.
    pub(crate) numbers: &'a HashMap<String, usize>,
    pub(crate) domains: &'a Domains,
    /// Whether an address of the house is neither mailbox nor list.
    pub(crate) unknown: &'a dyn Fn(&Address) -> bool,
}

impl Book<'_> {
    pub(crate) fn expand_all(&self) -> Vec<Expanded> {
        (0..self.lists.len()).map(|number| self.expand(number)).collect()
    }

    fn expand(&self, number: usize) -> Expanded {
        let (mut members, mut entered) = (BTreeMap::new(), HashSet::from([number]));
        let (mut to_enter, mut entries) = (vec![number], 0);
        while let Some(list) = to_enter.pop().and_then(|number| self.lists.get(number)) {
            for address in &list.members {
                entries += 1;
                if let Some(nested) = list_number(self.numbers, address) {
                    to_enter.extend(entered.insert(nested).then_some(nested));
                } else if (self.unknown)(address) {
                    return Expanded::TooMuch;
                } else {
                    members.entry(address.key()).or_insert_with(|| address.clone());
                }
                if members.len() > MEMBERS || entries > ENTRIES {
                    return Expanded::TooMuch;
                }
            }
        }
        let members: Box<[Address]> = members.into_values().collect();
        let outside = members.iter().filter(|address| !self.domains.is_inside(address.domain())).cloned().collect();
        Expanded::Whole { members, outside }
    }
}

/// The list an address belongs to, its subaddresses (RFC 5233) included: `all+x@` is delivered like `all@`.
pub(crate) fn list_number(numbers: &HashMap<String, usize>, address: &Address) -> Option<usize> {
    keys(address).into_iter().find_map(|key| numbers.get(&key).copied())
}

/// The keys under which an address is looked up: its own, and the one without its subaddress.
pub(crate) fn keys(address: &Address) -> Vec<String> {
    let key = address.key();
    let plain = address.key().split_once('+').and_then(|(local, rest)| {
        let domain = rest.rsplit_once('@').map(|(_, domain)| domain)?;
        (!local.is_empty()).then(|| format!("{local}@{domain}"))
    });
    std::iter::once(key).chain(plain).collect()
}

/// Domains that only lists live in: an unknown address there can only be a list.
pub(crate) fn list_domains<'a>(
    lists: &'a [MailingList],
    mailboxes: impl Iterator<Item = &'a Address>,
) -> HashSet<Domain> {
    let taken: HashSet<&Domain> = mailboxes.map(Address::domain).collect();
    lists.iter().map(|list| list.address.domain()).filter(|domain| !taken.contains(domain)).cloned().collect()
}

#[cfg(test)]
mod tests;
