//! Identifiers. Newtypes only: an id of one kind can never stand where another is meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Crockford's base 32 without the letters I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits in digits of 5 bits.
const LEN: usize = 26;

/// What was written is not an id of this kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected {expected}")]
pub struct IdError {
    /// The form that was expected.
    pub expected: &'static str,
}

/// A letter: 48 bits of milliseconds since 1970, then 80 random bits (the ULID layout), so ids sort by time.
///
/// Written as 26 characters of Crockford base 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(u128);

impl LetterId {
    /// Builds an id from a time in milliseconds and 80 random bits (the low bits of `random`).
    #[must_use]
    pub const fn from_parts(unix_ms: u64, random: u128) -> Self {
        let time = (unix_ms as u128 & 0xFFFF_FFFF_FFFF) << 80;
        Self(time | (random & ((1 << 80) - 1)))
    }

    /// The 16 bytes, big endian: byte order equals time order.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The reverse of [`LetterId::to_bytes`].
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// Milliseconds since 1970 at which the letter was accepted.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        (self.0 >> 80) as u64
    }
}

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in (0..LEN).rev() {
            let index = ((self.0 >> (digit * 5)) & 31) as usize;
            let byte = ALPHABET.get(index).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(byte))?;
        }
        Ok(())
    }
}

impl FromStr for LetterId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = IdError { expected: "a letter id of 26 characters" };
        if text.len() != LEN || text.as_bytes().first().is_none_or(|first| *first > b'7') {
            return Err(wrong);
        }
        let mut value = 0u128;
        for byte in text.bytes() {
            let upper = byte.to_ascii_uppercase();
            let digit = ALPHABET.iter().position(|known| *known == upper).ok_or_else(|| wrong.clone())?;
            value = (value << 5) | digit as u128;
        }
        Ok(Self(value))
    }
}

/// A parcel: the letter it belongs to and its number in that letter, from 0. Written `LETTER-N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelId {
    /// The letter.
    pub letter: LetterId,
    /// The number of the parcel within its letter.
    pub number: u16,
}

impl fmt::Display for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.letter, self.number)
    }
}

impl FromStr for ParcelId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let wrong = IdError { expected: "a parcel id: a letter id, '-', a number" };
        let (letter, number) = text.split_once('-').ok_or_else(|| wrong.clone())?;
        Ok(Self { letter: letter.parse()?, number: number.parse().map_err(|_| wrong)? })
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
as_text!(LetterId);
as_text!(ParcelId);

/// A campaign: 1 to 40 lower-case letters, digits and hyphens, beginning and ending with a letter or digit. It stands in
/// Message-IDs and addresses of pages, so it is never personal data and never needs escaping.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CampaignId(Box<str>);

impl CampaignId {
    /// Most characters.
    const MAX: usize = 40;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CampaignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CampaignId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fine = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(|byte| plain(byte) || byte == b'-')
            && text.bytes().next().is_some_and(plain)
            && text.bytes().last().is_some_and(plain);
        let expected = "a campaign id: 1 to 40 of a-z, 0-9 and -, not beginning or ending with -";
        if fine { Ok(Self(text.into())) } else { Err(IdError { expected }) }
    }
}
as_text!(CampaignId);

macro_rules! named {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<Box<str>>) -> Self {
                Self(text.into())
            }
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

named!(
    /// A person with an account: the login name.
    UserId
);
named!(
    /// A group of people, as written in the configuration (`approvers`, `sales-leads`).
    GroupId
);
named!(
    /// A rule of the policy, by its `id`.
    RuleId
);
named!(
    /// An incident.
    IncidentId
);

#[cfg(test)]
mod tests;
