//! What the house remembers of its correspondence: which domains it has written to, whom it knows by which name, who
//! took part in which thread. Domains are kept in memory; the rest is asked of the store.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use sekisho_model::{Digest, Domain, Time, digest::Fields};
use sekisho_store::{DomainSeen, Store, StoreError};

/// A domain's last letter is written at most this often: the day is what the findings need.
const WRITE_EVERY_SECONDS: i64 = 6 * 3_600;

pub(crate) struct Memory {
    domains: Mutex<HashMap<Domain, Known>>,
}

/// What is known of a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) first_at: Time,
    pub(crate) last_at: Time,
    pub(crate) letters: u64,
}

impl Memory {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let known = |seen: DomainSeen| {
            (seen.domain, Known { first_at: seen.first_at, last_at: seen.last_at, letters: seen.letters })
        };
        let domains = store.all_domains().await?.into_iter().map(known).collect();
        Ok(Self { domains: Mutex::new(domains) })
    }

    /// What is known of these domains; unknown ones are missing.
    pub(crate) fn known(&self, domains: &[Domain]) -> BTreeMap<Domain, Known> {
        let all = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        domains.iter().filter_map(|domain| all.get(domain).map(|known| (domain.clone(), *known))).collect()
    }

    /// The domains written to before `at`, for finding look-alikes.
    pub(crate) fn known_before(&self, at: Time) -> Vec<Domain> {
        let all = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|(_, known)| known.first_at < at).map(|(domain, _)| domain.clone()).collect()
    }

    /// Notes that a letter went to these domains; the ones that are worth writing to the store.
    pub(crate) fn see(&self, domains: impl IntoIterator<Item = Domain>, now: Time) -> Vec<Domain> {
        let mut all = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
        let mut worth = Vec::new();
        for domain in domains {
            match all.get_mut(&domain) {
                Some(known) => {
                    let stale = now.as_second() - known.last_at.as_second() >= WRITE_EVERY_SECONDS;
                    known.letters += 1;
                    if stale {
                        known.last_at = now;
                        worth.push(domain);
                    }
                }
                None => {
                    all.insert(domain.clone(), Known { first_at: now, last_at: now, letters: 1 });
                    worth.push(domain);
                }
            }
        }
        worth
    }
}

/// Message ids are stored as digests only: some programs write personal data into them.
pub(crate) fn message_digest(message_id: &str) -> Digest {
    let mut fields = Fields::new("sekisho.message-id.v1");
    fields.push(message_id.as_bytes());
    fields.finish()
}
