//! Content transfer encodings (RFC 2045 §6): decoding as reading does, because the recipient of a file must get the file
//! that was looked at, and encoding again in the same way.

use super::{TransformError, encode, header::longest_line};
use crate::read::transfer::{base64, quoted_printable};

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
            Self::QuotedPrintable => quoted_printable(body, false).bytes.into_owned(),
            Self::Base64 => base64(body).bytes.into_owned(),
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
