//! The milter: Sekisho inside an existing MTA (Postfix, Sendmail) by the mail filter protocol, versions 2 to 6.
//!
//! Every mail the MTA takes is rebuilt, judged by the function that was given, and answered: pass, refuse, later, or
//! taken over (the MTA says 250 and forgets it). An error, a time-out or a panic of the judge ends in a temporary
//! failure; nothing but [`MilterAnswer::Pass`] accepts. When the connection itself fails the MTA acts on its own
//! setting, so `milter_default_action = tempfail` belongs to every installation.
//!
//! The protocol knows no password, and a peer could claim any client and any login: who is not listed in
//! [`MilterSettings::peers`] is closed before a word is said.
//!
//! What the judge sees is what the MTA shows: Postfix hides its own `Received` field, and filters after this one may
//! change the mail. This one belongs at the end of the list.

use std::{collections::BTreeMap, time::Duration};

use sekisho_model::{Domain, Envelope};

use crate::server::Network;

mod answer;
mod arguments;
mod packet;
mod serve;
mod session;

pub use answer::{HeaderField, MilterAnswer, MilterReply};
pub use packet::PacketError;
pub use serve::{MilterListener, serve};
pub use session::Violation;

/// One complete mail as the MTA shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilterMail {
    /// MAIL and RCPT with their ESMTP parameters.
    pub envelope: Envelope,
    /// Header fields as received, an empty line, the body; CRLF line ends. What was no line end stays what it was.
    pub bytes: Vec<u8>,
    /// The MTA, as text: its address, or `unix`.
    pub mta: String,
    /// The SMTP client: an IP address, `unix:` and a path, or `unknown`.
    pub peer: String,
    /// The client's host name as the MTA resolved it, often an address in brackets.
    pub peer_name: String,
    /// What the client said in HELO or EHLO; empty when it said nothing.
    pub helo: String,
    /// Who signed in (`{auth_authen}`).
    pub auth_user: Option<String>,
    /// The MTA's queue id (`i`): the same one again means the same mail again.
    pub queue_id: Option<String>,
    /// All macros of connection and mail, names without braces.
    pub macros: BTreeMap<String, String>,
}

/// Bounds and time-outs.
#[derive(Debug, Clone)]
pub struct MilterSettings {
    /// The MTAs that may come over TCP. Nobody when empty. Default loopback.
    pub peers: Vec<Network>,
    /// Octets of one mail; larger ones are refused with 552. Default 50 MiB.
    pub max_mail: usize,
    /// Recipients of one mail; more are answered 452. Default 10,000.
    pub max_recipients: usize,
    /// Connections at the same time; more wait to be accepted. Default 500.
    pub max_connections: usize,
    /// The domain for addresses without one (Postfix `myorigin`); without it they are refused with 553.
    pub qualify: Option<Domain>,
    /// Until the negotiation is done. Default 30 s.
    pub negotiation: Duration,
    /// Between two packets. Default 2 h, as filters are used to: the SMTP client may be slow.
    pub idle: Duration,
    /// Until a packet that has begun is complete, and for one write. Default 1 min.
    pub packet: Duration,
    /// How often the MTA is told that the judge is still at work. Default 10 s.
    pub progress: Duration,
    /// How long the judge may take; then 451. Default 5 min, what Postfix waits at the end of a mail.
    pub judgement: Duration,
    /// After shutdown: how long mails on their way may take. Default 30 s.
    pub drain: Duration,
}

impl Default for MilterSettings {
    fn default() -> Self {
        Self {
            peers: Network::LOOPBACK.to_vec(),
            max_mail: 50 * 1024 * 1024,
            max_recipients: 10_000,
            max_connections: 500,
            qualify: None,
            negotiation: Duration::from_secs(30),
            idle: Duration::from_secs(7200),
            packet: Duration::from_secs(60),
            progress: Duration::from_secs(10),
            judgement: Duration::from_secs(300),
            drain: Duration::from_secs(30),
        }
    }
}

/// For fuzzing: `data` as a stream from an MTA, whole and octet by octet.
#[doc(hidden)]
pub fn fuzz_milter(data: &[u8]) {
    let bounds = || session::Bounds { octets: 4096, recipients: 8, qualify: None };
    let run = |chunks: &mut dyn Iterator<Item = &[u8]>| {
        let mut frames = packet::Frames::default();
        let mut session = session::Session::new(bounds(), "fuzz".to_owned());
        let mut seen = Vec::new();
        for chunk in chunks {
            frames.feed(chunk);
            loop {
                match frames.take() {
                    Ok(Some((command, data))) => match session.on_packet(command, data) {
                        Ok(session::Reaction::Close) => return seen,
                        Ok(reaction) => seen.push(format!("{reaction:?}")),
                        Err(error) => {
                            seen.push(error.to_string());
                            return seen;
                        }
                    },
                    Ok(None) => break,
                    Err(error) => {
                        seen.push(error.to_string());
                        return seen;
                    }
                }
            }
        }
        seen
    };
    let whole = run(&mut std::iter::once(data));
    let single = run(&mut data.chunks(1));
    assert_eq!(whole, single, "a reaction depends on how the stream is cut");
}
