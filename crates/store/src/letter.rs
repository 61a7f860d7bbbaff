//! Letters: what is accepted, what is loaded again, and the row that stands for one.

use sekisho_model::{Digest, Envelope, Event, LetterId, Origin, Time, UserId};
use serde::{Deserialize, Serialize};

use crate::Location;
use crate::quiet::quiet;

/// What is known of the client that handed the letter in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFacts {
    /// Its network address, as text.
    pub peer: String,
    /// The name of its EHLO or HELO.
    pub helo: String,
    /// TLS version and cipher, if any.
    pub tls: Option<String>,
    /// The `with` of `Received` (RFC 3848): `ESMTPSA`, …
    pub protocol: String,
}

/// A letter with its bytes: to be made durable, or read back from the spool.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredLetter {
    /// Drawn by the engine.
    pub id: LetterId,
    /// When it came in.
    pub at: Time,
    /// Through which door.
    pub origin: Origin,
    /// Who gets it.
    pub envelope: Envelope,
    /// From which machine.
    pub client: ClientFacts,
    /// What the evidence tells of it together with its decision: of a mail of the house, what it was written for.
    pub told: Option<Box<Event>>,
    /// The letter as submitted (RFC 5322, CRLF).
    pub bytes: Vec<u8>,
}

/// A letter that is durable and not decided yet; its bytes are in the spool ([`crate::Store::load`]).
#[derive(Clone, PartialEq, Eq)]
pub struct PendingLetter {
    /// Its id.
    pub id: LetterId,
    /// When it came in.
    pub at: Time,
    /// Through which door.
    pub origin: Origin,
    /// Who gets it.
    pub envelope: Envelope,
    /// From which machine.
    pub client: ClientFacts,
    /// What the evidence tells of it together with its decision.
    pub told: Option<Box<Event>>,
    /// Where its record is.
    pub location: Location,
    /// Bytes of the letter.
    pub size: u64,
}

/// The row of a decided letter.
#[derive(Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Its id.
    pub id: LetterId,
    /// When it came in.
    pub at: Time,
    /// Through which door.
    pub origin: Origin,
    /// The account it belongs to, if known.
    pub submitter: Option<UserId>,
    /// MAIL FROM, empty for `<>`.
    pub mail_from: String,
    /// `From`, decoded.
    pub header_from: String,
    /// Subject, decoded; may be searched.
    pub subject: String,
    /// `Message-ID`, as written.
    pub message_id: String,
    /// Bytes as submitted.
    pub size: u64,
    /// Where its record is.
    pub location: Location,
    /// Plain SHA-256 of the bytes as submitted.
    pub source: Digest,
    /// Number of RCPT TO.
    pub recipients: u32,
    /// When its key was destroyed and its private fields were blanked, if so. Ignored by `Decide`.
    pub shredded_at: Option<Time>,
}

quiet!(ClientFacts: tls, protocol);
quiet!(StoredLetter: id, at);
quiet!(PendingLetter: id, at, location, size);
quiet!(LetterRow: id, at, size, location, source, recipients, shredded_at);
