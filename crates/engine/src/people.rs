//! The roster: people from the accounts, groups, shared mailboxes and lists from the configuration.

use std::collections::{BTreeSet, HashSet};

use sekisho_model::{GroupId, UserId};
use sekisho_policy::Policy;
use sekisho_roster::{Directory, Group, MailingList, Person, Roster, SharedMailbox};
use sekisho_store::User;

use crate::{
    desk::{Role, account::role},
    error::OpenError,
    settings::Settings,
};

/// Puts the roster together. An account that a group names and that does not exist is a mistake of the configuration,
/// but no reason to stop mail: it is told and left out.
pub(crate) fn roster<'a>(settings: &'a Settings, users: &[User]) -> Result<Roster, OpenError> {
    let people: Vec<Person> = users.iter().map(person).collect();
    let accounts: HashSet<&UserId> = users.iter().map(|user| &user.id).collect();
    let mut missing: BTreeSet<&UserId> = BTreeSet::new();
    let mut kept = |users: &'a BTreeSet<UserId>| -> BTreeSet<UserId> {
        let (known, unknown): (Vec<_>, Vec<_>) = users.iter().partition(|user| accounts.contains(user));
        missing.extend(unknown);
        known.into_iter().cloned().collect()
    };
    let directory = Directory {
        domains: settings.domains.clone(),
        related: settings.related.clone(),
        complete: settings.directory_is_complete,
        groups: settings
            .groups
            .iter()
            .map(|group| Group {
                name: group.name.clone(),
                members: kept(&group.members),
                deputies: kept(&group.deputies),
            })
            .collect(),
        shared: settings
            .shared
            .iter()
            .map(|shared| SharedMailbox { address: shared.address.clone(), members: kept(&shared.members) })
            .collect(),
        lists: settings
            .lists
            .iter()
            .map(|list| MailingList {
                address: list.address.clone(),
                owners: kept(&list.owners),
                members: list.members.clone(),
            })
            .collect(),
        people,
    };
    if !missing.is_empty() {
        let missing = missing.len();
        tracing::warn!(missing, "groups, lists or shared mailboxes name accounts that do not exist");
    }
    Roster::new(directory).map_err(|error| OpenError::People(error.to_string()))
}

/// Groups that the policy may ask for an approval and in which nobody can act today: their letters could only go back.
///
/// # Errors
/// [`OpenError::People`] when the groups of the configuration do not fit together.
pub fn unmanned_groups(settings: &Settings, policy: &Policy, users: &[User]) -> Result<Vec<GroupId>, OpenError> {
    let roster = roster(settings, users)?;
    Ok(policy.groups().into_iter().filter(|group| !roster.is_manned(group)).collect())
}

fn person(user: &User) -> Person {
    let officer = user.roles.iter().any(|code| role(code) == Some(Role::Officer));
    Person {
        user: user.id.clone(),
        name: user.name.clone(),
        addresses: user.addresses.clone(),
        officer,
        disabled: user.disabled,
    }
}
