//! Zip archives read by an own, suspicious reader: central directory, local headers and data must tell one story.
//!
//! Readers of zips differ in what they believe (the directory, the local headers, the last or first of two equal
//! names), and archives are made to be read differently by scanner and recipient. So every disagreement is damage:
//! overlapping entries, names, sizes or methods that differ, members outside the directory, equal names, a wrong
//! checksum, a size that lies. What can be read is read anyway. Sizes are judged before anything is unpacked, and
//! nothing is unpacked beyond the size that was judged. Source: PKWARE APPNOTE 6.3.10, Info-ZIP extra fields.

mod directory;
mod name;
mod unpack;
mod unseal;

use std::ops::Range;

use sekisho_model::Blind;

pub(super) use self::unpack::{FREE_OF_RATIO, afford, drain, inflate};

/// An archive: its directory, checked.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// Entries in the order of the directory.
    pub entries: Vec<Entry>,
    /// Why the directory as a whole is not to be trusted.
    pub trouble: Option<Blind>,
}

/// An entry of the directory.
#[derive(Debug)]
pub(super) struct Entry {
    /// Decoded name, `/` between folders.
    pub name: String,
    /// Size unpacked, as the directory says.
    pub size: usize,
    method: u16,
    flags: u16,
    crc: u32,
    /// Bytes that WinZip AES puts around the encrypted data; 0 where nothing says that it was used.
    wrapping: usize,
    /// Where the packed data stands.
    data: Range<usize>,
    /// Where the local header begins.
    start: usize,
    /// Why the entry is not to be trusted.
    pub trouble: Option<Blind>,
}

impl Entry {
    /// Whether the entry is a folder.
    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with('/') && self.size == 0
    }
}

/// Unpacked bytes of an entry, and why they are not the whole truth.
#[derive(Debug)]
pub(super) struct Unpacked {
    /// What came out.
    pub bytes: Vec<u8>,
    /// What is wrong with it.
    pub trouble: Option<Blind>,
    /// Whether a password opened it.
    pub unlocked: bool,
}

impl Archive<'_> {
    /// The entry with this name, by exact then by case-blind comparison.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        let exact = self.entries.iter().find(|entry| entry.name == name);
        exact.or_else(|| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)))
    }
}
