//! Small secrets, sealed for one purpose each (AES-256-GCM under a key of their own).
//!
//! Invariant: what was sealed for one context opens for no other. Never: two blobs under one key. A changed byte, another
//! context or a key that is gone is an error, never a plaintext.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use zeroize::Zeroizing;

use super::{KeyError, KeyId, Master, MasterKeys, expand_parts};

/// First byte of a sealed blob.
const BLOB_VERSION: u8 = 1;
const BLOB_SALT: usize = 24;
const BLOB_HEAD: usize = 1 + 8 + BLOB_SALT;
const TAG_LEN: usize = 16;

impl MasterKeys {
    /// Seals a small secret for one purpose. `context` names the purpose and the row it belongs to
    /// (`"plan:<parcel>"`): the blob opens only with the same context.
    ///
    /// Each blob has its own key from a random 192-bit salt, so there is no limit on the number of blobs.
    /// Layout: version, key id (8), salt (24), ciphertext, tag (16): 49 bytes longer than the plaintext.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn seal_blob(&self, context: &str, plaintext: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut salt = [0; BLOB_SALT];
        rand::fill(&mut salt).map_err(|_| KeyError::Library)?;
        let mut blob = Vec::with_capacity(BLOB_HEAD + plaintext.len() + TAG_LEN);
        blob.push(BLOB_VERSION);
        blob.extend_from_slice(&self.first.id.0);
        blob.extend_from_slice(&salt);
        blob.extend_from_slice(plaintext);
        let key = blob_key(&self.first, &salt)?;
        let (head, body) = blob.split_at_mut(BLOB_HEAD);
        let tag = key
            .seal_in_place_separate_tag(blob_nonce(), Aad::from(blob_aad(head, context)), body)
            .map_err(|_| KeyError::Library)?;
        blob.extend_from_slice(tag.as_ref());
        Ok(blob)
    }

    /// Opens what [`MasterKeys::seal_blob`] made for the same context. The result is wiped when dropped.
    ///
    /// # Errors
    /// [`KeyError::Unknown`] when its key is gone, [`KeyError::Broken`] when the bytes or the context differ.
    pub fn open_blob(&self, context: &str, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (head, sealed) = blob.split_at_checked(BLOB_HEAD).ok_or(KeyError::Broken)?;
        let (version, rest) = head.split_first().ok_or(KeyError::Broken)?;
        if *version != BLOB_VERSION {
            return Err(KeyError::Broken);
        }
        let (id, salt) = rest.split_first_chunk::<8>().ok_or(KeyError::Broken)?;
        let key = blob_key(self.find(KeyId(*id))?, salt)?;
        let mut plain = Zeroizing::new(sealed.to_vec());
        let len = key
            .open_in_place(blob_nonce(), Aad::from(blob_aad(head, context)), &mut plain)
            .map_err(|_| KeyError::Broken)?
            .len();
        plain.truncate(len);
        Ok(plain)
    }
}

fn blob_key(master: &Master, salt: &[u8]) -> Result<LessSafeKey, KeyError> {
    let key = expand_parts(&master.blob, &[salt])?;
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|_| KeyError::Library)?))
}

/// Every blob has its own key and the key seals once, so the nonce can be a constant.
fn blob_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

/// The head has a fixed length, so head and context cannot be shifted against each other.
fn blob_aad(head: &[u8], context: &str) -> Vec<u8> {
    [head, context.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_opens_only_unaltered_and_for_its_context() {
        let keys = MasterKeys::ephemeral().unwrap();
        let blob = keys.seal_blob("payload:7", b"name").unwrap();
        assert_eq!(blob.len(), 4 + 49);
        assert_eq!(&keys.open_blob("payload:7", &blob).unwrap()[..], b"name");
        assert!(matches!(keys.open_blob("payload:8", &blob), Err(KeyError::Broken)));
        assert_ne!(keys.seal_blob("payload:7", b"name").unwrap(), blob);
        for index in 0..blob.len() {
            let mut altered = blob.clone();
            altered[index] ^= 1;
            assert!(keys.open_blob("payload:7", &altered).is_err(), "byte {index}");
            assert!(keys.open_blob("payload:7", &blob[..index]).is_err(), "cut at {index}");
        }
    }
}
