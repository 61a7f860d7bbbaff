//! What core and driver say to each other.

use std::time::Duration;

use sekisho_model::{Envelope, Recipient, ReversePath, UserId};
use zeroize::Zeroizing;

use crate::server::{Kind, Limits, Network, Reply, ScramKeys, Session, SignInRefused, auth::Binding};

/// What a core has to know about its door. Shared by all sessions of the door.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) hostname: String,
    pub(crate) limits: Limits,
    pub(crate) kind: Kind,
    /// Whether STARTTLS is possible.
    pub(crate) starttls: bool,
    pub(crate) xclient: Vec<Network>,
    /// Before the answer to the n-th failed sign-in: n times this.
    pub(crate) sign_in_failed: Duration,
    /// Secret for the salts of logins without keys; without it there is no SCRAM.
    pub(crate) mask: Option<[u8; 32]>,
    pub(crate) scram_iterations: u32,
    /// Whether a client that does not wait where it must is turned away. Only fuzzing and tests go without: what has
    /// arrived is a matter of time.
    pub(crate) strict_turns: bool,
}

/// What is known after a TLS handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Secured {
    /// Version and cipher suite.
    pub(crate) description: String,
    /// For SCRAM-SHA-256-PLUS.
    pub(crate) binding: Option<Binding>,
}

/// What the driver does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Writes what is in `out`, and reads more.
    Read,
    /// Asks the handler [`Core::question`] and gives the [`Answer`].
    Ask,
    /// Waits for so long before it writes anything.
    Pause(Duration),
    /// Writes `out`, forgets what it has read, runs the TLS handshake, calls [`Core::secured`].
    Secure,
    /// Writes `out` and closes.
    Close,
}

/// What the handler is asked.
pub(crate) enum Question<'a> {
    SignIn { session: &'a Session, login: &'a str, password: Zeroizing<String> },
    ScramKeys { login: &'a str },
    ScramEnded { session: &'a Session, login: &'a str, proved: bool },
    Sender { session: &'a Session, path: &'a ReversePath },
    Recipient { session: &'a Session, recipient: &'a Recipient, so_far: usize },
    Letter { session: &'a Session, envelope: Envelope, bytes: Vec<u8> },
}

/// What it said.
pub(crate) enum Answer {
    SignIn(Result<UserId, SignInRefused>),
    /// With a fresh nonce of the server.
    ScramKeys(Option<ScramKeys>, String),
    Verdict(Result<(), Reply>),
    Letter(Reply),
    /// It said nothing.
    Failed,
}
