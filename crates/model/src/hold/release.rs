//! From a met verdict to bytes that may leave: release, unsealed, outgoing. Each is made only from the one before, and the
//! first only by [`super::Standing`].

use std::collections::BTreeSet;

use crate::{
    envelope::Envelope,
    id::ParcelId,
    seal::{self, Leaf, Seal},
};

/// Proof that every need of a parcel was met for this seal.
#[derive(Debug)]
#[must_use = "a release that is dropped sends nothing"]
pub struct Release {
    parcel: ParcelId,
    seal: Seal,
}

/// The outgoing bytes do not digest to what was sealed: the parcel must be held as *altered*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the outgoing bytes are not the sealed ones")]
pub struct Altered;

impl Release {
    /// Only a [`super::Standing`] whose needs are met makes one.
    pub(super) const fn new(parcel: ParcelId, seal: Seal) -> Self {
        Self { parcel, seal }
    }

    /// The parcel.
    #[must_use]
    pub const fn parcel(&self) -> ParcelId {
        self.parcel
    }

    /// Compares the leaves with the seal; afterwards each mail can be loaded by its number.
    pub fn unseal(self, leaves: Vec<Leaf>) -> Result<Unsealed, Altered> {
        if seal::outgoing(&leaves) == self.seal.outgoing {
            Ok(Unsealed { release: self, leaves })
        } else {
            Err(Altered)
        }
    }
}

/// A release whose leaves are known to be the sealed ones.
#[derive(Debug)]
pub struct Unsealed {
    release: Release,
    leaves: Vec<Leaf>,
}

impl Unsealed {
    /// Digests envelope and bytes once more and yields the mail with this number.
    pub fn load(&self, number: usize, envelope: Envelope, bytes: Vec<u8>) -> Result<Outgoing, Altered> {
        let leaf = self.leaves.get(number).ok_or(Altered)?;
        if *leaf != Leaf::of(&envelope, &bytes) {
            return Err(Altered);
        }
        Ok(Outgoing { parcel: self.release.parcel, seal: self.release.seal, envelope, bytes })
    }
}

/// A mail that may leave. The only argument `sekisho-smtp` sends.
#[derive(Debug)]
pub struct Outgoing {
    parcel: ParcelId,
    seal: Seal,
    envelope: Envelope,
    bytes: Vec<u8>,
}

impl Outgoing {
    /// The same mail for some of its recipients only, by their number in the envelope: for another route, or for those
    /// an earlier attempt did not reach. Fewer people get the sealed bytes, never others.
    #[must_use]
    pub fn only(mut self, numbers: &BTreeSet<usize>) -> Self {
        let mut number = 0;
        self.envelope.recipients.retain(|_| {
            number += 1;
            numbers.contains(&(number - 1))
        });
        self
    }

    /// The parcel.
    #[must_use]
    pub const fn parcel(&self) -> ParcelId {
        self.parcel
    }

    /// The seal under which it leaves.
    #[must_use]
    pub const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Who gets it.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// What they get.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
