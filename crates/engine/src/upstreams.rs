//! From the operator's values to the delivery pool, the DKIM keys and the choice of a next hop.

use sekisho_content::dkim::{Key, KeyError, Keys};
use sekisho_model::{Address, ReversePath};
use sekisho_smtp::client::{self, Cleartext, Login, Pool, TlsPolicy};
use zeroize::Zeroizing;

use crate::{
    error::OpenError,
    settings::{Settings, TlsMode, Upstream},
};

pub(crate) fn pool(settings: &Settings) -> Result<Pool, OpenError> {
    let upstreams = settings.upstreams.iter().map(|upstream| self::upstream(upstream, &settings.hostname)).collect();
    Pool::new(upstreams).map_err(|error| OpenError::Upstream(error.to_string()))
}

fn upstream(upstream: &Upstream, hostname: &str) -> client::Upstream {
    let tls = match &upstream.tls {
        TlsMode::Never => TlsPolicy::Never,
        TlsMode::Opportunistic => TlsPolicy::Opportunistic,
        TlsMode::Required => TlsPolicy::Required,
        TlsMode::Implicit => TlsPolicy::Implicit,
        TlsMode::Pinned(pins) => TlsPolicy::Pinned { sha256: pins.iter().map(|pin| *pin.as_bytes()).collect() },
    };
    let mut made = client::Upstream::new(&upstream.name, &upstream.host, upstream.port, tls);
    made.auth = upstream.login.as_ref().map(|(user, password)| Login {
        user: user.clone(),
        password: Zeroizing::new(password.0.clone()),
        cleartext: Cleartext::Never,
    });
    made.limits.connections = upstream.connections;
    made.xforward = upstream.xforward;
    hostname.clone_into(&mut made.helo);
    made
}

pub(crate) fn dkim_keys(settings: &Settings) -> Result<Keys, OpenError> {
    let mut keys = Keys::new();
    for entry in &settings.dkim {
        let wrong = |error: KeyError| OpenError::Dkim { domain: entry.domain.to_string(), why: error.to_string() };
        keys.insert(entry.domain.clone(), &entry.selector, Key::from_pem(&entry.pem.0).map_err(wrong)?);
    }
    Ok(keys)
}

/// Name of the upstream that carries mail from this sender to this recipient: the first route that fits, else the
/// first upstream.
pub(crate) fn route<'a>(settings: &'a Settings, sender: &ReversePath, recipient: &Address) -> &'a str {
    let fits = |domains: &[sekisho_model::Domain], address: Option<&Address>| {
        domains.is_empty()
            || address.is_some_and(|address| domains.iter().any(|domain| address.domain().is_within(domain)))
    };
    let route = settings
        .routes
        .iter()
        .find(|route| fits(&route.recipients, Some(recipient)) && fits(&route.senders, sender.address()));
    let default = || settings.upstreams.first().map_or("", |upstream| upstream.name.as_str());
    route.map_or_else(default, |route| route.upstream.as_str())
}
