//! The memory of correspondence: which domains, names and threads this house has dealt with. Rows.

use sekisho_model::{Digest, Domain, Time};

use crate::quiet::quiet;

/// A domain letters have gone to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainSeen {
    /// Canonical.
    pub domain: Domain,
    /// First letter.
    pub first_at: Time,
    /// Last letter.
    pub last_at: Time,
    /// Letters so far.
    pub letters: u64,
}

/// A name an address was written with. At most 5 per address are kept, the latest ones.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownName {
    /// [`sekisho_model::Address::key`].
    pub address_key: String,
    /// The name, as the engine normalises it.
    pub name: String,
    /// When it was last used.
    pub last_at: Time,
}

/// Who took part in a thread, by the digest of a message id.
#[derive(Clone, PartialEq, Eq)]
pub struct Thread {
    /// Digest of the `Message-ID`.
    pub message_id: Digest,
    /// Address keys or domains, as the engine needs them.
    pub participants: Vec<String>,
    /// When.
    pub at: Time,
}

quiet!(KnownName: last_at);
quiet!(Thread: message_id, at);
