//! SCRAM-SHA-256, the server's side (RFC 5802, RFC 7677), with channel binding `tls-exporter` (RFC 9266).
//!
//! The server knows keys, never the password. A login without keys is led through the same exchange with a salt that
//! is always the same for this login, and fails at its end: who asks learns nothing.

use aws_lc_rs::{constant_time::verify_slices_are_equal, digest, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Exchange, ScramKeys, Turn};

/// Octets of a client's nonce; usual ones have 24.
const MAX_NONCE: usize = 256;
/// Octets of the salt of a login without keys: as long as the house's own.
const SALT: usize = 16;

/// What the TLS session exports for this purpose.
pub(crate) type Binding = [u8; 32];

/// An exchange.
pub(crate) struct Scram {
    /// Whether the mechanism is -PLUS.
    plus: bool,
    binding: Option<Binding>,
    mask: [u8; 32],
    stage: Stage,
}

enum Stage {
    First,
    /// The keys are asked for.
    Keys(First),
    Final(Box<Final>),
    /// The proof was right; the client acknowledges ours.
    Acknowledge(String),
}

/// The client's first message.
struct First {
    header: String,
    bare: String,
    login: String,
    nonce: String,
}

/// What the proof is checked against.
struct Final {
    login: String,
    header: String,
    nonce: String,
    /// `client-first-bare,server-first`.
    said: String,
    /// `None`: no proof is right.
    keys: Option<ScramKeys>,
}

impl Scram {
    pub(crate) const fn new(plus: bool, binding: Option<Binding>, mask: [u8; 32]) -> Self {
        Self { plus, binding, mask, stage: Stage::First }
    }

    /// Whose keys are asked for.
    pub(crate) fn login(&self) -> &str {
        match &self.stage {
            Stage::Keys(first) => &first.login,
            _ => "",
        }
    }

    /// Takes a response.
    pub(crate) fn respond(mut self: Box<Self>, response: &[u8]) -> Turn {
        let Ok(text) = std::str::from_utf8(response) else { return Turn::Malformed };
        match std::mem::replace(&mut self.stage, Stage::First) {
            Stage::First => match self.first(text) {
                Some(first) => {
                    self.stage = Stage::Keys(first);
                    Turn::Keys(self)
                }
                None => Turn::Malformed,
            },
            Stage::Keys(_) => Turn::Malformed,
            Stage::Final(expected) => self.check(&expected, text),
            Stage::Acknowledge(login) if text.is_empty() => Turn::Ended { login, proved: true },
            Stage::Acknowledge(_) => Turn::Malformed,
        }
    }

    /// Goes on with the keys. `nonce`: fresh, printable, without commas. `rounds`: for a login without keys.
    pub(crate) fn challenge(mut self: Box<Self>, keys: Option<ScramKeys>, nonce: &str, rounds: u32) -> Turn {
        let Stage::Keys(first) = std::mem::replace(&mut self.stage, Stage::First) else { return Turn::Malformed };
        let (salt, rounds) = match &keys {
            Some(keys) => (keys.salt.clone(), keys.iterations),
            None => (self.salt_of_nobody(&first.login), rounds),
        };
        let nonce = format!("{}{nonce}", first.nonce);
        let challenge = format!("r={nonce},s={},i={rounds}", STANDARD.encode(salt));
        let said = format!("{},{challenge}", first.bare);
        self.stage = Stage::Final(Box::new(Final { login: first.login, header: first.header, nonce, said, keys }));
        Turn::Challenge(challenge.into_bytes(), Exchange::Scram(self))
    }

    fn salt_of_nobody(&self, login: &str) -> Vec<u8> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.mask);
        hmac::sign(&key, login.as_bytes()).as_ref().iter().take(SALT).copied().collect()
    }

    /// `gs2-header client-first-message-bare`.
    fn first(&self, text: &str) -> Option<First> {
        let (flag, rest) = text.split_once(',')?;
        let (acts_as, bare) = rest.split_once(',')?;
        let fits = match flag {
            "n" => !self.plus,
            // The client could bind and believes that we cannot: when we can, somebody has changed what we offered.
            "y" => !self.plus && self.binding.is_none(),
            _ => self.plus && flag == "p=tls-exporter",
        };
        let mut attributes = bare.split(',');
        let login = name(attributes.next()?.strip_prefix("n=")?)?;
        let nonce = attributes.next()?.strip_prefix("r=").filter(|nonce| is_nonce(nonce))?;
        let own = acts_as.is_empty() || acts_as.strip_prefix("a=").and_then(name).as_ref() == Some(&login);
        let header = format!("{flag},{acts_as},");
        (fits && own).then(|| First { header, bare: bare.to_owned(), login, nonce: nonce.to_owned() })
    }

    /// `c=…,r=…[,extensions],p=…`.
    fn check(mut self: Box<Self>, expected: &Final, text: &str) -> Turn {
        let Some((without_proof, proof)) = text.rsplit_once(",p=") else { return Turn::Malformed };
        let Ok(proof) = STANDARD.decode(proof) else { return Turn::Malformed };
        let mut attributes = without_proof.split(',');
        let bound = attributes.next().and_then(|channel| channel.strip_prefix("c="));
        let nonce = attributes.next().and_then(|nonce| nonce.strip_prefix("r="));
        let mut binding = expected.header.clone().into_bytes();
        binding.extend(self.binding.iter().flatten().filter(|_| self.plus));
        let failed = || Turn::Ended { login: expected.login.clone(), proved: false };
        if bound != Some(&*STANDARD.encode(binding)) || nonce != Some(&*expected.nonce) {
            return failed();
        }
        let message = format!("{},{without_proof}", expected.said);
        match expected.keys.as_ref().filter(|keys| proves(keys, &message, &proof)) {
            None => failed(),
            Some(keys) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, &keys.server_key);
                let ours = format!("v={}", STANDARD.encode(hmac::sign(&key, message.as_bytes())));
                self.stage = Stage::Acknowledge(expected.login.clone());
                Turn::Challenge(ours.into_bytes(), Exchange::Scram(self))
            }
        }
    }
}

/// Whether `H(proof XOR HMAC(StoredKey, message))` is the stored key.
fn proves(keys: &ScramKeys, message: &str, proof: &[u8]) -> bool {
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &keys.stored_key), message.as_bytes());
    if proof.len() != signature.as_ref().len() {
        return false;
    }
    let client_key: Vec<u8> = proof.iter().zip(signature.as_ref()).map(|(proof, mask)| proof ^ mask).collect();
    verify_slices_are_equal(digest::digest(&digest::SHA256, &client_key).as_ref(), &keys.stored_key).is_ok()
}

/// `saslname`: `=2C` is a comma, `=3D` an equals sign, no other `=`.
fn name(text: &str) -> Option<String> {
    let mut parts = text.split('=');
    let mut name = parts.next()?.to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        name.push(match code {
            "2C" => ',',
            "3D" => '=',
            _ => return None,
        });
        name.push_str(rest);
    }
    (!name.is_empty() && name.len() <= super::MAX_FIELD && !name.contains(char::is_control)).then_some(name)
}

fn is_nonce(text: &str) -> bool {
    matches!(text.len(), 1..=MAX_NONCE) && text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b',')
}
