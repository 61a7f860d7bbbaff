//! Who may say what when: EHLO, STARTTLS, and the commands that do nothing.

use super::{Core, Kind, OUT_OF_TURN, Reply, State};
use crate::server::command::Command;

/// Longest name kept from EHLO (RFC 5321 §4.5.3.1.2).
const MAX_NAME: usize = 255;

const OK: Reply = Reply::fixed(250, "2.0.0", "ok");
const BYE: Reply = Reply::fixed(221, "2.0.0", "good-bye");
const VRFY: Reply = Reply::fixed(252, "2.5.0", "addresses are not verified here; send the letter and see");
const HELP: Reply = Reply::fixed(
    214,
    "2.0.0",
    "Sekisho, the checkpoint for outgoing mail\nEHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT",
);
const GO_SECURE: Reply = Reply::fixed(220, "2.0.0", "begin TLS now");
const SECURE_ALREADY: Reply = Reply::fixed(503, "5.5.1", "the line is encrypted already");
const NO_TLS: Reply = Reply::fixed(502, "5.5.1", "there is no TLS on this port");
const IN_LETTER: Reply = Reply::fixed(503, "5.5.1", "not within a letter; send it or say RSET first");
const IDLE: Reply = Reply::fixed(421, "4.7.0", "too many commands without a letter; good-bye");
pub(super) const GREET_FIRST: Reply = Reply::fixed(503, "5.5.1", "say EHLO first");

impl Core {
    /// Takes a command.
    pub(super) fn on_command(&mut self, command: Command<'_>, alone: bool) -> usize {
        use Command::{Auth, Bdat, Data, Ehlo, Helo, Help, Noop, Quit, Rset, StartTls, Vrfy, XClient, XForward};
        if !alone && matches!(command, Ehlo(_) | Helo(_) | Auth { .. } | StartTls | Data | XClient(_)) {
            return self.end(&OUT_OF_TURN);
        }
        match command {
            Ehlo(name) => self.on_ehlo(name),
            Helo(name) => self.on_helo(name),
            Command::Mail(text) => self.on_mail(text),
            Command::Rcpt(text) => self.on_rcpt(text),
            Data => self.on_data_command(),
            Bdat { size, last } => self.on_bdat(size, last),
            Auth { mechanism, initial } => self.on_auth(mechanism, initial),
            StartTls => self.on_starttls(),
            XClient(text) => self.on_xclient(text),
            XForward(text) => self.on_xforward(text),
            Rset => {
                self.forget_transaction();
                self.idle(&OK)
            }
            Noop => self.idle(&OK),
            Vrfy => self.idle(&VRFY),
            Help => self.idle(&HELP),
            Quit => self.end(&BYE),
        }
    }

    /// A command that is of use only now and then.
    pub(super) fn idle(&mut self, reply: &Reply) -> usize {
        self.say(reply);
        self.counted_idle()
    }

    fn counted_idle(&mut self) -> usize {
        self.counts.idle += 1;
        if self.counts.idle > self.rules.limits.max_idle_commands { self.end(&IDLE) } else { 0 }
    }

    fn on_helo(&mut self, name: &str) -> usize {
        self.greeted_by(name, false);
        let hostname = self.rules.hostname.clone();
        self.line(b' ', &hostname);
        self.counted_idle()
    }

    fn on_ehlo(&mut self, name: &str) -> usize {
        self.greeted_by(name, true);
        let rules = std::sync::Arc::clone(&self.rules);
        self.line(b'-', &rules.hostname);
        for keyword in ["PIPELINING", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN", "ENHANCEDSTATUSCODES"] {
            self.line(b'-', keyword);
        }
        if rules.starttls && self.session.tls.is_none() {
            self.line(b'-', "STARTTLS");
        }
        if let Some(mechanisms) = self.mechanisms() {
            self.line(b'-', mechanisms);
        }
        if self.session.tls.is_some() {
            self.line(b'-', "REQUIRETLS");
        }
        if self.is_proxy() {
            self.line(b'-', "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT REVERSE_NAME");
            self.line(b'-', "XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
        }
        let limits = &rules.limits;
        self.line(
            b'-',
            &format!("LIMITS MAILMAX={} RCPTMAX={}", limits.max_letters_per_session, limits.max_recipients),
        );
        self.line(b' ', &format!("SIZE {}", limits.max_message_bytes));
        self.counted_idle()
    }

    fn greeted_by(&mut self, name: &str, extended: bool) {
        self.forget_transaction();
        (self.greeted, self.extended) = (true, extended);
        self.session.helo = printable(name);
        self.name_protocol(false);
    }

    /// The `with` of `Received` (RFC 3848, RFC 6531 §4.3).
    pub(super) fn name_protocol(&mut self, smtputf8: bool) {
        let protocol = &mut self.session.protocol;
        protocol.clear();
        if !self.extended {
            return protocol.push_str("SMTP");
        }
        protocol.push_str(if smtputf8 { "UTF8SMTP" } else { "ESMTP" });
        protocol.push_str(if self.session.tls.is_some() { "S" } else { "" });
        protocol.push_str(if self.session.user.is_some() { "A" } else { "" });
    }

    /// One line of an EHLO reply, which has no enhanced code.
    fn line(&mut self, dash: u8, text: &str) {
        for part in [b"250", &[dash][..], text.as_bytes(), b"\r\n"] {
            self.out.extend_from_slice(part);
        }
    }

    fn on_starttls(&mut self) -> usize {
        if !self.rules.starttls {
            let reply = if self.session.tls.is_some() { SECURE_ALREADY } else { NO_TLS };
            return self.complain(&reply);
        }
        if self.session.tls.is_some() {
            return self.complain(&SECURE_ALREADY);
        }
        if !self.extended {
            return self.complain(&GREET_FIRST);
        }
        if self.draft.is_some() {
            return self.complain(&IN_LETTER);
        }
        self.state = State::Securing;
        self.say(&GO_SECURE)
    }

    /// Complains when a letter has begun.
    pub(super) fn within_letter(&mut self) -> bool {
        let within = self.draft.is_some();
        if within {
            self.complain(&IN_LETTER);
        }
        within
    }

    /// Whether this address may send without signing in, or (on submission) come at all.
    pub(super) fn is_listed(&self, peer: std::net::IpAddr) -> bool {
        match &self.rules.kind {
            Kind::Submission => true,
            Kind::Relay { peers } => peers.iter().any(|network| network.contains(peer)),
        }
    }

    pub(super) fn is_proxy(&self) -> bool {
        self.rules.xclient.iter().any(|network| network.contains(self.peer))
    }
}

/// Some clients say their machine's name in whatever characters it has.
fn printable(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    name.chars().take(MAX_NAME).map(|c| if safe(c) { c } else { '?' }).collect()
}
