//! Office 2007 ([MS-OFFCRYPTO] 2.3.4.4 to 2.3.4.9, "standard"): AES in ECB mode, the key by 50,000 rounds of SHA-1.

use aws_lc_rs::{
    cipher::{AES_128, AES_192, AES_256, DecryptingKey, DecryptionContext, UnboundCipherKey},
    digest::{Context, SHA1_FOR_LEGACY_USE_ONLY},
};

use super::super::bytes::{size_le, slice, take, u32_le, u64_le};

const ROUNDS: u32 = 50_000;
const BLOCK: usize = 16;
const SHA1: usize = 20;

/// How the document is sealed.
pub(super) struct Seal {
    bits: usize,
    salt: [u8; 16],
    verifier: [u8; 16],
    verifier_hash: [u8; 32],
}

impl Seal {
    /// Reads `EncryptionInfo`; `None` for another cipher or hash.
    pub(super) fn read(info: &[u8]) -> Option<Self> {
        let header = 12;
        let (cipher, hash) = (u32_le(info, header + 8)?, u32_le(info, header + 12)?);
        let bits = size_le(info, header + 16)?;
        // AES of 128, 192, 256 bits; SHA-1, also written as "the usual one".
        let known =
            matches!((cipher, bits), (0x660E, 128) | (0x660F, 192) | (0x6610, 256)) && matches!(hash, 0 | 0x8004);
        let at = header.checked_add(size_le(info, 8)?)?;
        (known && u32_le(info, at)? == 16).then_some(())?;
        Some(Self {
            bits,
            salt: take(info, at.checked_add(4)?)?,
            verifier: take(info, at.checked_add(20)?)?,
            verifier_hash: take(info, at.checked_add(40)?)?,
        })
    }

    /// The key of the package, if this is the password.
    pub(super) fn key(&self, password: &str) -> Option<Vec<u8>> {
        let mut state = sha1(&[&self.salt, &super::wide(password)]);
        for round in 0..ROUNDS {
            state = sha1(&[&round.to_le_bytes(), &state]);
        }
        let last = sha1(&[&state, &[0; 4]]);
        let mixed = |fill: u8| {
            let mut block = [fill; 64];
            block.iter_mut().zip(&last).for_each(|(byte, other)| *byte ^= other);
            sha1(&[&block])
        };
        let mut key = [mixed(0x36), mixed(0x5C)].concat();
        key.truncate(self.bits / 8);
        let expected = sha1(&[&ecb(&key, &self.verifier)?]);
        (ecb(&key, &self.verifier_hash)?.get(..SHA1)? == expected).then_some(key)
    }
}

/// The package, decrypted.
pub(super) fn package(key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let size = usize::try_from(u64_le(sealed, 0)?).ok()?;
    let whole = (sealed.len() - 8) / BLOCK * BLOCK;
    let mut plain = ecb(key, slice(sealed, 8, whole)?)?;
    (size <= plain.len()).then(|| plain.truncate(size))?;
    Some(plain)
}

fn sha1(pieces: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    pieces.iter().for_each(|piece| context.update(piece));
    context.finish().as_ref().to_vec()
}

fn ecb(key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        _ => &AES_256,
    };
    let mut plain = sealed.to_vec();
    let cipher = DecryptingKey::ecb(UnboundCipherKey::new(algorithm, key).ok()?).ok()?;
    cipher.decrypt(&mut plain, DecryptionContext::None).ok()?;
    Some(plain)
}
