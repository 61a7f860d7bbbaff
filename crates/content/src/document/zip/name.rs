//! Names of zip entries: UTF-8 by flag or by Info-ZIP field, else whatever the writer's system used, in Japan
//! nearly always code page 932 (APPNOTE appendix D; extra field 0x7075).

use super::super::bytes::{slice, u16_le, u32_le};
use crate::charset::decode as decode_charset;

/// The decoded name, with `/` between folders whatever the writer used.
pub(super) fn decode(raw: &[u8], extra: &[u8], flags: u16) -> String {
    let name = if let Some(unicode) = unicode_path(raw, extra) {
        unicode
    } else if flags & 0x800 != 0 || raw.is_ascii() {
        String::from_utf8_lossy(raw).into_owned()
    } else if let Ok(name) = std::str::from_utf8(raw) {
        // macOS and many libraries write UTF-8 without saying so; Shift_JIS is practically never valid UTF-8.
        name.to_owned()
    } else {
        decode_charset(raw, Some("cp932")).text
    };
    name.replace('\\', "/").trim_start_matches("./").trim_start_matches('/').to_owned()
}

/// The Info-ZIP Unicode path, when its checksum says that it belongs to this name.
fn unicode_path(raw: &[u8], extra: &[u8]) -> Option<String> {
    let field = extra_field(extra, 0x7075)?;
    if field.first() != Some(&1) || u32_le(field, 1)? != crc32fast::hash(raw) {
        return None;
    }
    std::str::from_utf8(field.get(5..)?).ok().map(str::to_owned)
}

/// The data of an extra field.
pub(super) fn extra_field(extra: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        let (id, length) = (u16_le(extra, at)?, usize::from(u16_le(extra, at + 2)?));
        let data = slice(extra, at + 4, length)?;
        if id == wanted {
            return Some(data);
        }
        at += 4 + length;
    }
}
