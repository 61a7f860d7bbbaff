//! The file as used: every name refers to something, every number lies in its bounds, every address parses.

mod parts;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use sekisho_engine::settings::Settings;
use sekisho_model::{Address, Digest};

use super::{
    mistake::Mistake,
    raw::{Raw, Text},
};

/// Everything `serve` needs to start.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) settings: Settings,
    pub(crate) storage: Storage,
    pub(crate) listen: Listen,
    pub(crate) tls: Option<Tls>,
    pub(crate) relay: Relay,
    pub(crate) limits: Limits,
    pub(crate) policy_file: Option<PathBuf>,
    pub(crate) secure_cookies: bool,
    /// Digest of the text this was read from.
    pub(crate) digest: Digest,
}

#[derive(Debug, Clone)]
pub(crate) struct Storage {
    pub(crate) folder: PathBuf,
    pub(crate) key_file: PathBuf,
    pub(crate) min_free_bytes: u64,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Listen {
    pub(crate) submissions: Option<SocketAddr>,
    pub(crate) submission: Option<SocketAddr>,
    pub(crate) relay: Option<SocketAddr>,
    pub(crate) milter: Option<SocketAddr>,
    pub(crate) console: Option<SocketAddr>,
    pub(crate) metrics: Option<SocketAddr>,
}

#[derive(Debug, Clone)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

#[derive(Debug, Clone)]
pub(crate) struct Relay {
    pub(crate) peers: Vec<Network>,
    pub(crate) xclient: Vec<Network>,
}

/// A network in CIDR notation, checked.
pub(crate) type Network = String;

#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) letter_bytes: u64,
    pub(crate) recipients: usize,
    pub(crate) connections: usize,
    pub(crate) connections_per_peer: usize,
    pub(crate) receiving_bytes: usize,
}

/// Collects mistakes while values are checked; a value with a mistake is left out and the rest is still looked at.
#[derive(Default)]
pub(crate) struct Checker {
    mistakes: Vec<Mistake>,
}

impl Checker {
    pub(crate) fn add(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// Parses a text; on error the reason of the parser becomes the mistake.
    pub(crate) fn parse<T>(&mut self, text: &Text, what: &str) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        match text.get_ref().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(Mistake::new(text.span(), format!("`{}` is not {what}: {error}", text.get_ref())));
                None
            }
        }
    }

    /// Parses each text of a list.
    pub(crate) fn parse_all<T>(&mut self, texts: &[Text], what: &str) -> Vec<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        texts.iter().filter_map(|text| self.parse(text, what)).collect()
    }

    /// Reads a small secret file; the path is the place of the mistake.
    pub(crate) fn secret(&mut self, path: &toml::Spanned<PathBuf>, folder: &Path) -> Option<String> {
        let full = folder.join(path.get_ref());
        match std::fs::read_to_string(&full) {
            Ok(text) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
            Err(error) => {
                self.add(Mistake::new(path.span(), format!("{} cannot be read: {error}", full.display())));
                None
            }
        }
    }
}

/// Checks the whole file; `folder` is where relative paths start.
pub(crate) fn check(raw: Raw, folder: &Path) -> Result<Checked, Vec<Mistake>> {
    let mut checker = Checker::default();
    let listen = parts::listen(&raw, &mut checker);
    let tls = parts::tls(&raw, folder, &mut checker);
    let relay = parts::relay(&raw, &mut checker);
    let settings = parts::settings(&raw, folder, &mut checker);
    let policy_file = raw.policy.file.as_ref().map(|file| folder.join(file.get_ref()));
    match (settings, checker.mistakes.is_empty()) {
        (Some(settings), true) => Ok(Checked {
            secure_cookies: settings.public_url.starts_with("https://"),
            settings,
            storage: parts::storage(&raw, folder),
            listen,
            tls,
            relay,
            limits: parts::limits(&raw),
            policy_file,
            digest: Digest::ZERO,
        }),
        _ => Err(checker.mistakes),
    }
}

/// Days as a duration.
pub(crate) fn days(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

/// The default sender of notices.
pub(crate) fn notices_from(domain: &str) -> Option<Address> {
    Address::parse(&format!("sekisho@{domain}")).ok()
}
