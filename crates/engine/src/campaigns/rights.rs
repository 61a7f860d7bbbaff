//! Who may do what with a campaign: from the groups of the configuration, with defaults for a house without any.
//!
//! Building lists and writing contents is everybody's right, approving is that of the policy's approvers, letting go is
//! theirs and the makers'. Whoever had a hand in a campaign never approves it, and whoever approved it never lets it
//! go; so two people are enough and one is not. A hand in it had also whom a list declares as its author, by whatever of
//! their names.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_campaign::approval::Rights;
use sekisho_model::{GroupId, UserId};
use sekisho_store::User;
use sekisho_tables::waiver::is_own;

use super::sheet::Sheet;
use crate::{house::Inner, settings::CampaignRights};

/// Everybody with an open account, and what each may be called.
pub(crate) struct Accounts(BTreeMap<UserId, Vec<String>>);

impl Accounts {
    /// The open ones.
    pub(crate) fn of(users: Vec<User>) -> Self {
        let names = |user: &User| {
            let addresses = user.addresses.iter().map(ToString::to_string);
            [user.id.to_string(), user.name.clone()].into_iter().chain(addresses).collect()
        };
        Self(users.iter().filter(|user| !user.disabled).map(|user| (user.id.clone(), names(user))).collect())
    }

    /// Whether this account is open.
    pub(crate) fn contains(&self, user: &UserId) -> bool {
        self.0.contains_key(user)
    }

    /// Everybody who had a hand in a campaign: who brought parts, and whom its lists name as their authors.
    pub(crate) fn hands(&self, sheet: &Sheet) -> BTreeSet<UserId> {
        let authors = sheet.authors();
        let authors: Vec<&str> = authors.iter().map(String::as_str).collect();
        let named = self.0.iter().filter(|(_, names)| names.iter().any(|name| is_own(name, &authors)));
        named.map(|(user, _)| user.clone()).chain(sheet.makers.iter().cloned()).collect()
    }
}

impl Inner {
    /// The rights as they are today.
    pub(crate) fn campaign_rights(&self, accounts: &Accounts, sheet: &Sheet) -> Rights {
        let law = self.law();
        let people = |groups: &[GroupId]| -> BTreeSet<UserId> {
            let groups = groups.iter().cloned().collect();
            law.roster.approvers(&groups).into_values().flatten().collect()
        };
        let settings = &self.settings.campaigns;
        let CampaignRights { list, content, approve, release } = &settings.rights;
        let approvers = || vec![law.policy.approvers().clone()];
        let everybody = |groups: &Option<Vec<GroupId>>| {
            groups.as_ref().map_or_else(|| accounts.0.keys().cloned().collect(), |groups| people(groups))
        };
        let mut rights = Rights {
            list: everybody(list),
            content: everybody(content),
            approve: people(&approve.clone().unwrap_or_else(approvers)),
            release: match release {
                Some(groups) => people(groups),
                None => {
                    let people = people(&approvers());
                    people.union(&sheet.makers).filter(|user| accounts.contains(user)).cloned().collect()
                }
            },
            approvals: settings.approvals,
        };
        let hands = accounts.hands(sheet);
        rights.approve.retain(|user| !hands.contains(user));
        rights
    }
}
