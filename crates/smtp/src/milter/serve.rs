//! The tokio driver of the milter: listens, reads packets, asks the judge, answers.
//!
//! Invariant: where the MTA waits for an answer it gets one, or the connection closes; an accept is written only for
//! the judge's own pass. A panic of the judge is a temporary failure like any other. A peer that is not listed is closed
//! before negotiation and never reaches the judge.

use std::{future::Future, io, net::IpAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UnixListener},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tracing::{debug, info, warn};

use super::{
    MilterMail, MilterSettings,
    answer::MilterAnswer,
    packet::{Frames, packet, response},
    session::{Bounds, Reaction, Session, Violation},
};

/// After an error of accept (too many open files): how long others may close some.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Octets of one read, kept per connection.
const READ: usize = 16 * 1024;

/// Where the MTA connects. Reachable by the MTA only: the protocol knows no password.
#[derive(Debug)]
pub enum MilterListener {
    /// `inet:host:port`.
    Tcp(TcpListener),
    /// `unix:/path`.
    Unix(UnixListener),
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl MilterListener {
    /// The next stream, and where from when it came over the network.
    async fn accept(&self) -> io::Result<(Box<dyn Stream>, Option<IpAddr>)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok((Box::new(stream), Some(peer.ip())))
            }
            Self::Unix(listener) => Ok((Box::new(listener.accept().await?.0), None)),
        }
    }
}

/// Serves until `shutdown` is true, then lets mails on their way end. `judge` is called once per complete mail; its
/// future is dropped when the MTA hangs up, aborts, or it takes too long, and a panic in it is a temporary failure.
/// The future must be safe to drop at any await: what it has stored may come again with the same queue id.
pub async fn serve<F, Fut>(
    listener: MilterListener,
    settings: MilterSettings,
    judge: F,
    mut shutdown: watch::Receiver<bool>,
) where
    F: Fn(MilterMail) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = MilterAnswer> + Send + 'static,
{
    let settings = Arc::new(settings);
    let permits = Arc::new(Semaphore::new(settings.max_connections.clamp(1, Semaphore::MAX_PERMITS)));
    let mut connections = JoinSet::new();
    let mut turned_away: u64 = 0;
    while let Some((stream, peer, permit)) = next(&listener, &permits, &mut shutdown).await {
        if !is_listed(&settings, peer) {
            turned_away += 1;
            // Whoever knocks again and again does not fill the log.
            if turned_away.is_power_of_two() {
                warn!(turned_away, "milter: a peer that is not listed was turned away");
            }
            continue;
        }
        let mta = peer.map_or_else(|| "unix".to_owned(), |peer| peer.to_string());
        let connection = Connection {
            stream,
            octets: vec![0; READ],
            frames: Frames::default(),
            session: Session::new(bounds(&settings), mta),
            settings: settings.clone(),
            judge: judge.clone(),
            shutdown: shutdown.clone(),
        };
        connections.spawn(async move {
            let _permit = permit;
            connection.run().await;
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let drained = timeout(settings.drain, async { while connections.join_next().await.is_some() {} }).await;
    info!(in_time = drained.is_ok(), "milter stopped");
}

fn bounds(settings: &MilterSettings) -> Bounds {
    Bounds {
        octets: settings.max_mail,
        recipients: settings.max_recipients,
        qualify: settings.qualify.as_ref().map(ToString::to_string),
    }
}

/// Whether this peer may speak for letters. Who reaches a Unix socket was let in by its mode.
fn is_listed(settings: &MilterSettings, peer: Option<IpAddr>) -> bool {
    peer.is_none_or(|peer| settings.peers.iter().any(|network| network.contains(peer)))
}

/// The next connection, `None` at shutdown.
async fn next(
    listener: &MilterListener,
    permits: &Arc<Semaphore>,
    shutdown: &mut watch::Receiver<bool>,
) -> Option<(Box<dyn Stream>, Option<IpAddr>, OwnedSemaphorePermit)> {
    let accept = async {
        let permit = permits.clone().acquire_owned().await.ok()?;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => return Some((stream, peer, permit)),
                Err(error) => {
                    warn!(%error, "milter: accept failed");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    tokio::select! {
        biased;
        () = stopped(shutdown) => None,
        accepted = accept => accepted,
    }
}

/// Ends when shutdown was asked for, or nobody can ask any more.
async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|stop| *stop).await;
}

/// Why a connection ends before its time.
#[derive(Debug, thiserror::Error)]
enum Ending {
    #[error(transparent)]
    Violation(#[from] Violation),
    #[error("the connection failed")]
    Io(#[from] io::Error),
    #[error("the MTA was silent for too long")]
    Silence,
    #[error("the MTA hung up while a mail was judged")]
    HungUp,
}

struct Connection<F> {
    stream: Box<dyn Stream>,
    octets: Vec<u8>,
    frames: Frames,
    session: Session,
    settings: Arc<MilterSettings>,
    judge: F,
    shutdown: watch::Receiver<bool>,
}

impl<F, Fut> Connection<F>
where
    F: Fn(MilterMail) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = MilterAnswer> + Send + 'static,
{
    async fn run(mut self) {
        match self.converse().await {
            Ok(()) => {}
            Err(Ending::Violation(violation)) => {
                warn!(%violation, "milter: connection closed");
                // Without a negotiation there is no answer that the other side would understand.
                if self.session.is_negotiated() {
                    let _ = self.write(&packet(response::TEMPFAIL, b"")).await;
                }
            }
            Err(ending) => debug!(%ending, "milter: connection ended"),
        }
    }

    async fn converse(&mut self) -> Result<(), Ending> {
        loop {
            let session = &mut self.session;
            let packet = self.frames.take().map_err(Violation::from)?;
            let Some(reaction) = packet.map(|(command, data)| session.on_packet(command, data)).transpose()? else {
                if self.read_more().await? {
                    continue;
                }
                return Ok(());
            };
            match reaction {
                Reaction::Nothing => {}
                Reaction::Write(octets) => self.write(&octets).await?,
                Reaction::Judge(mail) => self.judge(*mail).await?,
                Reaction::Close => return Ok(()),
            }
        }
    }

    /// False when the connection is over: closed by the MTA, or idle at shutdown.
    async fn read_more(&mut self) -> Result<bool, Ending> {
        let patience = match (self.session.is_negotiated(), self.frames.has_pending()) {
            (false, _) => self.settings.negotiation,
            (true, true) => self.settings.packet,
            (true, false) => self.settings.idle,
        };
        let between_mails = !self.session.has_mail() && !self.frames.has_pending();
        let count = tokio::select! {
            biased;
            () = stopped(&mut self.shutdown), if between_mails => return Ok(false),
            read = timeout(patience, self.stream.read(&mut self.octets)) => read.map_err(|_| Ending::Silence)??,
        };
        self.frames.feed(self.octets.get(..count).unwrap_or(&[]));
        Ok(count > 0)
    }

    async fn judge(&mut self, mail: MilterMail) -> Result<(), Ending> {
        // The MTA does not wait for an answer: what gives the mail up came together with its end.
        if self.frames.has_pending() {
            return Ok(());
        }
        let mut work = JoinSet::new();
        work.spawn((self.judge)(mail));
        let judged = timeout(self.settings.judgement, self.keep_company(&mut work)).await;
        let octets = match judged {
            Ok(Ok(Some(answer))) => self.session.answer(&answer),
            // An abort or a quit waits among the packets.
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(Ending::Violation(violation))) => return Err(violation.into()),
            Ok(Err(ending)) => return Err(ending),
            Err(_) => {
                warn!("milter: the judge took too long");
                packet(response::TEMPFAIL, b"")
            }
        };
        self.write(&octets).await
    }

    /// Waits for the judge, tells the MTA that he is at work, and notices when the MTA goes away. `None`: the MTA
    /// said something that ends the mail. Dropping `work` stops the judge.
    async fn keep_company(&mut self, work: &mut JoinSet<MilterAnswer>) -> Result<Option<MilterAnswer>, Ending> {
        let mut progress = interval(self.settings.progress.max(Duration::from_millis(10)));
        progress.set_missed_tick_behavior(MissedTickBehavior::Delay);
        progress.tick().await;
        let mut octets = [0; 1024];
        loop {
            tokio::select! {
                biased;
                done = work.join_next() => {
                    return Ok(Some(match done {
                        Some(Ok(answer)) => answer,
                        _ => {
                            warn!("milter: the judge failed");
                            return self.write(&packet(response::TEMPFAIL, b"")).await.map(|()| None);
                        }
                    }));
                }
                _ = progress.tick() => self.write(&packet(response::PROGRESS, b"")).await?,
                read = self.stream.read(&mut octets) => {
                    let count = read?;
                    if count == 0 {
                        return Err(Ending::HungUp);
                    }
                    self.frames.feed(octets.get(..count).unwrap_or(&[]));
                    return Ok(None);
                }
            }
        }
    }

    async fn write(&mut self, octets: &[u8]) -> Result<(), Ending> {
        let all = async {
            self.stream.write_all(octets).await?;
            self.stream.flush().await
        };
        Ok(timeout(self.settings.packet, all).await.map_err(|_| Ending::Silence)??)
    }
}
