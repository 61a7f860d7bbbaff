//! A mail client for the demonstration: hands letters in through the real doors, like any program would.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, rustls};

use super::letters::Draft;

/// RCPT commands written before their replies are read.
const PIPELINE: usize = 500;

/// Hands a letter in at the relay door, as the MTA of a contractor would. Returns the last reply.
pub(crate) async fn relay(door: SocketAddr, draft: &Draft) -> anyhow::Result<String> {
    let stream = TcpStream::connect(door).await.with_context(|| format!("the relay door {door} does not answer"))?;
    let mut session = Session { stream: BufReader::new(stream) };
    session.reply(220).await?;
    session.command("EHLO contractor.example", 250).await?;
    session.hand_in(draft).await
}

/// Hands letters in one after the other in one session, as a mail-merge tool does. Returns the last reply to each.
pub(crate) async fn relay_all(door: SocketAddr, drafts: &[Draft]) -> anyhow::Result<Vec<String>> {
    let stream = TcpStream::connect(door).await.with_context(|| format!("the relay door {door} does not answer"))?;
    let mut session = Session { stream: BufReader::new(stream) };
    session.reply(220).await?;
    session.command("EHLO merge.example", 250).await?;
    let mut replies = Vec::with_capacity(drafts.len());
    for draft in drafts {
        replies.push(session.letter(draft).await?);
    }
    session.command("QUIT", 221).await?;
    Ok(replies)
}

/// Hands a letter in at the submission door with implicit TLS, signed in.
pub(crate) async fn submit(
    door: SocketAddr,
    trusted: &rustls::RootCertStore,
    user: &str,
    password: &str,
    draft: &Draft,
) -> anyhow::Result<String> {
    let config = rustls::ClientConfig::builder().with_root_certificates(trusted.clone()).with_no_client_auth();
    let stream = TcpStream::connect(door).await.with_context(|| format!("the door {door} does not answer"))?;
    let name = rustls::pki_types::ServerName::try_from("localhost")?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let mut session = Session { stream: BufReader::new(stream) };
    session.reply(220).await?;
    session.command("EHLO client.example", 250).await?;
    let plain = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("\0{user}\0{password}"));
    session.command(&format!("AUTH PLAIN {plain}"), 235).await?;
    session.hand_in(draft).await
}

struct Session<S> {
    stream: BufReader<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    async fn hand_in(&mut self, draft: &Draft) -> anyhow::Result<String> {
        let reply = self.letter(draft).await?;
        self.command("QUIT", 221).await?;
        Ok(reply)
    }

    async fn letter(&mut self, draft: &Draft) -> anyhow::Result<String> {
        self.command(&format!("MAIL FROM:<{}>", draft.from), 250).await?;
        for some in draft.recipients.chunks(PIPELINE) {
            let commands: String = some.iter().map(|address| format!("RCPT TO:<{address}>\r\n")).collect();
            self.stream.write_all(commands.as_bytes()).await?;
            for _ in some {
                self.reply(250).await?;
            }
        }
        self.command("DATA", 354).await?;
        self.stream.write_all(&stuffed(&draft.bytes)).await?;
        self.stream.write_all(b".\r\n").await?;
        self.reply(250).await
    }

    async fn command(&mut self, line: &str, expected: u16) -> anyhow::Result<String> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.reply(expected).await
    }

    async fn reply(&mut self, expected: u16) -> anyhow::Result<String> {
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await? == 0 {
                bail!("the door closed the connection");
            }
            if line.as_bytes().get(3) == Some(&b'-') {
                continue;
            }
            if line.get(..3).and_then(|code| code.parse().ok()) == Some(expected) {
                return Ok(line.trim_end().to_owned());
            }
            bail!("expected {expected}, the door said: {}", line.trim_end());
        }
    }
}

/// A dot before every line that starts with one (RFC 5321 §4.5.2); ends with CRLF.
fn stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}
