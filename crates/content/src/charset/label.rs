//! Charset labels as mail writes them. One table for reading and writing; the WHATWG labels stand in `encoding_rs`,
//! only what mail has beyond them is here.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, REPLACEMENT, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

use super::{BIG, LITTLE, Order};

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// No label, or one that says "I do not know".
    Unlabelled,
    /// `us-ascii`.
    Ascii,
    /// ISO-2022-JP and all its variants, cp50220 to cp50222 included.
    Jis,
    /// RFC 2152.
    Utf7,
    /// UTF-16.
    Utf16(Order),
    /// UTF-32.
    Utf32(Order),
    /// Any other charset of WHATWG.
    Plain(&'static Encoding),
    /// A label nobody knows, or a charset that is not safe to decode (HZ, ISO-2022-CN, ISO-2022-KR).
    Unknown,
}

impl Charset {
    /// Whether ASCII bytes without escape sequences mean themselves.
    pub(super) fn is_ascii_without_escapes(self) -> bool {
        match self {
            Self::Unlabelled | Self::Ascii | Self::Jis | Self::Plain(_) => true,
            Self::Utf7 | Self::Utf16(_) | Self::Utf32(_) | Self::Unknown => false,
        }
    }
}

/// The charset of a label, whatever its case, quotes, blanks or RFC 2231 language suffix.
pub(crate) fn known(label: &str) -> Charset {
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ','));
    let label = label.split('*').next().unwrap_or(label);
    let lower = label.to_ascii_lowercase();
    match lower.as_str() {
        "" | "unknown" | "x-unknown" | "unknown-8bit" | "default" | "8bit" | "binary" | "_autodetect"
        | "_autodetect_all" | "autodetect" => Charset::Unlabelled,
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" | "us" | "usascii" | "us_ascii" | "7bit" => {
            Charset::Ascii
        }
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" => Charset::Utf7,
        "utf-16" | "utf16" | "ucs-2" | "iso-10646-ucs-2" | "unicode" => Charset::Utf16(None),
        "utf-16le" | "utf-16-le" => Charset::Utf16(LITTLE),
        "utf-16be" | "utf-16-be" => Charset::Utf16(BIG),
        "utf-32" | "utf32" | "ucs-4" | "iso-10646-ucs-4" => Charset::Utf32(None),
        "utf-32le" => Charset::Utf32(LITTLE),
        "utf-32be" => Charset::Utf32(BIG),
        "utf_8" | "utf-8n" | "utf8n" | "utf8mb4" | "cp65001" | "x-utf-8" => Charset::Plain(UTF_8),
        _ => japanese(&lower).unwrap_or_else(|| other(&lower)),
    }
}

fn japanese(lower: &str) -> Option<Charset> {
    Some(match lower {
        "cp932" | "ms932" | "ms-kanji" | "ms_kanji" | "x-ms-cp932" | "windows-932" | "shift-jis" | "shiftjis"
        | "s-jis" | "shift_jis-2004" | "shift_jisx0213" | "sjis-win" | "sjis-mac" | "x-mac-japanese"
        | "x-shift-jis" | "x-shift_jis" | "shiftjis-win" | "mac-japanese" | "cp943" | "cp943c" | "ibm943"
        | "ibm-943" | "mskanji" => Charset::Plain(SHIFT_JIS),
        "euc" | "eucjp" | "euc_jp" | "ujis" | "cp51932" | "windows-51932" | "eucjp-ms" | "eucjp-win" | "euc-jp-ms"
        | "x-eucjp" | "x-euc" | "eucjp-open" | "euc-japan" => Charset::Plain(EUC_JP),
        "iso-2022-jp-ms" | "iso2022jp-ms" | "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3"
        | "iso-2022-jp-2004" | "iso2022jp" | "iso2022-jp" | "iso_2022_jp" | "iso-2022jp" | "x-iso-2022-jp"
        | "cp50220" | "cp50221" | "cp50222" | "windows-50220" | "windows-50221" | "windows-50222" | "jis" | "jis7"
        | "jis8" | "csiso2022jp2" | "_iso-2022-jp" | "_iso-2022-jp$sio" | "x-jis" | "junet" => Charset::Jis,
        _ => return None,
    })
}

fn other(lower: &str) -> Charset {
    match Encoding::for_label(lower.as_bytes()) {
        Some(encoding) if encoding == ISO_2022_JP => Charset::Jis,
        Some(encoding) if encoding == UTF_16LE => Charset::Utf16(LITTLE),
        Some(encoding) if encoding == UTF_16BE => Charset::Utf16(BIG),
        Some(encoding) if encoding == REPLACEMENT || encoding == X_USER_DEFINED => Charset::Unknown,
        Some(encoding) => Charset::Plain(encoding),
        None => Charset::Unknown,
    }
}
