//! Next hops, which of them carries what, and how long it is tried.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Text;

/// How a connection to an upstream is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TlsMode {
    /// No TLS, for loopback.
    Never,
    /// STARTTLS when offered; the certificate is not checked.
    #[default]
    Opportunistic,
    /// STARTTLS, certificate checked for the host.
    Required,
    /// TLS from the first byte, certificate checked.
    Implicit,
    /// STARTTLS, and the certificate is one of `pins`.
    Pinned,
}

/// A next hop.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Upstream {
    /// Name for routes and logs.
    #[schemars(with = "String")]
    pub(crate) name: Text,
    /// Host name or address.
    pub(crate) host: String,
    /// Port. Default 25.
    pub(crate) port: Option<u16>,
    /// Protection. Default `opportunistic`.
    #[serde(default)]
    pub(crate) tls: TlsMode,
    /// SHA-256 of accepted certificates in hexadecimal, for `pinned`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) pins: Vec<Text>,
    /// Login name for AUTH.
    pub(crate) user: Option<String>,
    /// File with the password, mode 0600.
    #[schemars(with = "Option<String>")]
    pub(crate) password_file: Option<Spanned<PathBuf>>,
    /// Connections at a time. Default 8.
    pub(crate) connections: Option<u16>,
    /// Whether the client's address is passed on with XFORWARD. Default false.
    #[serde(default)]
    pub(crate) xforward: bool,
}

/// Which upstream carries what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Route {
    /// Recipient domains (and their subdomains); empty = all.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) recipients: Vec<Text>,
    /// Sender domains; empty = all.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) senders: Vec<Text>,
    /// Name of the upstream.
    #[schemars(with = "String")]
    pub(crate) upstream: Text,
}

/// A DKIM key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dkim {
    /// `d=`.
    #[schemars(with = "String")]
    pub(crate) domain: Text,
    /// `s=`.
    pub(crate) selector: String,
    /// PKCS#8 PEM file (RSA or Ed25519), mode 0600.
    #[schemars(with = "String")]
    pub(crate) key_file: Spanned<PathBuf>,
}

/// Delivery.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delivery {
    /// Minutes after which a deferred recipient is tried again, attempt by attempt; the last repeats.
    /// Default 1, 5, 15, 30, 60, 120, 240.
    pub(crate) retry_minutes: Option<Vec<u32>>,
    /// Hours after which a recipient is given up and the sender told. Default 96 (RFC 5321 §4.5.4.1: 4–5 days).
    pub(crate) give_up_hours: Option<u32>,
    /// Hours after which the sender is told, once, that recipients are still being tried (RFC 3464 `delayed`; with
    /// NOTIFY only when it asks for DELAY). Default 4; 0: never.
    pub(crate) delay_notice_hours: Option<u32>,
}
