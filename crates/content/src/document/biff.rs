//! Records of Excel's binary formats: BIFF5/8 (MS-XLS 2.1.4) and BIFF12 (MS-XLSB 2.1.4), and what both share.

use super::bytes::{slice, u16_le};

/// A record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

/// BIFF5/8 records; ends where the bytes do not hold a whole record.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub(super) const fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let kind = u16_le(self.bytes, self.at)?;
        let length = usize::from(u16_le(self.bytes, self.at + 2)?);
        let data = slice(self.bytes, self.at + 4, length)?;
        self.at += 4 + length;
        Some(Record { kind, data })
    }
}

/// BIFF12 records: number and length in 7-bit groups.
pub(super) struct WideRecords<'a> {
    rest: &'a [u8],
}

impl<'a> WideRecords<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn number(&mut self, most: usize) -> Option<usize> {
        let mut number = 0;
        for at in 0..most {
            let (first, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= usize::from(first & 0x7F) << (7 * at);
            if first & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

impl<'a> Iterator for WideRecords<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let kind = u16::try_from(self.number(2)?).ok()?;
        let length = self.number(4)?;
        let (data, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Record { kind, data })
    }
}

/// An RK number (MS-XLS 2.5.217): 30 bits of an integer or of a double, perhaps times 100.
pub(super) fn rk(raw: u32) -> f64 {
    let number = if raw & 2 != 0 {
        f64::from(i32::from_le_bytes(raw.to_le_bytes()) >> 2)
    } else {
        f64::from_bits(u64::from(raw & 0xFFFF_FFFC) << 32)
    };
    if raw & 1 != 0 { number / 100.0 } else { number }
}

/// The name of an error value.
pub(super) const fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR",
    }
}
