//! Mail addresses in running text (RFC 5321 dot-strings, leniently: dots in a row or at the ends exist in Japan; quoted
//! strings; RFC 6531 letters of Japanese). Starts at each `@` and walks outwards, so a text without `@` costs one byte
//! search.

mod lookalike;
mod wide;

use sekisho_model::Address;

use crate::{kind::Kind, page::Page};

/// RFC 5321 §4.5.3.1.1 and §4.5.3.1.2.
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 255;
/// RFC 1035 §2.3.4.
const MAX_LABEL: usize = 63;

/// Adds every address.
pub(crate) fn find(page: &mut Page<'_>) {
    let folded = page.text;
    let bytes = folded.as_bytes();
    let mut floor = 0;
    for (at, _) in folded.match_indices('@') {
        let plain = around(bytes, at, floor).filter(|(start, end)| folded.get(*start..*end).and_then(key).is_some());
        let Some((start, end)) = plain.or_else(|| wide::around(folded, at, floor)) else { continue };
        floor = end;
        if let Some(start) = lookalike::start(page, start..end, at) {
            page.hit(Kind::Email, start..end, 95, "address");
        }
    }
}

/// The key of an address in folded text, when it is one: a known form and a domain with a letter in its last label.
pub(crate) fn read(text: &str) -> Option<Address> {
    let address = Address::parse(text).ok()?;
    let (_, last) = address.domain().as_str().rsplit_once('.')?;
    let top = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (top && last.bytes().any(|byte| byte.is_ascii_alphabetic())).then_some(address)
}

/// `Address::key()` of a text that is an address; the usual plain form without building one.
pub(crate) fn key(text: &str) -> Option<String> {
    if is_usual(text.as_bytes()) { Some(text.to_ascii_lowercase()) } else { read(text).map(|address| address.key()) }
}

/// Whether a text is an address of the plain form: letters, digits and a few marks, one `@`, whole labels.
fn is_usual(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|byte| *byte == b'@') else { return false };
    let (local, domain) = text.split_at(at);
    let domain = domain.get(1..).unwrap_or_default();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let fits = (1..=MAX_LOCAL).contains(&local.len()) && domain.len() <= MAX_DOMAIN;
    fits && local.iter().all(plain) && is_usual_domain(domain)
}

/// At least two labels, none with two dashes in a row; the last one a word.
fn is_usual_domain(domain: &[u8]) -> bool {
    let (mut label, mut dots, mut before) = (0, 0, b'.');
    let (mut letters, mut low_line) = (false, false);
    for byte in domain {
        match byte {
            b'.' if (1..=MAX_LABEL).contains(&label) => {
                dots += 1;
                (label, letters, low_line) = (0, false, false);
            }
            b'-' if before == b'-' => return false,
            b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                label += 1;
                letters |= byte.is_ascii_alphabetic();
                low_line |= *byte == b'_';
            }
            _ => return false,
        }
        before = *byte;
    }
    dots > 0 && (2..=MAX_LABEL).contains(&label) && letters && !low_line
}

fn around(bytes: &[u8], at: usize, floor: usize) -> Option<(usize, usize)> {
    let before = bytes.get(floor..at)?;
    let local = before.iter().rev().take(MAX_LOCAL + 1).take_while(|byte| is_local(**byte)).count();
    let after = bytes.get(at + 1..)?;
    let domain = after.iter().take(MAX_DOMAIN + 1).take_while(|byte| is_domain(**byte)).count();
    let domain = trim_end(after.get(..domain)?);
    let skip = before
        .get(before.len() - local..)?
        .iter()
        .take_while(|byte| matches!(byte, b'\'' | b'`' | b'*' | b'/' | b'='))
        .count();
    let local = local - skip;
    ((1..=MAX_LOCAL).contains(&local) && (4..=MAX_DOMAIN).contains(&domain)).then(|| (at - local, at + 1 + domain))
}

/// A sentence may end right after an address.
fn trim_end(domain: &[u8]) -> usize {
    let tail = domain.iter().rev().take_while(|byte| matches!(byte, b'.' | b'-' | b'_')).count();
    domain.len() - tail
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

const fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}
