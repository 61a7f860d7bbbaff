//! Mail addresses as the envelope knows them (RFC 5321 §4.1.2, RFC 6531 for non-ASCII).
//!
//! An [`Address`] is parsed once, at the border. The local part is kept as written (quotes included); the domain
//! is kept both as written and in its canonical form (IDNA A-labels, lower case), and two addresses are equal
//! when their canonical forms are. Control characters, CR, LF and NUL can never be inside one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// RFC 5321 §4.5.3.1.1.
const MAX_LOCAL: usize = 64;
/// RFC 5321 §4.5.3.1.2.
const MAX_DOMAIN: usize = 255;

/// Why a text is not an address. The text itself is not repeated: it may be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No `@`.
    #[error("an address needs an @ between local part and domain")]
    NoAt,
    /// Empty or over 64 octets.
    #[error("the local part must have 1 to 64 octets")]
    LocalLength,
    /// A character that needs quotes or is never allowed.
    #[error("the local part has a character that is not allowed there")]
    LocalCharacter,
    /// Empty, over 255 octets, or a label that IDNA refuses.
    #[error("the domain is not a valid host name or address literal")]
    Domain,
}

/// A domain: `example.co.jp`, an IDN, or an address literal `[192.0.2.1]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Domain(Box<str>);

impl Domain {
    /// Parses and canonicalises: IDNA A-labels, lower case, no trailing dot.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if let Some(inside) = text.strip_prefix('[') {
            return Self::parse_literal(text, inside);
        }
        if text.is_empty() || text.len() > MAX_DOMAIN {
            return Err(AddressError::Domain);
        }
        let ascii = idna::domain_to_ascii_strict(text).or_else(|_| lenient(text)).map_err(|()| AddressError::Domain)?;
        let good = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        if ascii.len() <= MAX_DOMAIN && ascii.split('.').all(good) {
            Ok(Self(ascii.into()))
        } else {
            Err(AddressError::Domain)
        }
    }

    fn parse_literal(text: &str, inside: &str) -> Result<Self, AddressError> {
        let inside = inside.strip_suffix(']').ok_or(AddressError::Domain)?;
        let known = match inside.get(..5) {
            Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => {
                inside.get(5..).is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok())
            }
            _ => inside.parse::<std::net::Ipv4Addr>().is_ok(),
        };
        if known { Ok(Self(text.to_ascii_lowercase().into())) } else { Err(AddressError::Domain) }
    }

    /// The canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this domain is `other` or lies under it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self == other || self.0.strip_suffix(&*other.0).is_some_and(|rest| rest.ends_with('.'))
    }
}

/// Host names with `_`, which strict IDNA refuses but DNS and real mail know.
fn lenient(text: &str) -> Result<String, ()> {
    if text.is_ascii() { Ok(text.to_ascii_lowercase()) } else { Err(()) }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Domain {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One mailbox, `local@domain`.
#[derive(Debug, Clone)]
pub struct Address {
    written: Box<str>,
    at: usize,
    domain: Domain,
}

impl Address {
    /// Parses `local@domain`; the local part may be a dot-string, a quoted string, or (leniently, because such
    /// addresses exist in Japan) have dots at its ends or in a row: `foo..bar.@docomo.ne.jp`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let at = text.rfind('@').ok_or(AddressError::NoAt)?;
        let (local, domain) = (text.get(..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
        if local.is_empty() || local.len() > MAX_LOCAL {
            return Err(AddressError::LocalLength);
        }
        check_local(local)?;
        Ok(Self { domain: Domain::parse(domain)?, written: text.into(), at })
    }

    /// As it was written, for the wire and for people.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The local part as written, quotes included.
    #[must_use]
    pub fn local(&self) -> &str {
        self.written.get(..self.at).unwrap_or("")
    }

    /// The canonical domain.
    #[must_use]
    pub const fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Whether the address can only travel with SMTPUTF8 (RFC 6531): a non-ASCII local part.
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.local().is_ascii()
    }

    /// The form to put on the wire of a server without SMTPUTF8: the domain in A-labels.
    #[must_use]
    pub fn to_ascii(&self) -> Option<String> {
        (!self.needs_smtputf8()).then(|| format!("{}@{}", self.local(), self.domain))
    }

    /// The key for comparing: local part without needless quotes, in lower case, and the canonical domain.
    /// Local parts may be case-sensitive by RFC 5321 §2.3.11, but no receiving system in use treats
    /// `Taro@` and `taro@` as two persons, and counting them twice would miss a duplicate.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", unquote(self.local()).to_lowercase(), self.domain)
    }
}

fn check_local(local: &str) -> Result<(), AddressError> {
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let inside = if quoted { local.get(1..local.len() - 1).unwrap_or("") } else { local };
    let mut escaped = false;
    for c in inside.chars() {
        let fine = match c {
            _ if c.is_control() => false,
            _ if escaped => c.is_ascii(),
            '\\' => quoted,
            '"' => false,
            ' ' | '(' | ')' | '<' | '>' | '[' | ']' | ':' | ';' | '@' | ',' => quoted,
            _ => !c.is_whitespace(),
        };
        if !fine {
            return Err(AddressError::LocalCharacter);
        }
        escaped = quoted && !escaped && c == '\\';
    }
    if escaped { Err(AddressError::LocalCharacter) } else { Ok(()) }
}

fn unquote(local: &str) -> String {
    let Some(inside) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return local.to_owned();
    };
    let mut plain = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Address {}
impl std::hash::Hash for Address {
    fn hash<H: std::hash::Hasher>(&self, to: &mut H) {
        self.key().hash(to);
    }
}
impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Address {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl FromStr for Address {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The reverse path of MAIL FROM: an address, or `<>` for reports (RFC 5321 §4.5.5).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReversePath {
    /// `<local@domain>`.
    Address(Address),
    /// `<>`: never answered with a report.
    Null,
}

impl ReversePath {
    /// The address, unless null.
    #[must_use]
    pub const fn address(&self) -> Option<&Address> {
        match self {
            Self::Address(address) => Some(address),
            Self::Null => None,
        }
    }
}

impl fmt::Display for ReversePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address().map_or(Ok(()), |address| fmt::Display::fmt(address, f))
    }
}

#[cfg(test)]
mod tests;
