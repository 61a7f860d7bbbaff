//! SASL mechanisms of the server (RFC 4954): PLAIN (RFC 4616), LOGIN, SCRAM-SHA-256 and -PLUS (RFC 7677, 9266).
//!
//! Sans-I/O: decoded responses in, [`Turn`]s out. Nobody is signed in here: what a proof of [`Scram`] came to, and names
//! and passwords of the other mechanisms, are handed on to be asked about. What is malformed is never asked about.

use zeroize::Zeroizing;

mod scram;

pub(crate) use scram::{Binding, Scram};

use super::ScramKeys;

/// Octets of a login or a password.
const MAX_FIELD: usize = 1_000;

// No Debug: names and passwords.

/// An exchange that waits for the client's next response.
pub(crate) enum Exchange {
    Plain,
    LoginName,
    LoginPassword { login: String },
    Scram(Box<Scram>),
}

/// What comes after a response.
pub(crate) enum Turn {
    /// The client is told this and answers.
    Challenge(Vec<u8>, Exchange),
    /// The house decides.
    Password { login: String, password: Zeroizing<String> },
    /// The house is asked for the keys of [`Scram::login`]; then [`Scram::challenge`] goes on.
    Keys(Box<Scram>),
    /// The exchange of [`Scram`] is over, and the house decides: whether the client has proved that it knows the
    /// password of this login.
    Ended { login: String, proved: bool },
    /// Wrong, whoever it is.
    Refused,
    /// Not what the mechanism prescribes.
    Malformed,
}

impl Exchange {
    /// The exchange of a mechanism that is offered; `binding` is what the TLS session exports.
    pub(crate) fn of(mechanism: &str, binding: Option<Binding>, mask: Option<&[u8; 32]>) -> Option<Self> {
        let plus = binding.is_some();
        match &*mechanism.to_ascii_uppercase() {
            "PLAIN" => Some(Self::Plain),
            "LOGIN" => Some(Self::LoginName),
            "SCRAM-SHA-256" => Some(Self::Scram(Box::new(Scram::new(false, binding, *mask?)))),
            "SCRAM-SHA-256-PLUS" if plus => Some(Self::Scram(Box::new(Scram::new(true, binding, *mask?)))),
            _ => None,
        }
    }

    /// What is said to a client that gave no initial response.
    pub(crate) const fn opening(&self) -> &'static [u8] {
        match self {
            Self::LoginName => b"Username:",
            _ => b"",
        }
    }

    /// Takes a response.
    pub(crate) fn respond(self, response: &[u8]) -> Turn {
        let text = || std::str::from_utf8(response).ok().filter(|text| text.len() <= MAX_FIELD && !text.contains('\0'));
        match self {
            Self::Plain => plain(response),
            Self::LoginName => match text() {
                Some(login) if !login.is_empty() => {
                    Turn::Challenge(b"Password:".to_vec(), Self::LoginPassword { login: login.to_owned() })
                }
                _ => Turn::Malformed,
            },
            Self::LoginPassword { login } => match text() {
                // Some directories take an empty password for "nobody" and say yes (RFC 4513 §5.1.2).
                Some("") => Turn::Refused,
                Some(password) => Turn::Password { login, password: Zeroizing::new(password.to_owned()) },
                None => Turn::Malformed,
            },
            Self::Scram(scram) => scram.respond(response),
        }
    }
}

/// `[authzid] NUL authcid NUL passwd`. Nobody may act as somebody else.
fn plain(response: &[u8]) -> Turn {
    let Ok(text) = std::str::from_utf8(response) else { return Turn::Malformed };
    let mut fields = text.split('\0');
    let (Some(acts_as), Some(login), Some(password), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Turn::Malformed;
    };
    if login.is_empty() || login.len() > MAX_FIELD || password.len() > MAX_FIELD {
        return Turn::Malformed;
    }
    if password.is_empty() || (!acts_as.is_empty() && acts_as != login) {
        return Turn::Refused;
    }
    Turn::Password { login: login.to_owned(), password: Zeroizing::new(password.to_owned()) }
}

#[cfg(test)]
mod tests;
