//! Sessions: what opening one gives, and why it fails. Plain data; a secret is in it once, for who gets it.
//!
//! A failure never says which of name, password and code was wrong.

use sekisho_model::Time;

use super::Viewer;

/// A fresh session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The secret for the session cookie.
    pub token: String,
    /// Who.
    pub viewer: Viewer,
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
