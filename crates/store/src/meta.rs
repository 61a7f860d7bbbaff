//! What the spool keeps beside the bytes of a letter: all that is needed to judge it after a restart, as JSON, sealed
//! with the letter's own key. The form has a version; a letter of an unknown one is reported, never guessed at.

use sekisho_model::{Envelope, Event, LetterId, Origin, Time};
use serde::{Deserialize, Serialize};

use crate::{
    ClientFacts, Location, PendingLetter, StoreError, StoredLetter,
    private::{Fault, json_bytes},
};

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    version: u32,
    at: Time,
    origin: Origin,
    envelope: Envelope,
    client: ClientFacts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<Box<Event>>,
    /// Bytes of the letter.
    size: u64,
}

/// Of a new letter.
pub(crate) fn write(letter: &StoredLetter) -> Result<Vec<u8>, StoreError> {
    json_bytes(&Meta {
        version: VERSION,
        at: letter.at,
        origin: letter.origin.clone(),
        envelope: letter.envelope.clone(),
        client: letter.client.clone(),
        told: letter.told.clone(),
        size: letter.bytes.len() as u64,
    })
}

/// A letter that waits.
pub(crate) fn pending(id: LetterId, location: Location, meta: &[u8]) -> Result<PendingLetter, StoreError> {
    let Meta { at, origin, envelope, client, told, size, .. } = parse(id, meta)?;
    Ok(PendingLetter { id, at, origin, envelope, client, told, location, size })
}

/// A letter with its bytes.
pub(crate) fn stored(id: LetterId, meta: &[u8], bytes: Vec<u8>) -> Result<StoredLetter, StoreError> {
    let Meta { at, origin, envelope, client, told, .. } = parse(id, meta)?;
    Ok(StoredLetter { id, at, origin, envelope, client, told, bytes })
}

fn parse(id: LetterId, meta: &[u8]) -> Result<Meta, StoreError> {
    let meta: Option<Meta> = serde_json::from_slice(meta).ok();
    meta.filter(|meta| meta.version == VERSION).ok_or_else(|| Fault::Column("envelope data").at("spool", id))
}
