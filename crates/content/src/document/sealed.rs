//! Office documents with a password to open ([MS-OFFCRYPTO]), when it is on file: of 2010 and later ([`agile`]), of 2007
//! ([`standard`]), and the keys of the formats before ([`binary`]).
//!
//! A sealed document of 2007 and later is a compound file with two streams: how the key is made of the password, and the
//! encrypted package, which is an ordinary document. A password is right when the verifier says so; what it opens is
//! read like any other file. Other schemes (XOR, RC4 in a package, rights management) stay blind.

mod agile;
pub(super) mod binary;
mod standard;

use sekisho_model::Blind;

use super::{
    File,
    bytes::u16_le,
    gather::Gather,
    kind::{self, Kind},
    ole::Compound,
};
use crate::budget::Budget;

/// With this Excel encrypts what only has its structure protected ([MS-OFFCRYPTO] 2.4.2.3): it opens for everybody.
const OPEN_TO_ALL: &str = "VelvetSweatshop";

/// Reads a sealed document.
pub(super) fn read(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    let (package, locked) = match opened(file.bytes, budget) {
        Ok(opened) => opened,
        Err(why) => return gather.blind(why),
    };
    let inner = File { bytes: &package, ..*file };
    let (kind, _) = kind::detect(&inner);
    // One seal inside another is not followed.
    if kind == Kind::Sealed {
        return gather.blind(Blind::Encrypted);
    }
    let done = budget.deeper(|budget| {
        if !locked {
            return super::read(kind, &inner, gather, budget);
        }
        gather.unlock();
        budget.inside_unlocked(|budget| super::read(kind, &inner, gather, budget));
    });
    if done.is_none() {
        gather.blind(Blind::Limit);
    }
}

/// What a password opens, and whether one had to be known for it.
fn by_password<T>(budget: &mut Budget, mut open: impl FnMut(&str) -> Option<T>) -> Option<(T, bool)> {
    if let Some(opened) = open(OPEN_TO_ALL) {
        return Some((opened, false));
    }
    budget.try_passwords(open).map(|opened| (opened, true))
}

/// The package inside, and whether a password had to be known for it.
fn opened(bytes: &[u8], budget: &mut Budget) -> Result<(Vec<u8>, bool), Blind> {
    let mut compound = Compound::open(bytes).map_err(|_| Blind::Encrypted)?;
    let (info, _) = compound.stream("EncryptionInfo").ok_or(Blind::Encrypted)?;
    let seal = Seal::read(&info).ok_or(Blind::Encrypted)?;
    let (package, whole) = compound.stream("EncryptedPackage").ok_or(Blind::Damaged)?;
    if !whole || !budget.take_bytes(package.len()) {
        return Err(if whole { Blind::Limit } else { Blind::Damaged });
    }
    let (key, locked) = by_password(budget, |password| seal.key(password)).ok_or(Blind::Encrypted)?;
    Ok((seal.package(&key, &package).ok_or(Blind::Damaged)?, locked))
}

/// How the document is sealed.
enum Seal {
    Agile(agile::Seal),
    Standard(standard::Seal),
}

impl Seal {
    /// Reads `EncryptionInfo`; `None` for another scheme.
    fn read(info: &[u8]) -> Option<Self> {
        match (u16_le(info, 0)?, u16_le(info, 2)?) {
            (4, 4) => agile::Seal::read(info).map(Self::Agile),
            (2..=4, 2) => standard::Seal::read(info).map(Self::Standard),
            _ => None,
        }
    }

    fn key(&self, password: &str) -> Option<Vec<u8>> {
        match self {
            Self::Agile(seal) => seal.key(password),
            Self::Standard(seal) => seal.key(password),
        }
    }

    fn package(&self, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Agile(seal) => seal.package(key, sealed),
            Self::Standard(_) => standard::package(key, sealed),
        }
    }
}

/// A password as Office hashes it: UTF-16, little endian.
fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
