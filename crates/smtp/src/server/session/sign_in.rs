//! AUTH (RFC 4954).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sekisho_model::UserId;
use zeroize::Zeroizing;

use super::{Ask, Core, Kind, Reply, SIGN_IN_LATER, SignInRefused, State, commands::GREET_FIRST};
use crate::server::auth::{Exchange, Turn};

const WELCOME: Reply = Reply::fixed(235, "2.7.0", "welcome");
const NOT_HERE: Reply = Reply::fixed(502, "5.5.1", "nobody signs in on this port; users use port 465 or 587");
const TLS_FIRST: Reply =
    Reply::fixed(538, "5.7.11", "say STARTTLS first; passwords are only taken over an encrypted line");
const TWICE: Reply = Reply::fixed(503, "5.5.1", "you are signed in already");
const NOT_OFFERED: Reply = Reply::fixed(504, "5.5.4", "this mechanism is not offered; EHLO lists those that are");
const CANCELLED: Reply = Reply::fixed(501, "5.7.0", "signing in is cancelled");
const MALFORMED: Reply = Reply::fixed(501, "5.5.2", "the response is not base64 or not what the mechanism prescribes");
const WRONG: Reply = Reply::fixed(535, "5.7.8", "login or password is wrong");
const LOCKED: Reply = Reply::fixed(454, "4.7.0", "too many failed sign-ins lately; wait before you try again");
const TOO_MANY: Reply = Reply::fixed(421, "4.7.0", "too many failed sign-ins; good-bye");

impl Core {
    /// The EHLO line, where signing in is possible.
    pub(super) fn mechanisms(&self) -> Option<&'static str> {
        let possible = matches!(self.rules.kind, Kind::Submission) && self.session.tls.is_some();
        possible.then_some(match (self.rules.mask, self.binding) {
            (Some(_), Some(_)) => "AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN",
            (Some(_), None) => "AUTH SCRAM-SHA-256 PLAIN LOGIN",
            (None, _) => "AUTH PLAIN LOGIN",
        })
    }

    pub(super) fn on_auth(&mut self, mechanism: &str, initial: Option<&str>) -> usize {
        if matches!(self.rules.kind, Kind::Relay { .. }) {
            return self.complain(&NOT_HERE);
        }
        if self.session.tls.is_none() {
            return self.complain(&TLS_FIRST);
        }
        if !self.extended {
            return self.complain(&GREET_FIRST);
        }
        if self.session.user.is_some() {
            return self.complain(&TWICE);
        }
        if self.within_letter() {
            return 0;
        }
        let Some(exchange) = Exchange::of(mechanism, self.binding, self.rules.mask.as_ref()) else {
            return self.complain(&NOT_OFFERED);
        };
        match initial {
            None => self.challenge(exchange.opening(), exchange),
            // An empty initial response (RFC 4954 §4).
            Some("=") => self.on_turn_of(exchange, b""),
            Some(initial) => self.on_response(exchange, initial.as_bytes()),
        }
    }

    /// A response, still base64.
    pub(super) fn on_response(&mut self, exchange: Exchange, line: &[u8]) -> usize {
        if line == b"*" {
            return self.complain(&CANCELLED);
        }
        match STANDARD.decode(line).map(Zeroizing::new) {
            Ok(response) => self.on_turn_of(exchange, &response),
            Err(_) => self.complain(&MALFORMED),
        }
    }

    fn on_turn_of(&mut self, exchange: Exchange, response: &[u8]) -> usize {
        let turn = exchange.respond(response);
        self.on_turn(turn)
    }

    pub(super) fn on_turn(&mut self, turn: Turn) -> usize {
        match turn {
            Turn::Challenge(challenge, exchange) => self.challenge(&challenge, exchange),
            Turn::Password { login, password } => self.ask(Ask::SignIn { login, password }),
            Turn::Keys(scram) => self.ask(Ask::Keys(scram)),
            Turn::Ended { login, proved } => self.ask(Ask::Ended { login, proved }),
            Turn::Refused => self.on_signed_in(Err(SignInRefused::Wrong)),
            Turn::Malformed => self.complain(&MALFORMED),
        }
    }

    fn ask(&mut self, ask: Ask) -> usize {
        self.state = State::Asking(ask);
        0
    }

    fn challenge(&mut self, text: &[u8], exchange: Exchange) -> usize {
        self.state = State::SignIn(exchange);
        self.out.extend_from_slice(b"334 ");
        self.out.extend_from_slice(STANDARD.encode(text).as_bytes());
        self.out.extend_from_slice(b"\r\n");
        0
    }

    pub(super) fn on_signed_in(&mut self, result: Result<UserId, SignInRefused>) -> usize {
        let refusal = match result {
            Ok(user) => {
                self.session.user = Some(user);
                self.name_protocol(false);
                return self.say(&WELCOME);
            }
            Err(SignInRefused::Unavailable) => return self.say(&SIGN_IN_LATER),
            Err(SignInRefused::Wrong) => WRONG,
            Err(SignInRefused::Locked) => LOCKED,
        };
        self.counts.sign_in_failures += 1;
        let failures = self.counts.sign_in_failures;
        let pause = self.rules.sign_in_failed.saturating_mul(u32::try_from(failures).unwrap_or(u32::MAX));
        self.pause = Some(pause).filter(|pause| !pause.is_zero());
        self.say(&refusal);
        if failures >= self.rules.limits.max_sign_in_failures { self.end(&TOO_MANY) } else { 0 }
    }
}
