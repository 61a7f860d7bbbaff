//! Mail addresses as mail systems compare them.

use sekisho_model::Address;

use super::kana;

/// Whether the address is its own key already: the usual lower-case ones, of which lists are full.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', bytes) else { return false };
    let (Some(local), Some(domain)) = (bytes.get(..at), bytes.get(at + 1..)) else { return false };
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&local.len()) && local.iter().all(plain) && domain.len() <= 253 && is_plain_domain(domain)
}

/// Labels of letters, digits and single hyphens between them; a letter in the last one. What is rarer is for IDNA.
fn is_plain_domain(domain: &[u8]) -> bool {
    let (mut length, mut last, mut lettered) = (0, b'.', false);
    for byte in domain {
        match byte {
            b'a'..=b'z' => lettered = true,
            b'0'..=b'9' => {}
            b'-' if last != b'-' && last != b'.' => {}
            b'.' if last != b'-' && last != b'.' && length <= 63 => (length, lettered) = (0, false),
            _ => return false,
        }
        length += usize::from(*byte != b'.');
        last = *byte;
    }
    lettered && length <= 63 && last != b'-' && last != b'.'
}

/// The key of an address; `None` when it is none.
pub(super) fn key(text: &str) -> Option<String> {
    let text = text.trim();
    // Capitals in an otherwise usual address, of which lists are full, too.
    if text.is_ascii() {
        let lower = text.to_ascii_lowercase();
        if is_plain(lower.as_bytes()) {
            return Some(lower);
        }
    }
    parsed(text)
}

/// The long way.
pub(super) fn parsed(text: &str) -> Option<String> {
    let narrow = if text.is_ascii() { text.to_owned() } else { kana::width(text) };
    Address::parse(narrow.trim()).ok().map(|address| address.key())
}
