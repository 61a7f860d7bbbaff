//! Passwords of Excel and Word 97 to 2003 ([MS-OFFCRYPTO] 2.3.5, 2.3.6): RC4, with a key that is made anew for each block
//! of a stream; of 40 bits by MD5, or of up to 128 bits by SHA-1 ("CryptoAPI").

use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use md5::{Digest as _, Md5};

use super::super::{
    bytes::{size_le, slice, take, u16_le, u32_le, utf16_le},
    ole::Compound,
    rc4::rc4,
};
use crate::budget::Budget;

/// Streams of properties in a sealed file; honest ones have two.
const MOST_STREAMS: usize = 20;

/// How the streams of a file are sealed.
pub(in crate::document) struct Seal {
    scheme: Scheme,
    salt: [u8; 16],
    /// The verifier and its hash.
    verifier: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Scheme {
    Md5,
    /// Bytes of the key.
    Sha1(usize),
}

/// The key of a file.
pub(in crate::document) struct Key {
    scheme: Scheme,
    base: Vec<u8>,
    /// Whether a password had to be known for it.
    pub locked: bool,
}

impl Seal {
    /// Reads the header of the encryption; `None` for another scheme.
    pub(in crate::document) fn read(info: &[u8]) -> Option<Self> {
        match (u16_le(info, 0)?, u16_le(info, 2)?) {
            (1, 1) => {
                let verifier = slice(info, 20, 32)?.to_vec();
                Some(Self { scheme: Scheme::Md5, salt: take(info, 4)?, verifier })
            }
            (2..=4, 2) => {
                let header = 12;
                let bits = size_le(info, header + 16).map(|bits| if bits == 0 { 40 } else { bits })?;
                let known = u32_le(info, header + 8)? == 0x6801 && (40..=128).contains(&bits) && bits % 8 == 0;
                let at = header.checked_add(size_le(info, 8)?)?;
                (known && u32_le(info, at)? == 16 && u32_le(info, at.checked_add(36)?)? == 20).then_some(())?;
                let verifier = [slice(info, at + 20, 16)?, slice(info, at + 40, 20)?].concat();
                Some(Self { scheme: Scheme::Sha1(bits / 8), salt: take(info, at + 4)?, verifier })
            }
            _ => None,
        }
    }

    /// The key by one of the known passwords.
    pub(in crate::document) fn unlock(&self, budget: &mut Budget) -> Option<Key> {
        let (key, locked) = super::by_password(budget, |password| self.key(password))?;
        Some(Key { locked, ..key })
    }

    fn key(&self, password: &str) -> Option<Key> {
        let wide = super::wide(password);
        let base = match self.scheme {
            Scheme::Md5 => {
                let first = Md5::digest(&wide);
                let first = first.get(..5)?;
                Md5::digest([first, &self.salt].concat().repeat(16)).get(..5)?.to_vec()
            }
            Scheme::Sha1(_) => sha1(&[&self.salt, &wide]),
        };
        let key = Key { scheme: self.scheme, base, locked: true };
        let plain = rc4(&key.of_block(0), &self.verifier);
        let (text, hash) = plain.split_at_checked(16)?;
        let right = match self.scheme {
            Scheme::Md5 => Md5::digest(text).as_slice() == hash,
            Scheme::Sha1(_) => sha1(&[text]) == hash,
        };
        right.then_some(key)
    }
}

impl Key {
    /// The key of a block.
    fn of_block(&self, number: u32) -> Vec<u8> {
        let number = number.to_le_bytes();
        match self.scheme {
            Scheme::Md5 => Md5::digest([self.base.as_slice(), &number].concat()).to_vec(),
            Scheme::Sha1(length) => {
                let mut key = sha1(&[&self.base, &number]);
                key.truncate(length);
                // A key of 40 bits is filled up with zeros (2.3.5.2).
                if length == 5 {
                    key.resize(16, 0);
                }
                key
            }
        }
    }

    /// A stream that is encrypted in blocks of this size.
    pub(in crate::document) fn stream(&self, sealed: &[u8], block: usize) -> Vec<u8> {
        let blocks = (0_u32..).zip(sealed.chunks(block));
        blocks.flat_map(|(number, piece)| rc4(&self.of_block(number), piece)).collect()
    }

    /// Properties that were moved into one encrypted stream (2.3.5.4), with their names; `None` when they cannot be read.
    pub(in crate::document) fn properties(&self, file: &mut Compound<'_>) -> Option<Vec<(String, Vec<u8>)>> {
        let Some((sealed, _)) = file.stream("encryption") else { return Some(Vec::new()) };
        let at = size_le(&sealed, 0)?;
        let list = rc4(&self.of_block(0), slice(&sealed, at, size_le(&sealed, 4)?)?);
        let count = size_le(&list, 0)?.min(MOST_STREAMS);
        let mut place = 4;
        let mut found = Vec::with_capacity(count);
        for _ in 0..count {
            let (start, length, block) =
                (size_le(&list, place)?, size_le(&list, place + 4)?, u16_le(&list, place + 8)?);
            let letters = usize::from(*list.get(place + 10)?);
            let name = utf16_le(slice(&list, place + 16, letters * 2)?);
            found.push((name, rc4(&self.of_block(u32::from(block)), slice(&sealed, start, length)?)));
            // A zero ends the name.
            place += 18 + letters * 2;
        }
        Some(found)
    }
}

fn sha1(pieces: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    pieces.iter().for_each(|piece| context.update(piece));
    context.finish().as_ref().to_vec()
}
