//! One connection to an upstream: the tokio driver of [`Handshake`] and [`Transaction`].
//!
//! Invariant: no wait without a time-out, and a time-out covers a whole reply, so that a server that drips octets
//! cannot hold a letter for ever.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    content::{Content, Piece},
    handshake::{self, Handshake, Line, Refusal},
    offer::Offer,
    permit::Permit,
    reply::{Reply, ReplyError, ReplyReader},
    transaction::{Session, Step, Transaction, Wait},
    upstream::{Timeouts, TlsPolicy, Upstream},
};

/// After a failed write: how long to look for the reply that explains it.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long a polite good-bye may take.
const GOOD_BYE: Duration = Duration::from_millis(500);

/// Why a connection is unusable. The texts are ours and carry no address.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Failure {
    #[error("the host name could not be resolved")]
    Resolve,
    #[error("the connection could not be opened ({0})")]
    Connect(io::ErrorKind),
    #[error("the TLS handshake failed: {0}")]
    Tls(String),
    #[error("the host is no name that a certificate can carry")]
    ServerName,
    #[error("the server sent octets before TLS that were not asked for")]
    Injected,
    #[error("the server did not answer in time")]
    Timeout,
    #[error("the server closed the connection")]
    Closed,
    #[error("the connection broke ({0})")]
    Io(io::ErrorKind),
    #[error(transparent)]
    Reply(#[from] ReplyError),
    #[error("{0}")]
    Lacks(&'static str),
    #[error("the server refused the session")]
    Said(Reply),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Closed,
            kind => Self::Io(kind),
        }
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// Taken out for the TLS handshake, which failed.
    Gone,
}

impl Stream {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into).await,
            Self::Tls(stream) => stream.read(into).await,
            Self::Gone => Ok(0),
        }
    }

    async fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(octets).await,
            Self::Tls(stream) => {
                stream.write_all(octets).await?;
                stream.flush().await
            }
            Self::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn tcp(&self) -> Option<&TcpStream> {
        match self {
            Self::Plain(stream) => Some(stream),
            Self::Tls(stream) => Some(stream.get_ref().0),
            Self::Gone => None,
        }
    }
}

/// A session that can take mail.
pub(crate) struct Connection {
    stream: Stream,
    reader: ReplyReader,
    timeouts: Timeouts,
    /// Reused for the pieces of every mail.
    piece: Vec<u8>,
    pub(crate) offer: Offer,
    /// Encrypted, and the server verified.
    pub(crate) verified: bool,
    pub(crate) session: Session,
    pub(crate) mails: u32,
    pub(crate) idle_since: Instant,
}

impl Connection {
    /// Connects, encrypts, signs in.
    pub(crate) async fn open(upstream: &Upstream, tls: Option<&Arc<ClientConfig>>) -> Result<Self, Failure> {
        let stream = connect(upstream).await?;
        let loopback = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
        let mut connection = Self {
            stream: Stream::Plain(stream),
            reader: ReplyReader::default(),
            timeouts: upstream.timeouts,
            piece: Vec::new(),
            offer: Offer::default(),
            verified: false,
            session: Session::Clean,
            mails: 0,
            idle_since: Instant::now(),
        };
        let mut line = if loopback { Line::ClearLoopback } else { Line::Clear };
        if upstream.tls == TlsPolicy::Implicit {
            connection.secure(upstream, tls).await?;
            line = Line::Secure;
        }
        connection.shake_hands(upstream, tls, line).await?;
        Ok(connection)
    }

    async fn shake_hands(
        &mut self,
        upstream: &Upstream,
        tls: Option<&Arc<ClientConfig>>,
        line: Line,
    ) -> Result<(), Failure> {
        let mut handshake = Handshake::new(upstream, line);
        let mut step = handshake.start();
        loop {
            let reply = match step {
                handshake::Step::Ready(offer) => {
                    self.offer = offer;
                    return Ok(());
                }
                handshake::Step::Secure => {
                    self.secure(upstream, tls).await?;
                    step = handshake.secured();
                    continue;
                }
                handshake::Step::Greeting => self.read_reply(self.timeouts.greeting).await?,
                handshake::Step::Write(octets) => {
                    self.write(&octets, self.timeouts.command).await?;
                    self.read_reply(self.timeouts.command).await?
                }
            };
            step = handshake.on_reply(&reply).map_err(|refusal| match refusal {
                Refusal::Said(reply) => Failure::Said(reply),
                Refusal::Lacks(what) => Failure::Lacks(what),
            })?;
        }
    }

    async fn secure(&mut self, upstream: &Upstream, tls: Option<&Arc<ClientConfig>>) -> Result<(), Failure> {
        // What came together with the 220 was not protected: somebody may have put it there (CVE-2011-0411).
        if self.reader.has_leftover() {
            return Err(Failure::Injected);
        }
        let config = tls.ok_or_else(|| Failure::Tls("no settings".to_owned()))?.clone();
        let name = ServerName::try_from(upstream.host.clone()).map_err(|_| Failure::ServerName)?;
        let Stream::Plain(stream) = std::mem::replace(&mut self.stream, Stream::Gone) else {
            return Err(Failure::Tls("the line is encrypted already".to_owned()));
        };
        let handshake = TlsConnector::from(config).connect(name, stream);
        let stream = timeout(self.timeouts.tls, handshake).await.map_err(|_| Failure::Timeout)?;
        self.stream = Stream::Tls(Box::new(stream.map_err(|error| Failure::Tls(error.to_string()))?));
        self.verified = upstream.tls.verifies();
        Ok(())
    }

    /// Runs one mail to its end; every failure is in the outcomes of the transaction.
    pub(crate) async fn deliver(
        &mut self,
        transaction: &mut Transaction<'_>,
        content: &Content<'_>,
        permit: &mut Option<Permit<'_>>,
    ) {
        if let Err(failure) = self.drive(transaction, content, permit).await {
            transaction.lost(&failure.to_string());
        }
        self.mails = self.mails.saturating_add(1);
        self.session = if self.reader.has_leftover() { Session::Broken } else { transaction.session() };
    }

    async fn drive(
        &mut self,
        transaction: &mut Transaction<'_>,
        content: &Content<'_>,
        permit: &mut Option<Permit<'_>>,
    ) -> Result<(), Failure> {
        loop {
            match transaction.next_step() {
                Step::Write(octets) => self.write(&octets, self.timeouts.command).await?,
                Step::Read(wait) => {
                    let reply = self.read_reply(self.patience(wait)).await?;
                    transaction.on_reply(&reply);
                }
                Step::Ask => match self.ask(permit).await {
                    true => transaction.permitted(),
                    false => transaction.withhold(),
                },
                Step::Content => self.write_content(transaction, content).await?,
                Step::Done => return Ok(()),
            }
        }
    }

    /// Without an answer in time, and when it was asked before, the mail stays.
    async fn ask(&self, permit: &mut Option<Permit<'_>>) -> bool {
        let Some(permit) = permit.take() else { return false };
        timeout(self.timeouts.command, permit.ask()).await.unwrap_or(false)
    }

    const fn patience(&self, wait: Wait) -> Duration {
        match wait {
            Wait::Command => self.timeouts.command,
            Wait::Rcpt => self.timeouts.rcpt,
            Wait::Data => self.timeouts.data,
            Wait::Dot => self.timeouts.dot,
        }
    }

    async fn write_content(&mut self, transaction: &mut Transaction<'_>, content: &Content<'_>) -> Result<(), Failure> {
        let mut piece = std::mem::take(&mut self.piece);
        let mut pieces = content.pieces();
        let mut result = Ok(());
        while let Some(kind) = pieces.next_into(&mut piece) {
            if kind == Piece::Last {
                transaction.dot_may_leave();
            }
            result = self.write(&piece, self.timeouts.block).await;
            if result.is_err() {
                break;
            }
        }
        self.piece = piece;
        match result {
            Ok(()) => Ok(()),
            Err(failure) => self.last_words(transaction, failure).await,
        }
    }

    /// A server that stops reading often says why first ("552 too large").
    async fn last_words(&mut self, transaction: &mut Transaction<'_>, failure: Failure) -> Result<(), Failure> {
        if let Ok(reply) = self.read_reply(LAST_WORDS).await
            && (reply.is_permanent() || reply.is_transient())
        {
            transaction.on_reply(&reply);
        }
        // The outcomes that are settled stay; the session is broken in any case.
        Err(failure)
    }

    async fn write(&mut self, octets: &[u8], patience: Duration) -> Result<(), Failure> {
        timeout(patience, self.stream.write(octets)).await.map_err(|_| Failure::Timeout)??;
        Ok(())
    }

    async fn read_reply(&mut self, patience: Duration) -> Result<Reply, Failure> {
        if let Some(reply) = self.reader.take()? {
            return Ok(reply);
        }
        let deadline = Instant::now() + patience;
        let mut octets = [0; 4096];
        loop {
            let count = timeout_at(deadline, self.stream.read(&mut octets)).await.map_err(|_| Failure::Timeout)??;
            if count == 0 {
                return Err(Failure::Closed);
            }
            self.reader.feed(octets.get(..count).unwrap_or(&[]));
            if let Some(reply) = self.reader.take()? {
                return Ok(reply);
            }
        }
    }

    /// Whether an idle connection still looks open. Under TLS waiting octets may be session tickets, so only the
    /// end of the stream counts; in clear text a server that speaks unasked says good-bye.
    pub(crate) async fn is_alive(&self) -> bool {
        let Some(tcp) = self.stream.tcp() else { return false };
        match timeout(Duration::ZERO, tcp.peek(&mut [0])).await {
            Err(_) => true,
            Ok(Err(_) | Ok(0)) => false,
            Ok(Ok(_)) => matches!(self.stream, Stream::Tls(_)),
        }
    }

    /// Whether the line is encrypted.
    pub(crate) const fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Says good-bye without waiting for the answer.
    pub(crate) async fn quit(mut self) {
        let farewell = async {
            let _ = self.stream.write(b"QUIT\r\n").await;
            if let Stream::Tls(stream) = &mut self.stream {
                let _ = stream.shutdown().await;
            }
        };
        let _ = timeout(GOOD_BYE, farewell).await;
    }
}

/// The first address of the host that answers.
async fn connect(upstream: &Upstream) -> Result<TcpStream, Failure> {
    let lookup = tokio::net::lookup_host((upstream.host.as_str(), upstream.port));
    let found = timeout(upstream.timeouts.connect, lookup).await.map_err(|_| Failure::Resolve)?;
    let addresses = found.map_err(|_| Failure::Resolve)?;
    let fits = |address: &SocketAddr| upstream.source.is_none_or(|source| source.is_ipv4() == address.is_ipv4());
    let mut failure = Failure::Resolve;
    for address in addresses.filter(fits) {
        match timeout(upstream.timeouts.connect, connect_to(upstream, address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failure = Failure::Connect(error.kind()),
            Err(_) => failure = Failure::Connect(io::ErrorKind::TimedOut),
        }
    }
    Err(failure)
}

async fn connect_to(upstream: &Upstream, address: SocketAddr) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    if let Some(source) = upstream.source {
        socket.bind(SocketAddr::new(source, 0))?;
    }
    // Small writes wait for answers here: Nagle would add a delay to each.
    socket.set_nodelay(true)?;
    socket.connect(address).await
}
