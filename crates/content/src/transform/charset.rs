//! Writing into the charset a part already has (ISO-2022-JP, Shift_JIS, …), or saying that it cannot be done.
//!
//! Nothing is ever replaced by `?` or dropped: a text either survives the way there and back, or the part is
//! rewritten in UTF-8, or, when its present bytes cannot be read without doubt, it is left alone with an error.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};

use crate::charset;

/// The charset of a text part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// `us-ascii`, or no label at all, and nothing in the bytes says otherwise.
    Ascii,
    /// A charset whose bytes 0 to 127 are ASCII outside multi-byte sequences.
    Known(&'static Encoding),
    /// ISO 8859-1 proper: readers take it for windows-1252, but the bytes 128 to 159 are not printable in it.
    Latin1,
}

impl Charset {
    /// By label and bytes; `None` when it is not known.
    pub(super) fn detect(label: Option<&str>, bytes: &[u8]) -> Option<Self> {
        let label = label.unwrap_or_default().trim();
        if label.eq_ignore_ascii_case("iso-8859-1") || label.eq_ignore_ascii_case("latin1") {
            return Some(Self::Latin1);
        }
        match charset::known(label) {
            charset::Charset::Unlabelled | charset::Charset::Ascii => unlabelled(bytes),
            charset::Charset::Jis => Some(Self::Known(ISO_2022_JP)),
            charset::Charset::Plain(encoding) => Some(Self::Known(encoding)),
            // Wide charsets have no ASCII to search for, and a text in an unknown one must not be touched.
            _ => None,
        }
    }

    /// The bytes of `text`, if they mean exactly `text`.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        let encoding = match self {
            Self::Ascii => return text.is_ascii().then(|| text.as_bytes().to_vec()),
            Self::Known(encoding) => encoding,
            Self::Latin1 => WINDOWS_1252,
        };
        let (bytes, _, lost) = encoding.encode(text);
        let (again, damaged) = encoding.decode_without_bom_handling(&bytes);
        let printable = self != Self::Latin1 || !bytes.iter().any(|c| (0x80..0xA0).contains(c));
        let portable = encoding != ISO_2022_JP || is_plain_jis(&bytes);
        (!lost && !damaged && again == text && printable && portable).then(|| bytes.into_owned())
    }

    /// The text of `bytes`, if every byte has a meaning.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        let encoding = match self {
            Self::Ascii => UTF_8,
            Self::Known(encoding) => encoding,
            Self::Latin1 => WINDOWS_1252,
        };
        let (text, damaged) = encoding.decode_with_bom_removal(bytes);
        (!damaged).then(|| text.into_owned())
    }

    /// What to append so that ASCII may follow.
    pub(super) fn back_to_ascii(self, bytes: &[u8]) -> &'static [u8] {
        let shifted = self == Self::Known(ISO_2022_JP) && mask(self, bytes).1;
        if shifted { b"\x1b(B" } else { b"" }
    }
}

/// Japanese mail without a label is ISO-2022-JP by old custom; 8-bit bytes that are valid UTF-8 are UTF-8.
fn unlabelled(bytes: &[u8]) -> Option<Charset> {
    if bytes.is_ascii() {
        let japanese = bytes.windows(2).any(|pair| pair == b"\x1b$");
        return Some(if japanese { Charset::Known(ISO_2022_JP) } else { Charset::Ascii });
    }
    std::str::from_utf8(bytes).ok().map(|_| Charset::Known(UTF_8))
}

/// Whether ISO-2022-JP bytes use only rows of JIS X 0208: row 13 and rows above 84 (①, ㈱, 髙) are vendor characters
/// that the label does not promise.
fn is_plain_jis(bytes: &[u8]) -> bool {
    let mut double = false;
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        let mut step = 1;
        if *first == 0x1B {
            double = tail.first() == Some(&b'$');
            step = 3;
        } else if double {
            if *first == 0x2D || *first > 0x74 {
                return false;
            }
            step = 2;
        }
        rest = rest.get(step..).unwrap_or_default();
    }
    true
}

/// A copy of the same length in which everything that is not an ASCII character is 0x80, for searching ASCII text
/// such as tags; and whether the bytes end in a shifted state. Only ISO-2022-JP hides ASCII bytes inside characters
/// in a way that matters for `<` (no multi-byte charset in mail has `<` as a second byte).
pub(super) fn mask(charset: Charset, bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(bytes.len());
    let mut shifted = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte == 0x1B && charset == Charset::Known(ISO_2022_JP) {
            let escape = bytes.get(at..).unwrap_or_default();
            let length = escape.len().min(3);
            shifted = !(escape.starts_with(b"\x1b(B") || escape.starts_with(b"\x1b(J"));
            out.resize(out.len() + length, 0x80);
            at += length;
            continue;
        }
        out.push(if shifted && !matches!(byte, b'\r' | b'\n') { 0x80 } else { *byte });
        at += 1;
    }
    (out, shifted)
}
