//! The bytes of a mail on the wire: checked once, dot-stuffed while written (RFC 5321 §4.5.2).
//!
//! Invariant: what leaves has CRLF line ends only, no NUL, and exactly one end-of-data. The sealed bytes are not
//! changed in any other way: no 8-bit conversion, no folding of long lines. When the last line has no CRLF, the one
//! that the protocol needs before the final dot is added; a receiver cannot tell the difference.

/// Written at once; larger mails go out in pieces of this size, so that a mail is never copied as a whole.
const PIECE: usize = 64 * 1024;

/// Why bytes cannot travel by DATA. The letter's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentFault {
    /// CR without LF, or LF without CR: servers disagree on what that means ("SMTP smuggling").
    BareLineEnd,
    /// A NUL octet (RFC 5321 §4.5.2 forbids none, but no server treats it alike).
    Nul,
}

/// A checked mail.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Content<'a> {
    bytes: &'a [u8],
    /// An octet over 127 anywhere.
    pub(crate) eight_bit: bool,
    /// Octets over 127 in the header.
    pub(crate) header: HeaderOctets,
}

/// What the header section of the mail itself is made of. Headers of parts inside the body do not count: RFC 6532
/// allows UTF-8 there too, but 8BITMIME is enough to carry them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderOctets {
    /// US-ASCII only.
    Ascii,
    /// Valid UTF-8: needs SMTPUTF8 (RFC 6532).
    Utf8,
    /// Something else: no standard carries it.
    Other,
}

impl<'a> Content<'a> {
    /// Checks the whole mail once.
    pub(crate) fn check(bytes: &'a [u8]) -> Result<Self, ContentFault> {
        let mut eight_bit = false;
        let mut before = 0u8;
        for byte in bytes {
            match (before, *byte) {
                (_, 0) => return Err(ContentFault::Nul),
                (b'\r', b'\n') => {}
                (b'\r', _) | (_, b'\n') => return Err(ContentFault::BareLineEnd),
                (_, other) => eight_bit |= other >= 0x80,
            }
            before = *byte;
        }
        if before == b'\r' {
            return Err(ContentFault::BareLineEnd);
        }
        let header = if eight_bit { header_octets(bytes) } else { HeaderOctets::Ascii };
        Ok(Self { bytes, eight_bit, header })
    }

    /// Octets announced with SIZE (RFC 1870 §3): line ends count, dots added for transparency and the end do not.
    #[must_use]
    pub(crate) const fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Starts writing.
    #[must_use]
    pub(crate) fn pieces(&self) -> Pieces<'a> {
        Pieces { rest: self.bytes, at_line_start: true, ended: false }
    }
}

fn header_octets(bytes: &[u8]) -> HeaderOctets {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let header = if bytes.starts_with(b"\r\n") { &[] } else { bytes.get(..end).unwrap_or(&[]) };
    if header.is_ascii() {
        HeaderOctets::Ascii
    } else if std::str::from_utf8(header).is_ok() {
        HeaderOctets::Utf8
    } else {
        HeaderOctets::Other
    }
}

/// Writes the mail piece by piece into a buffer of the caller.
#[derive(Debug)]
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
    at_line_start: bool,
    ended: bool,
}

/// Whether a piece is the one with the end of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// More follow.
    Inner,
    /// The final dot is in it.
    Last,
}

impl Pieces<'_> {
    /// Fills `out` (cleared first) with the next piece, `None` after the last.
    pub(crate) fn next_into(&mut self, out: &mut Vec<u8>) -> Option<Piece> {
        out.clear();
        if self.ended {
            return None;
        }
        while out.len() < PIECE && !self.rest.is_empty() {
            self.next_line(out);
        }
        if !self.rest.is_empty() {
            return Some(Piece::Inner);
        }
        if !self.at_line_start {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
        self.ended = true;
        Some(Piece::Last)
    }

    /// One line, or a part of one that is longer than a piece.
    fn next_line(&mut self, out: &mut Vec<u8>) {
        if self.at_line_start && self.rest.first() == Some(&b'.') {
            out.push(b'.');
        }
        let window = self.rest.get(..PIECE).unwrap_or(self.rest);
        let line_end = window.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let (line, rest) = self.rest.split_at_checked(line_end.unwrap_or(window.len())).unwrap_or((self.rest, &[]));
        out.extend_from_slice(line);
        self.at_line_start = line_end.is_some();
        self.rest = rest;
    }
}

#[cfg(test)]
mod tests;
