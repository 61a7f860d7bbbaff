//! Address headers (RFC 5322 §3.4, obsolete forms of §4.4) → mailboxes.
//!
//! The structure is read first, on text in which raw bytes are decoded and encoded words are not; only then names are
//! decoded: what comes out of an encoded word is never structure. Every mailbox that is written comes out, parsed or
//! not. Linear: a quote or comment that never closes is read once more as if it were not there.

use sekisho_model::Address;

use super::words::{self, Odd};
use crate::mail::Mailbox;

/// Mailboxes of one header; a full megabyte of shortest addresses stays below.
const MAX_MAILBOXES: usize = 300_000;
/// Bytes between angle brackets; an obsolete route may be long.
const MAX_ANGLE: usize = 2 << 10;

/// What an address header has.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) mailboxes: Vec<Mailbox>,
    /// Text that is no mailbox, or structure that readers take differently.
    pub(super) broken: bool,
    pub(super) odd: Odd,
}

/// Reads the unfolded value of an address header.
pub(super) fn parse(value: &[u8]) -> List {
    let mut list = List::default();
    let text = words::raw_text(value, &mut list.odd);
    let mut rest = text.as_ref();
    let mut trust_quotes = true;
    while !rest.trim_start().is_empty() && list.mailboxes.len() < MAX_MAILBOXES {
        let piece = Piece::next(rest, trust_quotes);
        if piece.open && trust_quotes {
            trust_quotes = false;
            list.broken = true;
            continue;
        }
        list.add(&piece);
        rest = rest.get(piece.length..).unwrap_or_default();
    }
    list
}

impl List {
    fn add(&mut self, piece: &Piece<'_>) {
        self.broken |= piece.broken;
        let written = piece.text.trim();
        if written.is_empty() {
            return;
        }
        let decoded = words::decode_text(written);
        self.odd.merge(decoded.odd);
        let mut mailbox = piece.mailbox(decoded.text);
        if mailbox.address.is_none() && !written.contains('@') && mailbox.written.contains('@') {
            self.broken = true;
            let inside = Piece::next(&mailbox.written, true);
            let again = inside.mailbox(inside.text.trim().to_owned());
            mailbox = Mailbox { written: mailbox.written, ..again };
        }
        self.broken |= mailbox.address.is_none();
        self.mailboxes.push(mailbox);
    }
}

/// One mailbox of a list, cut out.
#[derive(Default)]
struct Piece<'a> {
    /// All of it.
    text: &'a str,
    /// Bytes to go on behind.
    length: usize,
    /// Text before the angle bracket without quotes and comments, or the bare address.
    phrase: String,
    /// Between angle brackets.
    angle: Option<&'a str>,
    comment: String,
    /// The phrase has an `@` or a `[`.
    addressed: bool,
    /// A quote, comment or bracket does not close.
    open: bool,
    broken: bool,
}

impl<'a> Piece<'a> {
    /// Up to the next comma, or the end of a group, or the second address.
    fn next(text: &'a str, trust_quotes: bool) -> Self {
        let mut piece = Self::default();
        let mut at = 0;
        let mut start = 0;
        let bytes = text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            let rest = text.get(at..).unwrap_or_default();
            at += match byte {
                b',' | b';' => {
                    piece.text = text.get(start..at).unwrap_or_default();
                    piece.length = at + 1;
                    return piece;
                }
                b'"' if trust_quotes => piece.quoted(rest),
                b'(' if trust_quotes => piece.commented(rest),
                b'<' if piece.angle.is_some() => {
                    // A second address without a comma.
                    piece.broken = true;
                    piece.text = text.get(start..at).unwrap_or_default();
                    piece.length = at;
                    return piece;
                }
                b'<' => piece.angled(rest),
                b':' if piece.angle.is_none() && !piece.addressed => {
                    // The name of a group is no mailbox.
                    piece.phrase.clear();
                    start = at + 1;
                    1
                }
                _ => piece.plain(rest),
            };
        }
        piece.text = text.get(start..).unwrap_or_default();
        piece.length = text.len();
        piece
    }

    /// Text up to the next special character.
    fn plain(&mut self, rest: &str) -> usize {
        let special = |byte: u8| matches!(byte, b',' | b';' | b'"' | b'(' | b'<' | b':');
        let end = rest.bytes().skip(1).position(special).map_or(rest.len(), |end| end + 1);
        let text = rest.get(..end).unwrap_or_default();
        if self.angle.is_some() && !text.trim().is_empty() {
            self.broken = true;
        }
        if self.angle.is_none() {
            self.addressed |= text.contains(['@', '[']);
            self.phrase.push_str(text);
        }
        end
    }

    /// A quoted string. Before an `@` it stays quoted: it is a local part.
    fn quoted(&mut self, rest: &str) -> usize {
        let mut escaped = false;
        let close = rest.bytes().enumerate().skip(1).find(|(_, byte)| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        });
        let Some((close, _)) = close else {
            self.open = true;
            return rest.len();
        };
        let inside = rest.get(1..close).unwrap_or_default();
        let local = rest.get(close + 1..).is_some_and(|after| after.trim_start().starts_with('@'));
        if self.angle.is_none() {
            if local {
                self.phrase.push_str(rest.get(..=close).unwrap_or_default());
            } else {
                unescape(inside, &mut self.phrase);
            }
        }
        close + 1
    }

    fn commented(&mut self, rest: &str) -> usize {
        let (mut depth, mut escaped) = (0_usize, false);
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    let inside = rest.get(1..at).unwrap_or_default();
                    if !self.comment.is_empty() {
                        self.comment.push(' ');
                    }
                    unescape(inside, &mut self.comment);
                    return at + 1;
                }
                b')' => depth -= 1,
                _ => {}
            }
        }
        self.open = true;
        rest.len()
    }

    fn angled(&mut self, rest: &'a str) -> usize {
        let near = rest.as_bytes().get(..MAX_ANGLE).unwrap_or(rest.as_bytes());
        let closes = memchr::memchr(b'>', near).is_some();
        let mut quoted = false;
        let mut is_close = |byte: &u8| {
            quoted ^= *byte == b'"';
            *byte == b'>' && !quoted
        };
        let close = closes.then(|| near.iter().position(&mut is_close)).flatten();
        // Without an end, the address is what looks like one.
        let end = close.unwrap_or_else(|| rest.bytes().position(|byte| byte == b',').unwrap_or(rest.len()));
        self.broken |= close.is_none();
        self.angle = Some(rest.get(1..end).unwrap_or_default());
        end + usize::from(close.is_some())
    }

    fn mailbox(&self, written: String) -> Mailbox {
        let (address, phrase) = match self.angle {
            Some(inside) => (parse_address(inside), self.phrase.as_str()),
            None => (parse_address(&self.phrase), ""),
        };
        let name = [phrase, self.comment.as_str()].into_iter().map(str::trim).find(|name| !name.is_empty());
        let name = name.map(|name| words::decode_text(name).text.trim().to_owned());
        Mailbox { name: name.filter(|name| !name.is_empty()), address, written }
    }
}

fn unescape(text: &str, out: &mut String) {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
}

/// An address with an obsolete route or with white space around its dots (RFC 5322 §4.4), or in `mailto:`.
fn parse_address(text: &str) -> Option<Address> {
    let text = text.trim();
    if !text.contains('@') {
        return None;
    }
    let text = match text.strip_prefix('@') {
        Some(route) => route.split_once(':').map_or("", |(_, address)| address).trim(),
        None => text,
    };
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    if let Ok(address) = Address::parse(text) {
        return Some(address);
    }
    let (local, domain) = text.rsplit_once('@')?;
    let domain = tight(&without_comments(domain));
    let local = without_comments(local);
    let local = if local.trim_start().starts_with('"') { local.trim().to_owned() } else { tight(&local) };
    Address::parse(&format!("{local}@{domain}")).ok()
}

/// Without white space around dots and ends; white space elsewhere stays, and such a text is no address.
fn tight(text: &str) -> String {
    let pieces: Vec<&str> = text.split('.').map(str::trim).collect();
    pieces.join(".")
}

fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}
