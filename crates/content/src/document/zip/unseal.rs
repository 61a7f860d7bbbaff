//! Encrypted entries, when a password is on file: WinZip AES (AE-1, AE-2) and the old PKWARE cipher, by the library.
//!
//! What is believed of the archive stays what the directory reader proved: the library's entry must begin where ours
//! does and be as long. A password is right when what it opens is whole (authentication code, or checksum).

use std::io::Cursor;

use sekisho_model::Blind;
use zip::ZipArchive;

use super::{Archive, Entry, Unpacked, afford, drain};
use crate::budget::Budget;

/// Strong encryption (APPNOTE 7): nobody writes it, nothing here reads it.
const STRONG: u16 = 0x40;
/// The method number of an entry in WinZip AES.
const AES: u16 = 99;

impl Archive<'_> {
    /// The bytes of an encrypted entry by one of the known passwords.
    pub(super) fn unseal(&self, entry: &Entry, budget: &mut Budget) -> Result<Unpacked, Blind> {
        if entry.flags & STRONG != 0 {
            return Err(Blind::Encrypted);
        }
        if !budget.knows_passwords() {
            return Err(Blind::Encrypted);
        }
        if !afford(budget, entry.data.len(), entry.size) {
            return Err(Blind::Limit);
        }
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(|_| Blind::Encrypted)?;
        let number = self.number_in(&mut archive, entry).ok_or(Blind::Encrypted)?;
        let opened = budget.try_passwords(|password| {
            let file = archive.by_index_decrypt(number, password.as_bytes()).ok()?;
            let (bytes, whole) = drain(file, entry.size);
            let sound = bytes.len() == entry.size && (entry.method == AES || crc32fast::hash(&bytes) == entry.crc);
            (whole && sound).then_some(bytes)
        });
        let bytes = opened.ok_or(Blind::Encrypted)?;
        Ok(Unpacked { bytes, trouble: entry.trouble, unlocked: true })
    }

    /// The library's number of an entry, if it sees the same one.
    fn number_in(&self, archive: &mut ZipArchive<Cursor<&[u8]>>, entry: &Entry) -> Option<usize> {
        (0..archive.len()).find(|number| {
            archive.by_index_raw(*number).is_ok_and(|file| {
                file.header_start() == entry.start as u64 && file.compressed_size() == entry.data.len() as u64
            })
        })
    }
}
