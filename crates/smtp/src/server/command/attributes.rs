//! `NAME=value` attributes of Postfix XCLIENT and XFORWARD (its XCLIENT_README and XFORWARD_README).
//!
//! Only listed peers get here, yet the values are as bounded as any: xtext is decoded, a value that is not printable or
//! too long is an error, `[UNAVAILABLE]` and `[TEMPUNAVAIL]` are "not known".

use std::net::IpAddr;

use super::Reply;
use crate::server::Forwarded;

/// Octets of one value; names of hosts and logins are shorter.
const MAX_VALUE: usize = 255;

const BAD: Reply = Reply::fixed(501, "5.5.4", "write NAME=value attributes that EHLO lists, with xtext values");

/// What a proxy says about the client it speaks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Proxied {
    pub(crate) addr: Option<IpAddr>,
    pub(crate) helo: Option<String>,
    /// Whom the proxy has signed in. `Some(None)`: nobody.
    pub(crate) login: Option<Option<String>>,
}

/// Reads XCLIENT. NAME, PORT, PROTO, DESTADDR and DESTPORT are understood, and of no use here.
pub(crate) fn proxied(text: &str) -> Result<Proxied, Reply> {
    let mut proxied = Proxied::default();
    for (name, value) in attributes(text)? {
        match &*name {
            "ADDR" => proxied.addr = value.map(|value| address(&value)).transpose()?,
            "HELO" => proxied.helo = value,
            "LOGIN" => proxied.login = Some(value),
            "NAME" | "REVERSE_NAME" | "PORT" | "PROTO" | "DESTADDR" | "DESTPORT" => {}
            _ => return Err(BAD),
        }
    }
    Ok(proxied)
}

/// Reads XFORWARD into what is known already: an MTA may say it in several commands.
pub(crate) fn forwarded(text: &str, known: &mut Forwarded) -> Result<(), Reply> {
    let mut more = known.clone();
    for (name, value) in attributes(text)? {
        match &*name {
            "ADDR" => more.addr = value.map(|value| address(&value)).transpose()?,
            "NAME" => more.name = value,
            "PORT" => more.port = value.map(|value| value.parse().map_err(|_| BAD)).transpose()?,
            "PROTO" => more.proto = value,
            "HELO" => more.helo = value,
            "IDENT" => more.ident = value,
            "SOURCE" => more.source = value,
            _ => return Err(BAD),
        }
    }
    *known = more;
    Ok(())
}

fn attributes(text: &str) -> Result<Vec<(String, Option<String>)>, Reply> {
    let words = text.split(' ').filter(|word| !word.is_empty());
    let attributes = words.map(attribute).collect::<Result<Vec<_>, _>>()?;
    if attributes.is_empty() { Err(BAD) } else { Ok(attributes) }
}

fn attribute(word: &str) -> Result<(String, Option<String>), Reply> {
    let (name, value) = word.split_once('=').ok_or(BAD)?;
    let value = decode(value).filter(|value| value.len() <= MAX_VALUE).ok_or(BAD)?;
    let known = !matches!(&*value.to_ascii_uppercase(), "[UNAVAILABLE]" | "[TEMPUNAVAIL]" | "");
    Ok((name.to_ascii_uppercase(), known.then_some(value)))
}

/// An address; IPv6 ones begin with `IPV6:`.
fn address(value: &str) -> Result<IpAddr, Reply> {
    let bare = match value.split_at_checked(5) {
        Some((tag, rest)) if tag.eq_ignore_ascii_case("IPV6:") => rest,
        _ => value,
    };
    bare.parse::<IpAddr>().map(|address| address.to_canonical()).map_err(|_| BAD)
}

/// Decodes xtext (RFC 3461 §4); lower-case digits are fine, as Postfix takes them, too.
fn decode(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'+' => {
                let digit = |octet: Option<u8>| char::from(octet?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(octets).ok().filter(|value| !value.contains(char::is_control))
}
