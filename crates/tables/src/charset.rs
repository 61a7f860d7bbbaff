//! Charsets of tables: declared, or proven. Never guessed.
//!
//! Decoding is that of the WHATWG Encoding Standard: Shift_JIS is what Windows calls CP932 (with the vendor rows),
//! EUC-JP has the same rows, ISO-2022-JP has kana by escape. A byte without a meaning is an error with its line and
//! column; nothing becomes U+FFFD.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

pub(crate) mod prove;

/// A charset that tables are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charset {
    /// UTF-8, with or without mark.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Shift_JIS as Windows writes it.
    Cp932,
    /// EUC-JP.
    EucJp,
    /// ISO-2022-JP.
    Iso2022Jp,
}

impl Charset {
    /// The charset of a declared name, whatever its case. `utf-16` alone is not one: without a mark the order of bytes
    /// has to be declared, and with one nothing has to.
    #[must_use]
    pub fn of(label: &str) -> Option<Self> {
        let plain: String = label.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        Some(match plain.as_str() {
            "utf8" | "utf8n" | "utf8bom" | "cp65001" | "ascii" | "usascii" => Self::Utf8,
            "utf16le" => Self::Utf16Le,
            "utf16be" => Self::Utf16Be,
            "cp932" | "ms932" | "windows31j" | "windows932" | "shiftjis" | "sjis" | "mskanji" => Self::Cp932,
            "eucjp" | "euc" | "ujis" | "cp51932" => Self::EucJp,
            "iso2022jp" | "jis" | "cp50220" | "cp50221" => Self::Iso2022Jp,
            _ => return None,
        })
    }

    /// Its name for people and for `--charset`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Cp932 => "CP932",
            Self::EucJp => "EUC-JP",
            Self::Iso2022Jp => "ISO-2022-JP",
        }
    }

    pub(crate) const fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Cp932 => SHIFT_JIS,
            Self::EucJp => EUC_JP,
            Self::Iso2022Jp => ISO_2022_JP,
        }
    }
}

#[cfg(test)]
mod tests;
