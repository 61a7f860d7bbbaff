//! What the wire asks of bytes: CRLF ends every line, CR and LF stand nowhere else, no line passes 998 octets
//! (RFC 5321 §2.3.8, §4.5.3.1.6). A bare CR or LF is how one mail is smuggled inside another.

use std::borrow::Cow;

use super::header::MAX_LINE;

/// What is wrong with the lines of some bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    /// A CR without LF or a LF without CR.
    pub(crate) bare: bool,
    /// A line over 998 octets.
    pub(crate) long: bool,
}

/// Looks at every line once.
pub(crate) fn survey(bytes: &[u8]) -> Lines {
    let mut lines = Lines::default();
    let (mut start, mut ends) = (0, 0_usize);
    for at in memchr::memchr_iter(b'\n', bytes) {
        let ended = at > start && bytes.get(at - 1) == Some(&b'\r');
        lines.bare |= !ended;
        lines.long |= at - start - usize::from(ended) > MAX_LINE;
        ends += 1;
        start = at + 1;
    }
    lines.long |= bytes.len() - start > MAX_LINE;
    // Every LF has its CR; a CR more than that stands alone.
    lines.bare |= memchr::memchr_iter(b'\r', bytes).count() != ends;
    lines
}

/// Every bare CR and bare LF becomes CRLF.
pub(crate) fn mend(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !survey(bytes).bare {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let mut rest = bytes;
    while let Some(at) = memchr::memchr2(b'\r', b'\n', rest) {
        let (text, end) = rest.split_at(at);
        out.extend_from_slice(text);
        out.extend_from_slice(b"\r\n");
        rest = end.strip_prefix(b"\r\n").or_else(|| end.get(1..)).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}
