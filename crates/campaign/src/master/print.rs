//! 64-bit fingerprints of values (SipHash with fixed keys). In memory only, never stored: a fingerprint of a telephone
//! number is as personal as the number. Two different values meet once in 10^7 campaigns of a million letters; what
//! meets is a finding that a person looks at, never a miss.

use std::hash::{DefaultHasher, Hasher};

use super::Identity;

/// A fingerprint.
pub(crate) type Print = u64;

/// The fingerprint of a value of a kind.
pub(crate) fn print(identity: Identity, value: &str) -> Print {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(match identity {
        Identity::Mail => 1,
        Identity::Phone => 2,
        Identity::Member => 3,
        Identity::Name | Identity::Reading => 4,
    });
    hasher.write(value.as_bytes());
    hasher.finish()
}

/// The fingerprint of a key, which is compared as written.
pub(super) fn key(value: &str) -> Print {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(0);
    hasher.write(value.as_bytes());
    hasher.finish()
}
