//! Replies (RFC 5321 §4.2, enhanced codes RFC 2034 and RFC 3463).
//!
//! Invariant: whatever a reply is made of, it is well-formed lines of printable ASCII under 512 octets, and a class
//! never becomes a better one: what is no reply at all becomes 451.

use std::borrow::Cow;

/// Room for the text of one line: 512 octets (RFC 5321 §4.5.3.1.5) without codes and line end.
const LINE: usize = 490;
/// Octets of a whole text.
const MAX_TEXT: usize = 2_000;

/// What the client hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    enhanced: Cow<'static, str>,
    text: Cow<'static, str>,
}

impl Reply {
    /// A reply of class 2, 4 or 5; another `code` becomes 451. An enhanced code of another class or form becomes
    /// `class.0.0`. A line end in the text begins a new reply line; what is not printable ASCII becomes `?`.
    #[must_use]
    pub fn new(code: u16, enhanced: &str, text: &str) -> Self {
        let code = if matches!(code, 200..=299 | 400..=599) { code } else { 451 };
        let plain = |c: char| if matches!(c, ' '..='~' | '\n') { c } else { '?' };
        let text: String = text.replace("\r\n", "\n").chars().take(MAX_TEXT).map(plain).collect();
        let enhanced = if is_enhanced(enhanced, code) { enhanced.to_owned() } else { format!("{}.0.0", code / 100) };
        Self { code, enhanced: enhanced.into(), text: text.into() }
    }

    /// A reply of our own, known to be well-formed. An empty `enhanced` is for greetings and intermediate replies.
    pub(crate) const fn fixed(code: u16, enhanced: &'static str, text: &'static str) -> Self {
        Self { code, enhanced: Cow::Borrowed(enhanced), text: Cow::Borrowed(text) }
    }

    /// The code: 200 to 299 or 400 to 599.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// The enhanced code.
    #[must_use]
    pub fn enhanced(&self) -> &str {
        &self.enhanced
    }

    /// The text, without codes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the client may go on.
    #[must_use]
    pub const fn is_positive(&self) -> bool {
        self.code < 400
    }

    /// Appends the lines.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let mut lines = self.text.split('\n').flat_map(pieces).peekable();
        while let Some(line) = lines.next() {
            let dash = if lines.peek().is_some() { b'-' } else { b' ' };
            out.extend_from_slice(&digits(self.code));
            out.push(dash);
            if !self.enhanced.is_empty() {
                out.extend_from_slice(self.enhanced.as_bytes());
                out.push(b' ');
            }
            out.extend_from_slice(line.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// Pieces of a text (ASCII) that fit into a line; one for an empty text.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let (piece, more) = rest?.split_at_checked(LINE).map_or((rest?, None), |(piece, more)| (piece, Some(more)));
        rest = more.filter(|more| !more.is_empty());
        Some(piece)
    })
}

fn digits(code: u16) -> [u8; 3] {
    [code / 100, code / 10, code].map(|part| b'0' + u8::try_from(part % 10).unwrap_or(0))
}

fn is_enhanced(text: &str, code: u16) -> bool {
    let mut parts = text.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| matches!(part.len(), 1..=3) && part.bytes().all(|octet| octet.is_ascii_digit()))
    };
    let class = digits(code / 100);
    parts.next().is_some_and(|first| first.bytes().eq(class.into_iter().skip(2)))
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_well_formed_whatever_it_is_made_of() {
        let long = "x".repeat(LINE + 1);
        let two = format!("550-5.7.1 {}\r\n550 5.7.1 x\r\n", &long[1..]);
        for (code, enhanced, text, expected) in [
            (250, "2.0.0", "ok", "250 2.0.0 ok\r\n"),
            (354, "3.0.0", "go on", "451 4.0.0 go on\r\n"),
            (100, "", "", "451 4.0.0 \r\n"),
            (600, "", "", "451 4.0.0 \r\n"),
            (550, "2.0.0", "no", "550 5.0.0 no\r\n"),
            (550, "5.7.1\r\n250", "no", "550 5.0.0 no\r\n"),
            (550, "5.7", "no", "550 5.0.0 no\r\n"),
            (550, "5.7.1234", "no", "550 5.0.0 no\r\n"),
            (550, "5.7.1", "a\r\nb\nc\rd\0語", "550-5.7.1 a\r\n550-5.7.1 b\r\n550 5.7.1 c?d??\r\n"),
            (550, "5.7.1", &long, &two),
            (421, "4.3.2", "", "421 4.3.2 \r\n"),
        ] {
            let mut out = Vec::new();
            Reply::new(code, enhanced, text).write(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
        let mut out = Vec::new();
        Reply::new(550, "5.100.100", &"y".repeat(100_000)).write(&mut out);
        assert!(out.len() < 3_000 && out.split(|octet| *octet == b'\n').all(|line| line.len() < 512));
    }
}
