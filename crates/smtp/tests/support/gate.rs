//! A submission or relay server on a port of its own whose house answers by the subject of the letter, and remembers
//! what it saw. And a raw client that says what it is told to.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustls::{ClientConfig, RootCertStore, ServerConfig, pki_types::PrivateKeyDer};
use sekisho_model::{Envelope, Recipient, ReversePath, UserId};
use sekisho_smtp::server::{
    Door, Handler, Kind, Protection, Reply, ScramKeys, Session, Settings, SignInRefused, serve,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinHandle,
};
use zeroize::Zeroizing;

/// One letter as the house got it.
#[derive(Debug, Clone)]
pub struct Letter {
    pub session: Session,
    pub envelope: Envelope,
    pub bytes: Vec<u8>,
}

/// Knows `taro` with the password `secret`, and keys of the same.
pub struct House {
    seen: Mutex<Vec<Letter>>,
    keys: ScramKeys,
    /// Ends of SCRAM exchanges it was told of.
    ended: Mutex<Vec<(String, bool)>>,
    /// Letters it was asked about.
    asked: AtomicUsize,
    /// For one letter that is held.
    word: Notify,
}

impl Handler for House {
    async fn sign_in(&self, _: &Session, login: &str, password: Zeroizing<String>) -> Result<UserId, SignInRefused> {
        match (login, password.as_str()) {
            ("taro", "secret") => Ok(UserId::new("taro")),
            ("panic", _) => panic!("a house that falls over"),
            _ => Err(SignInRefused::Wrong),
        }
    }

    async fn scram_keys(&self, login: &str) -> Option<ScramKeys> {
        (login == "taro").then(|| self.keys.clone())
    }

    /// Says yes to everybody: without a proof the door must not believe it.
    async fn scram_ended(&self, _: &Session, login: &str, proved: bool) -> Result<UserId, SignInRefused> {
        self.ended.lock().unwrap().push((login.to_owned(), proved));
        Ok(UserId::new(login))
    }

    async fn sender(&self, _: &Session, sender: &ReversePath) -> Result<(), Reply> {
        match sender.to_string().as_str() {
            "boss@sekisho.example" => Err(Reply::new(550, "5.7.1", "this sender address is not yours")),
            "panic@sekisho.example" => panic!("a house that falls over"),
            _ => Ok(()),
        }
    }

    async fn recipient(&self, _: &Session, recipient: &Recipient, _: usize) -> Result<(), Reply> {
        match recipient.address.local() {
            "nobody" => Err(Reply::new(550, "5.1.1", "nobody here")),
            "later" => Err(Reply::new(451, "4.2.1", "later")),
            _ => Ok(()),
        }
    }

    async fn accept(&self, session: &Session, envelope: Envelope, bytes: Vec<u8>) -> Reply {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let subject = text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or("");
        self.asked.fetch_add(1, Ordering::SeqCst);
        match subject {
            "panic" => panic!("a house that falls over"),
            "never" => std::future::pending().await,
            "held" => self.word.notified().await,
            "refuse" => return Reply::new(550, "5.7.1", "not this one"),
            _ => {}
        }
        self.seen.lock().unwrap().push(Letter { session: session.clone(), envelope, bytes });
        Reply::new(250, "2.0.0", "taken in")
    }
}

/// A running server.
pub struct Gate {
    /// Where it listens.
    pub port: u16,
    /// DER.
    pub certificate: Vec<u8>,
    house: Arc<House>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

/// How the line is protected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Clear,
    StartTls,
    Implicit,
}

impl Gate {
    /// For users.
    pub async fn submission(line: Line, settings: Settings) -> Self {
        Self::start(Kind::Submission, line, settings).await
    }

    /// For MTAs on the loopback interface.
    pub async fn relay(line: Line, settings: Settings) -> Self {
        Self::start(Kind::Relay { peers: vec!["127.0.0.0/8".parse().unwrap()] }, line, settings).await
    }

    async fn start(kind: Kind, line: Line, settings: Settings) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, shutdown) = watch::channel(false);
        let (config, certificate) = identity();
        let protection = match line {
            Line::Clear => Protection::None,
            Line::StartTls => Protection::StartTls(config),
            Line::Implicit => Protection::Implicit(config),
        };
        let xclient = vec!["127.0.0.1".parse().unwrap()];
        let door = Arc::new(Door { kind, protection, xclient });
        let house = Arc::new(House {
            seen: Mutex::default(),
            keys: keys("secret"),
            ended: Mutex::default(),
            asked: AtomicUsize::new(0),
            word: Notify::new(),
        });
        let served = tokio::spawn(serve(listener, door, Arc::new(settings), house.clone(), shutdown));
        Self { port, certificate, house, stop, served }
    }

    /// The letters taken in so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.house.seen.lock().unwrap().clone()
    }

    /// Ends of SCRAM exchanges so far: login, and whether there was a proof.
    pub fn ended(&self) -> Vec<(String, bool)> {
        self.house.ended.lock().unwrap().clone()
    }

    /// How many letters the house was asked about.
    pub fn asked(&self) -> usize {
        self.house.asked.load(Ordering::SeqCst)
    }

    /// Lets one letter go that is held.
    pub fn let_go(&self) {
        self.house.word.notify_one();
    }

    /// Tells it to end, which it may have done already.
    pub fn tell_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Shuts down and waits for the end.
    pub async fn stop(self) {
        self.tell_to_stop();
        self.served.await.unwrap();
    }
}

/// Settings with a short memory for failures.
pub fn settings() -> Settings {
    let mut settings = Settings::new("gate.sekisho.example");
    settings.timeouts.sign_in_failed = Duration::from_millis(1);
    settings
}

fn identity() -> (Arc<ServerConfig>, Vec<u8>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), made.cert.der().to_vec())
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// SCRAM keys of a password (RFC 5802 §3).
pub fn keys(password: &str) -> ScramKeys {
    use aws_lc_rs::{digest, hmac, pbkdf2};
    let (salt, rounds) = (b"0123456789abcdef", 4096);
    let mut salted = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds.try_into().unwrap(), salt, password.as_bytes(), &mut salted);
    let key = hmac::Key::new(hmac::HMAC_SHA256, &salted);
    let stored = digest::digest(&digest::SHA256, hmac::sign(&key, b"Client Key").as_ref());
    ScramKeys {
        salt: salt.to_vec(),
        iterations: rounds,
        stored_key: stored.as_ref().try_into().unwrap(),
        server_key: hmac::sign(&key, b"Server Key").as_ref().try_into().unwrap(),
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A client without manners.
pub struct Raw {
    stream: Box<dyn Stream>,
    heard: String,
    /// What RFC 9266 binds to, after a handshake with TLS 1.3.
    pub binding: Option<[u8; 32]>,
}

impl Raw {
    /// Connects, and does not wait for the greeting.
    pub async fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: Box::new(stream), heard: String::new(), binding: None }
    }

    /// Sends octets.
    pub async fn send(&mut self, octets: impl AsRef<[u8]>) {
        self.stream.write_all(octets.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Sends, without minding that the other side may have closed. False when it has.
    pub async fn try_send(&mut self, octets: &[u8]) -> bool {
        self.stream.write_all(octets).await.is_ok() && self.stream.flush().await.is_ok()
    }

    /// One whole reply, which may have many lines; what there was of it at the end of the stream.
    pub async fn hear(&mut self) -> String {
        loop {
            let last = |line: &str| line.len() > 3 && line.as_bytes()[3] == b' ' && line.ends_with('\n');
            let mut end = 0;
            for line in self.heard.split_inclusive('\n') {
                end += line.len();
                if last(line) {
                    let rest = self.heard.split_off(end);
                    return std::mem::replace(&mut self.heard, rest).trim_end().to_owned();
                }
            }
            let mut octets = [0; 4096];
            match self.stream.read(&mut octets).await {
                // A TLS alert is nothing that was said.
                Ok(count) if count > 0 && octets[0] != 0x15 => {
                    self.heard.push_str(std::str::from_utf8(&octets[..count]).unwrap());
                }
                _ => return std::mem::take(&mut self.heard),
            }
        }
    }

    /// Says a line, hears a reply.
    pub async fn say(&mut self, line: &str) -> String {
        self.send(format!("{line}\r\n")).await;
        self.hear().await
    }

    /// Whether the server has closed, everything it said having been heard.
    pub async fn is_closed(&mut self) -> bool {
        self.hear().await.is_empty()
    }

    /// Greeting and EHLO.
    pub async fn greeted(port: u16) -> Self {
        let mut raw = Self::connect(port).await;
        assert!(raw.hear().await.starts_with("220 "));
        assert!(raw.say("EHLO pc").await.starts_with("250-"));
        raw
    }

    /// The TLS handshake as a client that trusts this certificate only.
    pub async fn secure(self, certificate: &[u8]) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(certificate.to_vec().into()).unwrap();
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let stream = connector.connect("localhost".try_into().unwrap(), self.stream).await.unwrap();
        let label = b"EXPORTER-Channel-Binding";
        let binding = stream.get_ref().1.export_keying_material([0; 32], label, Some(b"")).ok();
        Self { stream: Box::new(stream), heard: String::new(), binding }
    }
}
