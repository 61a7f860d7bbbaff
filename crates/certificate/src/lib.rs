//! Certificates: values that somebody signed, on pages that people read and in a file that programs check.
//!
//! A certificate is a PDF (PDF/A-3b) that carries its values as an attached JSON object. Two signatures (Ed25519,
//! RFC 8032) by the same key: one over the values in canonical form ([`canonical`]), one over every byte of the PDF, so
//! that neither the values nor what stands on the pages can be changed. Nothing but the public key is needed to check
//! one.
//!
//! No window: fonts, values, words and time come in. Text is drawn as text: nothing in it is markup. It never decides
//! whether something is right; it says what it was given. How it fails: [`CertificateError`]; nothing is drawn in part.

mod canonical;
mod draw;
mod font;
mod layout;
mod seal;

pub use canonical::canonical;
pub use draw::{Block, Pages, draw};
pub use font::Fonts;
pub use seal::{SigningKey, Verified, verify};

/// Why there is no certificate, or why it is not one.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The operator's fault: a font that cannot be read.
    #[error("the font cannot be used")]
    Font,
    /// A value has no canonical form: a fraction.
    #[error("a value has no canonical form")]
    Canonical,
    /// The key, or the cryptographic library.
    #[error("the signing key cannot be used")]
    Key,
    /// The pages cannot be written as PDF/A.
    #[error("the pages cannot be written: {0}")]
    Pdf(String),
    /// Not a certificate of this program.
    #[error("this is not a certificate")]
    NotOne,
    /// A certificate that was changed, or was signed by another key than it says.
    #[error("the {what} were changed, or somebody else signed them")]
    Broken {
        /// `values` or `pages`.
        what: &'static str,
    },
}
