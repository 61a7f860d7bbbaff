//! DKIM signing (RFC 6376, 8301, 8463): relaxed/relaxed, rsa-sha256 and ed25519-sha256.
//!
//! A signature is a pure function of (key, header, body, domain, selector, time): both algorithms used here are
//! deterministic and `t=` is an argument, so the bytes a person approved can be made again. Never reads a clock,
//! never verifies (receivers do), never signs without `From`. Which fields are signed is fixed in [`SIGNED`];
//! the body is always signed whole (no `l=`, RFC 6376 §8.2).

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sekisho_model::Domain;

mod canonical;
mod key;

pub use canonical::body_hash;
pub use key::{Key, KeyError};

/// When a field is listed in `h=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listed {
    /// Every instance and once more, present or not: nobody can add one later (RFC 6376 §8.15).
    Sealed,
    /// Every instance and once more, if there is one; else not listed, because relays add it rightfully.
    IfPresent,
}

/// The signed fields, in the order in which they stand in `h=`.
///
/// Recipients act on what is sealed, so a field that changes who seems to write, to whom, or where an answer goes
/// cannot be added. `Date`, `Message-ID` and the MIME fields may be added by a relay when missing. Trace fields,
/// `Return-Path`, `Bcc` and `Resent-*` are never signed (RFC 6376 §5.4.1).
const SIGNED: [(&str, Listed); 22] = [
    ("from", Listed::Sealed),
    ("to", Listed::Sealed),
    ("cc", Listed::Sealed),
    ("subject", Listed::Sealed),
    ("reply-to", Listed::Sealed),
    ("sender", Listed::IfPresent),
    ("date", Listed::IfPresent),
    ("message-id", Listed::IfPresent),
    ("in-reply-to", Listed::IfPresent),
    ("references", Listed::IfPresent),
    ("mime-version", Listed::IfPresent),
    ("content-type", Listed::IfPresent),
    ("content-transfer-encoding", Listed::IfPresent),
    ("content-disposition", Listed::IfPresent),
    ("content-id", Listed::IfPresent),
    ("auto-submitted", Listed::IfPresent),
    ("list-id", Listed::IfPresent),
    ("list-unsubscribe", Listed::IfPresent),
    ("list-unsubscribe-post", Listed::IfPresent),
    ("list-post", Listed::IfPresent),
    ("list-help", Listed::IfPresent),
    ("list-archive", Listed::IfPresent),
];

/// Private keys by domain and selector. Cheap to clone.
#[derive(Clone, Default)]
pub struct Keys(BTreeMap<(Domain, Box<str>), Arc<Key>>);

impl Keys {
    /// No keys: a plan with a DKIM step cannot be applied.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key; a key for the same domain and selector is replaced.
    pub fn insert(&mut self, domain: Domain, selector: &str, key: Key) {
        self.0.insert((domain, selector.into()), Arc::new(key));
    }

    /// The key for a domain and selector.
    #[must_use]
    pub fn get(&self, domain: &Domain, selector: &str) -> Option<&Arc<Key>> {
        self.0.get(&(domain.clone(), selector.into()))
    }
}

impl std::fmt::Debug for Keys {
    /// Which keys there are, never the keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Why a letter could not be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The letter's fault: RFC 6376 §5.4 requires `From` to be signed.
    #[error("the letter has no From field, which a DKIM signature must cover")]
    NoFrom,
    /// The configuration's fault: a selector is one or more DNS labels.
    #[error("the DKIM selector is not a DNS name; correct it in the configuration")]
    Selector,
    /// Our fault or the machine's: the cryptographic library refused.
    #[error("the DKIM key could not be used")]
    Crypto,
}

/// What a signature says about itself.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// `d=`.
    pub domain: &'a Domain,
    /// `s=`.
    pub selector: &'a str,
    /// `t=`, seconds since 1970.
    pub at: i64,
}

/// Signs and returns the complete `DKIM-Signature` field with its final CRLF, to be put on top of the header.
///
/// `fields` are the header fields as they stand in the letter, top to bottom, each with its final CRLF;
/// `body_hash` comes from [`body_hash`].
///
/// # Errors
/// See [`SignError`].
pub fn sign(key: &Key, claim: Claim<'_>, fields: &[&[u8]], body_hash: &[u8; 32]) -> Result<Vec<u8>, SignError> {
    let chosen = choose(fields)?;
    let mut field = unsigned_field(key, claim, &chosen, body_hash)?;
    let mut input = Vec::new();
    for (_, raw) in &chosen {
        if let Some(raw) = raw {
            canonical::relax_field(raw, &mut input);
        }
    }
    // RFC 6376 §3.7: the signature field itself comes last, with an empty b= and without its final CRLF.
    canonical::relax_field(&field, &mut input);
    input.truncate(input.len().saturating_sub(2));
    let signature = key.sign(&input).map_err(|()| SignError::Crypto)?;
    fold_signature(&STANDARD.encode(signature), &mut field);
    Ok(field)
}

/// The fields that are signed, by name, with what stands in the letter.
type Chosen<'a> = Vec<(&'static str, Option<&'a [u8]>)>;

/// The fields to sign in `h=` order: instances of a name from the bottom up (RFC 6376 §5.4.2), `None` for the
/// place kept closed.
fn choose<'a>(fields: &[&'a [u8]]) -> Result<Chosen<'a>, SignError> {
    let named: Vec<_> = fields.iter().map(|raw| (canonical::field_name(raw), *raw)).collect();
    let mut chosen = Vec::new();
    for (name, listed) in SIGNED {
        let before = chosen.len();
        chosen.extend(named.iter().rev().filter(|(is, _)| is == name).map(|(_, raw)| (name, Some(*raw))));
        let present = chosen.len() > before;
        if name == "from" && !present {
            return Err(SignError::NoFrom);
        }
        if present || listed == Listed::Sealed {
            chosen.push((name, None));
        }
    }
    Ok(chosen)
}

/// The field with an empty `b=` and its CRLF, folded so that no line passes 78 octets.
fn unsigned_field(
    key: &Key,
    claim: Claim<'_>,
    chosen: &[(&'static str, Option<&[u8]>)],
    body_hash: &[u8; 32],
) -> Result<Vec<u8>, SignError> {
    let label =
        |label: &str| !label.is_empty() && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
    if claim.selector.len() > 200 || !claim.selector.split('.').all(label) {
        return Err(SignError::Selector);
    }
    let mut field = format!(
        "DKIM-Signature: v=1; a={}; c=relaxed/relaxed;\r\n\td={};\r\n\ts={}; t={};\r\n\th=",
        key.algorithm(),
        claim.domain,
        claim.selector,
        claim.at.max(0)
    );
    let mut column = 3;
    for (index, (name, _)) in chosen.iter().enumerate() {
        if index > 0 {
            field.push(':');
            column += 1;
        }
        if column + name.len() > 74 {
            field.push_str("\r\n\t ");
            column = 2;
        }
        field.push_str(name);
        column += name.len();
    }
    field.push_str(";\r\n\tbh=");
    field.push_str(&STANDARD.encode(body_hash));
    field.push_str(";\r\n\tb=\r\n");
    Ok(field.into_bytes())
}

/// Puts the signature behind `b=`, folded; white space inside a tag value of base64 means nothing (§3.5).
fn fold_signature(signature: &str, field: &mut Vec<u8>) {
    field.truncate(field.len().saturating_sub(2));
    for (index, chunk) in signature.as_bytes().chunks(72).enumerate() {
        if index > 0 {
            field.extend_from_slice(b"\r\n\t ");
        }
        field.extend_from_slice(chunk);
    }
    field.extend_from_slice(b"\r\n");
}
