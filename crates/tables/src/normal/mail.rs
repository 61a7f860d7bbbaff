//! Mail addresses as mail systems compare them.

use sekisho_model::Address;

use super::kana;

/// Whether the address is its own key already: the usual lower-case ones, of which lists are full.
pub(super) fn is_plain(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-');
    let label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        // A label with hyphens at these places is for IDNA to judge.
        inside
            && (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.as_bytes().get(2..4) != Some(b"--")
    };
    (1..=64).contains(&local.len())
        && local.bytes().all(plain)
        && domain.len() <= 253
        && domain.split('.').all(label)
        && domain.rsplit('.').next().is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_lowercase()))
}

/// The key of an address; `None` when it is none.
pub(super) fn key(text: &str) -> Option<String> {
    let text = text.trim();
    let narrow = if text.is_ascii() { text.to_owned() } else { kana::width(text) };
    Address::parse(narrow.trim()).ok().map(|address| address.key())
}
