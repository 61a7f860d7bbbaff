//! An SMTP server that does what a script says, to the letter: for faults no real server has on command.
//!
//! A script is a list of lines `WORD => reply` for one connection: wait for a line that begins with WORD (nothing:
//! wait for nothing, `dot`: for the end of data), then send the reply, in which `|` stands for CR LF. Special
//! replies: `!close`, `!silence` (for good), `!tls`, `!endless` (reply lines for ever), `!read N` (N octets, then
//! close), and an empty reply, which is none.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::sync::{Arc, Mutex};

use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A running server.
pub struct Server {
    /// Where it listens.
    pub port: u16,
    seen: Arc<Mutex<Vec<Vec<String>>>>,
}

/// A self-signed certificate.
#[derive(Clone)]
pub struct Identity {
    /// DER.
    pub certificate: Vec<u8>,
    /// DER of the SubjectPublicKeyInfo.
    pub key_info: Vec<u8>,
    key: Vec<u8>,
}

impl Identity {
    /// For this name.
    pub fn new(name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        Self {
            certificate: made.cert.der().to_vec(),
            key_info: rcgen::PublicKeyData::subject_public_key_info(&made.signing_key),
            key: made.signing_key.serialize_der(),
        }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = PrivateKeyDer::Pkcs8(self.key.clone().into());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone().into()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

impl Server {
    /// One script per connection, in the order they come; further connections are closed at once.
    pub async fn start(identity: Option<&Identity>, scripts: &[&[&str]]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), seen: Arc::default() };
        let scripts: Vec<Vec<String>> =
            scripts.iter().map(|script| script.iter().map(ToString::to_string).collect()).collect();
        let (seen, acceptor) = (server.seen.clone(), identity.map(Identity::acceptor));
        tokio::spawn(async move {
            for (number, script) in scripts.into_iter().enumerate() {
                let Ok((stream, _)) = listener.accept().await else { return };
                seen.lock().unwrap().push(Vec::new());
                let run = Run { stream: Box::new(stream), buffer: Vec::new(), seen: seen.clone(), number };
                tokio::spawn(run.play(script, acceptor.clone()));
            }
            while listener.accept().await.is_ok() {}
        });
        server
    }

    /// The lines each connection received so far; data as one entry.
    pub fn seen(&self) -> Vec<Vec<String>> {
        self.seen.lock().unwrap().clone()
    }
}

struct Run {
    stream: Box<dyn Stream>,
    buffer: Vec<u8>,
    seen: Arc<Mutex<Vec<Vec<String>>>>,
    number: usize,
}

impl Run {
    async fn play(mut self, script: Vec<String>, acceptor: Option<TlsAcceptor>) {
        for line in script {
            let (word, reply) = line.split_once("=>").unwrap();
            if !self.expect(word.trim()).await {
                return;
            }
            for part in reply.trim().split("||") {
                match part {
                    "!close" => return,
                    "!silence" => std::future::pending().await,
                    "!tls" => {
                        let Ok(stream) = acceptor.clone().unwrap().accept(self.stream).await else { return };
                        self.stream = Box::new(stream);
                    }
                    "!endless" => while self.say("250-and on and on").await {},
                    "" => {}
                    text if text.starts_with("!read ") => {
                        let mut octets = vec![0; text[6..].parse().unwrap()];
                        let _ = self.stream.read_exact(&mut octets).await;
                        return;
                    }
                    text => {
                        self.say(text).await;
                    }
                }
            }
        }
    }

    async fn say(&mut self, text: &str) -> bool {
        self.stream.write_all(format!("{}\r\n", text.replace('|', "\r\n")).as_bytes()).await.is_ok()
    }

    /// Reads one line, or the data; false at the end of the stream. Another line than expected is a broken test.
    async fn expect(&mut self, word: &str) -> bool {
        let end: &[u8] = match word {
            "" => return true,
            "dot" => b".\r\n",
            _ => b"\r\n",
        };
        loop {
            let whole = word == "dot" && self.buffer.starts_with(end);
            let tail = if word == "dot" && !whole { [b"\r\n", end].concat() } else { end.to_vec() };
            if let Some(at) = self.buffer.windows(tail.len()).position(|part| part == tail) {
                let rest = self.buffer.split_off(at + tail.len());
                let text = String::from_utf8_lossy(&std::mem::replace(&mut self.buffer, rest)).trim_end().to_owned();
                let right = word == "dot" || text.starts_with(word);
                self.seen.lock().unwrap()[self.number].push(if right {
                    text
                } else {
                    format!("{text} INSTEAD OF {word}")
                });
                return right;
            }
            let mut octets = [0; 65536];
            match self.stream.read(&mut octets).await {
                Ok(count) if count > 0 => self.buffer.extend_from_slice(&octets[..count]),
                _ => return false,
            }
        }
    }
}
