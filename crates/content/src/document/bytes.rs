//! Numbers at a place in hostile bytes: `None` beyond the end, never a panic.

/// Little-endian 16 bits at `at`.
pub(super) fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(take(bytes, at)?))
}

/// Little-endian 32 bits at `at`.
pub(super) fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(take(bytes, at)?))
}

/// Little-endian 64 bits at `at`.
pub(super) fn u64_le(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(take(bytes, at)?))
}

/// Little-endian 32 bits at `at`, as a place or size.
pub(super) fn size_le(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_le(bytes, at)?).ok()
}

/// `length` bytes from `at`.
pub(super) fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

/// `N` bytes from `at`.
pub(super) fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    slice(bytes, at, N)?.try_into().ok()
}

/// Where `needle` first stands at or after `from`.
pub(super) fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *needle.first()?;
    // Needles are short and stand near: a searcher made for each would cost more than the search.
    let mut starts = memchr::memchr_iter(first, rest);
    starts.find(|at| rest.get(*at..).is_some_and(|here| here.starts_with(needle))).map(|at| from + at)
}

/// UTF-16, little endian; what is not a character becomes U+FFFD.
pub(super) fn utf16_le(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| u16_le(pair, 0));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
