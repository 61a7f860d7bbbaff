//! What bounds the doors. One value is shared by all of them, and so are its counters.

use std::{sync::Arc, time::Duration};

use super::counters::Counters;

/// Name, bounds and time-outs of the doors.
#[derive(Clone)]
pub struct Settings {
    /// The host name in greetings and for an unqualified `Postmaster`.
    pub hostname: String,
    /// How much.
    pub limits: Limits,
    /// How long.
    pub timeouts: Timeouts,
    /// Rounds that are named for a login without SCRAM keys: the number the house uses for real ones. Default 50,000.
    pub scram_iterations: u32,
    /// Secret for the salts of logins without SCRAM keys. `None`, which is no randomness, means no SCRAM.
    pub(crate) mask: Option<[u8; 32]>,
    /// Clones count together.
    pub(crate) counters: Arc<Counters>,
}

impl Settings {
    /// Defaults for everything but the name.
    #[must_use]
    pub fn new(hostname: &str) -> Self {
        let mut mask = [0; 32];
        let mask = aws_lc_rs::rand::fill(&mut mask).ok().map(|()| mask);
        Self {
            mask,
            hostname: hostname.to_owned(),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            scram_iterations: 50_000,
            counters: Arc::default(),
        }
    }

    /// For tests: octets of letters that are not accepted yet, of all sessions of these settings and their clones.
    #[doc(hidden)]
    #[must_use]
    pub fn octets_in_flight(&self) -> usize {
        self.counters.octets()
    }
}

/// How much the doors take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Octets of one letter (RFC 1870); larger ones are refused with 552. Default 50 MiB.
    pub max_message_bytes: usize,
    /// Recipients of one letter; more are answered 452 and may come with another letter. Default 10,000.
    pub max_recipients: usize,
    /// Sessions at the same time at all doors; more are answered 421. Default 1,000.
    pub max_sessions: usize,
    /// Sessions of one address (IPv6: of one /64). Default 100.
    pub max_sessions_per_peer: usize,
    /// Octets of letters that are not accepted yet, of all sessions; a letter that finds no room is answered 452.
    /// Default 512 MiB.
    pub max_bytes_in_flight: usize,
    /// Letters of one session; then 421. Default 10,000.
    pub max_letters_per_session: usize,
    /// Commands that were unknown, malformed or out of order; then 421. Default 20.
    pub max_errors: usize,
    /// Commands without use (NOOP, RSET, EHLO, VRFY, HELP) since the last letter; then 421. Default 100.
    pub max_idle_commands: usize,
    /// Failed sign-ins of one session; then 421. Default 3.
    pub max_sign_in_failures: usize,
    /// `Received` fields of one letter (RFC 5321 §6.3); more are a loop, refused with 554. Default 100.
    pub max_received: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_message_bytes: 50 << 20,
            max_recipients: 10_000,
            max_sessions: 1_000,
            max_sessions_per_peer: 100,
            max_bytes_in_flight: 512 << 20,
            max_letters_per_session: 10_000,
            max_errors: 20,
            max_idle_commands: 100,
            max_sign_in_failures: 3,
            max_received: 100,
        }
    }
}

/// How long the doors wait.
#[derive(Debug, Clone)]
pub struct Timeouts {
    /// Until a client that connects too early to the greeting shows itself. Default 0: it is only looked whether
    /// something is there already.
    pub greeting: Duration,
    /// For the TLS handshake. Default 30 s.
    pub tls: Duration,
    /// On a submission door: from the first octet until somebody has signed in. Default 5 min.
    pub sign_in: Duration,
    /// Until a command is complete (RFC 5321 §4.5.3.2.7). Default 5 min.
    pub command: Duration,
    /// Between two reads of a letter. Default 3 min (RFC 5321 §4.5.3.2.5, the time a sender may take).
    pub data: Duration,
    /// How long a letter may take, plus one second for every [`Self::slowest`] octets. Default 10 min.
    pub letter: Duration,
    /// Octets per second that a letter must bring after [`Self::letter`]. Default 500.
    pub slowest: u32,
    /// For one write; a client that does not read is left. Default 1 min.
    pub write: Duration,
    /// How long the handler may take for one answer; then 451. Default 5 min: clients wait 10 (RFC 5321 §4.5.3.2.6).
    pub handler: Duration,
    /// Before the answer to a failed sign-in, times the number of failures. Default 2 s.
    pub sign_in_failed: Duration,
    /// After shutdown: how long letters on their way may take. Default 25 s.
    pub drain: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            greeting: Duration::ZERO,
            tls: Duration::from_secs(30),
            sign_in: Duration::from_secs(300),
            command: Duration::from_secs(300),
            data: Duration::from_secs(180),
            letter: Duration::from_secs(600),
            slowest: 500,
            write: Duration::from_secs(60),
            handler: Duration::from_secs(300),
            sign_in_failed: Duration::from_secs(2),
            drain: Duration::from_secs(25),
        }
    }
}
