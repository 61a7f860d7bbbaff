//! Accounts, sessions and single-use tokens, as rows. A token or session is stored as the digest of its secret only.

use std::collections::BTreeSet;

use sekisho_model::{Address, Digest, ParcelId, Time, UserId, hold::Means};

use crate::quiet::quiet;

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Login name.
    pub id: UserId,
    /// From 1; one more with every [`crate::Change::SetUser`]. Ignored by `AddUser`.
    pub version: u64,
    /// Display name.
    pub name: String,
    /// Addresses of this person; an address belongs to any number of accounts (shared mailboxes).
    pub addresses: Vec<Address>,
    /// PHC string of the password, if one is set.
    pub password: Option<String>,
    /// Stored keys for SCRAM, as the engine writes them. Sealed at rest.
    pub scram: Option<String>,
    /// Secret of the second factor. Sealed at rest.
    pub totp: Option<Vec<u8>>,
    /// Role codes in kebab case.
    pub roles: BTreeSet<String>,
    /// `ja` or `en`.
    pub language: String,
    /// Whether signing in is barred.
    pub disabled: bool,
    /// Failed sign-ins in a row.
    pub failures: u32,
    /// No sign-in before this instant.
    pub locked_until: Option<Time>,
    /// Last TOTP step that was used: an equal or earlier one is a replay.
    pub totp_step: u64,
    /// When it was made.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

/// A signed-in session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Digest of the cookie's secret.
    pub token: Digest,
    /// Whose.
    pub user: UserId,
    /// When it began.
    pub created_at: Time,
    /// Last request.
    pub seen_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// How it was opened.
    pub means: Means,
}

/// A single-use token (an invitation of a notice mail, a download grant).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Digest of its secret.
    pub token: Digest,
    /// What it is for, in kebab case: `review`, `approve`, `download`, …
    pub kind: String,
    /// For whom.
    pub user: Option<UserId>,
    /// For which parcel.
    pub parcel: Option<ParcelId>,
    /// For which bytes: [`sekisho_model::Seal::digest`].
    pub seal: Option<Digest>,
    /// For which link and recipient number.
    pub link: Option<(Digest, u32)>,
    /// Not valid from this instant on.
    pub expires_at: Time,
    /// When it was used.
    pub used_at: Option<Time>,
}

quiet!(User: version, roles, disabled, failures, locked_until, updated_at);
