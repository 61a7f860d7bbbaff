//! Keyed hashes: the same value under another key, or of another kind, is another hash.

use sha2::{Digest as _, Sha256};

/// Kinds of values, so that a telephone number never meets a member number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Space {
    /// Tells whether a stored index was made with a key.
    Check = 0,
    Mail = 1,
    Phone = 2,
    MemberId = 3,
    Name = 4,
    Reading = 5,
    Surname = 6,
    SurnameReading = 7,
    Company = 8,
    Domain = 9,
}

/// Block length of SHA-256.
const BLOCK: usize = 64;

/// HMAC-SHA-256 (RFC 2104) with the key already taken in.
#[derive(Clone)]
pub(super) struct Keying {
    inner: Sha256,
    outer: Sha256,
    check: u64,
}

impl Keying {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK];
            block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
            Sha256::new_with_prefix(block)
        };
        let mut keying = Self { inner: padded(0x36), outer: padded(0x5C), check: 0 };
        keying.check = keying.hash(Space::Check, "sekisho.master.v1");
        keying
    }

    /// The hash of a value in its normal form.
    pub(super) fn hash(&self, space: Space, value: &str) -> u64 {
        let mut inner = self.inner.clone();
        inner.update([space as u8]);
        inner.update(value.as_bytes());
        let mut outer = self.outer.clone();
        outer.update(inner.finalize());
        let digest = outer.finalize();
        digest.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }

    /// The same in 32 bits, never 0.
    #[expect(clippy::cast_possible_truncation, reason = "cut on purpose")]
    pub(super) fn short(&self, space: Space, value: &str) -> u32 {
        (self.hash(space, value) as u32).max(1)
    }

    /// A value of the key alone.
    pub(super) const fn check(&self) -> u64 {
        self.check
    }
}

impl PartialEq for Keying {
    fn eq(&self, other: &Self) -> bool {
        self.check == other.check
    }
}

impl Eq for Keying {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hmac_of_the_standard() {
        // RFC 4231 has no key of 32 bytes; this vector is from Python's hmac: key 00..1f, message 01 "a@b.jp".
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let keying = Keying::new(&key);
        assert_eq!(keying.hash(Space::Mail, "a@b.jp"), u64::from_le_bytes(VECTOR));
        assert_ne!(keying.hash(Space::Mail, "a@b.jp"), keying.hash(Space::Phone, "a@b.jp"));
        assert_ne!(keying.check(), Keying::new(&[1; 32]).check());
    }

    const VECTOR: [u8; 8] = [0xB5, 0x4B, 0x92, 0x75, 0x69, 0xC4, 0xCB, 0xC3];
}
