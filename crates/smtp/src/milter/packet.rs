//! Packets of the milter protocol, versions 2 to 6: length (4 octets, big endian), command octet, data.
//!
//! Facts from public descriptions of the protocol (the mail filter API of Sendmail 8.14, Postfix MILTER_README).
//! Invariant: a packet longer than [`MAX_PACKET`] is an error before memory is taken for it, and a packet whose
//! strings are not terminated is an error and never a guess.

/// MTAs send chunks of up to 65,535 octets and header fields of up to about 100 KiB; larger chunks (`MDS_256K`,
/// `MDS_1M`) are not negotiated.
pub(crate) const MAX_PACKET: usize = 1024 * 1024;

/// Why octets are no packet. The MTA's fault, or somebody else is speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// Length 0 or over the bound.
    #[error("a milter packet has an impossible length")]
    Length,
    /// A command octet that version 6 does not know.
    #[error("a milter packet has an unknown command")]
    Command,
    /// Too short, or a string without its end.
    #[error("a milter packet is malformed")]
    Malformed,
}

/// Cuts the stream into packets.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    buffer: Vec<u8>,
    start: usize,
}

impl Frames {
    /// Adds what was read. Read again only when [`Self::take`] has said `None`.
    pub(crate) fn feed(&mut self, octets: &[u8]) {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(octets);
    }

    /// Whether a packet has begun and not ended, or waits.
    pub(crate) fn has_pending(&self) -> bool {
        self.start < self.buffer.len()
    }

    /// The next complete packet: command octet and data.
    pub(crate) fn take(&mut self) -> Result<Option<(u8, &[u8])>, PacketError> {
        let pending = self.buffer.get(self.start..).unwrap_or(&[]);
        let Some((length, rest)) = pending.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length) as usize;
        if length == 0 || length > MAX_PACKET {
            return Err(PacketError::Length);
        }
        let Some(packet) = rest.get(..length) else { return Ok(None) };
        self.start += 4 + length;
        Ok(packet.split_first().map(|(command, data)| (*command, data)))
    }
}

/// Where macros belong: the command that follows them.
pub(crate) type StageOctet = u8;

/// What the MTA says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command<'a> {
    /// `O`: version, actions that are allowed, protocol steps that can be changed.
    Negotiate { version: u32, actions: u32, protocol: u32 },
    /// `D`: macros for the command that follows.
    Macros { stage: StageOctet, pairs: Vec<(&'a [u8], &'a [u8])> },
    /// `C`: the SMTP client.
    Connect { host: &'a [u8], family: u8, port: u16, address: &'a [u8] },
    /// `H`.
    Helo(&'a [u8]),
    /// `M`: address and ESMTP arguments.
    Mail(Vec<&'a [u8]>),
    /// `R`: address and ESMTP arguments.
    Rcpt(Vec<&'a [u8]>),
    /// `T`.
    Data,
    /// `L`.
    Header { name: &'a [u8], value: &'a [u8] },
    /// `N`.
    EndOfHeader,
    /// `B`.
    Body(&'a [u8]),
    /// `E`, with or without a last chunk.
    EndOfMail(&'a [u8]),
    /// `A`.
    Abort,
    /// `Q`.
    Quit,
    /// `K`: another SMTP connection follows on this one.
    QuitNewConnection,
    /// `U`: an SMTP command that the MTA does not know.
    Unknown(&'a [u8]),
}

impl<'a> Command<'a> {
    /// Reads one packet.
    pub(crate) fn parse(command: u8, data: &'a [u8]) -> Result<Self, PacketError> {
        Ok(match command {
            b'O' => negotiate(data)?,
            b'D' => macros(data)?,
            b'C' => connect(data)?,
            b'H' => Self::Helo(one(data)?),
            b'M' => Self::Mail(arguments(data)?),
            b'R' => Self::Rcpt(arguments(data)?),
            b'T' => Self::Data,
            b'L' => match *strings(data)? {
                [name, value] => Self::Header { name, value },
                _ => return Err(PacketError::Malformed),
            },
            b'N' => Self::EndOfHeader,
            b'B' => Self::Body(data),
            b'E' => Self::EndOfMail(data),
            b'A' => Self::Abort,
            b'Q' => Self::Quit,
            b'K' => Self::QuitNewConnection,
            b'U' => Self::Unknown(one(data)?),
            _ => return Err(PacketError::Command),
        })
    }
}

fn negotiate(data: &[u8]) -> Result<Command<'_>, PacketError> {
    let number = |at: usize| {
        let octets = data.get(at..).and_then(<[u8]>::first_chunk::<4>).ok_or(PacketError::Malformed)?;
        Ok(u32::from_be_bytes(*octets))
    };
    Ok(Command::Negotiate { version: number(0)?, actions: number(4)?, protocol: number(8)? })
}

fn macros(data: &[u8]) -> Result<Command<'_>, PacketError> {
    let (stage, rest) = data.split_first().ok_or(PacketError::Malformed)?;
    let strings = strings(rest)?;
    let (pairs, []) = strings.as_chunks::<2>() else { return Err(PacketError::Malformed) };
    Ok(Command::Macros { stage: *stage, pairs: pairs.iter().map(|[name, value]| (*name, *value)).collect() })
}

fn connect(data: &[u8]) -> Result<Command<'_>, PacketError> {
    let end = data.iter().position(|octet| *octet == 0).ok_or(PacketError::Malformed)?;
    let (host, rest) = data.split_at(end);
    match rest {
        [0, family @ b'U', ..] => Ok(Command::Connect { host, family: *family, port: 0, address: b"" }),
        [0, family @ (b'L' | b'4' | b'6'), high, low, address @ ..] => Ok(Command::Connect {
            host,
            family: *family,
            port: u16::from_be_bytes([*high, *low]),
            address: one(address)?,
        }),
        _ => Err(PacketError::Malformed),
    }
}

/// Exactly one string.
fn one(data: &[u8]) -> Result<&[u8], PacketError> {
    match *strings(data)? {
        [text] => Ok(text),
        _ => Err(PacketError::Malformed),
    }
}

/// At least one string.
fn arguments(data: &[u8]) -> Result<Vec<&[u8]>, PacketError> {
    let strings = strings(data)?;
    if strings.is_empty() { Err(PacketError::Malformed) } else { Ok(strings) }
}

/// NUL-terminated strings, the last one too.
fn strings(data: &[u8]) -> Result<Vec<&[u8]>, PacketError> {
    match data.split_last() {
        None => Ok(Vec::new()),
        Some((0, strings)) => Ok(strings.split(|octet| *octet == 0).collect()),
        Some(_) => Err(PacketError::Malformed),
    }
}

/// One packet to the MTA.
pub(crate) fn packet(command: u8, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len() + 1).unwrap_or(u32::MAX);
    let mut octets = Vec::with_capacity(data.len() + 5);
    octets.extend_from_slice(&length.to_be_bytes());
    octets.push(command);
    octets.extend_from_slice(data);
    octets
}

/// Answers to the MTA.
pub(crate) mod response {
    /// Go on.
    pub(crate) const CONTINUE: u8 = b'c';
    /// Nothing more to say about this mail: the MTA delivers it.
    pub(crate) const ACCEPT: u8 = b'a';
    /// The MTA says 250 and forgets the mail.
    pub(crate) const DISCARD: u8 = b'd';
    /// 451.
    pub(crate) const TEMPFAIL: u8 = b't';
    /// A reply of our own.
    pub(crate) const REPLY_CODE: u8 = b'y';
    /// Still working: resets the MTA's time-out.
    pub(crate) const PROGRESS: u8 = b'p';
    /// Adds a field at the end of the header.
    pub(crate) const ADD_HEADER: u8 = b'h';
    /// The answer to `O`.
    pub(crate) const NEGOTIATE: u8 = b'O';
}

#[cfg(test)]
mod tests;
