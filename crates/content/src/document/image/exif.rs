//! EXIF (JEITA CP-3451): texts of the directories and the place where a picture was taken.

use super::super::{
    bytes::{slice, u16_le, u32_le, utf16_le},
    gather::Gather,
};
use crate::charset;

/// Directories followed: main, EXIF, GPS, preview; links to more are hostile.
const MOST_DIRECTORIES: usize = 8;

/// A block of EXIF, or a TIFF.
struct Block<'a> {
    bytes: &'a [u8],
    little: bool,
}

/// Reads all texts of a block.
pub(super) fn read(bytes: &[u8], gather: &mut Gather) {
    let block = Block { bytes, little: bytes.starts_with(b"II") };
    let mut waiting: Vec<usize> = block.size(4).into_iter().collect();
    let mut seen = Vec::new();
    while let Some(at) = waiting.pop() {
        if seen.contains(&at) || seen.len() >= MOST_DIRECTORIES {
            continue;
        }
        seen.push(at);
        let count = usize::from(block.short(at).unwrap_or(0));
        for entry in (0..count).map(|number| at + 2 + number * 12) {
            block.entry(entry, &mut waiting, gather);
        }
        waiting.extend(block.size(at + 2 + count * 12).filter(|next| *next != 0));
    }
}

impl Block<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        u16_le(self.bytes, at).map(|value| if self.little { value } else { value.swap_bytes() })
    }

    fn size(&self, at: usize) -> Option<usize> {
        let value = u32_le(self.bytes, at)?;
        usize::try_from(if self.little { value } else { value.swap_bytes() }).ok()
    }

    fn entry(&self, at: usize, waiting: &mut Vec<usize>, gather: &mut Gather) {
        let (Some(tag), Some(kind), Some(count)) = (self.short(at), self.short(at + 2), self.size(at + 4)) else {
            return;
        };
        let width = match kind {
            1 | 2 | 6 | 7 => 1,
            3 => 2,
            4 => 4,
            5 | 10 => 8,
            _ => return,
        };
        let Some(length) = count.checked_mul(width) else { return };
        let place = if length <= 4 { Some(at + 8) } else { self.size(at + 8) };
        let Some(data) = place.and_then(|place| slice(self.bytes, place, length)) else { return };
        match (tag, kind) {
            (0x8769 | 0x8825, 4) => waiting.extend(self.size(at + 8)),
            // Windows' title, comment, author, keywords, subject.
            (0x9C9B..=0x9C9F, 1) => gather.line(utf16_le(data).trim_end_matches('\0')),
            // A comment begins with the name of its charset.
            (0x9286, 7) => {
                gather.line(charset::decode(data.get(8..).unwrap_or_default(), None).text.trim_matches(['\0', ' ']))
            }
            // Latitude and longitude: degrees, minutes, seconds.
            (2 | 4, 5) if count == 3 => gather.line(&self.degrees(place.unwrap_or(0))),
            (_, 2) if data.len() > 2 => gather.line(charset::decode(data, None).text.trim_matches(['\0', ' '])),
            _ => {}
        }
    }

    fn degrees(&self, at: usize) -> String {
        let part = |number: usize| {
            let (over, under) = (self.size(at + number * 8), self.size(at + number * 8 + 4));
            over.zip(under.filter(|under| *under > 0)).map_or(0, |(over, under)| over / under)
        };
        format!("{}°{}′{}″", part(0), part(1), part(2))
    }
}
