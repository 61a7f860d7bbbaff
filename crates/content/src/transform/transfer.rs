//! Content transfer encodings (RFC 2045 §6): decoding as leniently as mail programs do, because the recipient of a
//! file must get the file the sender sees, and encoding again in the same way.

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{TransformError, encode, header::longest_line};

/// How the body of a part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transfer {
    SevenBit,
    EightBit,
    QuotedPrintable,
    Base64,
}

impl Transfer {
    /// By the value of `Content-Transfer-Encoding`; absent means 7bit.
    ///
    /// # Errors
    /// [`TransformError::Encoding`] for any other word: its bytes are not known, so nothing is done with them.
    pub(crate) fn parse(value: Option<&[u8]>) -> Result<Self, TransformError> {
        let word = value.unwrap_or(b"7bit").split(|c| matches!(c, b';' | b' ' | b'(')).next().unwrap_or_default();
        match word.trim_ascii().to_ascii_lowercase().as_slice() {
            b"7bit" | b"" => Ok(Self::SevenBit),
            b"8bit" | b"binary" => Ok(Self::EightBit),
            b"quoted-printable" => Ok(Self::QuotedPrintable),
            b"base64" => Ok(Self::Base64),
            _ => Err(TransformError::Encoding),
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SevenBit => "7bit",
            Self::EightBit => "8bit",
            Self::QuotedPrintable => "quoted-printable",
            Self::Base64 => "base64",
        }
    }

    pub(crate) fn decode(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::SevenBit | Self::EightBit => body.to_vec(),
            Self::QuotedPrintable => quoted_printable(body),
            Self::Base64 => base64(body),
        }
    }

    /// Encodes a text again; 7bit and 8bit give way to base64 when the text no longer fits them.
    pub(crate) fn encode_text(self, text: &[u8]) -> (Self, Vec<u8>) {
        let fits = longest_line(text) <= super::header::MAX_LINE && !super::wire::survey(text).bare;
        match self {
            Self::SevenBit if fits && text.is_ascii() => (self, text.to_vec()),
            Self::EightBit if fits => (self, text.to_vec()),
            Self::QuotedPrintable => (self, encode::quoted_printable(text)),
            _ => (Self::Base64, encode::base64(text)),
        }
    }
}

/// Base64 without regard to anything that is not in the alphabet; stops at padding only when nothing follows.
pub(crate) fn base64(body: &[u8]) -> Vec<u8> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    // Some programs encode in pieces and pad each of them.
    for piece in body.split(|c| *c == b'=') {
        let mut digits: Vec<u8> =
            piece.iter().copied().filter(|c| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/')).collect();
        if digits.len() % 4 == 1 {
            digits.pop();
        }
        if let Ok(bytes) = ENGINE.decode(&digits) {
            out.extend(bytes);
        }
    }
    out
}

/// Quoted-printable; what is no valid escape stays as it is, white space at line ends is dropped (§6.7 rule 3).
pub(crate) fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|c| *c == b'\n') {
        let (text, end) = match line.strip_suffix(b"\n") {
            Some(text) => (text.strip_suffix(b"\r").unwrap_or(text), &b"\r\n"[..]),
            None => (line, &b""[..]),
        };
        let text = text.trim_ascii_end();
        match text.strip_suffix(b"=") {
            Some(text) => unquote(text, &mut out),
            None => {
                unquote(text, &mut out);
                out.extend_from_slice(end);
            }
        }
    }
    out
}

fn unquote(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let pair = tail.get(..2).filter(|pair| *first == b'=' && pair.iter().all(u8::is_ascii_hexdigit));
        match pair.and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
}
