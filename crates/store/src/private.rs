//! What the database must not show to somebody who only has its file: sealed columns and keyed marks.
//!
//! Invariants: a sealed value opens only for the row it was written for ([`At`] is bound to it); equal texts of one
//! kind have equal marks, and a mark says nothing without the key. The key of the marks lies sealed in the database, so
//! that a rotation of the master keys leaves all marks valid.
//! Never: a plaintext in an error.
//! How it fails: [`Fault`], which becomes [`StoreError::Row`] with table and key of the row.

use std::{fmt, sync::Arc};

use aws_lc_rs::{hmac, rand};
use sekisho_model::{CampaignId, Digest, LetterId, ParcelId, UserId};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    StoreError,
    keys::{KeyError, MasterKeys, Secret},
};

/// Bytes of a mark: 128 bits, so that two texts never share one by chance.
pub(crate) const MARK: usize = 16;
/// Bytes of a search mark: what is found is compared with the text again, so a rare clash costs time only.
const SEARCH_MARK: usize = 6;

/// Which value of which row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    /// Private fields of a letter.
    Letter(LetterId),
    Findings(ParcelId),
    Plan(ParcelId),
    Envelope(ParcelId),
    /// Reply text for a recipient.
    Reply(ParcelId, u32),
    /// Personal payload of an event.
    Personal(u64),
    /// End of the chain.
    Head,
    Scram(&'a UserId),
    Totp(&'a UserId),
    Link(&'a Digest),
    /// Address of a list's member: key of the list, mark of the member.
    Member(&'a str, &'a [u8]),
    /// Name of an address: both marks.
    Name(&'a [u8], &'a [u8]),
    Thread(&'a Digest),
    /// What the engine keeps of a campaign.
    Sheet(&'a CampaignId),
    /// Key of a file of a campaign: its kind.
    FileKey(&'a CampaignId, &'a str),
    /// Reply text for a row of a campaign.
    RowReply(&'a CampaignId, u32),
    /// The key of the marks.
    Marks,
}

/// What a value is sealed for. Part of the file format: never changed.
impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letter(id) => write!(f, "letter:{id}"),
            Self::Findings(id) => write!(f, "findings:{id}"),
            Self::Plan(id) => write!(f, "plan:{id}"),
            Self::Envelope(id) => write!(f, "envelope:{id}"),
            Self::Reply(id, number) => write!(f, "reply:{id}:{number}"),
            Self::Personal(seq) => write!(f, "personal:{seq}"),
            Self::Head => f.write_str("head"),
            Self::Scram(user) => write!(f, "scram:{user}"),
            Self::Totp(user) => write!(f, "totp:{user}"),
            Self::Link(link) => write!(f, "link:{link}"),
            Self::Member(list, mark) => write!(f, "member:{}:{list}", Hex(mark)),
            Self::Name(address, name) => write!(f, "name:{}:{}", Hex(address), Hex(name)),
            Self::Thread(id) => write!(f, "thread:{id}"),
            Self::Sheet(campaign) => write!(f, "campaign:{campaign}"),
            Self::FileKey(campaign, kind) => write!(f, "campaign-file:{campaign}:{kind}"),
            Self::RowReply(campaign, row) => write!(f, "campaign-reply:{campaign}:{row}"),
            Self::Marks => f.write_str("marks"),
        }
    }
}

/// Bytes in hexadecimal.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Why a stored value cannot be understood. Never repeats the value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// Damaged, or written by somebody else.
    #[error("column {0} is not what was written")]
    Column(&'static str),
    /// It does not open.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Fault {
    /// With the row it was found in.
    pub(crate) fn at(self, table: &'static str, key: impl fmt::Display) -> StoreError {
        StoreError::Row { table, key: key.to_string(), source: Box::new(self) }
    }
}

/// What a mark is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// [`sekisho_model::Address::key`] of somebody the house writes to.
    Address,
    /// Name of such an address.
    Name,
    /// Member of a list.
    Member,
}

/// Seals, opens, marks.
pub(crate) struct Private {
    keys: Arc<MasterKeys>,
    marks: hmac::Key,
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Private").field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl Private {
    /// With the key of the marks as it lies in the database.
    pub(crate) fn open_with(keys: Arc<MasterKeys>, sealed_marks: &[u8]) -> Result<Self, StoreError> {
        let secret = keys.open_blob(&At::Marks.to_string(), sealed_marks)?;
        let marks = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        Ok(Self { keys, marks })
    }

    /// Draws the key of the marks; sealed, for the database.
    pub(crate) fn draw_marks(keys: &MasterKeys) -> Result<Vec<u8>, StoreError> {
        let mut secret: Secret = Zeroizing::new([0; 32]);
        rand::fill(&mut secret[..]).map_err(|_| KeyError::Library)?;
        Ok(keys.seal_blob(&At::Marks.to_string(), &secret[..])?)
    }

    /// Seals bytes.
    pub(crate) fn seal(&self, at: At<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        Ok(self.keys.seal_blob(&at.to_string(), plain)?)
    }

    /// Seals a value as JSON.
    pub(crate) fn seal_json(&self, at: At<'_>, value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
        let json = Zeroizing::new(json_bytes(value)?);
        self.seal(at, &json)
    }

    /// Opens bytes.
    pub(crate) fn open(&self, at: At<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        Ok(self.keys.open_blob(&at.to_string(), sealed)?)
    }

    /// Opens a value.
    pub(crate) fn open_json<T: DeserializeOwned>(
        &self,
        at: At<'_>,
        column: &'static str,
        sealed: &[u8],
    ) -> Result<T, Fault> {
        serde_json::from_slice(&self.open(at, sealed)?).map_err(|_| Fault::Column(column))
    }

    /// The mark of a text.
    pub(crate) fn mark(&self, kind: Kind, text: &str) -> Vec<u8> {
        let label: &[u8] = match kind {
            Kind::Address => b"address:",
            Kind::Name => b"name:",
            Kind::Member => b"member:",
        };
        let mut mark = self.hmac(label, text).as_ref().to_vec();
        mark.truncate(MARK);
        mark
    }

    /// The mark of one or two characters, for the search index.
    pub(crate) fn search_mark(&self, text: &str) -> String {
        let tag = self.hmac(b"search:", text);
        Hex(tag.as_ref().get(..SEARCH_MARK).unwrap_or_default()).to_string()
    }

    fn hmac(&self, label: &[u8], text: &str) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.marks);
        context.update(label);
        context.update(text.as_bytes());
        context.sign()
    }
}

/// A value as JSON. The types of this crate and of the model always can be written.
pub(crate) fn json_bytes(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError::Failed { what: "write a value", source: Box::new(error) })
}

/// [`json_bytes`] as text.
pub(crate) fn json_text(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed { what: "write a value", source: Box::new(error) })
}

/// Names a row whose key may be somebody's name, without saying it.
pub(crate) fn hidden(text: &str) -> String {
    let digest = Digest::of(text.as_bytes());
    format!("sha256:{}", Hex(digest.as_bytes().get(..8).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(keys: &Arc<MasterKeys>, sealed: &[u8]) -> Private {
        Private::open_with(keys.clone(), sealed).unwrap()
    }

    #[test]
    fn a_value_opens_only_for_its_own_row() {
        let keys = Arc::new(MasterKeys::ephemeral().unwrap());
        let private = private(&keys, &Private::draw_marks(&keys).unwrap());
        let sealed = private.seal_json(At::Personal(7), &"marker").unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"marker"));
        assert_eq!(private.open_json::<String>(At::Personal(7), "private", &sealed).unwrap(), "marker");
        assert!(matches!(private.open(At::Personal(8), &sealed), Err(Fault::Key(KeyError::Broken))));
        let number = private.open_json::<u64>(At::Personal(7), "private", &sealed);
        assert!(matches!(number, Err(Fault::Column("private"))));
    }

    #[test]
    fn marks_are_equal_for_equal_texts_of_one_kind_and_one_house_only() {
        let keys = Arc::new(MasterKeys::ephemeral().unwrap());
        let sealed = Private::draw_marks(&keys).unwrap();
        let (one, again) = (private(&keys, &sealed), private(&keys, &sealed));
        let other = private(&keys, &Private::draw_marks(&keys).unwrap());
        assert_eq!(one.mark(Kind::Name, "a"), again.mark(Kind::Name, "a"));
        assert_ne!(one.mark(Kind::Name, "a"), one.mark(Kind::Member, "a"));
        assert_ne!(one.mark(Kind::Name, "a"), other.mark(Kind::Name, "a"));
        assert_eq!(one.search_mark("情報").len(), 2 * SEARCH_MARK);
        let foreign = Arc::new(MasterKeys::ephemeral().unwrap());
        assert!(matches!(Private::open_with(foreign, &sealed), Err(StoreError::Key(KeyError::Unknown(_)))));
    }
}
