//! The seal: what exactly a decision, a review or an approval was given for.

use serde::{Deserialize, Serialize};

use crate::{
    digest::{Digest, Fields},
    envelope::Envelope,
};

/// One outgoing mail of a parcel: who gets it and which bytes. A parcel has one leaf, or one per recipient when
/// it is individualised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// [`Envelope::digest`] of this mail.
    pub envelope: Digest,
    /// Plain SHA-256 of this mail's bytes.
    pub bytes: Digest,
}

impl Leaf {
    /// The leaf of a mail.
    #[must_use]
    pub fn of(envelope: &Envelope, bytes: &[u8]) -> Self {
        Self { envelope: envelope.digest(), bytes: Digest::of(bytes) }
    }
}

/// Digests of {parcel envelope, source bytes, outgoing bytes}. Equal seals: the same people get the same bytes made
/// from the same letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// [`Envelope::digest`] of the parcel.
    pub parcel: Digest,
    /// Plain SHA-256 of the letter as submitted.
    pub source: Digest,
    /// Digest over all leaves in order.
    pub outgoing: Digest,
}

impl Seal {
    /// Seals a parcel: its envelope, the digest of the submitted bytes, and its outgoing mails.
    #[must_use]
    pub fn new(parcel: &Envelope, source: Digest, leaves: &[Leaf]) -> Self {
        Self { parcel: parcel.digest(), source, outgoing: outgoing(leaves) }
    }

    /// One digest for the whole seal, for tokens and short references.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut fields = Fields::new("sekisho.seal.v1");
        for part in [self.parcel, self.source, self.outgoing] {
            fields.push(part.as_bytes());
        }
        fields.finish()
    }
}

/// The digest over all leaves, in order.
pub(crate) fn outgoing(leaves: &[Leaf]) -> Digest {
    let mut fields = Fields::new("sekisho.outgoing.v1");
    for leaf in leaves {
        fields.push(leaf.envelope.as_bytes()).push(leaf.bytes.as_bytes());
    }
    fields.finish()
}
