//! The directory: what an operator and the accounts say, not yet looked through.
//!
//! Plain data. It may contradict itself; [`crate::Roster::new`] finds out.

use std::collections::BTreeSet;

use sekisho_model::{Address, Domain, GroupId, UserId};

/// Everything a roster is made from.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Own domains, at least one; their subdomains are inside, too. The first names the organisation.
    pub domains: Vec<Domain>,
    /// Sets of domains that belong together outside; the first of a set names it.
    pub related: Vec<Vec<Domain>>,
    /// Whether every mailbox of the own domains is here, so that an unknown one does not exist.
    pub complete: bool,
    /// Everybody with an account.
    pub people: Vec<Person>,
    /// Groups of people, for approvals.
    pub groups: Vec<Group>,
    /// Addresses that several people send from and read.
    pub shared: Vec<SharedMailbox>,
    /// Addresses that stand for others.
    pub lists: Vec<MailingList>,
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Login name.
    pub user: UserId,
    /// Name as people know it.
    pub name: String,
    /// Own addresses; the first is where notices go.
    pub addresses: Vec<Address>,
    /// Whether this is a privacy officer: may thaw.
    pub officer: bool,
    /// Whether the account is closed: may do nothing, but may have written letters.
    pub disabled: bool,
}

/// A group whose members can approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name.
    pub name: GroupId,
    /// Who approves.
    pub members: BTreeSet<UserId>,
    /// Who may approve in place of a member.
    pub deputies: BTreeSet<UserId>,
}

/// A mailbox that several people send from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedMailbox {
    /// Its address.
    pub address: Address,
    /// Who sends from it.
    pub members: BTreeSet<UserId>,
}

/// A mailing list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailingList {
    /// Its address.
    pub address: Address,
    /// Who answers for it.
    pub owners: BTreeSet<UserId>,
    /// Who gets what is sent to it: people of the house, outsiders, other lists.
    pub members: Vec<Address>,
}
