//! The line to the client: TCP, or TLS over it, and the buffer of what was read and not used.

use std::io;

use rustls::{ProtocolVersion, ServerConnection};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::server::TlsStream;
use zeroize::Zeroizing;

use super::session::{MAX_LINE, Secured};

/// Octets read at once; a whole line of the longest kind has room.
const BUFFER: usize = 32 * 1024;
const _: () = assert!(BUFFER > 2 * MAX_LINE);

/// RFC 9266 §4.1.
const BINDING_LABEL: &[u8] = b"EXPORTER-Channel-Binding";

/// A connection.
pub(crate) enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// A handshake is on its way, or has failed.
    Gone,
}

impl Line {
    async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into).await,
            Self::Tls(stream) => stream.read(into).await,
            Self::Gone => Err(gone()),
        }
    }

    pub(crate) async fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(octets).await,
            Self::Tls(stream) => {
                stream.write_all(octets).await?;
                stream.flush().await
            }
            Self::Gone => Err(gone()),
        }
    }

    /// Nothing more will be written.
    pub(crate) async fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.shutdown().await,
            Self::Tls(stream) => stream.shutdown().await,
            Self::Gone => Err(gone()),
        }
    }
}

fn gone() -> io::Error {
    io::ErrorKind::NotConnected.into()
}

/// What the session core has to know.
pub(crate) fn secured(connection: &ServerConnection) -> Secured {
    let version = match connection.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
        _ => "TLS",
    };
    let suite = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str()).unwrap_or("");
    // With TLS 1.2 the exporter is unique only under conditions (RFC 9266 §3) that cannot be seen here.
    let binding =
        (version == "TLSv1.3").then(|| connection.export_keying_material([0; 32], BINDING_LABEL, None).ok()).flatten();
    Secured { description: format!("{version} {suite}").trim_end().to_owned(), binding }
}

/// What was read and is not used yet. Wiped when dropped: there were passwords in it.
pub(crate) struct Buffer {
    octets: Zeroizing<Vec<u8>>,
    start: usize,
    end: usize,
}

impl Buffer {
    pub(crate) fn new() -> Self {
        Self { octets: Zeroizing::new(vec![0; BUFFER]), start: 0, end: 0 }
    }

    pub(crate) fn filled(&self) -> &[u8] {
        self.octets.get(self.start..self.end).unwrap_or(&[])
    }

    pub(crate) const fn consume(&mut self, used: usize) {
        self.start += used;
        if self.start >= self.end {
            (self.start, self.end) = (0, 0);
        }
    }

    pub(crate) const fn forget(&mut self) {
        (self.start, self.end) = (0, 0);
    }

    /// Reads more. Safe to drop: what is not returned was not read. 0: the client has closed.
    pub(crate) async fn fill(&mut self, line: &mut Line) -> io::Result<usize> {
        if self.start > 0 {
            self.octets.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        let count = line.read(self.octets.get_mut(self.end..).unwrap_or(&mut [])).await?;
        self.end += count;
        Ok(count)
    }
}
