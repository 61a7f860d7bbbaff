//! From the first octet to a session that can take mail: greeting, EHLO, STARTTLS, AUTH. Sans-I/O.
//!
//! Invariant: no password is written before [`Line::Secure`], or before the caller has said that the peer is on the
//! loopback interface and the login allows that. Whatever the server answers here, mail is deferred, never refused: a refusal of the connection or of the
//! login is about the house's configuration, not about the letter.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{
    offer::Offer,
    reply::Reply,
    upstream::{Cleartext, Login, TlsPolicy, Upstream},
};

/// How the octets travel at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// In clear text to some machine.
    Clear,
    /// In clear text within this machine.
    ClearLoopback,
    /// Under TLS.
    Secure,
}

/// What the driver does next.
#[derive(Debug)]
pub(crate) enum Step {
    /// Writes these octets, then reads a reply.
    Write(Zeroizing<Vec<u8>>),
    /// Reads the greeting.
    Greeting,
    /// Runs the TLS handshake, then calls [`Handshake::secured`].
    Secure,
    /// Mail can be sent.
    Ready(Offer),
}

/// Why there is no session. The mail is deferred with this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The server said so.
    Said(Reply),
    /// The server lacks what our configuration asks for.
    Lacks(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Plain,
    LoginUser,
    LoginPassword,
    Login,
}

/// The state of the conversation.
#[derive(Debug)]
pub(crate) struct Handshake<'a> {
    upstream: &'a Upstream,
    line: Line,
    at: At,
    offer: Offer,
}

impl<'a> Handshake<'a> {
    /// For a fresh connection; for [`TlsPolicy::Implicit`] after its TLS handshake.
    #[must_use]
    pub(crate) fn new(upstream: &'a Upstream, line: Line) -> Self {
        Self { upstream, line, at: At::Greeting, offer: Offer::default() }
    }

    /// The first step.
    #[must_use]
    pub(crate) const fn start(&self) -> Step {
        Step::Greeting
    }

    /// After the TLS handshake that STARTTLS asked for: everything said before is forgotten (RFC 3207 §4.2).
    pub(crate) fn secured(&mut self) -> Step {
        self.line = Line::Secure;
        self.offer = Offer::default();
        self.ehlo()
    }

    /// Takes the reply to the last step.
    pub(crate) fn on_reply(&mut self, reply: &Reply) -> Result<Step, Refusal> {
        let said = || Refusal::Said(reply.clone());
        match self.at {
            At::Greeting if reply.code == 220 => Ok(self.ehlo()),
            At::Ehlo if reply.is_positive() => {
                self.offer = Offer::of(reply);
                self.after_ehlo()
            }
            At::Ehlo if reply.is_permanent() => Ok(self.say(At::Helo, &format!("HELO {}", self.upstream.helo))),
            At::Helo if reply.is_positive() => self.after_ehlo(),
            At::StartTls if reply.code == 220 => Ok(Step::Secure),
            At::LoginUser if reply.code == 334 => {
                let user = self.login()?.user.clone();
                Ok(self.say(At::LoginPassword, &STANDARD.encode(user)))
            }
            At::LoginPassword if reply.code == 334 => {
                let password = Zeroizing::new(STANDARD.encode(self.login()?.password.as_bytes()));
                Ok(self.say(At::Login, &password))
            }
            At::Plain | At::Login if reply.code == 235 => Ok(self.ready()),
            _ => Err(said()),
        }
    }

    fn ehlo(&mut self) -> Step {
        self.say(At::Ehlo, &format!("EHLO {}", self.upstream.helo))
    }

    fn after_ehlo(&mut self) -> Result<Step, Refusal> {
        let wants = self.upstream.tls != TlsPolicy::Never && self.line != Line::Secure;
        if wants && self.offer.starttls {
            return Ok(self.say(At::StartTls, "STARTTLS"));
        }
        if wants && self.upstream.tls != TlsPolicy::Opportunistic {
            return Err(Refusal::Lacks("the server does not offer STARTTLS, which the configuration requires"));
        }
        if self.upstream.auth.is_some() { self.authenticate() } else { Ok(self.ready()) }
    }

    fn authenticate(&mut self) -> Result<Step, Refusal> {
        let login = self.login()?;
        let allowed = match self.line {
            Line::Secure => true,
            Line::ClearLoopback => login.cleartext == Cleartext::OnLoopback,
            Line::Clear => false,
        };
        if !allowed {
            return Err(Refusal::Lacks("the login is not sent over a line without TLS"));
        }
        let offers = |name: &str| self.offer.auth.iter().any(|mechanism| mechanism == name);
        if offers("PLAIN") {
            let secret = Zeroizing::new(format!("\0{}\0{}", login.user, *login.password));
            let line = Zeroizing::new(format!("AUTH PLAIN {}", *Zeroizing::new(STANDARD.encode(secret.as_bytes()))));
            Ok(self.say(At::Plain, &line))
        } else if offers("LOGIN") {
            Ok(self.say(At::LoginUser, "AUTH LOGIN"))
        } else {
            Err(Refusal::Lacks("the server offers neither AUTH PLAIN nor AUTH LOGIN"))
        }
    }

    fn login(&self) -> Result<&'a Login, Refusal> {
        self.upstream.auth.as_ref().ok_or(Refusal::Lacks("no login is configured"))
    }

    fn ready(&mut self) -> Step {
        Step::Ready(std::mem::take(&mut self.offer))
    }

    fn say(&mut self, at: At, line: &str) -> Step {
        self.at = at;
        let mut octets = Zeroizing::new(Vec::with_capacity(line.len() + 2));
        octets.extend_from_slice(line.as_bytes());
        octets.extend_from_slice(b"\r\n");
        Step::Write(octets)
    }
}

#[cfg(test)]
mod tests;
