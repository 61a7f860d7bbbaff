//! What is known of addresses and domains from outside the lists: handed in, never looked up here.

use std::collections::{BTreeSet, HashMap};

use sekisho_model::{Address, Domain};
use serde::{Deserialize, Serialize};

/// Why an address gets no bulk mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suppression {
    /// The person ended the mailings (特定電子メール法 3条3項).
    OptedOut,
    /// It bounced for good.
    Bounced,
    /// The person complained.
    Complained,
    /// Blocked by hand.
    Blocked,
}

/// The facts.
#[derive(Default)]
pub struct Facts {
    suppressed: HashMap<String, Suppression>,
    no_mail: BTreeSet<Domain>,
}

impl Facts {
    /// No facts: nothing is known against anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An address that gets no bulk mail; the first reason stays.
    pub fn suppress(&mut self, address: &Address, why: Suppression) {
        self.suppressed.entry(address.key()).or_insert(why);
    }

    /// A domain that takes no mail: no MX and no address, or a null MX (RFC 7505).
    pub fn no_mail(&mut self, domain: Domain) {
        self.no_mail.insert(domain);
    }

    /// Why this address gets none.
    #[must_use]
    pub fn suppression(&self, address: &Address) -> Option<Suppression> {
        self.suppressed.get(&address.key()).copied()
    }

    /// Whether its domain takes none.
    #[must_use]
    pub fn takes_no_mail(&self, address: &Address) -> bool {
        self.no_mail.contains(address.domain())
    }
}

impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Facts").field("suppressed", &self.suppressed.len()).finish_non_exhaustive()
    }
}
