//! Workbooks with a password to open: the data of most records is encrypted, their heads are not (MS-XLS 2.2.10).

use super::super::{
    biff::Records,
    bytes::u16_le,
    sealed::binary::{Key, Seal},
};
use crate::budget::Budget;

/// How the workbook is encrypted.
const FILE_PASS: u16 = 0x2F;
/// A sheet as the workbook lists it: where it begins is not encrypted.
const SHEET: u16 = 0x85;
/// Records that are never encrypted: the beginning, the password, who has the file open, the interface, revisions.
const PLAIN: [u16; 7] = [super::BOF, FILE_PASS, 0x194, 0x195, 0xE1, 0x196, 0x138];
/// Records before the one of the password; it follows the first, or a write protection.
const BEFORE: usize = 8;
/// Bytes of the stream, heads of records counted, that have one key.
const BLOCK: usize = 1_024;

/// What the record of the password says.
fn password(workbook: &[u8]) -> Option<&[u8]> {
    Records::new(workbook, 0).take(BEFORE).find(|record| record.kind == FILE_PASS).map(|record| record.data)
}

/// Whether the workbook needs a password.
pub(super) fn is_sealed(workbook: &[u8]) -> bool {
    password(workbook).is_some()
}

/// The key by one of the known passwords.
pub(super) fn unlock(workbook: &[u8], budget: &mut Budget) -> Option<Key> {
    let info = password(workbook)?;
    // 0 is the obfuscation of Excel 95.
    (u16_le(info, 0)? == 1).then_some(())?;
    Seal::read(info.get(2..)?)?.unlock(budget)
}

/// The workbook with the data of its records decrypted.
pub(super) fn opened(workbook: &[u8], key: &Key) -> Vec<u8> {
    let mut plain = key.stream(workbook, BLOCK);
    let mut at = 0;
    for record in Records::new(workbook, 0) {
        let length = record.data.len();
        let kept = match record.kind {
            SHEET => length.min(4),
            kind if PLAIN.contains(&kind) => length,
            _ => 0,
        };
        let range = at..at + 4 + kept;
        if let (Some(to), Some(from)) = (plain.get_mut(range.clone()), workbook.get(range)) {
            to.copy_from_slice(from);
        }
        at += 4 + length;
    }
    plain
}
