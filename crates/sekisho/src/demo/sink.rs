//! The next hop of the demonstration: a mail server that keeps what each recipient really got.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use sekisho_model::{Envelope, Recipient, ReversePath, UserId};
use sekisho_smtp::server::{self, Door, Handler, Kind, Protection, Reply, ScramKeys, Session, Settings, SignInRefused};
use tokio::{net::TcpListener, sync::watch};
use zeroize::Zeroizing;

/// A mail that arrived.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) recipients: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

/// What arrived so far. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    mails: Arc<Mutex<Vec<Arc<Arrived>>>>,
    _stop: Arc<watch::Sender<bool>>,
}

impl Sink {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no port for the next hop")?;
        let (stop, stopped) = watch::channel(false);
        let sink = Self { address: listener.local_addr()?, mails: Arc::default(), _stop: Arc::new(stop) };
        let everybody = ["127.0.0.0/8".parse(), "::1/128".parse()];
        let peers = everybody.into_iter().collect::<Result<Vec<_>, _>>().context("loopback is a network")?;
        let door = Door { kind: Kind::Relay { peers }, protection: Protection::None, xclient: Vec::new() };
        let mut settings = Settings::new("next-hop.example");
        settings.limits.max_recipients = 20_000;
        let handler = Arc::new(Keeper(Arc::clone(&sink.mails)));
        tokio::spawn(server::serve(listener, Arc::new(door), Arc::new(settings), handler, stopped));
        Ok(sink)
    }

    /// All mails, in the order they came.
    pub(crate) fn mails(&self) -> Vec<Arc<Arrived>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many mails each recipient has.
    pub(crate) fn boxes(&self) -> BTreeMap<String, Vec<usize>> {
        let mut boxes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, mail) in self.mails().iter().enumerate() {
            for recipient in &mail.recipients {
                boxes.entry(recipient.clone()).or_default().push(number);
            }
        }
        boxes
    }
}

struct Keeper(Arc<Mutex<Vec<Arc<Arrived>>>>);

impl Handler for Keeper {
    async fn sign_in(
        &self,
        _session: &Session,
        _login: &str,
        _password: Zeroizing<String>,
    ) -> Result<UserId, SignInRefused> {
        Err(SignInRefused::Wrong)
    }

    async fn scram_keys(&self, _login: &str) -> Option<ScramKeys> {
        None
    }

    async fn scram_ended(&self, _session: &Session, _login: &str, _proved: bool) -> Result<UserId, SignInRefused> {
        Err(SignInRefused::Wrong)
    }

    async fn sender(&self, _session: &Session, _sender: &ReversePath) -> Result<(), Reply> {
        Ok(())
    }

    async fn recipient(&self, _session: &Session, _recipient: &Recipient, _so_far: usize) -> Result<(), Reply> {
        Ok(())
    }

    async fn accept(&self, _session: &Session, envelope: Envelope, bytes: Vec<u8>) -> Reply {
        let recipients = envelope.recipients.iter().map(|recipient| recipient.address.to_string()).collect();
        let mut mails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mails.push(Arc::new(Arrived { recipients, bytes }));
        Reply::new(250, "2.0.0", "kept")
    }
}
