//! What a directory can have wrong. All of these are the operator's to mend; the names they carry are names of the
//! configuration (a domain, a group, a login), never an address.

use sekisho_model::{Domain, GroupId, UserId};

/// Why no roster can be made from a directory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Without an own domain nothing is inside.
    #[error("at least one own domain is needed")]
    NoDomain,
    /// An own or related domain under which strangers register theirs (`co.jp`): everybody there would be inside, or
    /// one organisation.
    #[error("{0} is a public suffix: other organisations have their domains under it; name your own domain")]
    PublicSuffix(Domain),
    /// Two accounts with one login name.
    #[error("the account {0} is there twice")]
    PersonTwice(UserId),
    /// Two groups with one name.
    #[error("the group {0} is there twice")]
    GroupTwice(GroupId),
    /// Two lists with one address.
    #[error("mailing lists number {first} and {second} have the same address")]
    ListTwice {
        /// Number of the first, from 1.
        first: usize,
        /// Number of the second, from 1.
        second: usize,
    },
    /// Two shared mailboxes with one address.
    #[error("shared mailboxes number {first} and {second} have the same address")]
    SharedTwice {
        /// Number of the first, from 1.
        first: usize,
        /// Number of the second, from 1.
        second: usize,
    },
    /// A shared mailbox with the address of a list: who gets its mail would be ambiguous.
    #[error("shared mailbox number {shared} has the address of mailing list number {list}")]
    SharedIsList {
        /// Number of the shared mailbox, from 1.
        shared: usize,
        /// Number of the list, from 1.
        list: usize,
    },
}
