//! One mail over one session (RFC 5321 §3.3, RFC 2920). Sans-I/O: says what to write and takes replies.
//!
//! Invariant: a recipient is accepted only by a 2yz reply to the final dot. From the moment the final dot may have
//! left, a failure makes accepted recipients [`Outcome::Unknown`]; before that, [`Outcome::Deferred`]. Every
//! recipient gets exactly one outcome, whatever the server says. A mail that needs a permit has DATA in a write of its own,
//! and no octet of that write before the permit.

use std::collections::VecDeque;

use sekisho_model::{Outcome, outcome::RemoteReply};

use super::{
    order::{Order, no_reply},
    reply::Reply,
};

/// Recipients in one write. More wait for the replies: both sides writing into full buffers would stand still
/// (RFC 2920 §3.1), and servers answer RCPT in 20 to 100 octets.
const BATCH: usize = 100;

/// Which reply is awaited: they have different time-outs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// RSET, XFORWARD, MAIL.
    Command,
    /// RCPT.
    Rcpt,
    /// DATA.
    Data,
    /// The final dot.
    Dot,
}

/// What the driver does next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Writes these octets at once.
    Write(Vec<u8>),
    /// Reads one reply and gives it to [`Transaction::on_reply`].
    Read(Wait),
    /// Asks whether the mail may still leave, then calls [`Transaction::permitted`] or [`Transaction::withhold`].
    Ask,
    /// Writes the mail; calls [`Transaction::dot_may_leave`] before it writes the piece with the final dot.
    Content,
    /// Everything is said.
    Done,
}

/// What can be done with the session afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Session {
    /// The next MAIL may follow.
    Clean,
    /// A transaction may be open: RSET comes first.
    NeedsReset,
    /// Unusable.
    Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Reset,
    XForward(usize),
    Mail,
    Rcpt(usize),
    Data,
    /// The mail and its dot, or the lone dot.
    Dot,
}

#[derive(Debug)]
enum Fate {
    Open,
    Accepted,
    Settled(Outcome),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Commands are on their way.
    Commands,
    /// 354 was said.
    Go,
    /// 354 was said although nobody was accepted: a lone dot is due (RFC 2920 §3.1).
    GoForNobody,
    /// The mail is being written or was.
    Content,
    /// No more.
    Over,
}

/// The state of one mail.
#[derive(Debug)]
pub(crate) struct Transaction<'a> {
    order: &'a Order,
    pipelining: bool,
    /// Somebody has to be asked before DATA.
    asks: bool,
    withheld: bool,
    fates: Vec<Fate>,
    pending: VecDeque<Command>,
    awaited: VecDeque<Command>,
    phase: Phase,
    dot_may_have_left: bool,
    accepted: usize,
    mail_taken: bool,
    session: Session,
}

impl<'a> Transaction<'a> {
    /// Prepares the commands. `reset`: the session needs RSET first; `asks`: somebody is asked before DATA.
    #[must_use]
    pub(crate) fn new(order: &'a Order, pipelining: bool, reset: bool, asks: bool) -> Self {
        let settle = |recipient: &Result<String, Outcome>| match recipient {
            Ok(_) => Fate::Open,
            Err(outcome) => Fate::Settled(outcome.clone()),
        };
        let fates: Vec<_> = order.recipients.iter().map(settle).collect();
        let mut pending = VecDeque::new();
        pending.extend(reset.then_some(Command::Reset));
        pending.extend((0..order.xforward.len()).map(Command::XForward));
        pending.push_back(Command::Mail);
        pending.extend(
            (0..fates.len()).filter(|at| order.recipients.get(*at).is_some_and(Result::is_ok)).map(Command::Rcpt),
        );
        pending.push_back(Command::Data);
        let nobody = !fates.iter().any(|fate| matches!(fate, Fate::Open));
        Self {
            order,
            pipelining,
            asks,
            withheld: false,
            fates,
            pending,
            awaited: VecDeque::new(),
            phase: if nobody { Phase::Over } else { Phase::Commands },
            dot_may_have_left: false,
            accepted: 0,
            mail_taken: false,
            session: if reset { Session::NeedsReset } else { Session::Clean },
        }
    }

    /// What to do now.
    pub(crate) fn next_step(&mut self) -> Step {
        if let Some(front) = self.awaited.front() {
            return Step::Read(match front {
                Command::Reset | Command::XForward(_) | Command::Mail => Wait::Command,
                Command::Rcpt(_) => Wait::Rcpt,
                Command::Data => Wait::Data,
                Command::Dot => Wait::Dot,
            });
        }
        match self.phase {
            Phase::Commands => self.write_commands(),
            Phase::Go => {
                self.phase = Phase::Content;
                self.awaited.push_back(Command::Dot);
                Step::Content
            }
            Phase::GoForNobody => {
                self.phase = Phase::Content;
                self.awaited.push_back(Command::Dot);
                Step::Write(b".\r\n".to_vec())
            }
            Phase::Content | Phase::Over => Step::Done,
        }
    }

    fn write_commands(&mut self) -> Step {
        // Without pipelining the answers are known here: DATA with nobody to send to would be an error of ours.
        if matches!(self.pending.front(), None | Some(&Command::Data)) && self.accepted == 0 {
            self.end(if self.mail_taken { Session::NeedsReset } else { self.session });
            return Step::Done;
        }
        if self.asks && self.pending.front() == Some(&Command::Data) {
            return Step::Ask;
        }
        let limit = if self.pipelining { BATCH } else { 0 };
        let mut octets = Vec::with_capacity(256);
        let mut recipients = 0;
        while let Some(command) = self.pending.pop_front() {
            self.line(command, &mut octets);
            self.awaited.push_back(command);
            recipients += usize::from(matches!(command, Command::Rcpt(_)));
            let data_follows = self.pending.front() == Some(&Command::Data);
            if limit == 0 || (recipients >= limit && !data_follows) || (self.asks && data_follows) {
                break;
            }
        }
        Step::Write(octets)
    }

    fn line(&self, command: Command, octets: &mut Vec<u8>) {
        let text = match command {
            Command::Reset => "RSET",
            Command::XForward(at) => self.order.xforward.get(at).map_or("NOOP", String::as_str),
            Command::Mail => &self.order.mail,
            Command::Rcpt(at) => match self.order.recipients.get(at) {
                Some(Ok(line)) => line,
                _ => "NOOP",
            },
            Command::Data | Command::Dot => "DATA",
        };
        octets.extend_from_slice(text.as_bytes());
        octets.extend_from_slice(b"\r\n");
    }

    /// The mail may leave.
    pub(crate) const fn permitted(&mut self) {
        self.asks = false;
    }

    /// The mail does not leave: no octet of DATA was written.
    pub(crate) fn withhold(&mut self) {
        self.withheld = true;
        self.settle_open(&no_reply("the mail was held back before it was handed over"));
        self.end(if self.mail_taken { Session::NeedsReset } else { self.session });
    }

    /// Whether it was held back.
    #[must_use]
    pub(crate) const fn is_withheld(&self) -> bool {
        self.withheld
    }

    /// The final dot is in the next write: from now on a failure means that nobody knows.
    pub(crate) const fn dot_may_leave(&mut self) {
        self.dot_may_have_left = true;
    }

    /// Takes the reply to the first awaited command.
    pub(crate) fn on_reply(&mut self, reply: &Reply) {
        let Some(command) = self.awaited.pop_front() else {
            return self.lost("the server sent a reply to nothing");
        };
        // A final reply is one wherever it stands, 421 included: the server has decided about the mail.
        if reply.code == 421 && command != Command::Dot {
            return self.hang_up(reply);
        }
        match command {
            Command::Reset => self.on_reset(reply),
            // Only information for the log of the next hop: the mail goes without it.
            Command::XForward(_) => {}
            Command::Mail => self.on_mail(reply),
            Command::Rcpt(at) => self.on_rcpt(at, reply),
            Command::Data => self.on_data(reply),
            Command::Dot => self.on_dot(reply),
        }
    }

    fn on_reset(&mut self, reply: &Reply) {
        if reply.is_positive() {
            self.session = Session::Clean;
        } else {
            self.hang_up(reply);
        }
    }

    fn on_mail(&mut self, reply: &Reply) {
        if reply.is_positive() {
            self.mail_taken = true;
            return;
        }
        self.settle_all(reply, is_about_login(reply.code));
        self.pending.clear();
        if self.awaited.is_empty() {
            self.end(self.session);
        }
    }

    fn on_rcpt(&mut self, at: usize, reply: &Reply) {
        let several = self.accepted > 0;
        let Some(fate) = self.fates.get_mut(at).filter(|fate| matches!(fate, Fate::Open)) else { return };
        if reply.is_positive() {
            *fate = Fate::Accepted;
            self.accepted += 1;
        } else {
            *fate = Fate::Settled(verdict(reply, several && is_too_many(reply)));
        }
    }

    fn on_data(&mut self, reply: &Reply) {
        if reply.code == 354 {
            self.phase = if self.accepted > 0 { Phase::Go } else { Phase::GoForNobody };
            return;
        }
        self.settle_all(reply, false);
        let answered = reply.is_permanent() || reply.is_transient();
        self.end(match (answered, self.mail_taken) {
            (false, _) => Session::Broken,
            (true, true) => Session::NeedsReset,
            (true, false) => self.session,
        });
    }

    fn on_dot(&mut self, reply: &Reply) {
        if self.accepted == 0 {
            // The answer to the lone dot is about an empty mail for nobody.
            return self.end(Session::NeedsReset);
        }
        if !(reply.is_positive() || reply.is_transient() || reply.is_permanent()) {
            return self.lost("the server answered the final dot with something that is no answer");
        }
        for fate in &mut self.fates {
            if matches!(fate, Fate::Accepted) {
                let remote = reply.to_remote();
                *fate = Fate::Settled(match reply.is_positive() {
                    true => Outcome::Accepted { reply: remote },
                    false => verdict(reply, false),
                });
            }
        }
        self.end(if reply.code == 421 { Session::Broken } else { Session::Clean });
    }

    /// The connection failed, timed out or said something that is not SMTP. `why` is our own sentence.
    pub(crate) fn lost(&mut self, why: &str) {
        self.settle_open(&no_reply(why));
        self.end(Session::Broken);
    }

    /// The server closes the session with this reply.
    fn hang_up(&mut self, reply: &Reply) {
        self.settle_open(&reply.to_remote());
        self.end(Session::Broken);
    }

    fn settle_open(&mut self, reply: &RemoteReply) {
        for fate in &mut self.fates {
            let reply = || reply.clone();
            match fate {
                Fate::Settled(_) => {}
                Fate::Accepted if self.dot_may_have_left => *fate = Fate::Settled(Outcome::Unknown { reply: reply() }),
                Fate::Accepted | Fate::Open => *fate = Fate::Settled(Outcome::Deferred { reply: reply() }),
            }
        }
    }

    /// The reply is about everybody who has no outcome yet.
    fn settle_all(&mut self, reply: &Reply, defer: bool) {
        for fate in &mut self.fates {
            if !matches!(fate, Fate::Settled(_)) {
                *fate = Fate::Settled(verdict(reply, defer));
            }
        }
        self.accepted = 0;
    }

    fn end(&mut self, session: Session) {
        self.phase = Phase::Over;
        self.session = session;
        self.pending.clear();
        self.awaited.clear();
    }

    /// Whether a recipient was accepted (by RCPT) at any time.
    #[must_use]
    pub(crate) const fn has_accepted(&self) -> bool {
        self.accepted > 0 || self.dot_may_have_left
    }

    /// What the session is good for now.
    #[must_use]
    pub(crate) const fn session(&self) -> Session {
        self.session
    }

    /// One outcome per recipient, in the order of the envelope.
    #[must_use]
    pub(crate) fn finish(self) -> Vec<Outcome> {
        let settle = |fate| match fate {
            Fate::Settled(outcome) => outcome,
            Fate::Open | Fate::Accepted if !self.dot_may_have_left => {
                Outcome::Deferred { reply: no_reply("the delivery was not finished") }
            }
            Fate::Open | Fate::Accepted => Outcome::Unknown { reply: no_reply("the delivery was not finished") },
        };
        self.fates.into_iter().map(settle).collect()
    }
}

/// 5yz is final unless `defer`; everything else is tried again.
fn verdict(reply: &Reply, defer: bool) -> Outcome {
    let remote = reply.to_remote();
    if reply.is_permanent() && !defer {
        Outcome::Refused { reply: remote }
    } else {
        Outcome::Deferred { reply: remote }
    }
}

/// "Sign in first" (RFC 4954 §6, RFC 3207 §4): our configuration is wrong, the letter is not.
const fn is_about_login(code: u16) -> bool {
    matches!(code, 530 | 534 | 535 | 538)
}

/// RFC 5321 §4.5.3.1.10: 552 after accepted recipients means too many of them, and is to be read as 452, unless the
/// server says otherwise by its enhanced code (5.2.2: mailbox full).
fn is_too_many(reply: &Reply) -> bool {
    reply.code == 552 && matches!(reply.enhanced(), None | Some("5.5.3"))
}

#[cfg(test)]
mod tests;
