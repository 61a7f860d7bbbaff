//! One session at the edge: reads, writes, waits and asks, as the core says.
//!
//! Invariant: nothing is read while a question is open, and a letter is never dropped between the handler's yes and the
//! reply. Every wait has an end. A panic of the handler is an answer that was not given.

use std::{
    future::{Future, poll_fn},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::ServerConfig;
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use super::{
    Handler, Protection, Settings,
    counters::Room,
    line::{self, Buffer, Line},
    session::{Answer, Core, Question, Rules, Secured, Step},
};

/// Replies are written at the latest when there are so many octets of them.
const FLUSH: usize = 16 * 1024;
/// After the last reply: how long, and how much, is still read so that the reply is not lost in a reset.
const LINGER: (Duration, usize) = (Duration::from_secs(1), 256 * 1024);
/// Octets of a nonce of SCRAM.
const NONCE: usize = 18;

/// What a session is made of.
pub(crate) struct Parts<H> {
    pub(crate) rules: Arc<Rules>,
    pub(crate) protection: Protection,
    pub(crate) settings: Arc<Settings>,
    pub(crate) handler: Arc<H>,
    pub(crate) shutdown: watch::Receiver<bool>,
}

/// Why a session ends without a last reply.
#[derive(Debug, thiserror::Error)]
enum Ending {
    #[error("the connection failed")]
    Io(#[from] io::Error),
    #[error("the client hung up")]
    HungUp,
    #[error("the client does not read")]
    DoesNotRead,
    #[error("the TLS handshake failed or took too long")]
    Tls,
}

struct Connection<H> {
    line: Line,
    buffer: Buffer,
    core: Core,
    room: Room,
    parts: Parts<H>,
    opened: Instant,
    /// The last reply.
    waits_since: Instant,
    letter_since: Option<Instant>,
    /// Set at shutdown.
    closes_by: Option<Instant>,
}

/// Runs a session to its end.
pub(crate) async fn run<H: Handler>(stream: TcpStream, peer: std::net::IpAddr, parts: Parts<H>) {
    match Connection::open(stream, peer, parts).await {
        Ok(mut connection) => {
            if let Err(ending) = connection.converse().await {
                debug!(%ending, "smtp: session ended");
            }
        }
        Err(ending) => debug!(%ending, "smtp: no session"),
    }
}

impl<H: Handler> Connection<H> {
    async fn open(stream: TcpStream, peer: std::net::IpAddr, parts: Parts<H>) -> Result<Self, Ending> {
        stream.set_nodelay(true)?;
        let patience = parts.settings.timeouts.tls;
        let (line, secured, early) = match &parts.protection {
            Protection::Implicit(config) => {
                let (line, secured) = handshake(stream, config, patience).await?;
                (line, Some(secured), false)
            }
            _ => {
                let (stream, early) = speaks_early(stream, parts.settings.timeouts.greeting).await?;
                (Line::Plain(stream), None, early)
            }
        };
        let mut core = Core::new(Arc::clone(&parts.rules), peer, secured);
        core.greet(early);
        let room = Room::new(Arc::clone(&parts.settings.counters), parts.rules.limits.max_bytes_in_flight);
        let (buffer, opened) = (Buffer::new(), Instant::now());
        Ok(Self { line, buffer, core, room, parts, opened, waits_since: opened, letter_since: None, closes_by: None })
    }

    async fn converse(&mut self) -> Result<(), Ending> {
        loop {
            let (used, step) = self.core.step(self.buffer.filled());
            self.buffer.consume(used);
            match step {
                Step::Read => self.read().await?,
                Step::Ask => self.ask().await?,
                Step::Pause(pause) => tokio::time::sleep(pause).await,
                Step::Secure => self.secure().await?,
                Step::Close => return self.close().await,
            }
        }
    }

    async fn read(&mut self) -> Result<(), Ending> {
        self.flush().await?;
        self.make_room();
        if self.closes_by.is_some() && self.core.is_between_commands() {
            self.core.shut_down();
            return Ok(());
        }
        let deadline = self.deadline();
        tokio::select! {
            biased;
            () = stopped(&mut self.parts.shutdown), if self.closes_by.is_none() => {
                self.closes_by = Some(Instant::now() + self.parts.settings.timeouts.drain);
            }
            read = timeout_at(deadline, self.buffer.fill(&mut self.line)) => match read {
                Ok(Ok(0)) => return Err(Ending::HungUp),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error.into()),
                Err(_) if self.closes_by.is_some_and(|by| by <= Instant::now()) => self.core.shut_down(),
                Err(_) => self.core.time_out(),
            }
        }
        Ok(())
    }

    fn make_room(&mut self) {
        if !self.room.hold(self.core.held()) {
            self.core.no_room();
            self.room.hold(0);
        }
    }

    /// Until when something has to come.
    fn deadline(&mut self) -> Instant {
        let times = &self.parts.settings.timeouts;
        let now = Instant::now();
        let mut deadline = match self.core.letter_octets() {
            None => {
                self.letter_since = None;
                // A command has to be complete in this time: octets that trickle in do not start it anew.
                self.waits_since + times.command
            }
            Some(octets) => {
                let since = *self.letter_since.get_or_insert(now);
                let earned = Duration::from_secs(octets / u64::from(times.slowest.max(1)));
                (now + times.data).min(since + times.letter + earned)
            }
        };
        if !self.core.is_known() {
            deadline = deadline.min(self.opened + times.sign_in);
        }
        self.closes_by.map_or(deadline, |by| deadline.min(by))
    }

    async fn flush(&mut self) -> Result<(), Ending> {
        if self.core.out.is_empty() {
            return Ok(());
        }
        let written = timeout(self.parts.settings.timeouts.write, self.line.write(&self.core.out)).await;
        self.core.out.clear();
        self.waits_since = Instant::now();
        Ok(written.map_err(|_| Ending::DoesNotRead)??)
    }

    async fn ask(&mut self) -> Result<(), Ending> {
        if self.core.out.len() >= FLUSH {
            self.flush().await?;
        }
        self.make_room();
        let Some(question) = self.core.question() else { return Ok(()) };
        let answer = put(&*self.parts.handler, question);
        let answer = timeout(self.parts.settings.timeouts.handler, caught(answer)).await;
        if !matches!(answer, Ok(Some(_))) {
            warn!(in_time = answer.is_ok(), "smtp: the handler gave no answer");
        }
        self.core.answer(answer.ok().flatten().unwrap_or(Answer::Failed));
        Ok(())
    }

    async fn secure(&mut self) -> Result<(), Ending> {
        self.flush().await?;
        // The core has seen that nothing is left; whatever comes now is TLS or fails as such.
        self.buffer.forget();
        let Protection::StartTls(config) = &self.parts.protection else { return Err(Ending::Tls) };
        let Line::Plain(stream) = std::mem::replace(&mut self.line, Line::Gone) else { return Err(Ending::Tls) };
        let (line, secured) = handshake(stream, config, self.parts.settings.timeouts.tls).await?;
        self.line = line;
        self.waits_since = Instant::now();
        self.core.secured(secured);
        Ok(())
    }

    /// The last reply, and the end.
    async fn close(&mut self) -> Result<(), Ending> {
        self.room.hold(0);
        self.flush().await?;
        let (time, most) = LINGER;
        let farewell = async {
            self.line.finish().await?;
            let mut read = 0;
            while read < most {
                self.buffer.forget();
                match self.buffer.fill(&mut self.line).await? {
                    0 => break,
                    count => read += count,
                }
            }
            Ok(())
        };
        timeout(time, farewell).await.unwrap_or(Ok(()))
    }
}

async fn handshake(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    patience: Duration,
) -> Result<(Line, Secured), Ending> {
    let accepted = timeout(patience, TlsAcceptor::from(Arc::clone(config)).accept(stream)).await;
    let Ok(Ok(stream)) = accepted else { return Err(Ending::Tls) };
    let secured = line::secured(stream.get_ref().1);
    Ok((Line::Tls(Box::new(stream)), secured))
}

/// Whether the client talks before it is greeted. The system is asked at once; waiting is for those who configure it.
async fn speaks_early(stream: TcpStream, patience: Duration) -> io::Result<(TcpStream, bool)> {
    let stream = stream.into_std()?;
    let early = stream.peek(&mut [0]).is_ok_and(|count| count > 0);
    let stream = TcpStream::from_std(stream)?;
    if early || patience.is_zero() {
        return Ok((stream, early));
    }
    let shown = timeout(patience, stream.peek(&mut [0])).await;
    Ok((stream, matches!(shown, Ok(Ok(count)) if count > 0)))
}

/// Ends when shutdown was asked for, or nobody can ask any more.
pub(crate) async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|stop| *stop).await;
}

async fn put<H: Handler>(handler: &H, question: Question<'_>) -> Answer {
    match question {
        Question::SignIn { session, login, password } => {
            Answer::SignIn(handler.sign_in(session, login, password).await)
        }
        Question::ScramKeys { login } => {
            let mut nonce = [0; NONCE];
            let keys = handler.scram_keys(login).await;
            match aws_lc_rs::rand::fill(&mut nonce) {
                Ok(()) => Answer::ScramKeys(keys, STANDARD.encode(nonce)),
                Err(_) => Answer::Failed,
            }
        }
        Question::ScramEnded { session, login, proved } => {
            Answer::SignIn(handler.scram_ended(session, login, proved).await)
        }
        Question::Sender { session, path } => Answer::Verdict(handler.sender(session, path).await),
        Question::Recipient { session, recipient, so_far } => {
            Answer::Verdict(handler.recipient(session, recipient, so_far).await)
        }
        Question::Letter { session, envelope, bytes } => Answer::Letter(handler.accept(session, envelope, bytes).await),
    }
}

/// What a future gives, `None` when it panics. It is not polled again after that.
async fn caught<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}
