//! The two signatures, and how they are checked without anything but the file.
//!
//! The attached object is `{"sekisho-certificate":1,"file":F,"key":K,"values":{…},"signature":S}`. `S` signs the label
//! `sekisho.certificate.v1`, a zero octet, and the canonical form of `values`. `F` has 128 hexadecimal digits at a fixed
//! place: it signs the label `sekisho.certificate-file.v1`, a zero octet, and the whole PDF with zeros in place of these
//! digits.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde_json::Value;

use crate::{CertificateError, Fonts, Pages, canonical, draw};

/// What the attached object begins with; nothing else in a PDF does.
const HEAD: &str = "{\"sekisho-certificate\":1,\"file\":\"";
/// Hexadecimal digits of a signature.
const DIGITS: usize = 128;
const VALUES: &[u8] = b"sekisho.certificate.v1\0";
const FILE: &[u8] = b"sekisho.certificate-file.v1\0";
/// Name of the attached file.
const NAME: &str = "certificate.json";

/// The key of a house that signs.
pub struct SigningKey(Ed25519KeyPair);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// A certificate that nobody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub values: Value,
    /// Whose it is: the public key in hexadecimal. Whether that is the key of the house in question, only that house
    /// can say.
    pub key: String,
}

impl SigningKey {
    /// Takes the 32 secret octets.
    ///
    /// # Errors
    /// [`CertificateError::Key`].
    pub fn new(secret: &[u8; 32]) -> Result<Self, CertificateError> {
        Ed25519KeyPair::from_seed_unchecked(secret).map(Self).map_err(|_| CertificateError::Key)
    }

    /// The public key, 64 hexadecimal digits.
    #[must_use]
    pub fn public(&self) -> String {
        hex(self.0.public_key().as_ref())
    }

    /// Draws and signs a certificate of these values.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn certify(&self, values: &Value, pages: &Pages<'_>, fonts: &Fonts<'_>) -> Result<Vec<u8>, CertificateError> {
        let form = String::from_utf8(canonical(values)?).map_err(|_| CertificateError::Canonical)?;
        let signature = self.sign(VALUES, form.as_bytes());
        let zeros = "0".repeat(DIGITS);
        let key = self.public();
        let object = format!("{HEAD}{zeros}\",\"key\":\"{key}\",\"values\":{form},\"signature\":\"{signature}\"}}");
        let mut pdf = draw(pages, (NAME, object.as_bytes()), fonts)?;
        let digits = place(&pdf)?;
        let file = self.sign(FILE, &pdf);
        pdf.get_mut(digits).ok_or(CertificateError::NotOne)?.copy_from_slice(file.as_bytes());
        Ok(pdf)
    }

    fn sign(&self, label: &[u8], bytes: &[u8]) -> String {
        hex(self.0.sign(&[label, bytes].concat()).as_ref())
    }
}

/// Checks a certificate by itself: that its values and every byte of its pages are what the named key signed.
///
/// # Errors
/// [`CertificateError::NotOne`], [`CertificateError::Broken`].
pub fn verify(pdf: &[u8]) -> Result<Verified, CertificateError> {
    let digits = place(pdf)?;
    let start = digits.start - HEAD.len();
    let mut objects = serde_json::Deserializer::from_slice(pdf.get(start..).unwrap_or_default()).into_iter::<Value>();
    let object = objects.next().and_then(Result::ok).ok_or(CertificateError::NotOne)?;
    let text = |name: &str| object.get(name).and_then(Value::as_str).ok_or(CertificateError::NotOne);
    let (key, file, signature) = (text("key")?, text("file")?, text("signature")?);
    let values = object.get("values").ok_or(CertificateError::NotOne)?;
    check(key, signature, VALUES, &canonical(values)?).ok_or(CertificateError::Broken { what: "values" })?;
    let mut plain = pdf.to_vec();
    plain.get_mut(digits).ok_or(CertificateError::NotOne)?.fill(b'0');
    check(key, file, FILE, &plain).ok_or(CertificateError::Broken { what: "pages" })?;
    Ok(Verified { values: values.clone(), key: key.to_owned() })
}

/// Where the digits of the signature over the file stand. The object must be there once.
fn place(pdf: &[u8]) -> Result<std::ops::Range<usize>, CertificateError> {
    let head = HEAD.as_bytes();
    let mut found = pdf.windows(head.len()).enumerate().filter(|(_, window)| *window == head).map(|(at, _)| at);
    match (found.next(), found.next()) {
        (Some(at), None) if pdf.len() >= at + head.len() + DIGITS => Ok(at + head.len()..at + head.len() + DIGITS),
        _ => Err(CertificateError::NotOne),
    }
}

fn check(key: &str, signature: &str, label: &[u8], bytes: &[u8]) -> Option<()> {
    let key = UnparsedPublicKey::new(&ED25519, unhex(key)?);
    key.verify(&[label, bytes].concat(), &unhex(signature)?).ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
