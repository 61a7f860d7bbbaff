//! Who may do what with a letter.
//!
//! Authors are everybody who may have written it, so that nobody approves their own letter by not signing in.
//! Reviewers see it, re-check it and stop it. Closed accounts may do nothing but remain authors.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Address, Circle, GroupId, UserId, hold::Capacity};

use crate::{Expansion, Roster};

impl Roster {
    /// The circle of a letter with this envelope sender (`None` for `<>`), handed in by this signed-in person (`None`
    /// when nobody signed in), and of the groups that must approve it.
    ///
    /// Authors: who signed in, and the owners of the sender address. When nobody signed in, or somebody who does not
    /// share the mailbox, every member of it, too; for a list its owners and all its members of the house. The same
    /// holds for the addresses the letter names as its `writers` (`From`, `Sender`). Reviewers: who signed in and
    /// everybody who sends as the envelope sender; for a list its owners. Never the writers: a header is easily forged,
    /// so it may take an approval away and never gives a right.
    #[must_use]
    pub fn circle<'a>(
        &self,
        sender: Option<&Address>,
        writers: impl IntoIterator<Item = &'a Address>,
        submitter: Option<&UserId>,
        groups: &BTreeSet<GroupId>,
    ) -> Circle {
        let mut authors: BTreeSet<UserId> = submitter.cloned().into_iter().collect();
        let mut reviewers = authors.clone();
        if let Some(sender) = sender {
            let behind = self.people_of(sender).into_iter().cloned();
            let owners = self.list_of(sender).into_iter().flat_map(|list| list.owners.iter().cloned());
            reviewers.extend(behind.chain(owners));
            authors.extend(self.may_have_written(sender, submitter));
        }
        for writer in writers {
            authors.extend(self.may_have_written(writer, submitter));
        }
        reviewers.retain(|user| self.is_active(user));
        let (approvers, officers) = (self.approvers(groups), self.officers.clone());
        Circle { authors, reviewers, stoppers: BTreeSet::new(), approvers, officers }
    }

    fn may_have_written(&self, sender: &Address, submitter: Option<&UserId>) -> BTreeSet<UserId> {
        let known = submitter.is_some_and(|submitter| self.members_of(sender).any(|member| member == submitter));
        if known {
            return self.owners_of(sender).cloned().collect();
        }
        let behind = self.people_of(sender).into_iter().cloned();
        let owners = self.list_of(sender).into_iter().flat_map(|list| list.owners.iter().cloned());
        let mut authors: BTreeSet<UserId> = behind.chain(owners).collect();
        if let Expansion::List { members, .. } = self.expand(sender) {
            authors.extend(members.iter().flat_map(|member| self.people_of(member)).cloned());
        }
        authors
    }

    /// People of the house who read what is sent to this address: its owners, members of a shared mailbox, and for a list
    /// those of its members. Without closed accounts.
    #[must_use]
    pub fn readers_of(&self, address: &Address) -> BTreeSet<UserId> {
        let behind = |address: &Address| self.people_of(address).into_iter().cloned().collect::<Vec<_>>();
        let mut readers: BTreeSet<UserId> = behind(address).into_iter().collect();
        if let Expansion::List { members, .. } = self.expand(address) {
            readers.extend(members.iter().flat_map(behind));
        }
        readers.retain(|user| self.is_active(user));
        readers
    }

    /// Everybody who can approve for these groups today: members and deputies without closed accounts. A group that
    /// does not exist has nobody.
    #[must_use]
    pub fn approvers(&self, groups: &BTreeSet<GroupId>) -> BTreeMap<GroupId, BTreeSet<UserId>> {
        let people = |name: &GroupId| -> BTreeSet<UserId> {
            let group = self.groups.get(name);
            let all = group.into_iter().flat_map(|group| group.members.iter().chain(&group.deputies));
            all.filter(|user| self.is_active(user)).cloned().collect()
        };
        groups.iter().map(|name| (name.clone(), people(name))).collect()
    }

    /// Every group of the house, in order.
    pub fn groups(&self) -> impl Iterator<Item = &GroupId> {
        self.groups.keys()
    }

    /// Whether somebody can approve for this group today.
    #[must_use]
    pub fn is_manned(&self, group: &GroupId) -> bool {
        !self.asked(group, true).is_empty()
    }

    /// Whom to ask for an approval: the members, with the deputies if wanted. Deputies are asked at once when no
    /// member can act. Sorted, without closed accounts.
    #[must_use]
    pub fn asked(&self, group: &GroupId, with_deputies: bool) -> Vec<UserId> {
        let Some(group) = self.groups.get(group) else { return Vec::new() };
        let active = |users: &BTreeSet<UserId>| -> BTreeSet<UserId> {
            users.iter().filter(|user| self.is_active(user)).cloned().collect()
        };
        let mut asked = active(&group.members);
        if with_deputies || asked.is_empty() {
            asked.extend(active(&group.deputies));
        }
        asked.into_iter().collect()
    }

    /// In which role somebody approves for a group. Whoever is no deputy is an approver; whether they may approve at
    /// all is the hold machine's to say.
    #[must_use]
    pub fn capacity(&self, group: &GroupId, by: &UserId) -> Capacity {
        let Some(group) = self.groups.get(group) else { return Capacity::Approver };
        if group.members.contains(by) || !group.deputies.contains(by) {
            return Capacity::Approver;
        }
        let present = group.members.iter().find(|member| self.is_active(member));
        let of = present.or_else(|| group.members.first());
        of.map_or(Capacity::Approver, |of| Capacity::Deputy { of: of.clone() })
    }
}
