//! The roster: people, groups and their deputies, shared mailboxes, mailing lists, own and related domains.
//!
//! A [`Roster`] is built whole from a [`Directory`] and never changes; a new directory makes a new roster. It answers
//! who stands behind an address, who may do what with a letter, what a list expands to, and which organisation a
//! domain belongs to. It never decides what is done about that, and does not know how people and lists are stored.
//!
//! Doubt goes to the strict side: everybody who may have written a letter counts as its author, a list that cannot be
//! expanded wholly is [`Expansion::Unexpandable`], two domains are strangers unless the public suffix list or the
//! operator says otherwise.

mod circle;
mod directory;
mod domains;
mod error;
mod expand;
mod roster;
#[cfg(test)]
mod tests;

pub use directory::{Directory, Group, MailingList, Person, SharedMailbox};
pub use error::RosterError;
pub use expand::Expansion;
pub use roster::Roster;
