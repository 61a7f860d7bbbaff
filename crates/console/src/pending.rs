//! Sign-ins whose password was right and whose code is still missing, kept in memory for some minutes.
//!
//! The password is needed again with the code and must not travel through the browser a second time. A restart
//! forgets them: people start again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sekisho_engine::chance::{self, NoChance};
use sekisho_model::Digest;
use zeroize::Zeroizing;

/// How long somebody may look for the telephone.
const LIFE: Duration = Duration::from_secs(300);
/// Beyond this many, the oldest are forgotten: whoever floods sign-ins needs right passwords for it.
const MOST: usize = 10_000;

#[derive(Default)]
pub(crate) struct Pending {
    waiting: Mutex<HashMap<Digest, Waiting>>,
}

struct Waiting {
    login: String,
    password: Zeroizing<String>,
    until: Instant,
}

impl Pending {
    /// Keeps name and password; returns the secret for the cookie.
    pub(crate) fn keep(&self, login: String, password: Zeroizing<String>) -> Result<String, NoChance> {
        let secret = chance::token()?;
        let now = Instant::now();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, known| known.until > now);
        if waiting.len() >= MOST {
            let oldest = waiting.iter().min_by_key(|(_, known)| known.until).map(|(key, _)| *key);
            oldest.and_then(|key| waiting.remove(&key));
        }
        waiting.insert(chance::token_digest(&secret), Waiting { login, password, until: now + LIFE });
        Ok(secret)
    }

    /// Name and password that belong to a secret.
    pub(crate) fn find(&self, secret: &str) -> Option<(String, Zeroizing<String>)> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let known = waiting.get(&chance::token_digest(secret))?;
        (known.until > Instant::now()).then(|| (known.login.clone(), known.password.clone()))
    }

    /// Forgets a sign-in.
    pub(crate) fn forget(&self, secret: &str) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&chance::token_digest(secret));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_its_own_sign_in_until_it_is_forgotten() {
        let pending = Pending::default();
        let secret = pending.keep("a".to_owned(), Zeroizing::new("word".to_owned())).unwrap();
        assert_eq!(pending.find(&secret).unwrap().0, "a");
        assert!(pending.find("another").is_none());
        pending.forget(&secret);
        assert!(pending.find(&secret).is_none());
    }
}
