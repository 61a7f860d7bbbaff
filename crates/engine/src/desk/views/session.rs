//! Sessions: what opening one gives, and why it fails. Plain data; a secret is in it once, for who gets it.
//!
//! A failure never says which of name, password and code was wrong.

use sekisho_model::{Time, UserId, hold::Means};

use super::{Language, Viewer};

/// A fresh session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret for the session cookie.
    pub token: String,
    /// Who.
    pub user: UserId,
    /// Language of that person.
    pub language: Language,
    /// How they signed in.
    pub means: Means,
    /// Where the session leads.
    pub second_factor: SecondFactorState,
}

/// How somebody who signed in stands to the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorState {
    /// It was used.
    Used,
    /// There is none, and it is offered.
    Offered,
    /// There is none, and the session opens nothing but setting it up.
    Missing,
}

/// Whose session it is.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Somebody who may look and act.
    Viewer(Viewer),
    /// Somebody who must set a second factor up first.
    Newcomer(Newcomer),
}

/// Somebody with the right password whose account must have a second factor and has none. Sees nothing, does nothing but
/// set it up or leave: no method of the desk takes it for a [`Viewer`].
#[derive(Debug, Clone)]
pub struct Newcomer(pub(in crate::desk) Viewer);

impl Newcomer {
    /// Language of that person.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.0.language
    }
}

/// Why a sign-in failed. `Wrong` never says which of name, password or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Name, password or code.
    #[error("the name, the password or the code is wrong")]
    Wrong,
    /// Password right, a code is needed.
    #[error("a code of the second factor is needed")]
    NeedsCode,
    /// Too many failures.
    #[error("locked after too many failures")]
    Locked {
        /// Until then.
        until: Time,
    },
    /// The store did not answer.
    #[error("sign-in is not possible right now")]
    Unavailable,
}

/// Secret of a new second factor (TOTP, RFC 6238), shown once.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// `otpauth://` URI for the QR code.
    pub uri: String,
    /// Base 32 secret for typing.
    pub secret: String,
}
