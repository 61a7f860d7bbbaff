//! Encrypted files (ISO 32000-2 §7.6). Those that anybody may open, encrypted only to forbid printing or copying, have an
//! empty user password and are read like any other; one that needs a password stays locked unless it is on file. Owners'
//! passwords open nothing here: they are not what is agreed on with a recipient.

use aws_lc_rs::{
    cipher::{
        AES_128, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
        UnboundCipherKey,
    },
    digest,
    iv::FixedLength,
};
use md5::{Digest, Md5};

use super::{
    super::rc4::rc4,
    file::Pdf,
    object::{Dict, Object},
};
use crate::budget::Budget;

/// What an empty password is filled up with (§7.6.4.3.2).
const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E, 0x2E, 0x00,
    0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

/// How strings and streams are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Rc4,
    Aes128,
    Aes256,
    Plain,
}

/// The key of a file.
#[derive(Debug, Clone)]
pub(super) struct Key {
    key: Vec<u8>,
    strings: Method,
    streams: Method,
    /// Whether XMP is encrypted, too.
    pub metadata: bool,
    /// Whether a password had to be known for it.
    pub locked: bool,
}

impl Key {
    /// The key by the empty user password or one on file; `None` when none fits, or the scheme is not known.
    pub(super) fn unlock(pdf: &Pdf<'_>, dict: &Dict, budget: &mut Budget) -> Option<Self> {
        let open = |password: &str| Self::by_password(pdf, dict, password.as_bytes());
        open("").or_else(|| Some(Self { locked: true, ..budget.try_passwords(open)? }))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "permissions are 32 bits, written signed or unsigned"
    )]
    fn by_password(pdf: &Pdf<'_>, dict: &Dict, password: &[u8]) -> Option<Self> {
        let size = |key: &[u8]| pdf.value(dict, key).and_then(Object::size);
        let text = |key: &[u8]| pdf.value(dict, key).and_then(Object::text);
        if pdf.value(dict, b"Filter").and_then(Object::name) != Some(b"Standard") {
            return None;
        }
        let (version, revision) = (size(b"V")?, size(b"R")?);
        let metadata = pdf.value(dict, b"EncryptMetadata") != Some(&Object::Bool(false));
        let method = |key: &[u8]| match version {
            1 | 2 => Some(Method::Rc4),
            4 | 5 => by_filter(pdf, dict, key),
            _ => None,
        };
        let (strings, streams) = (method(b"StrF")?, method(b"StmF")?);
        let key = match revision {
            2..=4 => {
                let bits = if version == 1 {
                    40
                } else if version == 4 {
                    128
                } else {
                    size(b"Length").unwrap_or(40)
                };
                let permissions = pdf.value(dict, b"P").and_then(Object::number)?;
                let id = pdf
                    .value(&pdf.trailer, b"ID")
                    .and_then(|id| id.array().first())
                    .and_then(Object::text)
                    .unwrap_or_default();
                let old = Old {
                    owner: text(b"O")?.get(..32)?,
                    user: text(b"U")?,
                    permissions: permissions as i64 as u32,
                    id,
                    revision,
                    length: bits.clamp(40, 128) / 8,
                    metadata,
                };
                old.key(password)?
            }
            5 | 6 => new_key(password, text(b"U")?, text(b"UE")?, revision)?,
            _ => return None,
        };
        Some(Self { key, strings, streams, metadata, locked: false })
    }

    /// A string of an object.
    pub(super) fn string(&self, number: u32, generation: u16, bytes: &[u8]) -> Vec<u8> {
        self.decrypt(self.strings, number, generation, bytes)
    }

    /// The raw bytes of a stream.
    pub(super) fn stream(&self, number: u32, generation: u16, bytes: &[u8]) -> Vec<u8> {
        self.decrypt(self.streams, number, generation, bytes)
    }

    fn decrypt(&self, method: Method, number: u32, generation: u16, bytes: &[u8]) -> Vec<u8> {
        match method {
            Method::Plain => bytes.to_vec(),
            Method::Rc4 => rc4(&self.of_object(number, generation, b""), bytes),
            Method::Aes128 => with_iv(&AES_128, &self.of_object(number, generation, b"sAlT"), bytes),
            Method::Aes256 => with_iv(&AES_256, &self.key, bytes),
        }
    }

    /// The key of one object.
    fn of_object(&self, number: u32, generation: u16, salt: &[u8]) -> Vec<u8> {
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(number.to_le_bytes().get(..3).unwrap_or_default());
        hash.update(generation.to_le_bytes());
        hash.update(salt);
        hash.finalize().iter().copied().take((self.key.len() + 5).min(16)).collect()
    }
}

/// The method that a crypt filter names.
fn by_filter(pdf: &Pdf<'_>, dict: &Dict, key: &[u8]) -> Option<Method> {
    let name = pdf.value(dict, key).and_then(Object::name).unwrap_or(b"Identity");
    if name == b"Identity" {
        return Some(Method::Plain);
    }
    let filter = pdf.inner(pdf.inner(dict, b"CF")?, name)?;
    match pdf.value(filter, b"CFM").and_then(Object::name)? {
        b"V2" => Some(Method::Rc4),
        b"AESV2" => Some(Method::Aes128),
        b"AESV3" => Some(Method::Aes256),
        b"None" => Some(Method::Plain),
        _ => None,
    }
}

/// What the key of revisions 2 to 4 is made of.
struct Old<'a> {
    owner: &'a [u8],
    user: &'a [u8],
    permissions: u32,
    id: &'a [u8],
    revision: usize,
    /// Of the key, in bytes.
    length: usize,
    metadata: bool,
}

impl Old<'_> {
    /// The key, if this is the user's password (algorithms 2, 4, 5, 6).
    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let filled: Vec<u8> = password.iter().chain(&PADDING).copied().take(32).collect();
        let mut hash = Md5::new();
        hash.update(filled);
        hash.update(self.owner);
        hash.update(self.permissions.to_le_bytes());
        hash.update(self.id);
        if self.revision >= 4 && !self.metadata {
            hash.update([0xFF; 4]);
        }
        let mut key: Vec<u8> = hash.finalize().to_vec();
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(key.get(..self.length)?).to_vec();
            }
        }
        key.truncate(self.length);
        let check = if self.revision == 2 {
            rc4(&key, &PADDING)
        } else {
            let start = Md5::new().chain_update(PADDING).chain_update(self.id).finalize().to_vec();
            (0..20_u8).fold(start, |text, round| rc4(&key.iter().map(|byte| byte ^ round).collect::<Vec<u8>>(), &text))
        };
        (self.user.get(..check.len())? == check).then_some(key)
    }
}

/// Revisions 5 and 6 (algorithm 2.A).
fn new_key(password: &[u8], user: &[u8], sealed: &[u8], revision: usize) -> Option<Vec<u8>> {
    let password = password.get(..127).unwrap_or(password);
    let hash = |salt: &[u8]| {
        let first = sha(&digest::SHA256, &[password, salt].concat());
        if revision == 5 { Some(first) } else { hardened(password, first) }
    };
    if hash(user.get(32..40)?)? != user.get(..32)? {
        return None;
    }
    let key = hash(user.get(40..48)?)?;
    cbc(&AES_256, &key, [0; 16], sealed.get(..32)?)
}

/// Algorithm 2.B for a user's password, behind its first hash.
fn hardened(password: &[u8], first: Vec<u8>) -> Option<Vec<u8>> {
    let mut key = first;
    // At least 64 rounds; the last byte ends them before round 288.
    for round in 0..300_u32 {
        let mut text = [password, &key].concat().repeat(64);
        let cipher = EncryptingKey::cbc(UnboundCipherKey::new(&AES_128, key.get(..16)?).ok()?).ok()?;
        let iv: [u8; 16] = key.get(16..32)?.try_into().ok()?;
        cipher.less_safe_encrypt(&mut text, EncryptionContext::Iv128(FixedLength::from(iv))).ok()?;
        let rest: u32 = text.iter().take(16).map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        key = sha([&digest::SHA256, &digest::SHA384, &digest::SHA512].get(usize::try_from(rest).ok()?)?, &text);
        if round >= 63 && text.last().is_some_and(|last| u32::from(*last) <= round - 31) {
            break;
        }
    }
    key.truncate(32);
    Some(key)
}

fn sha(algorithm: &'static digest::Algorithm, bytes: &[u8]) -> Vec<u8> {
    digest::digest(algorithm, bytes).as_ref().to_vec()
}

fn cbc(algorithm: &'static Algorithm, key: &[u8], iv: [u8; 16], bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = bytes.to_vec();
    let cipher = DecryptingKey::cbc(UnboundCipherKey::new(algorithm, key).ok()?).ok()?;
    cipher.decrypt(&mut text, DecryptionContext::Iv128(FixedLength::from(iv))).ok()?;
    Some(text)
}

/// Text behind its initialisation vector, filled up to whole blocks.
fn with_iv(algorithm: &'static Algorithm, key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Some((iv, text)) = bytes.split_first_chunk::<16>() else { return Vec::new() };
    let whole = text.len() / 16 * 16;
    let mut text = cbc(algorithm, key, *iv, text.get(..whole).unwrap_or_default()).unwrap_or_default();
    let filling = text.last().map_or(0, |last| usize::from(*last));
    if (1..=16).contains(&filling) {
        text.truncate(text.len().saturating_sub(filling));
    }
    text
}
