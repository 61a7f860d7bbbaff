//! The central directory of a zip, compared with the local headers.

use std::collections::HashSet;

use sekisho_model::Blind;

use super::{
    super::bytes::{find, size_le, slice, u16_le, u32_le, u64_le},
    Archive, Entry, name, unseal,
};

/// End of central directory record, without comment.
const END: usize = 22;
/// A comment has at most 65,535 bytes.
const FARTHEST_END: usize = END + 65_535;

/// Where the directory stands.
struct End {
    entries: usize,
    offset: usize,
    /// Bytes before the archive proper (self-extracting files): added to every offset.
    shift: usize,
    /// End of the directory.
    limit: usize,
    sound: bool,
}

impl<'a> Archive<'a> {
    /// Reads the directory, of at most `most` entries.
    pub(in crate::document) fn open(bytes: &'a [u8], most: usize) -> Result<Self, Blind> {
        let end = find_end(bytes).ok_or(Blind::Damaged)?;
        let mut archive = Self { bytes, entries: Vec::new(), trouble: (!end.sound).then_some(Blind::Damaged) };
        let mut at = end.offset;
        for number in 0..end.entries {
            if number == most {
                archive.trouble = Some(Blind::Limit);
                break;
            }
            let Some((entry, next)) = read_entry(bytes, at, end.shift).filter(|(_, next)| *next <= end.limit) else {
                archive.trouble = Some(Blind::Damaged);
                break;
            };
            archive.entries.push(entry);
            at = next;
        }
        if at != end.limit && archive.trouble.is_none() {
            archive.trouble = Some(Blind::Damaged);
        }
        archive.refuse_equal_names();
        archive.refuse_overlaps(end.offset);
        Ok(archive)
    }

    /// Two entries of one name: who opens the file sees one of them, and which one depends on the program.
    fn refuse_equal_names(&mut self) {
        let mut seen = HashSet::new();
        if !self.entries.iter().all(|entry| seen.insert(entry.name.to_lowercase())) {
            self.trouble.get_or_insert(Blind::Damaged);
        }
    }

    /// Entries that share bytes (a bomb's trick), and members that stand between the entries but in no directory.
    fn refuse_overlaps(&mut self, directory: usize) {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|at| self.entries.get(*at).map_or(0, |entry| entry.start));
        let mut free = 0;
        let mut stray = false;
        for at in order {
            let Some(entry) = self.entries.get_mut(at) else { continue };
            if entry.start < free || entry.data.end > directory {
                entry.trouble = Some(Blind::Damaged);
            } else {
                stray |= has_member(self.bytes, free, entry.start);
            }
            free = free.max(entry.data.end);
        }
        if stray || has_member(self.bytes, free, directory) {
            self.trouble.get_or_insert(Blind::Damaged);
        }
    }
}

/// Whether a local header stands in a gap. A gap of honest archives holds a data descriptor or padding.
fn has_member(bytes: &[u8], from: usize, to: usize) -> bool {
    bytes.get(from..to).is_some_and(|gap| find(gap, b"PK\x03\x04", 0).is_some())
}

/// The last end record whose comment fits; with zip64 behind it, that one.
fn find_end(bytes: &[u8]) -> Option<End> {
    let lowest = bytes.len().saturating_sub(FARTHEST_END);
    let highest = bytes.len().checked_sub(END)?;
    let mut places = (lowest..=highest).rev().filter(|at| slice(bytes, *at, 4) == Some(b"PK\x05\x06"));
    let at = places.next()?;
    let comment = usize::from(u16_le(bytes, at + 20)?);
    // A second end record that also fits is an archive of two faces.
    let one = !places
        .any(|other| fits(bytes, other) && u16_le(bytes, other + 20) == u16::try_from(bytes.len() - other - END).ok());
    let disks = u32_le(bytes, at + 4)? == 0;
    let (mut entries, mut size, mut offset) =
        (usize::from(u16_le(bytes, at + 10)?), size_le(bytes, at + 12)?, size_le(bytes, at + 16)?);
    let mut limit = at;
    let is_wide = entries == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF;
    if let Some(wide) = is_wide.then(|| find_wide_end(bytes, at)).flatten() {
        (entries, size, offset, limit) = wide;
    }
    let shift = limit.checked_sub(size)?.checked_sub(offset)?;
    let sound = one && disks && shift == 0 && at + END + comment == bytes.len();
    Some(End { entries, offset: offset + shift, shift, limit, sound })
}

/// Whether an end record at `at` points to a directory before itself.
fn fits(bytes: &[u8], at: usize) -> bool {
    let size = size_le(bytes, at + 12).unwrap_or(usize::MAX);
    at.checked_sub(size).is_some_and(|start| size > 0 && slice(bytes, start, 4) == Some(b"PK\x01\x02"))
}

/// Zip64 (APPNOTE 4.3.14): entries, size and offset of the directory, and where it ends.
fn find_wide_end(bytes: &[u8], end: usize) -> Option<(usize, usize, usize, usize)> {
    let locator = end.checked_sub(20)?;
    if slice(bytes, locator, 4)? != b"PK\x06\x07" {
        return None;
    }
    let at = usize::try_from(u64_le(bytes, locator + 8)?).ok()?;
    if slice(bytes, at, 4)? != b"PK\x06\x06" {
        return None;
    }
    let number = |from: usize| usize::try_from(u64_le(bytes, at + from)?).ok();
    Some((number(32)?, number(40)?, number(48)?, at))
}

/// One entry of the directory and where the next begins.
fn read_entry(bytes: &[u8], at: usize, shift: usize) -> Option<(Entry, usize)> {
    if slice(bytes, at, 4)? != b"PK\x01\x02" {
        return None;
    }
    let length = |from: usize| Some(usize::from(u16_le(bytes, at + from)?));
    let (name_length, extra_length, comment_length) = (length(28)?, length(30)?, length(32)?);
    let raw_name = slice(bytes, at + 46, name_length)?;
    let extra = slice(bytes, at + 46 + name_length, extra_length)?;
    let (flags, method) = (u16_le(bytes, at + 8)?, u16_le(bytes, at + 10)?);
    let mut wide = name::extra_field(extra, 1).unwrap_or_default();
    let mut number = |from: usize| -> Option<usize> {
        match u32_le(bytes, at + from)? {
            u32::MAX if !wide.is_empty() => {
                let value = u64_le(wide, 0)?;
                wide = wide.get(8..)?;
                usize::try_from(value).ok()
            }
            small => usize::try_from(small).ok(),
        }
    };
    let (size, packed, offset) = (number(24)?, number(20)?, number(42)?);
    let mut entry = Entry {
        name: name::decode(raw_name, extra, flags),
        size,
        method,
        flags,
        crc: u32_le(bytes, at + 16)?,
        wrapping: unseal::wrapping(extra),
        data: 0..0,
        start: offset.saturating_add(shift),
        trouble: None,
    };
    match local(bytes, &entry, raw_name, packed) {
        Some((data, agrees)) => {
            entry.data = data;
            entry.trouble = (!agrees).then_some(Blind::Damaged);
        }
        None => entry.trouble = Some(Blind::Damaged),
    }
    Some((entry, at + 46 + name_length + extra_length + comment_length))
}

/// Where the data stands by the local header, and whether that header agrees with the directory.
fn local(bytes: &[u8], entry: &Entry, raw_name: &[u8], packed: usize) -> Option<(std::ops::Range<usize>, bool)> {
    let at = entry.start;
    if slice(bytes, at, 4)? != b"PK\x03\x04" {
        return None;
    }
    let (name_length, extra_length) =
        (usize::from(u16_le(bytes, at.checked_add(26)?)?), usize::from(u16_le(bytes, at + 28)?));
    let data = at + 30 + name_length + extra_length;
    slice(bytes, data, packed)?;
    let (flags, method) = (u16_le(bytes, at + 6)?, u16_le(bytes, at + 8)?);
    let (crc, local_packed, local_size) = (u32_le(bytes, at + 14)?, size_le(bytes, at + 18)?, size_le(bytes, at + 22)?);
    // Bit 3: the numbers follow the data, and stand here as zero; bit 13: they are masked.
    let later = flags & 8 != 0 || flags & 0x2000 != 0;
    let same = |here: usize, there: usize| here == there || here == 0xFFFF_FFFF || (later && here == 0);
    let agrees = slice(bytes, at + 30, name_length)? == raw_name
        && method == entry.method
        && flags & 1 == entry.flags & 1
        && same(local_packed, packed)
        && same(local_size, entry.size)
        && (crc == entry.crc || (later && crc == 0));
    Some((data..data + packed, agrees))
}
