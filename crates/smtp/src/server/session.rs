//! The protocol core of one session: octets in, steps out. No I/O, no clock, no chance.
//!
//! [`Core::step`] takes what is in the read buffer and says how much of it is used up and what to do next; replies
//! collect in [`Core::out`] and are written when the core wants to read, so the replies of a pipelined group leave
//! together. While a question is open nothing more is read.
//!
//! Invariants: a letter becomes a [`Question::Letter`] only from a client that may send, whole and within all bounds,
//! and the reply to it is the one in [`Answer::Letter`]; [`Answer::Failed`] is 4yz for every question. What follows
//! STARTTLS in the same buffer ends the session. After [`Step::Close`] nothing is understood any more.

use std::{net::IpAddr, sync::Arc, time::Duration};

use memchr::memchr;
use sekisho_model::{Envelope, Recipient};
use zeroize::Zeroizing;

use super::{
    Kind, Reply, Session, SignInRefused,
    auth::{Binding, Exchange, Scram},
    command::{Command, Mail, Mistake},
    content::Fault,
};

mod ask;
mod commands;
mod mail;
mod proxy;
mod sign_in;
mod terms;

use mail::{Chunk, Draft};
pub(crate) use terms::{Answer, Question, Rules, Secured, Step};

/// Octets of a command or of a response of AUTH, with its line end (RFC 4954 §4; RFC 5321 asks for less).
pub(crate) const MAX_LINE: usize = 12_288;

/// The first octet of a TLS record with a handshake.
const TLS_HANDSHAKE: u8 = 0x16;

const EARLY: Reply = Reply::fixed(554, "5.5.0", "you spoke before the greeting; this is no way for a mail client");
const OUT_OF_TURN: Reply = Reply::fixed(554, "5.5.0", "wait for the reply before you go on (RFC 2920)");
const BARE_LF: Reply = Reply::fixed(554, "5.5.2", "command lines end with CR LF, not with LF alone");
const TOO_LONG: Reply = Reply::fixed(500, "5.5.2", "the line is too long");
const NO_TLS_HERE: Reply = Reply::fixed(554, "5.5.0", "this port does not begin with TLS; use STARTTLS");
const NOT_LISTED: Reply =
    Reply::fixed(554, "5.7.1", "only listed mail servers may connect here; users use port 465 or 587");
const ERRORS: Reply = Reply::fixed(421, "4.7.0", "too many errors; good-bye");
const SHUTDOWN: Reply = Reply::fixed(421, "4.3.2", "the service is closing; try again in a moment");
const SILENCE: Reply = Reply::fixed(421, "4.4.2", "nothing came for too long; good-bye");
const LATER: Reply = Reply::fixed(451, "4.3.0", "this cannot be decided now; try again later");
const SIGN_IN_LATER: Reply = Reply::fixed(454, "4.7.0", "signing in is not possible now; try again later");

/// An open question, and what is needed when it is answered.
enum Ask {
    SignIn { login: String, password: Zeroizing<String> },
    Keys(Box<Scram>),
    Ended { login: String, proved: bool },
    Sender(Box<Mail>),
    Recipient(Recipient),
    Letter(Envelope, Vec<u8>),
}

enum State {
    Command,
    /// The client's next line is a response of this exchange.
    SignIn(Exchange),
    Data,
    Chunk(Chunk),
    Asking(Ask),
    Securing,
    Closed,
}

#[derive(Debug, Default)]
struct Counts {
    errors: usize,
    idle: usize,
    letters: usize,
    sign_in_failures: usize,
}

/// One session.
pub(crate) struct Core {
    rules: Arc<Rules>,
    session: Session,
    /// Where the connection really comes from.
    peer: IpAddr,
    /// EHLO or HELO was said.
    greeted: bool,
    /// EHLO was said last.
    extended: bool,
    binding: Option<Binding>,
    draft: Option<Draft>,
    /// The last MAIL or chunk was refused: what was pipelined behind it is no error.
    refused: bool,
    state: State,
    pause: Option<Duration>,
    /// Octets at the beginning of the buffer without a line end.
    scanned: usize,
    counts: Counts,
    /// Replies to be written.
    pub(crate) out: Vec<u8>,
}

impl Core {
    /// A fresh connection; with `secured` when TLS was first.
    pub(crate) fn new(rules: Arc<Rules>, peer: IpAddr, secured: Option<Secured>) -> Self {
        let peer = peer.to_canonical();
        let session = Session {
            peer,
            proxy: None,
            helo: String::new(),
            user: None,
            tls: None,
            protocol: "SMTP".to_owned(),
            forwarded: None,
        };
        let mut core = Self {
            rules,
            session,
            peer,
            greeted: false,
            extended: false,
            binding: None,
            draft: None,
            refused: false,
            state: State::Command,
            pause: None,
            scanned: 0,
            counts: Counts::default(),
            out: Vec::new(),
        };
        if let Some(secured) = secured {
            core.secured(secured);
        }
        core
    }

    /// The greeting, or why there is none. `early`: the client has already said something.
    pub(crate) fn greet(&mut self, early: bool) {
        if !self.is_listed(self.peer) && !self.is_proxy() {
            self.end(&NOT_LISTED);
        } else if early {
            self.end(&EARLY);
        } else {
            self.banner();
        }
    }

    fn banner(&mut self) {
        self.out.extend_from_slice(b"220 ");
        self.out.extend_from_slice(self.rules.hostname.as_bytes());
        self.out.extend_from_slice(b" ESMTP Sekisho\r\n");
    }

    /// After the TLS handshake everything said before is forgotten (RFC 3207 §4.2).
    pub(crate) fn secured(&mut self, secured: Secured) {
        self.session.tls = Some(secured.description);
        self.binding = secured.binding;
        self.state = State::Command;
        self.forget_greeting();
    }

    fn forget_greeting(&mut self) {
        (self.greeted, self.extended, self.scanned) = (false, false, 0);
        self.session.helo.clear();
        self.forget_transaction();
    }

    /// How many octets of `input` (what was read and not used, always from its beginning) are used up, and what next.
    pub(crate) fn step(&mut self, input: &[u8]) -> (usize, Step) {
        let mut used = 0;
        loop {
            if let Some(pause) = self.pause.take() {
                return (used, Step::Pause(pause));
            }
            let rest = input.get(used..).unwrap_or(&[]);
            let taken = match &self.state {
                State::Asking(_) => return (used, Step::Ask),
                State::Securing => return (used, Step::Secure),
                State::Closed => return (input.len(), Step::Close),
                State::Command | State::SignIn(_) => self.on_line(rest),
                State::Data => self.on_data(rest),
                State::Chunk(_) => self.on_chunk(rest),
            };
            match taken {
                Some(octets) => used += octets,
                None => return (used, Step::Read),
            }
        }
    }

    /// One line, if it is there.
    fn on_line(&mut self, rest: &[u8]) -> Option<usize> {
        if rest.first() == Some(&TLS_HANDSHAKE) {
            self.end(&NO_TLS_HERE);
            return Some(0);
        }
        let fresh = rest.get(self.scanned..).unwrap_or(&[]);
        let Some(end) = memchr(b'\n', fresh).map(|at| self.scanned + at) else {
            self.scanned = rest.len();
            return if rest.len() < MAX_LINE { None } else { Some(self.end(&TOO_LONG)) };
        };
        self.scanned = 0;
        let (line, after) = rest.split_at_checked(end + 1).unwrap_or((rest, &[]));
        match line.strip_suffix(b"\r\n") {
            _ if line.len() > MAX_LINE => self.end(&TOO_LONG),
            None => self.end(&BARE_LF),
            Some(line) => self.on_whole_line(line, after.is_empty()),
        };
        Some(end + 1)
    }

    /// `alone`: nothing else has arrived yet.
    fn on_whole_line(&mut self, line: &[u8], alone: bool) -> usize {
        let alone = alone || !self.rules.strict_turns;
        match std::mem::replace(&mut self.state, State::Command) {
            State::SignIn(_) if !alone => self.end(&OUT_OF_TURN),
            State::SignIn(exchange) => self.on_response(exchange, line),
            _ => match Command::parse(line) {
                Ok(command) => self.on_command(command, alone),
                Err(Mistake::Said(reply)) => self.complain(&reply),
                Err(Mistake::Fatal(reply)) => self.end(&reply),
            },
        }
    }

    /// Octets of the letter that is coming in, if one has begun.
    pub(crate) fn letter_octets(&self) -> Option<u64> {
        let begun = matches!(self.state, State::Data | State::Chunk(_));
        self.draft.as_ref().filter(|draft| begun || draft.chunked).map(|draft| draft.reader.seen())
    }

    /// Octets of it that are held in memory.
    pub(crate) fn held(&self) -> usize {
        match &self.state {
            State::Asking(Ask::Letter(_, bytes)) => bytes.len(),
            _ => self.draft.as_ref().map_or(0, |draft| draft.reader.held()),
        }
    }

    /// All sessions together hold too much: the letter is, or will be, answered 452.
    pub(crate) fn no_room(&mut self) {
        if let State::Asking(Ask::Letter(..)) = &self.state {
            self.state = State::Command;
            self.refuse_letter(Fault::NoRoom);
        } else if let Some(draft) = &mut self.draft {
            draft.reader.fail(Fault::NoRoom);
        }
    }

    /// Whether the client has shown that it may send.
    pub(crate) fn is_known(&self) -> bool {
        self.session.user.is_some() || matches!(self.rules.kind, Kind::Relay { .. })
    }

    /// Whether the core is waiting for a command.
    pub(crate) const fn is_between_commands(&self) -> bool {
        matches!(self.state, State::Command | State::SignIn(_))
    }

    /// The service ends. What is on its way is not acknowledged.
    pub(crate) fn shut_down(&mut self) {
        self.end(&SHUTDOWN);
    }

    /// The client is too slow.
    pub(crate) fn time_out(&mut self) {
        self.end(&SILENCE);
    }

    // Replies. They return 0, the octets used besides the line, so that a match of steps reads well.

    fn say(&mut self, reply: &Reply) -> usize {
        reply.write(&mut self.out);
        0
    }

    /// A reply to what a proper client does not do.
    fn complain(&mut self, reply: &Reply) -> usize {
        self.say(reply);
        self.counts.errors += 1;
        if self.counts.errors > self.rules.limits.max_errors { self.end(&ERRORS) } else { 0 }
    }

    /// The last reply.
    fn end(&mut self, reply: &Reply) -> usize {
        self.forget_transaction();
        self.state = State::Closed;
        self.say(reply)
    }
}

#[cfg(test)]
mod tests;
