//! Short ways for the values that lists are full of: nothing is allocated, every octet is looked at once. What is rarer
//! goes the long way; a test compares both.

use super::mail;

/// White space at both ends goes.
pub(super) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    if stays_in_front(bytes) && stays_behind(bytes) { text } else { text.trim() }
}

/// Whether the first character is surely no white space: visible ASCII, kana, kanji. In UTF-8 all white space beyond
/// ASCII starts with an octet below 0xE3, or with 0xE3 0x80 (U+3000).
const fn stays_in_front(text: &[u8]) -> bool {
    match text {
        [0xE3, second, ..] => *second != 0x80,
        [first, ..] => matches!(*first, b'!'..=b'~' | 0xE4..),
        [] => false,
    }
}

/// The same of the last one.
const fn stays_behind(text: &[u8]) -> bool {
    match text {
        [.., b'!'..=b'~'] | [.., 0xE4..=0xEF, _, _] => true,
        [.., 0xE3, second, _] => *second != 0x80,
        _ => false,
    }
}

/// Appends a domestic telephone number in ASCII; `false`, and nothing appended, when it is something else.
pub(super) fn phone(text: &str, to: &mut Vec<u8>) -> bool {
    let start = to.len();
    let all = text.bytes().all(|byte| {
        if byte.is_ascii_digit() {
            to.push(byte);
        }
        byte.is_ascii_digit() || matches!(byte, b'-' | b'(' | b')' | b'.' | b' ' | b'/')
    });
    let found = to.get(start..).unwrap_or_default();
    let is_phone = all && (9..=11).contains(&found.len()) && found.first() == Some(&b'0');
    if !is_phone {
        to.truncate(start);
    }
    is_phone
}

/// Appends a usual address in lower case; `false`, and nothing appended, when it is something else.
pub(super) fn mail(text: &str, to: &mut Vec<u8>) -> bool {
    let start = to.len();
    to.extend_from_slice(text.as_bytes());
    let own = to.get_mut(start..).unwrap_or_default();
    own.make_ascii_lowercase();
    let is_plain = mail::is_plain(own);
    if !is_plain {
        to.truncate(start);
    }
    is_plain
}
