//! Download links, their one-time codes and who opened them, as rows.

use sekisho_model::{Address, Digest, ParcelId, PartPath, Time};

use crate::quiet::quiet;

/// A file behind a link.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkFile {
    /// Part of the letter as submitted.
    pub part: PartPath,
    /// Decoded file name. Sealed at rest.
    pub name: String,
    /// Media type.
    pub mime: String,
    /// Bytes.
    pub size: u64,
}

/// A download link.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Digest of its secret: its public name.
    pub link: Digest,
    /// Of which parcel.
    pub parcel: ParcelId,
    /// What is behind it.
    pub files: Vec<LinkFile>,
    /// Who may open it, by number.
    pub recipients: Vec<Address>,
    /// When it was made.
    pub created_at: Time,
    /// Not valid from this instant on.
    pub expires_at: Time,
    /// When it was locked.
    pub locked_at: Option<Time>,
    /// Times a file was fetched. Ignored by `AddLink`.
    pub opened: u64,
}

/// The one-time code of one recipient of a link; a new one replaces the old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCode {
    /// The link.
    pub link: Digest,
    /// Number of the recipient.
    pub recipient: u32,
    /// Digest of the code.
    pub code: Digest,
    /// Not valid from this instant on.
    pub expires_at: Time,
    /// Wrong tries so far. Ignored by `PutLinkCode`: a new code starts at 0.
    pub tries: u32,
    /// When it was made.
    pub created_at: Time,
}

/// One fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAccess {
    /// The link.
    pub link: Digest,
    /// Who, by number.
    pub recipient: u32,
    /// When.
    pub at: Time,
}

quiet!(LinkFile: part, mime, size);
quiet!(Link: link, parcel, created_at, expires_at, locked_at, opened);
