//! Randomness. Drawn here once, written into plans and tokens, and never drawn again while they are used.

use sekisho_model::{Digest, LetterId, Time};

/// Letters and digits that are not mistaken for each other when read out or typed: no I, L, O, U, 0, 1.
const READABLE: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTVWXYZab";
/// 32 symbols of 5 bits: 26 of them are 130 bits.
const TOKEN_CHARS: usize = 26;
/// 16 symbols of 5 bits: 80 bits, over 10^24 tries against PBKDF2 of an encrypted archive.
const PASSWORD_CHARS: usize = 16;

/// The random generator of the operating system failed. Nothing that needs chance is done then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes; nothing that needs a secret can be done")]
pub struct NoChance;

/// Random bytes from the operating system's generator.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoChance> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| NoChance)?;
    Ok(bytes)
}

/// A new id for a letter accepted now.
pub fn letter_id(now: Time) -> Result<LetterId, NoChance> {
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
    Ok(LetterId::from_parts(ms, u128::from_be_bytes(bytes()?)))
}

/// A secret for a URL or a cookie: 26 characters, 130 bits.
pub fn token() -> Result<String, NoChance> {
    readable::<TOKEN_CHARS>()
}

/// A password for an encrypted file, in groups of four: `7KQM-…`.
pub fn password() -> Result<String, NoChance> {
    let text = readable::<PASSWORD_CHARS>()?;
    let groups: Vec<&str> = (0..PASSWORD_CHARS).step_by(4).filter_map(|at| text.get(at..at + 4)).collect();
    Ok(groups.join("-"))
}

/// A one-time code of six digits. Only ever checked with few tries and a short life.
pub fn code() -> Result<String, NoChance> {
    // 2^64 modulo 10^6 shifts the odds by less than 10^-13.
    Ok(format!("{:06}", u64::from_be_bytes(bytes()?) % 1_000_000))
}

/// What is stored of a token: its digest. A stolen database opens nothing.
#[must_use]
pub fn token_digest(token: &str) -> Digest {
    let mut fields = sekisho_model::digest::Fields::new("sekisho.token.v1");
    fields.push(token.as_bytes());
    fields.finish()
}

fn readable<const N: usize>() -> Result<String, NoChance> {
    let symbol = |byte: u8| READABLE.get(usize::from(byte & 31)).copied().map(char::from);
    Ok(bytes::<N>()?.into_iter().filter_map(symbol).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_their_length_and_differ() {
        assert_eq!(token().unwrap().len(), TOKEN_CHARS);
        assert_ne!(token().unwrap(), token().unwrap());
        let password = password().unwrap();
        assert_eq!((password.len(), password.matches('-').count()), (19, 3));
        assert!(code().unwrap().bytes().all(|byte| byte.is_ascii_digit()));
    }
}
