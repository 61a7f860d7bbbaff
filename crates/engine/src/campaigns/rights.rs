//! Who may do what with a campaign: from the groups of the configuration, with defaults for a house without any.
//!
//! Building lists and writing contents is everybody's right, approving is that of the policy's approvers, letting go is
//! theirs and the makers'. Whoever had a hand in a campaign never approves it, and whoever approved it never lets it
//! go; so two people are enough and one is not.

use std::collections::BTreeSet;

use sekisho_campaign::approval::Rights;
use sekisho_model::{GroupId, UserId};

use crate::{house::Inner, settings::CampaignRights};

impl Inner {
    /// The rights as they are today. `accounts`: everybody with an open account; `makers`: who had a hand in it.
    pub(crate) fn campaign_rights(&self, accounts: &BTreeSet<UserId>, makers: &BTreeSet<UserId>) -> Rights {
        let law = self.law();
        let people = |groups: &[GroupId]| -> BTreeSet<UserId> {
            let groups = groups.iter().cloned().collect();
            law.roster.approvers(&groups).into_values().flatten().collect()
        };
        let settings = &self.settings.campaigns;
        let CampaignRights { list, content, approve, release } = &settings.rights;
        let approvers = || vec![law.policy.approvers().clone()];
        let everybody =
            |groups: &Option<Vec<GroupId>>| groups.as_ref().map_or_else(|| accounts.clone(), |groups| people(groups));
        let mut rights = Rights {
            list: everybody(list),
            content: everybody(content),
            approve: people(&approve.clone().unwrap_or_else(approvers)),
            release: match release {
                Some(groups) => people(groups),
                None => people(&approvers()).union(makers).filter(|user| accounts.contains(user)).cloned().collect(),
            },
            approvals: settings.approvals,
        };
        rights.approve.retain(|user| !makers.contains(user));
        rights
    }
}
