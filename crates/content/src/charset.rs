//! Bytes → text, for Japan first: every label and variant seen in Japanese mail, and detection where there is none.
//!
//! Decoding never fails: what has no meaning becomes U+FFFD and the outcome says that it is not lossless, which is a
//! blind part for its caller. A label that the bytes do not fit is not believed for the text, but it still costs the
//! "lossless". Never guesses silently between two charsets that both fit badly.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

mod detect;
mod iso2022;
mod label;
mod mend;
mod step;
mod tally;
mod unicode;

pub(crate) use iso2022::ends_shifted;
pub(crate) use label::{Charset, known};

/// A text and whether every byte had a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text, without byte order mark.
    pub(crate) text: String,
    /// Whether the charset is known and the bytes fit it.
    pub(crate) lossless: bool,
}

impl Decoded {
    fn new(text: impl Into<String>, lossless: bool) -> Self {
        Self { text: text.into(), lossless }
    }
}

/// Decodes by the label, or, without one, by what the bytes look like.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> Decoded {
    let charset = label.map_or(Charset::Unlabelled, known);
    let ascii = bytes.is_ascii();
    if ascii && charset.is_ascii_without_escapes() && !is_shifted(bytes, charset) && !is_wide(bytes) {
        return Decoded::new(std::str::from_utf8(bytes).unwrap_or_default(), charset != Charset::Unknown);
    }
    if let Some(decoded) = by_mark(bytes) {
        return Decoded { lossless: decoded.lossless && charset != Charset::Unknown, ..decoded };
    }
    match charset {
        Charset::Unlabelled | Charset::Ascii => detect::decode(bytes),
        Charset::Unknown => Decoded { lossless: false, ..detect::decode(bytes) },
        Charset::Jis => iso2022::decode(bytes),
        Charset::Utf7 => unicode::utf7(bytes),
        Charset::Utf16(order) => unicode::utf16(bytes, order),
        Charset::Utf32(order) => unicode::utf32(bytes, order),
        Charset::Plain(encoding) => labelled(bytes, encoding),
    }
}

/// A byte order mark beats every label (as in WHATWG Encoding §6).
fn by_mark(bytes: &[u8]) -> Option<Decoded> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) && bytes.len().is_multiple_of(4) || bytes.starts_with(&[0, 0, 0xFE, 0xFF])
    {
        return Some(unicode::utf32(bytes, None));
    }
    let (encoding, length) = Encoding::for_bom(bytes)?;
    let rest = bytes.get(length..).unwrap_or_default();
    Some(if encoding == UTF_8 { utf8(rest) } else { unicode::utf16(bytes, None) })
}

/// ASCII bytes that do not mean ASCII: by an escape sequence, or by SO where that means kana.
fn is_shifted(bytes: &[u8], charset: Charset) -> bool {
    iso2022::is_escaped(bytes) || (charset == Charset::Jis && memchr::memchr2(0x0E, 0x1B, bytes).is_some())
}

/// UTF-16 can be ASCII bytes with some NUL.
fn is_wide(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some() && detect::wide(bytes).is_some()
}

fn labelled(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    if iso2022::is_escaped(bytes) && bytes.is_ascii() {
        // Nobody writes an escape sequence into another charset on purpose; mail programs show the Japanese.
        return Decoded { lossless: false, ..iso2022::decode(bytes) };
    }
    if encoding == WINDOWS_1252 {
        return western(bytes);
    }
    let decoded = strictly(bytes, encoding);
    if decoded.lossless {
        return decoded;
    }
    let text = if mend::JAPANESE.contains(&encoding) { mend::by_lines(bytes, encoding) } else { decoded.text };
    let detected = detect::decode(bytes);
    let fits = detected.lossless || lost(&detected.text) * 2 < lost(&text);
    let better = fits && !detect::is_cut_short(bytes, encoding);
    Decoded { text: if better { detected.text } else { text }, lossless: false }
}

/// A text that begins with the mark of UTF-8.
fn utf8(bytes: &[u8]) -> Decoded {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded::new(text, true),
        Err(_) => Decoded::new(mend::by_lines(bytes, UTF_8), false),
    }
}

fn lost(text: &str) -> usize {
    text.matches(char::REPLACEMENT_CHARACTER).count()
}

/// Every byte fits `iso-8859-1`, so it is the label of programs that do not know what they send.
fn western(bytes: &[u8]) -> Decoded {
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded::new(text, bytes.is_ascii()),
        Err(_) => strictly(bytes, WINDOWS_1252),
    }
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    // Decoders hand this byte through, but it means nothing.
    let odd = encoding == SHIFT_JIS && text.contains('\u{80}');
    Decoded::new(text, !damaged && !odd)
}

/// Byte order of a wide charset; `None` when the bytes have to say it.
pub(crate) type Order = Option<&'static Encoding>;

const BIG: Order = Some(UTF_16BE);
const LITTLE: Order = Some(UTF_16LE);

#[cfg(test)]
mod tests;
