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

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};
use sekisho_model::{Digest, Time, digest::Fields};
use sekisho_smtp::server::ScramKeys;

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

/// Rounds of PBKDF2 for SCRAM. RFC 7677 §4 asks for at least 4,096; the keys are sealed at rest besides.
const SCRAM_ROUNDS: u32 = 50_000;

/// Keys for SCRAM-SHA-256 (RFC 5802 §3), as the text that is stored: rounds, salt, stored key, server key.
pub(crate) fn scram(password: &str) -> Result<String, NoChance> {
    use aws_lc_rs::{digest, hmac, pbkdf2};
    let salt = chance::bytes::<16>()?;
    let rounds = std::num::NonZeroU32::new(SCRAM_ROUNDS).ok_or(NoChance)?;
    let mut salted = zeroize::Zeroizing::new([0; 32]);
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, &salt, password.as_bytes(), &mut *salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &*salted);
    let stored = digest::digest(&digest::SHA256, hmac::sign(&key, b"Client Key").as_ref());
    let server = hmac::sign(&key, b"Server Key");
    Ok(format!("{SCRAM_ROUNDS} {} {} {}", hex(&salt), hex(stored.as_ref()), hex(server.as_ref())))
}

/// The stored text as keys; `None` for anything else.
pub(crate) fn scram_keys(stored: &str) -> Option<ScramKeys> {
    let mut fields = stored.split(' ');
    let iterations = fields.next()?.parse().ok()?;
    let salt = unhex(fields.next()?)?;
    let stored_key = unhex(fields.next()?)?.try_into().ok()?;
    let server_key = unhex(fields.next()?)?.try_into().ok()?;
    Some(ScramKeys { salt, iterations, stored_key, server_key })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
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
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") },
            )
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
