//! Passwords (argon2id, RFC 9106) and second factors (TOTP, RFC 6238).
//!
//! Checking a password costs about 20 ms and 19 MiB on purpose. SMTP clients sign in for every letter, so a success is
//! remembered for a few minutes as a keyed digest; a changed password ends that at once, because the stored hash is
//! part of the digest.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::SaltString,
};
use sekisho_model::{Digest, Time, digest::Fields};

use crate::chance::{self, NoChance};

/// How long a success is remembered.
const REMEMBER: Duration = Duration::from_secs(300);
/// How many successes are remembered.
const REMEMBERED: usize = 10_000;
/// Shortest password (NIST SP 800-63B-4 §3.1.1.2 asks for 15 alone, 8 with a second factor).
pub const SHORTEST: usize = 12;
/// Longest password; longer ones would only cost time.
pub const LONGEST: usize = 256;

/// Hashes a new password. Returns a PHC string.
pub fn hash(password: &str) -> Result<String, NoChance> {
    let salt = SaltString::encode_b64(&chance::bytes::<16>()?).map_err(|_| NoChance)?;
    Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(|_| NoChance)
}

/// Compares in constant time; a hash that cannot be read matches nothing.
#[must_use]
pub fn matches(password: &str, phc: &str) -> bool {
    PasswordHash::new(phc).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Remembers successes.
pub(crate) struct Remembered {
    key: [u8; 32],
    until: Mutex<HashMap<Digest, Instant>>,
}

impl Remembered {
    pub(crate) fn new() -> Result<Self, NoChance> {
        Ok(Self { key: chance::bytes()?, until: Mutex::default() })
    }

    /// Like [`matches`], or faster when the same succeeded lately. Blocks for the time of a hash.
    pub(crate) fn matches(&self, password: &str, phc: &str) -> bool {
        let digest = self.digest(password, phc);
        if self.knows(digest) {
            return true;
        }
        let right = matches(password, phc);
        if right {
            self.remember(digest);
        }
        right
    }

    fn digest(&self, password: &str, phc: &str) -> Digest {
        let mut fields = Fields::new("sekisho.remembered.v1");
        fields.push(&self.key).push(password.as_bytes()).push(phc.as_bytes()).push(&self.key);
        fields.finish()
    }

    pub(crate) fn knows_success(&self, password: &str, phc: &str) -> bool {
        self.knows(self.digest(password, phc))
    }

    fn knows(&self, digest: Digest) -> bool {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(&digest).is_some_and(|until| *until > Instant::now())
    }

    fn remember(&self, digest: Digest) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if until.len() >= REMEMBERED {
            let now = Instant::now();
            until.retain(|_, until| *until > now);
        }
        if until.len() < REMEMBERED {
            until.insert(digest, Instant::now() + REMEMBER);
        }
    }
}

/// A hash nobody's password matches: checked for unknown users, so that they take as long as known ones.
pub(crate) fn nobody() -> &'static str {
    "$argon2id$v=19$m=19456,t=2,p=1$c2VraXNob25vYm9keXMx$uWLXZWzH0Nkd8WPcmUCNc1B2i2LbaVLk+0kQ5RyGJ3U"
}

/// A fresh TOTP secret of 160 bits (RFC 4226 §4 R6).
pub(crate) fn totp_secret() -> Result<Vec<u8>, NoChance> {
    chance::bytes::<20>().map(|bytes| bytes.to_vec())
}

fn totp(secret: &[u8]) -> Option<totp_rs::TOTP> {
    totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, secret.to_vec()).ok()
}

/// The time step in which `code` is right (one step of drift is allowed), if it is. The caller keeps the step so
/// that a code works once.
#[must_use]
pub(crate) fn totp_step(secret: &[u8], code: &str, now: Time) -> Option<u64> {
    let totp = totp(secret)?;
    let step = u64::try_from(now.as_second()).ok()? / 30;
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let near = [step.saturating_sub(1), step, step + 1];
    near.into_iter().find(|step| totp.generate(step * 30) == digits)
}

/// `otpauth://` address and base-32 text of a secret.
#[must_use]
pub(crate) fn totp_uri(secret: &[u8], house: &str, user: &str) -> (String, String) {
    let text = totp_rs::Secret::Raw(secret.to_vec()).to_encoded().to_string();
    let clean = |name: &str| -> String {
        name.bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let issuer = clean(house);
    (format!("otpauth://totp/{issuer}:{}?secret={text}&issuer={issuer}", clean(user)), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_hash_only() {
        let phc = hash("correct horse battery").unwrap();
        assert!(matches("correct horse battery", &phc));
        assert!(!matches("correct horse", &phc));
        assert!(!matches("", nobody()) && PasswordHash::new(nobody()).is_ok());
    }

    #[test]
    fn a_success_is_remembered_for_that_hash_only() {
        let remembered = Remembered::new().unwrap();
        let (old, new) = (hash("one password").unwrap(), hash("two password").unwrap());
        assert!(remembered.matches("one password", &old));
        assert!(remembered.knows_success("one password", &old));
        assert!(!remembered.knows_success("one password", &new));
    }

    #[test]
    fn a_code_is_right_within_one_step() {
        let secret = totp_secret().unwrap();
        let now = Time::from_second(1_700_000_000).unwrap();
        let code = totp(&secret).unwrap().generate(1_700_000_000);
        assert_eq!(totp_step(&secret, &code, now), Some(1_700_000_000 / 30));
        assert_eq!(totp_step(&secret, &code, Time::from_second(1_700_000_000 + 120).unwrap()), None);
        assert_eq!(totp_step(&secret, "000000x", now).is_some(), code == "000000");
    }
}
