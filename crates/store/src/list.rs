//! Mailing lists and their members, as rows.

use sekisho_model::{Address, Time, UserId};

use crate::quiet::quiet;

/// A mailing list.
#[derive(Clone, PartialEq, Eq)]
pub struct MailingList {
    /// Its address; compared by [`Address::key`].
    pub address: Address,
    /// Display name.
    pub name: String,
    /// People who answer for it.
    pub owners: Vec<UserId>,
    /// When its members were last attested.
    pub attested_at: Option<Time>,
    /// When it last changed.
    pub updated_at: Time,
}

/// A member of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct ListMember {
    /// The list.
    pub list: Address,
    /// The member.
    pub address: Address,
    /// Who added it.
    pub added_by: Option<UserId>,
    /// When.
    pub added_at: Time,
    /// The second person, once there is one. A member without it gets no mail.
    pub approved_by: Option<UserId>,
}

quiet!(MailingList: attested_at, updated_at);
quiet!(ListMember: added_at, approved_by);
