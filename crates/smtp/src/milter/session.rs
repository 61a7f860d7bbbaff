//! One milter connection: packets in, reactions out. Sans-I/O.
//!
//! Invariant: the only way to a [`Reaction::Judge`] is a complete mail within all bounds whose addresses were
//! understood. What is out of bounds is still read to its end, without being kept, and refused there. A packet out of
//! order is a [`Violation`] and ends the connection after a temporary failure.

use std::{collections::BTreeMap, net::IpAddr};

use sekisho_model::{Envelope, Recipient};

use super::{
    MilterMail,
    answer::{MilterAnswer, MilterReply},
    arguments::{self, Sender},
    packet::{Command, PacketError, packet, response},
};

/// The version spoken at most; MTAs of the last 15 years speak it.
const VERSION: u32 = 6;
/// Before it there was no negotiation of steps.
const OLDEST: u32 = 2;

/// Action: fields may be added.
const ADD_HEADERS: u32 = 0x01;

/// Steps (`SMFIP_*`).
mod step {
    pub(super) const NO_UNKNOWN: u32 = 0x0100;
    pub(super) const NO_DATA: u32 = 0x0200;
    pub(super) const NR_HEADER: u32 = 0x80;
    pub(super) const NR_CONNECT: u32 = 0x1000;
    pub(super) const NR_HELO: u32 = 0x2000;
    pub(super) const NR_MAIL: u32 = 0x4000;
    pub(super) const NR_RCPT: u32 = 0x8000;
    pub(super) const NR_DATA: u32 = 0x1_0000;
    pub(super) const NR_UNKNOWN: u32 = 0x2_0000;
    pub(super) const NR_END_OF_HEADER: u32 = 0x4_0000;
    pub(super) const NR_BODY: u32 = 0x8_0000;
    pub(super) const HEADER_LEADING_SPACE: u32 = 0x10_0000;
    /// What we ask for. Not `RCPT_REJ`: recipients the MTA has refused are none.
    pub(super) const WANTED: u32 = NO_UNKNOWN
        | NO_DATA
        | NR_HEADER
        | NR_CONNECT
        | NR_HELO
        | NR_MAIL
        | NR_RCPT
        | NR_DATA
        | NR_UNKNOWN
        | NR_END_OF_HEADER
        | NR_BODY
        | HEADER_LEADING_SPACE;
}

/// Macros kept per connection and per mail; MTAs send about 20.
const MAX_MACROS: usize = 128;
/// Octets of all macros of one kind.
const MAX_MACRO_OCTETS: usize = 64 * 1024;

/// What bounds a mail.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    pub(crate) octets: usize,
    pub(crate) recipients: usize,
    pub(crate) qualify: Option<String>,
}

/// What the driver does next.
#[derive(Debug)]
pub(crate) enum Reaction {
    /// Reads on.
    Nothing,
    /// Writes these packets.
    Write(Vec<u8>),
    /// Asks the judge, and writes its answer.
    Judge(Box<MilterMail>),
    /// Closes.
    Close,
}

/// The MTA does not keep to the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// See there.
    #[error(transparent)]
    Packet(#[from] PacketError),
    /// No or no possible negotiation: another version, or no MTA at all.
    #[error("the milter negotiation failed")]
    Negotiation,
    /// A command where it cannot be.
    #[error("a milter command is out of order")]
    Order,
    /// More macros than an MTA sends.
    #[error("too many or too long macros")]
    Macros,
}

#[derive(Debug, Clone, Copy)]
struct Negotiated {
    no_reply: u32,
    may_add_headers: bool,
    leading_space: bool,
}

/// Why a mail will not reach the judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    TooLarge,
    TooManyRecipients,
    BadAddress,
    NoRecipient,
}

impl Fault {
    fn answer(self) -> MilterAnswer {
        match self {
            Self::TooLarge => MilterAnswer::Refuse(MilterReply::permanent(552, "5.3.4", "Message too large")),
            Self::TooManyRecipients => MilterAnswer::Later(MilterReply::temporary(452, "4.5.3", "Too many recipients")),
            Self::BadAddress => MilterAnswer::Refuse(MilterReply::permanent(
                553,
                "5.1.3",
                "An address needs a valid local part and domain",
            )),
            Self::NoRecipient => MilterAnswer::Later(MilterReply::temporary(451, "4.5.0", "No recipient")),
        }
    }
}

/// A mail that is coming in.
#[derive(Debug)]
struct Draft {
    sender: Option<Sender>,
    recipients: Vec<Recipient>,
    bytes: Vec<u8>,
    header_ended: bool,
    fault: Option<Fault>,
}

#[derive(Debug, Default)]
struct Client {
    peer: String,
    name: String,
    helo: String,
}

/// The state of a connection.
#[derive(Debug)]
pub(crate) struct Session {
    bounds: Bounds,
    mta: String,
    negotiated: Option<Negotiated>,
    client: Client,
    connection_macros: BTreeMap<String, String>,
    mail_macros: BTreeMap<String, String>,
    draft: Option<Draft>,
}

impl Session {
    /// A fresh connection from this MTA.
    pub(crate) fn new(bounds: Bounds, mta: String) -> Self {
        Self {
            bounds,
            mta,
            negotiated: None,
            client: Client::default(),
            connection_macros: BTreeMap::new(),
            mail_macros: BTreeMap::new(),
            draft: None,
        }
    }

    /// Whether the negotiation is done.
    pub(crate) const fn is_negotiated(&self) -> bool {
        self.negotiated.is_some()
    }

    /// Whether a mail has begun.
    pub(crate) const fn has_mail(&self) -> bool {
        self.draft.is_some()
    }

    /// The judge's answer as packets.
    pub(crate) fn answer(&self, answer: &MilterAnswer) -> Vec<u8> {
        answer.packets(self.negotiated.is_some_and(|negotiated| negotiated.may_add_headers))
    }

    /// Takes one packet.
    pub(crate) fn on_packet(&mut self, command: u8, data: &[u8]) -> Result<Reaction, Violation> {
        let command = Command::parse(command, data)?;
        let Some(negotiated) = self.negotiated else {
            return match command {
                Command::Negotiate { version, actions, protocol } => self.negotiate(version, actions, protocol),
                Command::Quit => Ok(Reaction::Close),
                _ => Err(Violation::Negotiation),
            };
        };
        let next = |no_reply: u32| match negotiated.no_reply & no_reply {
            0 => Reaction::Write(packet(response::CONTINUE, b"")),
            _ => Reaction::Nothing,
        };
        Ok(match command {
            Command::Negotiate { .. } => return Err(Violation::Negotiation),
            Command::Macros { stage, pairs } => self.on_macros(stage, &pairs)?,
            Command::Connect { host, family, address, .. } => {
                self.on_connect(host, family, address)?;
                next(step::NR_CONNECT)
            }
            Command::Helo(name) => {
                self.client.helo = text(name);
                next(step::NR_HELO)
            }
            Command::Mail(arguments) => {
                self.on_mail(&arguments);
                next(step::NR_MAIL)
            }
            Command::Rcpt(arguments) => {
                self.on_rcpt(&arguments)?;
                next(step::NR_RCPT)
            }
            Command::Data => next(step::NR_DATA),
            Command::Unknown(_) => next(step::NR_UNKNOWN),
            Command::Header { name, value } => {
                self.on_header(name, value, negotiated.leading_space)?;
                next(step::NR_HEADER)
            }
            Command::EndOfHeader => {
                self.draft()?.end_header();
                next(step::NR_END_OF_HEADER)
            }
            Command::Body(chunk) => {
                self.on_body(chunk)?;
                next(step::NR_BODY)
            }
            Command::EndOfMail(chunk) => {
                self.on_body(chunk)?;
                self.on_end()?
            }
            Command::Abort => self.forget_mail(),
            Command::Quit => Reaction::Close,
            Command::QuitNewConnection => self.forget_connection(),
        })
    }

    fn negotiate(&mut self, version: u32, actions: u32, protocol: u32) -> Result<Reaction, Violation> {
        if version < OLDEST {
            return Err(Violation::Negotiation);
        }
        let (actions, protocol) = (actions & ADD_HEADERS, protocol & step::WANTED);
        self.negotiated = Some(Negotiated {
            no_reply: protocol,
            may_add_headers: actions & ADD_HEADERS != 0,
            leading_space: protocol & step::HEADER_LEADING_SPACE != 0,
        });
        let numbers = [version.min(VERSION), actions, protocol].map(u32::to_be_bytes);
        Ok(Reaction::Write(packet(response::NEGOTIATE, numbers.as_flattened())))
    }

    fn on_macros(&mut self, stage: u8, pairs: &[(&[u8], &[u8])]) -> Result<Reaction, Violation> {
        let macros = match stage {
            b'C' | b'H' => &mut self.connection_macros,
            _ => &mut self.mail_macros,
        };
        for (name, value) in pairs {
            let name = text(name.strip_prefix(b"{").and_then(|name| name.strip_suffix(b"}")).unwrap_or(name));
            macros.insert(name, text(value));
        }
        let octets: usize = macros.iter().map(|(name, value)| name.len() + value.len()).sum();
        if macros.len() > MAX_MACROS || octets > MAX_MACRO_OCTETS {
            return Err(Violation::Macros);
        }
        Ok(Reaction::Nothing)
    }

    fn on_connect(&mut self, host: &[u8], family: u8, address: &[u8]) -> Result<(), Violation> {
        if self.draft.is_some() {
            return Err(Violation::Order);
        }
        let address = text(address);
        let peer = match family {
            b'4' | b'6' => {
                let bare = address.strip_prefix("IPv6:").unwrap_or(&address);
                bare.parse::<IpAddr>().map_err(|_| PacketError::Malformed)?.to_canonical().to_string()
            }
            b'L' => format!("unix:{address}"),
            _ => "unknown".to_owned(),
        };
        self.client = Client { peer, name: text(host), helo: String::new() };
        Ok(())
    }

    /// A second MAIL without an abort takes the place of the first: nothing was judged yet.
    fn on_mail(&mut self, arguments: &[&[u8]]) {
        let sender = arguments::sender(arguments, self.bounds.qualify.as_deref()).ok();
        let announced = sender.as_ref().and_then(|sender| sender.size).unwrap_or(0);
        let fault = match sender {
            None => Some(Fault::BadAddress),
            Some(_) if announced > self.bounds.octets as u64 => Some(Fault::TooLarge),
            Some(_) => None,
        };
        self.draft = Some(Draft { sender, recipients: Vec::new(), bytes: Vec::new(), header_ended: false, fault });
    }

    fn on_rcpt(&mut self, arguments: &[&[u8]]) -> Result<(), Violation> {
        let recipient = arguments::recipient(arguments, self.bounds.qualify.as_deref());
        let limit = self.bounds.recipients;
        let draft = self.draft()?;
        match recipient {
            Err(arguments::BadAddress) => draft.fail(Fault::BadAddress),
            Ok(_) if draft.recipients.len() >= limit => draft.fail(Fault::TooManyRecipients),
            Ok(recipient) => draft.recipients.push(recipient),
        }
        Ok(())
    }

    fn on_header(&mut self, name: &[u8], value: &[u8], leading_space: bool) -> Result<(), Violation> {
        let limit = self.bounds.octets;
        let draft = self.draft()?;
        if draft.header_ended {
            return Err(Violation::Order);
        }
        let space: &[u8] = if leading_space { b"" } else { b" " };
        draft.push(limit, &[name, b":", space]);
        draft.push_folded(limit, value);
        draft.push(limit, &[b"\r\n"]);
        Ok(())
    }

    fn on_body(&mut self, chunk: &[u8]) -> Result<(), Violation> {
        let limit = self.bounds.octets;
        let draft = self.draft()?;
        draft.end_header();
        draft.push(limit, &[chunk]);
        Ok(())
    }

    fn on_end(&mut self) -> Result<Reaction, Violation> {
        let draft = self.draft.take().ok_or(Violation::Order)?;
        let macros = std::mem::take(&mut self.mail_macros);
        let fault = match draft.fault {
            None if draft.recipients.is_empty() => Some(Fault::NoRecipient),
            fault => fault,
        };
        let (None, Some(sender)) = (fault, draft.sender) else {
            return Ok(Reaction::Write(self.answer(&fault.unwrap_or(Fault::BadAddress).answer())));
        };
        let all: BTreeMap<_, _> = self.connection_macros.clone().into_iter().chain(macros).collect();
        let given = |name: &str| all.get(name).filter(|value| !value.is_empty()).cloned();
        Ok(Reaction::Judge(Box::new(MilterMail {
            envelope: envelope(sender, draft.recipients),
            bytes: draft.bytes,
            mta: self.mta.clone(),
            peer: self.client.peer.clone(),
            peer_name: self.client.name.clone(),
            helo: self.client.helo.clone(),
            auth_user: given("auth_authen"),
            queue_id: given("i"),
            macros: all,
        })))
    }

    fn forget_mail(&mut self) -> Reaction {
        self.draft = None;
        self.mail_macros.clear();
        Reaction::Nothing
    }

    fn forget_connection(&mut self) -> Reaction {
        self.client = Client::default();
        self.connection_macros.clear();
        self.forget_mail()
    }

    fn draft(&mut self) -> Result<&mut Draft, Violation> {
        self.draft.as_mut().ok_or(Violation::Order)
    }
}

impl Draft {
    fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// The empty line between header and body, once.
    fn end_header(&mut self) {
        if !self.header_ended {
            self.header_ended = true;
            self.bytes.extend_from_slice(b"\r\n");
        }
    }

    fn push(&mut self, limit: usize, parts: &[&[u8]]) {
        let more: usize = parts.iter().map(|part| part.len()).sum();
        if self.fault.is_some() || self.bytes.len() + more > limit {
            self.fail(Fault::TooLarge);
            self.bytes = Vec::new();
            return;
        }
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
    }

    /// MTAs fold with LF alone; a CR LF stays what it is.
    fn push_folded(&mut self, limit: usize, value: &[u8]) {
        let mut lines = value.split(|octet| *octet == b'\n').peekable();
        while let Some(line) = lines.next() {
            let end: &[u8] = if lines.peek().is_some() { b"\r\n" } else { b"" };
            let line = if end.is_empty() { line } else { line.strip_suffix(b"\r").unwrap_or(line) };
            self.push(limit, &[line, end]);
        }
    }
}

fn envelope(sender: Sender, recipients: Vec<Recipient>) -> Envelope {
    Envelope {
        mail_from: sender.path,
        recipients,
        eight_bit: sender.eight_bit,
        smtputf8: sender.smtputf8,
        require_tls: sender.require_tls,
        ret: sender.ret,
        envid: sender.envid,
    }
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

#[cfg(test)]
mod tests;
