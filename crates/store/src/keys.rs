//! The master keys: one small text file from which every other key of the house is derived.
//!
//! Invariants: a key file is never overwritten by [`MasterKeys::create`] and never read when other people can read
//! it; the first key writes, all keys read; a key that was mistyped is refused because its id does not fit.
//! Never: a key in a log, a `Debug` output or an error text; a key left in memory after its last use.
//! How it fails: every failure is a [`KeyError`]; without keys nothing is accepted and nothing is read.

use std::fmt;

use aws_lc_rs::{
    hkdf::{HKDF_SHA256, KeyType, Salt},
    key_wrap::{AES_256, AesKek, KeyWrap as _},
    rand,
};
use zeroize::Zeroizing;

mod blob;
mod error;
mod file;

pub use error::KeyError;

/// A 256-bit secret that is wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// Length of a wrapped data key: RFC 3394 adds 8 bytes to 32.
pub(crate) const WRAPPED_LEN: usize = 40;

/// The public name of a master key: derived from the key, so it also finds typing mistakes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(crate) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One key of the file.
struct Master {
    id: KeyId,
    secret: Secret,
    /// Wraps the data keys of letters.
    wrap: Secret,
    /// Parent of the keys of small blobs.
    blob: Secret,
}

/// The master keys of this installation: the first one writes, all read. Share it in an `Arc`.
pub struct MasterKeys {
    first: Master,
    older: Vec<Master>,
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKeys").field("ids", &self.ids()).finish_non_exhaustive()
    }
}

impl MasterKeys {
    /// Keys that exist in memory only; everything sealed with them is lost with the process. For tests and for
    /// checking a configuration.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn ephemeral() -> Result<Self, KeyError> {
        Ok(Self { first: Master::draw()?, older: Vec::new() })
    }

    /// The ids, the writing key first.
    #[must_use]
    pub fn ids(&self) -> Vec<KeyId> {
        self.all().map(|master| master.id).collect()
    }

    /// A 256-bit secret for one purpose, from the first key: HKDF-SHA256 (RFC 5869) with `label` as info. The same
    /// label gives the same secret until the keys are rotated.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn derive(&self, label: &str) -> Result<Secret, KeyError> {
        derived(&self.first, label)
    }

    /// [`MasterKeys::derive`] for every key, the writing one first: to check what was made before a rotation.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn derive_all(&self, label: &str) -> Result<Vec<Secret>, KeyError> {
        self.all().map(|master| derived(master, label)).collect()
    }

    /// Wraps the data key of a letter (AES-256 key wrap, RFC 3394: deterministic, so no nonce can repeat).
    pub(crate) fn wrap(&self, data_key: &Secret) -> Result<(KeyId, [u8; WRAPPED_LEN]), KeyError> {
        let mut wrapped = [0; WRAPPED_LEN];
        let kek = AesKek::new(&AES_256, &self.first.wrap[..]).map_err(|_| KeyError::Library)?;
        kek.wrap(&data_key[..], &mut wrapped).map_err(|_| KeyError::Library)?;
        Ok((self.first.id, wrapped))
    }

    /// The reverse of [`MasterKeys::wrap`].
    pub(crate) fn unwrap(&self, id: KeyId, wrapped: &[u8; WRAPPED_LEN]) -> Result<Secret, KeyError> {
        let master = self.find(id)?;
        let kek = AesKek::new(&AES_256, &master.wrap[..]).map_err(|_| KeyError::Library)?;
        // The library wants room for one block more than it writes.
        let mut room = Zeroizing::new([0; WRAPPED_LEN]);
        let plain = kek.unwrap(wrapped, &mut room[..]).map_err(|_| KeyError::Broken)?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(plain.get(..32).ok_or(KeyError::Broken)?);
        Ok(key)
    }

    fn all(&self) -> impl Iterator<Item = &Master> {
        std::iter::once(&self.first).chain(&self.older)
    }

    fn find(&self, id: KeyId) -> Result<&Master, KeyError> {
        self.all().find(|master| master.id == id).ok_or(KeyError::Unknown(id))
    }
}

impl Master {
    fn draw() -> Result<Self, KeyError> {
        let mut secret = Zeroizing::new([0; 32]);
        rand::fill(&mut secret[..]).map_err(|_| KeyError::Library)?;
        Self::new(secret)
    }

    fn new(secret: Secret) -> Result<Self, KeyError> {
        let named = expand(&secret, b"sekisho.key-id.v1")?;
        let mut id = [0; 8];
        id.copy_from_slice(named.get(..8).ok_or(KeyError::Library)?);
        let wrap = expand(&secret, b"sekisho.letter-wrap.v1")?;
        let blob = expand(&secret, b"sekisho.blob.v1")?;
        Ok(Self { id: KeyId(id), secret, wrap, blob })
    }
}

/// The length of what HKDF gives.
struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

fn expand(secret: &Secret, info: &[u8]) -> Result<Secret, KeyError> {
    expand_parts(secret, &[info])
}

fn expand_parts(secret: &Secret, info: &[&[u8]]) -> Result<Secret, KeyError> {
    let mut out = Zeroizing::new([0; 32]);
    Salt::new(HKDF_SHA256, &[])
        .extract(&secret[..])
        .expand(info, Bytes32)
        .and_then(|okm| okm.fill(&mut out[..]))
        .map_err(|_| KeyError::Library)?;
    Ok(out)
}

fn derived(master: &Master, label: &str) -> Result<Secret, KeyError> {
    expand_parts(&master.secret, &[b"sekisho.derive.v1:", label.as_bytes()])
}
