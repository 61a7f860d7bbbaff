//! Reverse and forward paths (RFC 5321 §4.1.2): `<local@domain>`, quoted local parts, address literals, source routes.

use sekisho_model::{Address, AddressError, Domain};

use super::Reply;

const NO_BRACKETS: Reply = Reply::fixed(501, "5.5.2", "put the address in angle brackets");
const NO_DOMAIN: Reply = Reply::fixed(553, "5.1.3", "an address needs @ and a domain");
const BAD_LOCAL: Reply =
    Reply::fixed(553, "5.1.3", "the part before the @ is not well-formed; perhaps it needs quotes");
const LONG_LOCAL: Reply = Reply::fixed(553, "5.1.3", "the part before the @ must have 1 to 64 octets");
const BAD_DOMAIN: Reply = Reply::fixed(553, "5.1.3", "the part after the @ is not a domain or address literal");
const BAD_ROUTE: Reply = Reply::fixed(553, "5.1.3", "the source route is not well-formed; leave it out");

/// Splits `<path> parameters`: the inside of the brackets, and what follows them. A `>` in quotes is no end.
pub(crate) fn split(text: &str) -> Result<(&str, &str), Reply> {
    let inside = text.strip_prefix('<').ok_or(NO_BRACKETS)?;
    let (mut quoted, mut escaped) = (false, false);
    for (at, octet) in inside.bytes().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'>' if !quoted => {
                let rest = inside.get(at + 1..).unwrap_or("");
                let apart = rest.is_empty() || rest.starts_with(' ');
                return if apart { Ok((inside.get(..at).unwrap_or(""), rest)) } else { Err(NO_BRACKETS) };
            }
            _ => {}
        }
    }
    Err(NO_BRACKETS)
}

/// The mailbox of a path, a source route left out (RFC 5321 §3.6.1, appendix C).
pub(crate) fn mailbox(inside: &str) -> Result<Address, Reply> {
    let bare = if inside.starts_with('@') { after_route(inside)? } else { inside };
    Address::parse(bare).map_err(|error| match error {
        AddressError::NoAt => NO_DOMAIN,
        AddressError::LocalLength => LONG_LOCAL,
        AddressError::LocalCharacter => BAD_LOCAL,
        AddressError::Domain => BAD_DOMAIN,
    })
}

fn after_route(inside: &str) -> Result<&str, Reply> {
    let (route, bare) = inside.split_once(':').ok_or(BAD_ROUTE)?;
    let host = |hop: &str| hop.strip_prefix('@').is_some_and(|host| Domain::parse(host).is_ok());
    if route.split(',').all(host) { Ok(bare) } else { Err(BAD_ROUTE) }
}
