//! Office 2010 and later ([MS-OFFCRYPTO] 2.3.4.10 to 2.3.4.15, "agile"): AES in CBC mode; keys by hashes that the document
//! names. The work a file may ask for (`spinCount`) is bounded.

use aws_lc_rs::{
    cipher::{AES_128, AES_192, AES_256, Algorithm, DecryptingKey, DecryptionContext, UnboundCipherKey},
    digest,
    iv::FixedLength,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::super::{bytes::u64_le, xml::Xml};

/// Rounds of the password hash that are done; Office writes 100,000.
const MOST_ROUNDS: u32 = 1_000_000;
/// Bytes that are encrypted as one piece, each with an initialisation vector of its own (2.3.4.15).
const SEGMENT: usize = 4096;
const BLOCK: usize = 16;
/// What the key is made for (2.3.4.11 to 2.3.4.13).
const VERIFIER_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const VERIFIER_VALUE: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const KEY_VALUE: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// A hash of the scheme.
type Hash = &'static digest::Algorithm;

/// How the document is sealed.
pub(super) struct Seal {
    /// Of the package.
    salt: Vec<u8>,
    hash: Hash,
    bits: usize,
    /// Of the password.
    rounds: u32,
    password_salt: Vec<u8>,
    password_hash: Hash,
    password_bits: usize,
    verifier_input: Vec<u8>,
    verifier_value: Vec<u8>,
    sealed_key: Vec<u8>,
}

impl Seal {
    /// Reads `EncryptionInfo`; `None` for another scheme.
    pub(super) fn read(info: &[u8]) -> Option<Self> {
        let mut xml = Xml::new(info.get(8..)?);
        let (mut data, mut password) = (None, None);
        while let Some(tag) = xml.next_tag() {
            let text = |name: &str| tag.attribute(name);
            let bytes = |name: &str| STANDARD.decode(text(name)?.trim()).ok();
            let plain = || -> Option<bool> {
                Some(text("cipherAlgorithm")? == "AES" && text("cipherChaining")? == "ChainingModeCBC")
            };
            match tag.local() {
                b"keyData" if plain()? => {
                    data = Some((bytes("saltValue")?, hash(&text("hashAlgorithm")?)?, tag.number("keyBits")?))
                }
                b"encryptedKey" if plain()? => {
                    password = Some((
                        tag.number::<u32>("spinCount")?,
                        bytes("saltValue")?,
                        hash(&text("hashAlgorithm")?)?,
                        tag.number("keyBits")?,
                        [
                            bytes("encryptedVerifierHashInput")?,
                            bytes("encryptedVerifierHashValue")?,
                            bytes("encryptedKeyValue")?,
                        ],
                    ));
                }
                _ => {}
            }
        }
        let (salt, hash, bits) = data?;
        let (rounds, password_salt, password_hash, password_bits, [verifier_input, verifier_value, sealed_key]) =
            password?;
        (rounds <= MOST_ROUNDS).then_some(Self {
            salt,
            hash,
            bits,
            rounds,
            password_salt,
            password_hash,
            password_bits,
            verifier_input,
            verifier_value,
            sealed_key,
        })
    }

    /// The key of the package, if this is the password.
    pub(super) fn key(&self, password: &str) -> Option<Vec<u8>> {
        let mut state = digest_of(self.password_hash, &[&self.password_salt, &super::wide(password)]);
        for round in 0..self.rounds {
            state = digest_of(self.password_hash, &[&round.to_le_bytes(), &state]);
        }
        let decrypt = |purpose: [u8; 8], sealed: &[u8]| {
            let key = fitted(digest_of(self.password_hash, &[&state, &purpose]), self.password_bits / 8);
            cbc(&key, &self.password_salt, sealed)
        };
        let input = decrypt(VERIFIER_INPUT, &self.verifier_input)?;
        let value = decrypt(VERIFIER_VALUE, &self.verifier_value)?;
        let input = input.get(..self.password_salt.len())?;
        let expected = digest_of(self.password_hash, &[input]);
        (value.get(..expected.len())? == expected).then_some(())?;
        let key = decrypt(KEY_VALUE, &self.sealed_key)?;
        key.get(..self.bits / 8).map(<[u8]>::to_vec)
    }

    /// The package, decrypted: its length, then pieces.
    pub(super) fn package(&self, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let size = usize::try_from(u64_le(sealed, 0)?).ok()?;
        let mut plain = Vec::with_capacity(sealed.len());
        for (number, piece) in (0_u32..).zip(sealed.get(8..)?.chunks(SEGMENT)) {
            let whole = piece.len() / BLOCK * BLOCK;
            let vector = digest_of(self.hash, &[&self.salt, &number.to_le_bytes()]);
            plain.extend(cbc(key, &vector, piece.get(..whole)?)?);
        }
        (size <= plain.len()).then(|| plain.truncate(size))?;
        Some(plain)
    }
}

fn hash(name: &str) -> Option<Hash> {
    Some(match name {
        "SHA1" | "SHA-1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "SHA256" => &digest::SHA256,
        "SHA384" => &digest::SHA384,
        "SHA512" => &digest::SHA512,
        _ => return None,
    })
}

fn digest_of(hash: Hash, pieces: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(hash);
    pieces.iter().for_each(|piece| context.update(piece));
    context.finish().as_ref().to_vec()
}

/// Cut, or filled up with 0x36 (2.3.4.11).
fn fitted(mut key: Vec<u8>, length: usize) -> Vec<u8> {
    key.resize(length.min(64), 0x36);
    key
}

/// AES in CBC mode without padding; the vector is cut or filled up to a block.
fn cbc(key: &[u8], vector: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let algorithm: &'static Algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return None,
    };
    let vector: [u8; BLOCK] = fitted(vector.to_vec(), BLOCK).try_into().ok()?;
    let mut plain = sealed.to_vec();
    let cipher = DecryptingKey::cbc(UnboundCipherKey::new(algorithm, key).ok()?).ok()?;
    cipher.decrypt(&mut plain, DecryptionContext::Iv128(FixedLength::from(vector))).ok()?;
    Some(plain)
}
