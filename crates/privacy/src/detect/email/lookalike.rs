//! What has the form of a mail address and is none: names of files and units, identifiers of letters and of their
//! parts, accounts of programs, credentials in a URL.

use std::ops::Range;

use crate::page::Page;

/// Last labels that are endings of files or kinds of units, not top-level domains.
const ENDINGS: &[&str] = &[
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "bmp",
    "ico",
    "heic",
    "tif",
    "tiff",
    "css",
    "js",
    "jsx",
    "tsx",
    "json",
    "html",
    "htm",
    "xml",
    "txt",
    "csv",
    "pdf",
    "exe",
    "dll",
    "service",
    "socket",
    "timer",
    "mount",
    "localdomain",
];
/// Headers whose values are identifiers.
const HEADERS: &[&str] =
    &["message-id", "in-reply-to", "references", "content-id", "resent-message-id", "x-message-id"];
/// Accounts that programs sign in with.
const ACCOUNTS: &[&str] = &["git", "hg", "svn"];
/// Continuation lines of one header, bytes of each, and bytes of one URL, that are looked back at.
const LINES: usize = 20;
const LINE: usize = 400;
const URL: usize = 200;

/// Where the address at `range`, with its `@` at `at`, really starts; nothing when it is one of these. In the query of a
/// URL it starts behind its mark: `https://example.jp/?mail=taro@example.jp`.
pub(super) fn start(page: &Page<'_>, range: Range<usize>, at: usize) -> Option<usize> {
    let (local, domain) = (page.slice(range.start..at), page.slice(at + 1..range.end));
    let account = ACCOUNTS.contains(&local) && matches!(page.at(range.end), Some(':' | '/'));
    if account || is_file(domain) || is_identifier(page, range.start) {
        return None;
    }
    let Some(url) = in_url(page, at) else { return Some(range.start) };
    // Before the first slash stand credentials: postgres://app:secret@db.example.jp.
    let mark = url.rfind(['/', '?', '&', '=', '"', '<', ','])?;
    Some(range.start.max(at - (url.len() - mark - 1))).filter(|start| *start < at)
}

/// What stands between the `://` of a URL and a position inside it.
fn in_url<'a>(page: &Page<'a>, at: usize) -> Option<&'a str> {
    let before = page.slice(0..at).as_bytes();
    let word = before.iter().rev().take(URL).take_while(|byte| byte.is_ascii_graphic()).count();
    page.slice(at - word..at).rsplit_once("://").map(|(_, url)| url)
}

/// `icon@2x.png`, `unit@tty.service`, `package@1.2.3-rc`, and the content identifiers of Outlook:
/// `image001.png@01DA1234.ABCD5678`.
fn is_file(domain: &str) -> bool {
    let mut labels = domain.split('.');
    let digits = |label: Option<&str>| label.is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    let version = digits(labels.next()) && digits(labels.next());
    let hex = |label: &str| label.len() == 8 && label.bytes().all(|byte| byte.is_ascii_hexdigit());
    let content = domain.split_once('.').is_some_and(|(one, two)| hex(one) && hex(two));
    let last = domain.rsplit('.').next().unwrap_or("");
    version || content || ENDINGS.iter().any(|ending| ending.eq_ignore_ascii_case(last))
}

/// Whether it stands in a header of identifiers, or behind `cid:` or `mid:`.
fn is_identifier(page: &Page<'_>, start: usize) -> bool {
    let before = page.slice(0..start).trim_end_matches('<');
    if ["cid:", "mid:"].iter().any(|scheme| before.ends_with(scheme)) {
        return true;
    }
    if !page.slice(0..start).trim_end_matches(' ').ends_with(['<', ':']) {
        return false;
    }
    let mut end = start;
    for _ in 0..LINES {
        let Some(line) = line_before(page, end) else { return false };
        let text = page.slice(line.start..start);
        if !text.starts_with([' ', '\t']) {
            let name = text.split(':').next().unwrap_or("");
            return HEADERS.iter().any(|header| header.eq_ignore_ascii_case(name.trim_start_matches(['>', ' '])));
        }
        let Some(above) = line.start.checked_sub(1) else { return false };
        end = above;
    }
    false
}

/// The line up to `end`, when it begins near.
fn line_before(page: &Page<'_>, end: usize) -> Option<Range<usize>> {
    let bytes = page.text.as_bytes().get(..end)?;
    let len = bytes.iter().rev().take(LINE + 1).take_while(|byte| **byte != b'\n').count();
    (len <= LINE).then_some(end - len..end)
}
