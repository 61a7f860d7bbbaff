//! Where objects begin in the bytes of a PDF file.

/// `obj` or `trailer` as a word of its own.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub is_trailer: bool,
}

/// The next such word at or behind `from`.
pub(super) fn next_word(bytes: &[u8], from: usize) -> Option<Found> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        let found = at + memchr::memchr2(b'o', b't', rest)?;
        let tail = bytes.get(found..)?;
        if tail.starts_with(b"obj")
            && found > 0
            && bytes.get(found - 1).is_some_and(|byte| byte.is_ascii_whitespace() || byte.is_ascii_digit())
        {
            return Some(Found { start: found, end: found + 3, is_trailer: false });
        }
        if tail.starts_with(b"trailer") {
            return Some(Found { start: found, end: found + 7, is_trailer: true });
        }
        at = found + 1;
    }
}

/// The object number in `12 0 ` before `obj`.
pub(super) fn number_before(bytes: &[u8], at: usize) -> Option<(u32, u16)> {
    let head = bytes.get(at.saturating_sub(24)..at)?;
    let text: String = head.iter().map(|byte| char::from(*byte)).collect();
    let mut words = text.split_ascii_whitespace().rev();
    let generation: u16 = words.next()?.parse().ok()?;
    let number = words.next()?;
    // Digits may be glued to what stands before: `endobj12 0 obj`.
    let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    Some((number.get(number.len() - digits..)?.parse().ok()?, generation))
}
