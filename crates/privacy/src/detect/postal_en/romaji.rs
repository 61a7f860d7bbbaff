//! Addresses of Japan in Latin letters: `1-2-3 Shibuya, Shibuya-ku, Tokyo 150-0002`. Found by the ending of the
//! municipality; the block number stands before it, prefecture and postal code behind.

use std::ops::Range;

use crate::page::Page;

/// Endings of municipalities and districts.
const ENDINGS: &[&str] = &["-ku", "-shi", "-gun", "-cho", "-machi", "-mura"];
/// Bytes between the block number and the ending, of the number, and of what follows the municipality.
const BEFORE: usize = 60;
const BLOCK: usize = 14;
const BEHIND: usize = 60;

/// An address and the postal code behind it.
pub(super) struct Found {
    pub(super) address: Range<usize>,
    pub(super) code: Option<Range<usize>>,
}

/// Every such address, left to right.
pub(super) fn all(page: &Page<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, _) in page.text.match_indices('-') {
        let rest = page.slice(at..page.text.len());
        let Some(ending) = ENDINGS.iter().find(|ending| rest.starts_with(**ending)) else { continue };
        let end = at + ending.len();
        let whole = !page.at(end).is_some_and(|c| c.is_ascii_alphanumeric());
        let free = found.last().is_none_or(|last| last.address.end <= at);
        let Some(start) = block(page, at).filter(|_| whole && free) else { continue };
        let (end, code) = behind(page, end);
        found.push(Found { address: start..end, code });
    }
    found
}

/// Where the block number before a municipality starts: joined digits, then capitalised words.
fn block(page: &Page<'_>, at: usize) -> Option<usize> {
    let bytes = page.text.as_bytes().get(..at)?;
    let name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b',' | b'-' | b'\'');
    let words = bytes.iter().rev().take(BEFORE).take_while(|byte| name(byte)).count();
    let end = at - words;
    let number = bytes.get(..end)?.iter().rev().take(BLOCK).take_while(|byte| byte.is_ascii_digit() || **byte == b'-');
    let start = end - number.count();
    let joined = page.slice(start..end).trim_matches('-').contains('-');
    let spaced = page
        .slice(end..at)
        .strip_prefix([' ', ','])
        .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_uppercase()));
    (joined && spaced && page.is_apart(start, end)).then_some(start)
}

/// The end of `, Tokyo` behind a municipality, and the code after it.
fn behind(page: &Page<'_>, end: usize) -> (usize, Option<Range<usize>>) {
    let bytes = page.text.as_bytes().get(end..).unwrap_or_default();
    let part = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b',' | b'-');
    let len = bytes.iter().take(BEHIND).take_while(|byte| part(byte)).count();
    let words = page.slice(end..end + len);
    let code = end + len..end + len + 8;
    let digits = page.slice(code.clone()).bytes();
    let is_code = digits.enumerate().all(|(n, byte)| if n == 3 { byte == b'-' } else { byte.is_ascii_digit() });
    if is_code && !page.slice(code.clone()).is_empty() && page.is_apart(code.start, code.end) && words.len() < BEHIND {
        return (end + words.trim_end_matches([' ', ',']).len(), Some(code));
    }
    let named = words.strip_prefix(", ").map_or(0, |rest| {
        let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if rest.starts_with(|c: char| c.is_ascii_uppercase()) { name + 2 } else { 0 }
    });
    (end + named, None)
}
