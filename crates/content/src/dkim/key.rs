//! DKIM private keys: loading from PEM, signing, and the DNS record that belongs to them.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Largest PEM text that is looked at; an 8192-bit RSA key has about 6.4 kB.
const MAX_PEM: usize = 32 << 10;
/// RFC 8301 §3.2: signers must use at least 1024 bits and should use 2048. The cryptographic library signs with 2048
/// to 8192 bits only, so the stronger half of that sentence is what holds here.
const MIN_RSA_BITS: usize = 2048;

/// Why a text is not a usable private key. The operator's part to correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No `-----BEGIN PRIVATE KEY-----` block, or damaged base64.
    #[error("not a PEM private key (expected PKCS#8: BEGIN PRIVATE KEY)")]
    NotPem,
    /// `BEGIN ENCRYPTED PRIVATE KEY`.
    #[error("the private key is encrypted with a passphrase; store it without one and protect the file")]
    Encrypted,
    /// Neither RSA nor Ed25519, or damaged.
    #[error("the private key is neither an RSA key nor an Ed25519 key")]
    NotSupported,
    /// Under 2048 bits.
    #[error("the RSA key is too short; make one of 2048 bits")]
    TooShort,
}

/// A DKIM private key.
pub struct Key(Kind);

enum Kind {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl Key {
    /// Reads a private key: PKCS#8 (`BEGIN PRIVATE KEY`, RSA or Ed25519), or PKCS#1 (`BEGIN RSA PRIVATE KEY`), which
    /// `opendkim-genkey` writes.
    ///
    /// # Errors
    /// See [`KeyError`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, der) = unwrap_pem(pem)?;
        let rsa = match label {
            "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted),
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der),
            "PRIVATE KEY" => {
                if let Ok(key) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
                    return Ok(Self(Kind::Ed25519(Box::new(key))));
                }
                RsaKeyPair::from_pkcs8(&der)
            }
            _ => return Err(KeyError::NotSupported),
        };
        match rsa {
            Ok(key) if key.public_modulus_len() * 8 < MIN_RSA_BITS => Err(KeyError::TooShort),
            Ok(key) => Ok(Self(Kind::Rsa(Box::new(key)))),
            Err(why) if why.to_string() == "TooSmall" => Err(KeyError::TooShort),
            Err(_) => Err(KeyError::NotSupported),
        }
    }

    /// `a=`.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self.0 {
            Kind::Rsa(_) => "rsa-sha256",
            Kind::Ed25519(_) => "ed25519-sha256",
        }
    }

    /// The TXT record to publish at `selector._domainkey.domain` (RFC 6376 §3.6.1, RFC 8463 §4).
    #[must_use]
    pub fn dns_record(&self) -> String {
        match &self.0 {
            Kind::Rsa(key) => format!("v=DKIM1; k=rsa; p={}", STANDARD.encode(spki(key.public_key().as_ref()))),
            Kind::Ed25519(key) => format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(key.public_key())),
        }
    }

    pub(super) fn sign(&self, input: &[u8]) -> Result<Vec<u8>, ()> {
        match &self.0 {
            Kind::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                // PKCS#1 v1.5 draws nothing; the generator is an unused parameter of the library.
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature).map_err(|_| ())?;
                Ok(signature)
            }
            // RFC 8463 §3: Ed25519 signs the SHA-256 of the input, not the input.
            Kind::Ed25519(key) => {
                let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, input);
                key.try_sign(hash.as_ref()).map(|signature| signature.as_ref().to_vec()).map_err(|_| ())
            }
        }
    }
}

impl std::fmt::Debug for Key {
    /// The algorithm, never the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.algorithm())
    }
}

/// The label and the decoded content of the first PEM block (RFC 7468).
fn unwrap_pem(pem: &str) -> Result<(&str, Vec<u8>), KeyError> {
    if pem.len() > MAX_PEM {
        return Err(KeyError::NotPem);
    }
    let (_, rest) = pem.split_once("-----BEGIN ").ok_or(KeyError::NotPem)?;
    let (label, rest) = rest.split_once("-----").ok_or(KeyError::NotPem)?;
    let (text, _) = rest.split_once("-----END ").ok_or(KeyError::NotPem)?;
    if label.starts_with("ENCRYPTED") || text.contains("Proc-Type:") {
        return Err(KeyError::Encrypted);
    }
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(text).map(|der| (label, der)).map_err(|_| KeyError::NotPem)
}

/// A `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7) around an `RSAPublicKey`: what `p=` is published as everywhere.
fn spki(rsa_public_key: &[u8]) -> Vec<u8> {
    /// `SEQUENCE { OID 1.2.840.113549.1.1.1, NULL }`.
    const RSA_ENCRYPTION: [u8; 15] = [0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 13, 1, 1, 1, 5, 0];
    let mut bits = vec![0];
    bits.extend_from_slice(rsa_public_key);
    let mut inside = RSA_ENCRYPTION.to_vec();
    inside.extend(der(3, &bits));
    der(0x30, &inside)
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    match length.as_slice() {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(0x7F));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}
