//! The delivery client: the only way out of the house.
//!
//! Takes an [`Outgoing`] and nothing else, and gives one [`Outcome`] per recipient. Sealed bytes are never changed:
//! what a server cannot carry is refused locally. A lost connection defers what was not said and calls unknown what
//! may have been heard. Never logs an address, a text or a name of a letter.
//!
//! ```text
//! Pool::send ── check content ── idle or new Connection ── Order ── Transaction ── outcomes
//!                                   (Handshake)
//! ```
//! `reply`, `offer`, `content`, `order`, `handshake` and `transaction` are sans-I/O; `connection` and this file are
//! the tokio driver.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use rustls::ClientConfig;
use sekisho_model::{Envelope, Outcome, Outgoing};
use tokio::{sync::Semaphore, time::Instant};
use tracing::debug;

mod connection;
mod content;
mod handshake;
mod offer;
mod order;
mod permit;
mod reply;
mod tls;
mod transaction;
mod upstream;

use connection::{Connection, Failure};
use content::Content;
use order::{Order, check_content, deferred, refused};
use transaction::{Session, Transaction};

pub use order::DsnHandling;
pub use permit::Permit;
pub use upstream::{Cleartext, Limits, Login, Roots, Timeouts, TlsPolicy, Upstream, UpstreamError, XForward};

/// What became of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// One per recipient, in the order of `outgoing.envelope().recipients`.
    pub outcomes: Vec<Outcome>,
    /// Whether the server took over the duty to report (RFC 3461).
    pub dsn: DsnHandling,
    /// How the line was protected; `None` when no session was reached.
    pub line: Option<LineSecurity>,
    /// The [`Permit`] was not given: nothing of the mail left, and its outcomes are deferred ones.
    pub withheld: bool,
}

/// How the line to the server was protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSecurity {
    /// Clear text.
    Clear,
    /// Encrypted; the server may be anybody.
    Encrypted,
    /// Encrypted, and the server verified.
    Verified,
}

/// All upstreams with their idle connections. Cloning is cheap and shares them.
#[derive(Clone)]
pub struct Pool {
    routes: Arc<HashMap<String, Arc<Route>>>,
}

/// One upstream. Connections in use plus idle ones never exceed the limit: a new one is opened only when none is
/// idle, under a permit.
struct Route {
    upstream: Upstream,
    tls: Option<Arc<ClientConfig>>,
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
    sweeping: AtomicBool,
}

impl Pool {
    /// Checks the upstreams. Opens nothing yet.
    pub fn new(upstreams: Vec<Upstream>) -> Result<Self, UpstreamError> {
        let mut routes = HashMap::new();
        for upstream in upstreams {
            upstream.check()?;
            let name = upstream.name.clone();
            let route = Route {
                tls: tls::config(&upstream)?,
                permits: Semaphore::new(usize::from(upstream.limits.connections)),
                idle: Mutex::default(),
                sweeping: AtomicBool::new(false),
                upstream,
            };
            if routes.insert(name.clone(), Arc::new(route)).is_some() {
                return Err(UpstreamError::Twice(name));
            }
        }
        Ok(Self { routes: Arc::new(routes) })
    }

    /// Whether there is an upstream with this name, for the check of routes.
    #[must_use]
    pub fn knows(&self, upstream: &str) -> bool {
        self.routes.contains_key(upstream)
    }

    /// Delivers one mail through the upstream with this name. Never fails as a whole: what went wrong is in the
    /// outcomes. Waits for a free connection without limit of time; cancelling before the final dot is harmless.
    pub async fn send(&self, upstream: &str, outgoing: Outgoing, forwarded: Option<&XForward>) -> Sent {
        self.transmit(upstream, outgoing.envelope(), outgoing.bytes(), forwarded, None).await
    }

    /// The same, and right before DATA it is asked once more whether the mail may leave. Not asked when nobody of the
    /// recipients was taken, or no session was reached.
    pub async fn send_permitted(
        &self,
        upstream: &str,
        outgoing: Outgoing,
        forwarded: Option<&XForward>,
        permit: Permit<'_>,
    ) -> Sent {
        self.transmit(upstream, outgoing.envelope(), outgoing.bytes(), forwarded, Some(permit)).await
    }

    async fn transmit(
        &self,
        upstream: &str,
        envelope: &Envelope,
        bytes: &[u8],
        forwarded: Option<&XForward>,
        permit: Option<Permit<'_>>,
    ) -> Sent {
        let Some(route) = self.routes.get(upstream) else {
            return Sent::same(envelope, &deferred("there is no upstream with this name"));
        };
        let content = match check_content(bytes) {
            Ok(content) => content,
            Err(outcome) => return Sent::same(envelope, &outcome),
        };
        if envelope.require_tls && !route.upstream.tls.verifies() {
            return Sent::same(envelope, &refused("5.7.30", "REQUIRETLS is asked for and this route is not verified"));
        }
        let forwarded = forwarded.filter(|_| route.upstream.xforward);
        let mail = Mail { envelope, content, forwarded };
        let Ok(_permit) = route.permits.acquire().await else {
            return Sent::same(envelope, &deferred("the pool is closed"));
        };
        route.deliver(&mail, permit).await
    }

    /// Says good-bye on all idle connections. Mails on their way are not disturbed.
    pub async fn close_idle(&self) {
        for route in self.routes.values() {
            for connection in route.take_idle(|_| true) {
                connection.quit().await;
            }
        }
    }
}

struct Mail<'a> {
    envelope: &'a Envelope,
    content: Content<'a>,
    forwarded: Option<&'a XForward>,
}

/// How one attempt ended.
enum Attempt {
    Over(Sent),
    /// The connection was dead before anybody was accepted.
    Stale(Sent),
}

impl Route {
    async fn deliver(self: &Arc<Self>, mail: &Mail<'_>, mut permit: Option<Permit<'_>>) -> Sent {
        let asks = permit.is_some();
        if let Some(idle) = self.pick_idle().await {
            match self.attempt(idle, mail, asks, &mut permit).await {
                Attempt::Over(sent) => return sent,
                Attempt::Stale(_) => debug!(upstream = self.upstream.name, "an idle connection was dead"),
            }
        }
        match Connection::open(&self.upstream, self.tls.as_ref()).await {
            Err(failure) => Sent::same(mail.envelope, &self.not_reached(&failure)),
            Ok(connection) => match self.attempt(connection, mail, asks, &mut permit).await {
                Attempt::Over(sent) | Attempt::Stale(sent) => sent,
            },
        }
    }

    fn not_reached(&self, failure: &Failure) -> Outcome {
        let code = if let Failure::Said(reply) = failure { reply.code } else { 0 };
        debug!(upstream = self.upstream.name, code, %failure, "no session");
        match failure {
            Failure::Said(reply) => Outcome::Deferred { reply: reply.to_remote() },
            other => deferred(&other.to_string()),
        }
    }

    async fn attempt(
        self: &Arc<Self>,
        mut connection: Connection,
        mail: &Mail<'_>,
        asks: bool,
        permit: &mut Option<Permit<'_>>,
    ) -> Attempt {
        let line = Some(match (connection.verified, connection.is_encrypted()) {
            (true, _) => LineSecurity::Verified,
            (false, true) => LineSecurity::Encrypted,
            (false, false) => LineSecurity::Clear,
        });
        let offer = &connection.offer;
        let order = match Order::new(mail.envelope, &mail.content, offer, connection.verified, mail.forwarded) {
            Ok(order) => order,
            Err(outcome) => {
                self.give_back(connection).await;
                return Attempt::Over(Sent { line, ..Sent::same(mail.envelope, &outcome) });
            }
        };
        let reused = connection.mails > 0;
        let reset = connection.session == Session::NeedsReset;
        let mut transaction = Transaction::new(&order, connection.offer.pipelining, reset, asks);
        connection.deliver(&mut transaction, &mail.content, permit).await;
        let stale = reused && transaction.session() == Session::Broken && !transaction.has_accepted();
        let withheld = transaction.is_withheld();
        let sent = Sent { outcomes: transaction.finish(), dsn: order.dsn, line, withheld };
        self.give_back(connection).await;
        if stale { Attempt::Stale(sent) } else { Attempt::Over(sent) }
    }

    async fn pick_idle(&self) -> Option<Connection> {
        loop {
            // The newest first: the others may then grow old and be closed.
            let connection = self.lock_idle().pop()?;
            if connection.idle_since.elapsed() >= self.upstream.limits.idle {
                connection.quit().await;
            } else if connection.is_alive().await {
                return Some(connection);
            }
        }
    }

    async fn give_back(self: &Arc<Self>, mut connection: Connection) {
        if connection.session == Session::Broken {
            return;
        }
        if connection.mails >= self.upstream.limits.mails_per_connection {
            return connection.quit().await;
        }
        connection.idle_since = Instant::now();
        self.lock_idle().push(connection);
        if !self.sweeping.swap(true, Ordering::AcqRel) {
            tokio::spawn(sweep(Arc::downgrade(self), self.upstream.limits.idle));
        }
    }

    fn lock_idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_idle(&self, wanted: impl Fn(&Connection) -> bool) -> Vec<Connection> {
        self.lock_idle().extract_if(.., |connection| wanted(connection)).collect()
    }
}

/// Closes connections that were idle for too long; ends when none is left.
async fn sweep(route: Weak<Route>, idle: std::time::Duration) {
    loop {
        tokio::time::sleep(idle).await;
        let Some(route) = route.upgrade() else { return };
        for connection in route.take_idle(|connection| connection.idle_since.elapsed() >= idle) {
            connection.quit().await;
        }
        let waiting = route.lock_idle();
        if waiting.is_empty() {
            // Under the lock: who gives a connection back afterwards sees that nobody sweeps.
            route.sweeping.store(false, Ordering::Release);
            return;
        }
    }
}

impl Sent {
    fn same(envelope: &Envelope, outcome: &Outcome) -> Self {
        let outcomes = envelope.recipients.iter().map(|_| outcome.clone()).collect();
        Self { outcomes, dsn: DsnHandling::NotAsked, line: None, withheld: false }
    }
}

/// For fuzzing: reads `data` as replies and as an EHLO reply, whole and octet by octet.
#[doc(hidden)]
pub fn fuzz_reply(data: &[u8]) {
    let mut whole = reply::ReplyReader::default();
    whole.feed(data);
    let mut read = Vec::new();
    while let Ok(Some(reply)) = whole.take() {
        let _ = (offer::Offer::of(&reply), reply.to_remote());
        read.push(reply);
    }
    let mut single = reply::ReplyReader::default();
    let mut again = Vec::new();
    'all: for octet in data {
        single.feed(std::slice::from_ref(octet));
        loop {
            match single.take() {
                Ok(Some(reply)) => again.push(reply),
                Ok(None) => break,
                Err(_) => break 'all,
            }
        }
    }
    assert_eq!(read, again, "a reply depends on how the stream is cut");
}
