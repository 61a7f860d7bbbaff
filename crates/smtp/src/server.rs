//! The doors: submission (RFC 6409, 8314) and the trusted relay port, as an own SMTP server (RFC 5321).
//!
//! ```text
//! serve ── one task per session ── driver ── Core (octets in, steps out) ── Handler (the house)
//! ```
//! Invariants: the `250` after a letter is the handler's own reply, nothing else; only CR LF `.` CR LF ends DATA; a bare
//! CR, a bare LF or a NUL never reaches the handler; no password is taken and, on submission, no letter, before TLS;
//! what a client sent in clear text after STARTTLS is never read as a command. An error, a time-out or a panic of the
//! handler is a 451. Every bound is in [`Limits`] and [`Timeouts`]; what is over it is answered, read to its real
//! end where a client may go on, and forgotten. Never logs an address, a text or a name.
//!
//! Lines of a letter may be longer than the 1,000 octets of RFC 5321 §4.5.3.1.6: real clients send such lines, cutting
//! them would change what a person approves, and the limit of the whole letter bounds them.

use std::{fmt, future::Future, net::IpAddr, sync::Arc};

use rustls::ServerConfig;
use sekisho_model::{Envelope, Recipient, ReversePath, UserId};
use zeroize::Zeroizing;

mod auth;
mod command;
mod content;
mod counters;
mod driver;
mod fuzz;
mod line;
mod network;
mod reply;
mod serve;
mod session;
mod settings;

#[doc(hidden)]
pub use fuzz::fuzz_server;
pub use network::{Network, NetworkError};
pub use reply::Reply;
pub use serve::serve;
pub use settings::{Limits, Settings, Timeouts};

/// What the server asks the house. Futures may be dropped at any await when they take too long
/// ([`Timeouts::handler`]) or the service ends; the client then hears 451 or nothing, and keeps its letter.
pub trait Handler: Send + Sync + 'static {
    /// AUTH PLAIN and LOGIN. Only asked under TLS.
    fn sign_in(
        &self,
        session: &Session,
        login: &str,
        password: Zeroizing<String>,
    ) -> impl Future<Output = Result<UserId, SignInRefused>> + Send;

    /// AUTH SCRAM-SHA-256: the keys of this login; `None` when it has none or may not sign in. The client cannot tell
    /// `None` from a wrong password.
    fn scram_keys(&self, login: &str) -> impl Future<Output = Option<ScramKeys>> + Send;

    /// The end of an exchange of AUTH SCRAM-SHA-256: whether the client has proved that it knows the password of this
    /// login. A failed one counts like a wrong password; after a right one the house may still refuse.
    fn scram_ended(
        &self,
        session: &Session,
        login: &str,
        proved: bool,
    ) -> impl Future<Output = Result<UserId, SignInRefused>> + Send;

    /// MAIL FROM. An `Err` is said to the client; one that is not 4yz or 5yz becomes 451.
    fn sender(&self, session: &Session, sender: &ReversePath) -> impl Future<Output = Result<(), Reply>> + Send;

    /// RCPT TO, with the number of recipients accepted so far.
    fn recipient(
        &self,
        session: &Session,
        recipient: &Recipient,
        so_far: usize,
    ) -> impl Future<Output = Result<(), Reply>> + Send;

    /// A whole letter: CRLF line ends only, dots unstuffed. A 2yz reply says that it is durable.
    fn accept(&self, session: &Session, envelope: Envelope, bytes: Vec<u8>) -> impl Future<Output = Reply> + Send;
}

/// What is known about a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The client; after XCLIENT the one it named.
    pub peer: IpAddr,
    /// The listed peer that spoke XCLIENT, if one did.
    pub proxy: Option<IpAddr>,
    /// What the client said in HELO or EHLO: printable ASCII, other octets as `?`. Empty before it.
    pub helo: String,
    /// Who signed in.
    pub user: Option<UserId>,
    /// TLS version and cipher suite, if any.
    pub tls: Option<String>,
    /// The `with` of a `Received` field (RFC 3848, RFC 6531 §4.3): `ESMTPSA`, …
    pub protocol: String,
    /// Where a listed MTA had this letter from (XFORWARD). For this letter only.
    pub forwarded: Option<Forwarded>,
}

/// Postfix XFORWARD: the client an MTA had a letter from. Values that were not given or unknown are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// `ADDR`.
    pub addr: Option<IpAddr>,
    /// `NAME`.
    pub name: Option<String>,
    /// `PORT`.
    pub port: Option<u16>,
    /// `PROTO`: `SMTP` or `ESMTP`.
    pub proto: Option<String>,
    /// `HELO`.
    pub helo: Option<String>,
    /// `IDENT`: the MTA's queue id.
    pub ident: Option<String>,
    /// `SOURCE`: `LOCAL` or `REMOTE`.
    pub source: Option<String>,
}

/// Why a sign-in failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefused {
    /// Login or password; which one is not said.
    Wrong,
    /// Too many failures lately.
    Locked,
    /// The house cannot tell now.
    Unavailable,
}

/// What SCRAM-SHA-256 needs instead of a password (RFC 5802 §3).
#[derive(Clone)]
pub struct ScramKeys {
    /// Salt of the password.
    pub salt: Vec<u8>,
    /// Rounds of PBKDF2.
    pub iterations: u32,
    /// `StoredKey`.
    pub stored_key: [u8; 32],
    /// `ServerKey`.
    pub server_key: [u8; 32],
}

impl fmt::Debug for ScramKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScramKeys")
    }
}

/// One listening port.
#[derive(Debug, Clone)]
pub struct Door {
    /// For whom.
    pub kind: Kind,
    /// Whether and how the line is encrypted.
    pub protection: Protection,
    /// Proxies and MTAs that may use XCLIENT and XFORWARD. They may connect, but a client they name still has to be a
    /// listed peer or a signed-in user.
    pub xclient: Vec<Network>,
}

/// For whom a door is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Users, who sign in.
    Submission,
    /// MTAs of the house, known by their address; nobody signs in.
    Relay {
        /// Who may send.
        peers: Vec<Network>,
    },
}

/// Whether and how a door encrypts.
#[derive(Clone)]
pub enum Protection {
    /// Clear text only. On a submission door nothing can then be done.
    None,
    /// STARTTLS (RFC 3207); on a submission door required before AUTH and MAIL.
    StartTls(Arc<ServerConfig>),
    /// TLS from the first octet (RFC 8314).
    Implicit(Arc<ServerConfig>),
}

impl fmt::Debug for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::StartTls(_) => "StartTls",
            Self::Implicit(_) => "Implicit",
        })
    }
}
