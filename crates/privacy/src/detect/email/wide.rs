//! Addresses beyond plain ASCII: `"taro yamada"@example.com`, 山田@example.jp, taro@日本語.jp.

use super::{MAX_DOMAIN, MAX_LOCAL, is_domain, is_local, read, trim_end};
use crate::detect::names::script;

/// The address around an `@` that has no plain one.
pub(super) fn around(folded: &str, at: usize, floor: usize) -> Option<(usize, usize)> {
    let (before, after) = (folded.get(floor..at)?, folded.get(at + 1..)?);
    let domain = domain(after)?;
    let local = local(before)?;
    let found = (at - local, at + 1 + domain);
    read(folded.get(found.0..found.1)?).map(|_| found)
}

/// Bytes of the local part that ends here: a quoted string, ASCII, or kanji and katakana, because hiragana before an
/// address are of the sentence (連絡先は山田@…).
fn local(before: &str) -> Option<usize> {
    if let Some(inside) = before.strip_suffix('"') {
        let bytes = inside.bytes().rev().take(MAX_LOCAL - 2);
        let quoted = bytes.take_while(|byte| matches!(byte, b' '..=b'~') && *byte != b'"').count();
        let opened = inside.len().checked_sub(quoted + 1).and_then(|open| inside.as_bytes().get(open)) == Some(&b'"');
        return (opened && quoted > 0).then_some(quoted + 2);
    }
    let wide = |c: &char| matches!(script(*c), 1 | 3) || c.is_ascii() && is_local(u8::try_from(*c).unwrap_or(b' '));
    let len: usize = before.chars().rev().take(MAX_LOCAL).take_while(wide).map(char::len_utf8).sum();
    let taken = before.get(before.len() - len..)?;
    let skipped = taken.len() - taken.trim_start_matches(['\'', '`', '*', '/', '=', '・']).len();
    (1..=MAX_LOCAL).contains(&(len - skipped)).then_some(len - skipped)
}

/// Bytes of the domain that begins here: its last label is ASCII, so the sentence behind it is not of it.
fn domain(after: &str) -> Option<usize> {
    let wide = |c: &char| script(*c) > 0 || c.is_ascii() && is_domain(u8::try_from(*c).unwrap_or(b' '));
    let run: usize = after.chars().take(MAX_DOMAIN).take_while(wide).map(char::len_utf8).sum();
    let run = after.get(..run)?;
    let mut end = 0;
    for (dot, _) in run.match_indices('.').take(8) {
        let rest = run.get(dot + 1..)?;
        let label = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let whole = rest.get(label..).is_some_and(|behind| !behind.starts_with('-'));
        if label >= 2 && whole {
            end = dot + 1 + label;
        }
    }
    let end = trim_end(run.as_bytes().get(..end)?);
    (end >= 4).then_some(end)
}
