//! Characters of Adobe-Japan1 (see `japan1.md` for source and licence).

/// Three bytes for each identifier.
const TABLE: &[u8] = include_bytes!("japan1.bin");

/// The character with this identifier.
pub(super) fn text(cid: u32) -> Option<String> {
    let at = usize::try_from(cid).ok()?.checked_mul(3)?;
    let code = TABLE.get(at..at + 3)?.iter().rev().fold(0, |code, byte| code << 8 | u32::from(*byte));
    char::from_u32(code).filter(|character| *character != '\0').map(String::from)
}
