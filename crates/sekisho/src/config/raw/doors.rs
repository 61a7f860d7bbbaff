//! The doors: where they are, who may use them, how much they take.

use std::{net::SocketAddr, path::PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Text;

/// The doors; a door that is not given is closed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listen {
    /// Submission with implicit TLS (RFC 8314), usually port 465.
    #[schemars(with = "Option<String>")]
    pub(crate) submissions: Option<Spanned<SocketAddr>>,
    /// Submission with STARTTLS (RFC 6409), usually port 587.
    #[schemars(with = "Option<String>")]
    pub(crate) submission: Option<Spanned<SocketAddr>>,
    /// Trusted MTAs, usually 10025 on loopback.
    #[schemars(with = "Option<String>")]
    pub(crate) relay: Option<Spanned<SocketAddr>>,
    /// Milter, usually 10026 on loopback.
    #[schemars(with = "Option<String>")]
    pub(crate) milter: Option<Spanned<SocketAddr>>,
    /// Console, usually behind a TLS proxy on loopback, port 8080.
    #[schemars(with = "Option<String>")]
    pub(crate) console: Option<Spanned<SocketAddr>>,
    /// Prometheus metrics and health, loopback only.
    #[schemars(with = "Option<String>")]
    pub(crate) metrics: Option<Spanned<SocketAddr>>,
}

/// Certificate.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// PEM file with the chain.
    #[schemars(with = "String")]
    pub(crate) certificate: Spanned<PathBuf>,
    /// PEM file with the private key, mode 0600.
    #[schemars(with = "String")]
    pub(crate) key: Spanned<PathBuf>,
}

/// Who may relay.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Relay {
    /// Networks of the MTAs that may use the relay and milter doors. Default loopback.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) peers: Option<Vec<Text>>,
    /// Those of them whose XCLIENT and XFORWARD are believed. Default none.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) xclient: Vec<Text>,
    /// Those of them whose milter is believed when it says who signed in (`{auth_authen}`): that account is then the
    /// author of the letter, may send as itself only, may review it and may not approve it. Default all of them.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) signed_in: Option<Vec<Text>>,
}

/// Bounds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// Largest letter in MiB. Default 50.
    pub(crate) letter_mib: Option<u32>,
    /// Recipients of a letter. Default 10,000.
    pub(crate) recipients: Option<u32>,
    /// Connections of all SMTP doors together; the milter counts its own. Default 1,000.
    pub(crate) connections: Option<u32>,
    /// Connections of one peer. Default 100.
    pub(crate) connections_per_peer: Option<u32>,
    /// Memory for letters being received, in MiB. Default 512.
    pub(crate) receiving_mib: Option<u32>,
}
