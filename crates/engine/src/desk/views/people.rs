//! What the pages of accounts and mailing lists show. Plain data without words and without a password or its digest.

use std::collections::BTreeSet;

use sekisho_model::{Address, GroupId, Time, UserId};
use serde::Serialize;

use super::{Language, Role};

/// One account, as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountRow {
    /// Login name.
    pub user: UserId,
    /// Display name.
    pub name: String,
    /// Addresses; the first gets notices.
    pub addresses: Vec<String>,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Groups in which this person approves, as member or deputy.
    pub groups: Vec<GroupId>,
    /// Whether no password is set yet.
    pub invited: bool,
    /// Whether signing in is barred.
    pub disabled: bool,
    /// Whether a second factor is set up.
    pub has_second_factor: bool,
    /// Until when failed sign-ins have locked it.
    pub locked_until: Option<Time>,
    /// Whether it is the account of who looks.
    pub own: bool,
}

/// An account to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Login name.
    pub user: UserId,
    /// Display name.
    pub name: String,
    /// Mail address; the invitation goes there.
    pub address: Address,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Language.
    pub language: Language,
}

/// Whose invitation it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountInvitation {
    /// Login name.
    pub user: UserId,
    /// Display name.
    pub name: String,
    /// Language of that person.
    pub language: Language,
}

/// A mailing list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListView {
    /// Its address.
    pub address: String,
    /// Who answers for it.
    pub owners: Vec<UserId>,
    /// Its members, those outside first, at most 500.
    pub members: Vec<MemberView>,
    /// Members in all, lists within it counted once.
    pub entries: u64,
    /// Mailboxes a letter to it reaches.
    pub reached: u64,
    /// Those of them outside.
    pub outside: u64,
    /// Whether it could be expanded wholly; if not, every letter to it is held.
    pub whole: bool,
}

/// A member of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberView {
    /// Address.
    pub address: String,
    /// Name of the person of the house behind it.
    pub name: Option<String>,
    /// Where it is.
    pub side: MemberSide,
}

/// Where a member of a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberSide {
    /// Outside the house.
    Outside,
    /// Another list.
    List,
    /// Inside.
    Inside,
}
