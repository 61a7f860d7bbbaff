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
    for line in bytes.split_inclusive(|c| *c == b'\n') {
        let text = match line.strip_suffix(b"\r\n") {
            Some(text) => text,
            None => {
                lines.bare |= line.ends_with(b"\n");
                line
            }
        };
        lines.bare |= text.contains(&b'\r');
        lines.long |= text.len() > MAX_LINE;
    }
    lines
}

/// Every bare CR and bare LF becomes CRLF.
pub(crate) fn mend(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !survey(bytes).bare {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    let mut all = bytes.iter().copied().peekable();
    while let Some(byte) = all.next() {
        match byte {
            b'\r' => {
                all.next_if_eq(&b'\n');
                out.extend_from_slice(b"\r\n");
            }
            b'\n' => out.extend_from_slice(b"\r\n"),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}
