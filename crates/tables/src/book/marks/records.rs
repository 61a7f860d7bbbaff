//! Records of the two binary formats: xls ([MS-XLS] §2.1.4) and xlsb ([MS-XLSB] §2.1.4), and what both say in numbers.
//!
//! A record that is longer than what is left of the file ends the walk with an error: nothing is taken for "nothing is
//! hidden" that was not read.

use super::Problem;

pub(super) fn utf16(text: &[u8], length: usize) -> String {
    let units: Vec<u16> = text.as_chunks::<2>().0.iter().take(length).map(|unit| u16::from_le_bytes(*unit)).collect();
    String::from_utf16_lossy(&units)
}

pub(super) fn word(body: &[u8], at: usize) -> u16 {
    let word = body.get(at..).and_then(|rest| rest.first_chunk::<2>());
    word.map_or(0, |word| u16::from_le_bytes(*word))
}

/// 32 bits at a place; 0 beyond the end.
pub(super) fn double_word(body: &[u8], at: usize) -> u32 {
    u32::from(word(body, at)) | u32::from(word(body, at.saturating_add(2))) << 16
}

pub(super) fn columns(first: u16, last: u16) -> u64 {
    u64::from(last.saturating_sub(first)) + 1
}

fn torn<T>() -> Result<T, Problem> {
    Err(Problem::Broken("a record is cut off".to_owned()))
}

/// Records of an xls: kind and length in 16 bits each.
pub(super) struct Xls<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Xls<'a> {
    type Item = Result<(u16, &'a [u8]), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let head = self.0.get(..4)?;
        let (kind, length) = (word(head, 0), usize::from(word(head, 2)));
        let rest = self.0.get(4..).unwrap_or_default();
        let Some((body, later)) = rest.split_at_checked(length) else {
            self.0 = &[];
            return Some(torn());
        };
        self.0 = later;
        Some(Ok((kind, body)))
    }
}

/// Records of an xlsb: kind and length in groups of seven bits.
pub(super) struct Xlsb<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Xlsb<'a> {
    type Item = Result<(u32, &'a [u8]), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.number(2)?;
        let length = self.number(4).map(|length| length as usize);
        let Some((body, later)) = length.and_then(|length| self.0.split_at_checked(length)) else {
            self.0 = &[];
            return Some(torn());
        };
        self.0 = later;
        Some(Ok((kind, body)))
    }
}

impl Xlsb<'_> {
    /// A number of at most so many groups, the lowest first.
    fn number(&mut self, groups: u32) -> Option<u32> {
        let mut number = 0;
        for group in 0..groups {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << (7 * group);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}
