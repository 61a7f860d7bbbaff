//! The next hop as the administrator describes it. Checked once, when the [`Pool`](super::Pool) is built.

use std::{fmt, net::IpAddr, time::Duration};

use zeroize::Zeroizing;

/// One server that takes the house's mail.
#[derive(Debug, Clone)]
pub struct Upstream {
    /// The name rules and routes refer to. Unique in a pool.
    pub name: String,
    /// Host name or IP address; the name that its certificate must carry.
    pub host: String,
    /// Usually 25, 465 or 587.
    pub port: u16,
    /// Whether and how the line is encrypted.
    pub tls: TlsPolicy,
    /// Whom to trust for [`TlsPolicy::Required`] and [`TlsPolicy::Implicit`].
    pub roots: Roots,
    /// Signs in when given.
    pub auth: Option<Login>,
    /// Connections and their reuse.
    pub limits: Limits,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// Hands on who submitted the letter, when the server lists XFORWARD. Only for servers of the house.
    pub xforward: bool,
    /// The name said in EHLO; should resolve to the address the connection comes from.
    pub helo: String,
    /// The local address to connect from.
    pub source: Option<IpAddr>,
}

impl Upstream {
    /// A server with defaults for everything else.
    #[must_use]
    pub fn new(name: &str, host: &str, port: u16, tls: TlsPolicy) -> Self {
        Self {
            name: name.to_owned(),
            host: host.to_owned(),
            port,
            tls,
            roots: Roots::System,
            auth: None,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            xforward: false,
            helo: "localhost".to_owned(),
            source: None,
        }
    }

    /// Refuses what could never work or would put bytes of its own on the wire.
    pub(crate) fn check(&self) -> Result<(), UpstreamError> {
        let fault = |what| Err(UpstreamError::Setting { upstream: self.name.clone(), what });
        let host_like = |text: &str| {
            !text.is_empty() && text.len() <= 255 && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<')
        };
        if !host_like(&self.host) {
            return fault("host is not a host name or an IP address");
        }
        if !host_like(&self.helo) {
            return fault("helo is not a host name or an address literal");
        }
        if self.port == 0 || self.limits.connections == 0 || self.limits.mails_per_connection == 0 {
            return fault("port, connections and mails_per_connection must be at least 1");
        }
        if self.auth.as_ref().is_some_and(|login| login.user.contains('\0') || login.password.contains('\0')) {
            return fault("user and password cannot contain NUL");
        }
        if let (Some(login), TlsPolicy::Never) = (&self.auth, &self.tls)
            && login.cleartext == Cleartext::Never
        {
            return fault("a login needs TLS; allow it in clear text only on the loopback interface");
        }
        if matches!(&self.tls, TlsPolicy::Pinned { sha256 } if sha256.is_empty()) {
            return fault("a pinned upstream needs at least one digest");
        }
        Ok(())
    }
}

/// Whether and how the line is encrypted. TLS is 1.2 or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsPolicy {
    /// Clear text. For the loopback interface.
    Never,
    /// STARTTLS if offered; the certificate is not checked, so this protects from listeners, not from impostors.
    /// A handshake that fails defers the mail: it is never sent in clear text instead.
    Opportunistic,
    /// STARTTLS, certificate checked against [`Roots`] for the host; else the mail is deferred.
    Required,
    /// TLS from the first octet (RFC 8314, port 465), certificate checked.
    Implicit,
    /// STARTTLS with one of these certificates, whoever signed it and whatever its dates are.
    Pinned {
        /// SHA-256 of the DER of the certificate or of its SubjectPublicKeyInfo.
        sha256: Vec<[u8; 32]>,
    },
}

impl TlsPolicy {
    /// Whether the server is known to be the right one (RFC 8689 §4.2.1 asks for this).
    #[must_use]
    pub const fn verifies(&self) -> bool {
        matches!(self, Self::Required | Self::Implicit | Self::Pinned { .. })
    }
}

/// Whom to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roots {
    /// The certificate store of the operating system; the Mozilla roots built in when it is empty.
    System,
    /// The Mozilla roots built in.
    BuiltIn,
    /// Only these, DER: a certificate authority of the house.
    Only(Vec<Vec<u8>>),
}

/// Name and password for AUTH (RFC 4954). PLAIN is preferred, then LOGIN.
#[derive(Clone)]
pub struct Login {
    /// Who.
    pub user: String,
    /// Wiped from memory when dropped.
    pub password: Zeroizing<String>,
    /// Whether it may travel in clear text.
    pub cleartext: Cleartext,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login")
    }
}

/// Where a password may travel without TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleartext {
    /// Nowhere.
    Never,
    /// To a server on the loopback interface of this machine.
    OnLoopback,
}

/// Connections to one upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// At the same time, idle ones included. Default 20 (what Postfix opens to one destination).
    pub connections: u16,
    /// How long an idle connection is kept. Default 30 s: servers usually hang up after 60 to 300 s.
    pub idle: Duration,
    /// Mails before a connection is renewed. Default 1000: bounds how long a dead route sticks.
    pub mails_per_connection: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 20, idle: Duration::from_secs(30), mails_per_connection: 1000 }
    }
}

/// RFC 5321 §4.5.3.2; `connect` and `tls` are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP connection to one address. Default 30 s.
    pub connect: Duration,
    /// TLS handshake. Default 60 s.
    pub tls: Duration,
    /// The 220 greeting. 5 min.
    pub greeting: Duration,
    /// EHLO, STARTTLS, AUTH, MAIL, RSET, XFORWARD. 5 min.
    pub command: Duration,
    /// RCPT. 5 min.
    pub rcpt: Duration,
    /// The reply to DATA. 2 min.
    pub data: Duration,
    /// One write of content. 3 min.
    pub block: Duration,
    /// The reply to the final dot. 10 min.
    pub dot: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        Self {
            connect: Duration::from_secs(30),
            tls: minutes(1),
            greeting: minutes(5),
            command: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            block: minutes(3),
            dot: minutes(10),
        }
    }
}

/// Who submitted the letter, for the log of the next hop (Postfix XFORWARD_README). `None`: unavailable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct XForward {
    /// Host name of the client.
    pub name: Option<String>,
    /// Its address.
    pub addr: Option<IpAddr>,
    /// Its port.
    pub port: Option<u16>,
    /// What it said in EHLO.
    pub helo: Option<String>,
    /// `SMTP` or `ESMTP`.
    pub proto: Option<String>,
    /// Our name of the letter.
    pub ident: Option<String>,
}

/// A configuration that cannot work. The administrator's fault.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// Two upstreams with one name.
    #[error("two upstreams are called {0}: give each its own name")]
    Twice(String),
    /// A value is out of range.
    #[error("upstream {upstream}: {what}")]
    Setting {
        /// Which.
        upstream: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The roots cannot be loaded or the TLS library refuses them.
    #[error("upstream {upstream}: TLS cannot be set up; look at its roots")]
    Tls {
        /// Which.
        upstream: String,
        /// Why.
        #[source]
        source: rustls::Error,
    },
    /// No root certificate at all.
    #[error("upstream {upstream}: there is no root certificate to trust")]
    NoRoots {
        /// Which.
        upstream: String,
    },
}
