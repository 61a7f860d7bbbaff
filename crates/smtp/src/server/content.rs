//! Reads a letter from the wire: DATA with dots unstuffed (RFC 5321 §4.5.2), or BDAT chunks (RFC 3030).
//!
//! Invariant: only CR LF `.` CR LF ends DATA, however the stream is cut. What two servers could read in two ways (a bare
//! CR, a bare LF, a NUL: "SMTP smuggling") spoils the letter, but reading goes on to the real end, so that what
//! follows is never taken for commands. A spoilt letter keeps no octet.

use memchr::memchr3;

/// Why a letter will not be taken; the first reason counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// CR without LF, or LF without CR.
    BareLineEnd,
    /// A NUL octet.
    Nul,
    /// Over the limit of one letter.
    TooLarge,
    /// All sessions together hold as much as they may.
    NoRoom,
}

/// What the stream still has to say about the octets seen so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// After CR LF, or at the very beginning.
    LineStart,
    /// Anywhere else.
    Inside,
    /// A CR was kept back.
    Cr,
    /// A dot at a line start was kept back.
    Dot,
    /// The same and a CR.
    DotCr,
}

/// A letter that is coming in.
#[derive(Debug)]
pub(crate) struct Reader {
    bytes: Vec<u8>,
    limit: usize,
    /// Octets that came, kept or not.
    seen: u64,
    at: At,
    fault: Option<Fault>,
}

impl Reader {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { bytes: Vec::new(), limit, seen: 0, at: At::LineStart, fault: None }
    }

    /// Makes room at once for a letter whose size was announced, within reason.
    pub(crate) fn expect(&mut self, announced: u64) {
        const MOST: u64 = 256 << 10;
        self.bytes.reserve(usize::try_from(announced.min(MOST)).unwrap_or(0).min(self.limit));
    }

    /// Octets held in memory.
    pub(crate) const fn held(&self) -> usize {
        self.bytes.len()
    }

    /// Octets that came.
    pub(crate) const fn seen(&self) -> u64 {
        self.seen
    }

    /// What has spoilt the letter so far.
    pub(crate) const fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Whether so much more than the limit came that waiting for the end would only serve an attacker.
    pub(crate) const fn is_endless(&self) -> bool {
        self.seen > 2 * self.limit as u64 + (1 << 20)
    }

    /// Spoils the letter.
    pub(crate) fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
        self.bytes = Vec::new();
    }

    /// The letter, or why there is none. A CR at the end has no LF that could follow.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, Fault> {
        if self.at == At::Cr {
            self.fail(Fault::BareLineEnd);
        }
        self.fault.map_or(Ok(self.bytes), Err)
    }

    /// Takes octets of DATA: how many were used, and whether the end of the letter was among them.
    pub(crate) fn data(&mut self, input: &[u8]) -> (usize, bool) {
        let mut rest = input;
        while let Some(octet) = rest.first().copied() {
            if self.at == At::DotCr && octet == b'\n' {
                self.at = At::LineStart;
                let used = input.len() - rest.len() + 1;
                self.count(used);
                return (used, true);
            }
            rest = match (self.at, octet) {
                (At::LineStart, b'.') => self.keep_back(At::Dot, rest),
                (At::Dot, b'\r') => self.keep_back(At::DotCr, rest),
                (At::DotCr, _) => {
                    // The dot goes, as from any line; the CR behind it is bare.
                    self.fail(Fault::BareLineEnd);
                    self.at = At::Inside;
                    rest
                }
                _ => self.text(rest),
            };
        }
        self.count(input.len());
        (input.len(), false)
    }

    /// Takes octets of a chunk.
    pub(crate) fn chunk(&mut self, input: &[u8]) {
        let mut rest = input;
        while !rest.is_empty() {
            rest = self.text(rest);
        }
        self.count(input.len());
    }

    const fn keep_back<'a>(&mut self, at: At, rest: &'a [u8]) -> &'a [u8] {
        self.at = at;
        match rest {
            [_, rest @ ..] => rest,
            [] => rest,
        }
    }

    const fn count(&mut self, used: usize) {
        self.seen = self.seen.saturating_add(used as u64);
    }

    /// Takes one line, or what there is of it; returns the rest.
    fn text<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        if self.at == At::Cr {
            return self.after_cr(input);
        }
        let Some(end) = memchr3(b'\r', b'\n', 0, input) else {
            self.push(input);
            self.at = At::Inside;
            return &[];
        };
        if let Some((line, rest)) = input.split_at_checked(end + 2)
            && line.ends_with(b"\r\n")
        {
            self.push(line);
            self.at = At::LineStart;
            return rest;
        }
        let (line, rest) = input.split_at_checked(end).unwrap_or((input, &[]));
        self.push(line);
        let (at, fault) = match rest.first() {
            Some(b'\r') => (At::Cr, None),
            Some(b'\n') => (At::Inside, Some(Fault::BareLineEnd)),
            _ => (At::Inside, Some(Fault::Nul)),
        };
        self.at = at;
        if let Some(fault) = fault {
            self.fail(fault);
        }
        rest.get(1..).unwrap_or(&[])
    }

    fn after_cr<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        if let [b'\n', rest @ ..] = input {
            self.push(b"\r\n");
            self.at = At::LineStart;
            rest
        } else {
            self.fail(Fault::BareLineEnd);
            self.at = At::Inside;
            input
        }
    }

    fn push(&mut self, octets: &[u8]) {
        if self.fault.is_some() {
            return;
        }
        if self.bytes.len() + octets.len() > self.limit {
            self.fail(Fault::TooLarge);
            return;
        }
        self.bytes.extend_from_slice(octets);
    }
}

/// How many `Received` fields the header has (RFC 5321 §6.3).
pub(crate) fn received(letter: &[u8]) -> usize {
    let lines = letter.split(|octet| *octet == b'\n').take_while(|line| !matches!(*line, b"\r" | b""));
    let is_received = |line: &&[u8]| line.get(..9).is_some_and(|name| name.eq_ignore_ascii_case(b"received:"));
    lines.filter(is_received).count()
}

#[cfg(test)]
mod tests;
