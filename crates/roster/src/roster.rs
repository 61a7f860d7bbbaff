//! The roster itself: built once, looked up often.
//!
//! Every lookup is by the key of an address ([`Address::key`]), so quoting and letter case cannot hide anybody. An
//! address nobody has is looked up without its subaddress (RFC 5233): `all+x@` is delivered like `all@`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sekisho_model::{Address, Domain, GroupId, UserId};

use crate::{
    Directory, Expansion, Group, MailingList, Person, RosterError, SharedMailbox,
    domains::Domains,
    expand::{Expanded, expand_all},
};

/// The mailbox every domain that takes mail must have (RFC 5321 §4.5.1).
const POSTMASTER: &str = "postmaster";
/// What stands behind the name of a list in the address of its owners (RFC 2142 §6 and Mailman's habit).
const LIST_ROLES: [&str; 3] = ["-owner", "-request", "-bounces"];
/// The same, in front (RFC 2142 §6).
const LIST_OWNER: &str = "owner-";

/// People, groups, mailboxes, lists and domains of the house.
#[derive(Debug, Clone)]
pub struct Roster {
    pub(crate) domains: Domains,
    complete: bool,
    people: BTreeMap<UserId, Person>,
    pub(crate) groups: BTreeMap<GroupId, Group>,
    /// Owners of personal addresses, by key.
    personal: HashMap<String, BTreeSet<UserId>>,
    /// Members of shared mailboxes, by key.
    shared: HashMap<String, BTreeSet<UserId>>,
    pub(crate) lists: Vec<MailingList>,
    expanded: Vec<Expanded>,
    list_numbers: HashMap<String, usize>,
    pub(crate) officers: BTreeSet<UserId>,
}

impl Roster {
    /// Looks a directory through and makes the roster of it.
    pub fn new(directory: Directory) -> Result<Self, RosterError> {
        let Directory { domains, related, complete, people, groups, shared, lists } = directory;
        let domains = Domains::new(domains, &related)?;
        let list_numbers = numbers(lists.iter().map(|list| &list.address))
            .map_err(|(first, second)| RosterError::ListTwice { first, second })?;
        let people = by_login(people)?;
        let mut roster = Self {
            complete,
            groups: by_name(groups)?,
            personal: by_address(&people),
            shared: by_mailbox(shared, &list_numbers)?,
            officers: people
                .values()
                .filter(|person| person.officer && !person.disabled)
                .map(|p| p.user.clone())
                .collect(),
            domains,
            people,
            lists,
            expanded: Vec::new(),
            list_numbers,
        };
        let (number, unknown) = (|one: &Address| roster.list_number(one), |one: &Address| roster.is_unknown(one));
        roster.expanded = expand_all(&roster.lists, &roster.domains, &number, &unknown);
        Ok(roster)
    }

    /// Own domains; the first names the organisation.
    #[must_use]
    pub fn domains(&self) -> &[Domain] {
        self.domains.own()
    }

    /// Whether a domain is an own one or lies under one.
    #[must_use]
    pub fn is_inside(&self, domain: &Domain) -> bool {
        self.domains.is_inside(domain)
    }

    /// The organisation a domain belongs to, by the domain that names it: the first own domain; the first of its
    /// related domains; else its registrable domain. An address literal stands for itself.
    #[must_use]
    pub fn organisation(&self, domain: &Domain) -> Domain {
        self.domains.organisation(domain)
    }

    /// The person with this login name, closed accounts included.
    #[must_use]
    pub fn person(&self, user: &UserId) -> Option<&Person> {
        self.people.get(user)
    }

    /// Everybody who reads or sends mail as this address: its owners, and all members of a shared mailbox. Sorted.
    /// Nobody for a list; its owners for `list-owner`.
    #[must_use]
    pub fn people_of(&self, address: &Address) -> Vec<&UserId> {
        let mut people: Vec<&UserId> = self.owners_of(address).chain(self.members_of(address)).collect();
        people.extend(self.list_role(address).into_iter().flat_map(|list| &list.owners));
        people.sort();
        people.dedup();
        people
    }

    /// Whether this person may put this address into `MAIL FROM`, `From` and `Sender`: an own address, or a shared
    /// mailbox of theirs. Never with a closed account.
    #[must_use]
    pub fn may_send_as(&self, user: &UserId, address: &Address) -> bool {
        self.is_active(user) && self.owners_of(address).chain(self.members_of(address)).any(|owner| owner == user)
    }

    /// The outside domains that a letter to this address reaches, as far as is known: its own, or those of the outside
    /// members of the list it is. A list that cannot be expanded reaches who knows whom: its own domain stands for that.
    /// Empty: it stays in the house.
    #[must_use]
    pub fn reaches(&self, address: &Address) -> BTreeSet<Domain> {
        match self.expand(address) {
            Expansion::List { outside, .. } => outside.iter().map(|member| member.domain().clone()).collect(),
            Expansion::Unexpandable => BTreeSet::from([address.domain().clone()]),
            Expansion::Person | Expansion::Unknown if self.is_inside(address.domain()) => BTreeSet::new(),
            Expansion::Person | Expansion::Unknown => BTreeSet::from([address.domain().clone()]),
        }
    }

    /// What an address stands for.
    #[must_use]
    pub fn expand(&self, address: &Address) -> Expansion<'_> {
        let list = self.list_number(address).and_then(|number| self.expanded.get(number));
        match list {
            Some(list) => list.as_expansion(),
            None if self.is_unknown(address) => Expansion::Unknown,
            None => Expansion::Person,
        }
    }

    /// Whether the account exists and is not closed.
    pub(crate) fn is_active(&self, user: &UserId) -> bool {
        self.people.get(user).is_some_and(|person| !person.disabled)
    }

    /// Whose personal address it is.
    pub(crate) fn owners_of(&self, address: &Address) -> impl Iterator<Item = &UserId> {
        self.personal.get(&self.key_of(address)).into_iter().flatten()
    }

    /// Members of the shared mailbox with this address.
    pub(crate) fn members_of(&self, address: &Address) -> impl Iterator<Item = &UserId> {
        self.shared.get(&self.key_of(address)).into_iter().flatten()
    }

    /// The list with this address.
    pub(crate) fn list_of(&self, address: &Address) -> Option<&MailingList> {
        self.lists.get(self.list_number(address)?)
    }

    fn list_number(&self, address: &Address) -> Option<usize> {
        self.list_numbers.get(&self.key_of(address)).copied()
    }

    /// The key under which an address is known: its own, else the one without its subaddress.
    fn key_of(&self, address: &Address) -> String {
        let key = address.key();
        match without_subaddress(&key) {
            Some(plain) if !self.is_known(&key) && self.is_known(&plain) => plain,
            _ => key,
        }
    }

    fn is_known(&self, key: &str) -> bool {
        self.personal.contains_key(key) || self.shared.contains_key(key) || self.list_numbers.contains_key(key)
    }

    /// The list whose owners this address reaches.
    fn list_role(&self, address: &Address) -> Option<&MailingList> {
        let key = address.key();
        let (local, domain) = key.rsplit_once('@')?;
        let name = LIST_ROLES.iter().find_map(|role| local.strip_suffix(role));
        let name = name.or_else(|| local.strip_prefix(LIST_OWNER))?;
        self.lists.get(*self.list_numbers.get(&format!("{name}@{domain}"))?)
    }

    /// An address of the house of which it is known that it does not exist.
    fn is_unknown(&self, address: &Address) -> bool {
        self.complete
            && self.is_inside(address.domain())
            && !self.is_known(&self.key_of(address))
            && self.list_role(address).is_none()
            && address.key().rsplit_once('@').is_none_or(|(local, _)| local != POSTMASTER)
    }
}

fn without_subaddress(key: &str) -> Option<String> {
    let (local, rest) = key.split_once('+')?;
    let (_, domain) = rest.rsplit_once('@')?;
    (!local.is_empty()).then(|| format!("{local}@{domain}"))
}

fn by_login(people: Vec<Person>) -> Result<BTreeMap<UserId, Person>, RosterError> {
    let mut by_login = BTreeMap::new();
    for person in people {
        let user = person.user.clone();
        if by_login.insert(user.clone(), person).is_some() {
            return Err(RosterError::PersonTwice(user));
        }
    }
    Ok(by_login)
}

fn by_name(groups: Vec<Group>) -> Result<BTreeMap<GroupId, Group>, RosterError> {
    let mut by_name = BTreeMap::new();
    for group in groups {
        let name = group.name.clone();
        if by_name.insert(name.clone(), group).is_some() {
            return Err(RosterError::GroupTwice(name));
        }
    }
    Ok(by_name)
}

fn by_address(people: &BTreeMap<UserId, Person>) -> HashMap<String, BTreeSet<UserId>> {
    let mut owners: HashMap<String, BTreeSet<UserId>> = HashMap::new();
    for person in people.values() {
        for address in &person.addresses {
            owners.entry(address.key()).or_default().insert(person.user.clone());
        }
    }
    owners
}

fn by_mailbox(
    shared: Vec<SharedMailbox>,
    lists: &HashMap<String, usize>,
) -> Result<HashMap<String, BTreeSet<UserId>>, RosterError> {
    let numbers = numbers(shared.iter().map(|mailbox| &mailbox.address))
        .map_err(|(first, second)| RosterError::SharedTwice { first, second })?;
    for (key, shared) in &numbers {
        if let Some(list) = lists.get(key) {
            return Err(RosterError::SharedIsList { shared: shared + 1, list: list + 1 });
        }
    }
    Ok(shared.into_iter().map(|mailbox| (mailbox.address.key(), mailbox.members)).collect())
}

/// Numbers addresses from 0; the error names two with the same key, from 1.
fn numbers<'a>(addresses: impl Iterator<Item = &'a Address>) -> Result<HashMap<String, usize>, (usize, usize)> {
    let mut numbers = HashMap::new();
    for (number, address) in addresses.enumerate() {
        if let Some(first) = numbers.insert(address.key(), number) {
            return Err((first + 1, number + 1));
        }
    }
    Ok(numbers)
}
