//! Encrypted entries, when a password is on file: WinZip AES (AE-1, AE-2) and the old PKWARE cipher, by the library.
//!
//! What is believed of the archive stays what the directory reader proved: the library's entry must begin where ours
//! does and be as long. A password is right when what it opens is whole (authentication code, or checksum). An entry
//! that is shorter than what AES puts around its data never reaches the library, which subtracts one from the other.

use std::io::Cursor;

use sekisho_model::Blind;
use zip::ZipArchive;

use super::{Archive, Entry, Unpacked, afford, drain};
use crate::budget::Budget;

/// Strong encryption (APPNOTE 7): nobody writes it, nothing here reads it.
const STRONG: u16 = 0x40;
/// The method number of an entry in WinZip AES.
const AES: u16 = 99;
/// Beginning of its extra field: identifier 0x9901, seven bytes (<https://www.winzip.com/en/support/aes-encryption/>).
const AES_FIELD: [u8; 4] = [0x01, 0x99, 7, 0];
/// Where the strength stands in that field, its beginning counted.
const STRENGTH: usize = 8;
/// The value that verifies the password, and the authentication code.
const AROUND: usize = 2 + 10;

/// What WinZip AES puts around the data: salt (8, 12 or 16 bytes by the strength), verifier, authentication code. Taken
/// from every place that could be read as its field, the longest counts, so that no other reading of the extra fields
/// knows of a longer one.
pub(super) fn wrapping(extra: &[u8]) -> usize {
    let fields = extra.windows(STRENGTH + 1).filter(|field| field.starts_with(&AES_FIELD));
    let salts = fields.filter_map(|field| field.get(STRENGTH)).map(|strength| match strength {
        1 => 8,
        2 => 12,
        _ => 16,
    });
    salts.max().map_or(0, |salt| salt + AROUND)
}

impl Archive<'_> {
    /// The bytes of an encrypted entry by one of the known passwords.
    pub(super) fn unseal(&self, entry: &Entry, budget: &mut Budget) -> Result<Unpacked, Blind> {
        if entry.flags & STRONG != 0 {
            return Err(Blind::Encrypted);
        }
        if entry.data.len() < entry.wrapping {
            return Err(Blind::Damaged);
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
