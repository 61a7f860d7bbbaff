//! Marks of paragraphs and characters in a Word 97 document (MS-DOC 2.9.175, 2.9.74): what is a table, where a row
//! ends, whether anything is hidden or tracked.

use super::super::bytes::{size_le, slice, u16_le};

const PAGE: usize = 512;

/// What is known of the paragraphs.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Paragraphs by their first byte in the stream: end, whether in a table, whether the end of a row.
    paragraphs: Vec<Paragraph>,
    /// Whether any character is formatted as hidden.
    pub hidden: bool,
    /// Whether any insertion or deletion is tracked.
    pub tracked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Paragraph {
    from: usize,
    to: usize,
    in_table: bool,
    ends_row: bool,
}

impl Marks {
    pub(super) fn read(main: &[u8], table: &[u8]) -> Self {
        let mut marks = Self::default();
        for page in pages(main, table, 0x102) {
            marks.paragraphs_of(page);
        }
        marks.paragraphs.sort_unstable();
        for page in pages(main, table, 0xFA) {
            marks.characters_of(page);
        }
        marks
    }

    fn paragraphs_of(&mut self, page: &[u8]) {
        let runs = usize::from(page.last().copied().unwrap_or(0));
        for run in 0..runs {
            let (Some(from), Some(to)) = (size_le(page, run * 4), size_le(page, run * 4 + 4)) else { return };
            let offset = page.get((runs + 1) * 4 + run * 13).map_or(0, |at| usize::from(*at) * 2);
            let mut paragraph = Paragraph { from, to, in_table: false, ends_row: false };
            for (code, operand) in paragraph_sprms(page, offset) {
                let on = operand.first().is_some_and(|value| *value != 0);
                match code {
                    0x2416 => paragraph.in_table = on,
                    0x2417 => paragraph.ends_row = on,
                    _ => {}
                }
            }
            self.paragraphs.push(paragraph);
        }
    }

    fn characters_of(&mut self, page: &[u8]) {
        let runs = usize::from(page.last().copied().unwrap_or(0));
        for run in 0..runs {
            let offset = page.get((runs + 1) * 4 + run).map_or(0, |at| usize::from(*at) * 2);
            let length = page.get(offset).map_or(0, |length| usize::from(*length));
            if offset == 0 || length == 0 {
                continue;
            }
            for (code, operand) in sprms(slice(page, offset + 1, length).unwrap_or_default()) {
                let on = operand.first().is_some_and(|value| *value != 0);
                match code {
                    0x0800 | 0x0801 => self.tracked |= on,
                    0x083C => self.hidden |= on,
                    _ => {}
                }
            }
        }
    }

    fn at(&self, at: usize) -> Option<&Paragraph> {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.from <= at);
        self.paragraphs.get(after.checked_sub(1)?).filter(|paragraph| at < paragraph.to)
    }

    /// Whether the character belongs to a table; `None` when nothing is known of its paragraph.
    pub(super) fn in_table(&self, at: usize) -> Option<bool> {
        self.at(at).map(|paragraph| paragraph.in_table)
    }

    /// Whether the mark of a cell ends a row; `None` when nothing is known of its paragraph.
    pub(super) fn ends_row(&self, at: usize) -> Option<bool> {
        self.at(at).map(|paragraph| paragraph.ends_row)
    }
}

/// The pages of marks that the list at `place` in the header names.
fn pages<'a>(main: &'a [u8], table: &[u8], place: usize) -> Vec<&'a [u8]> {
    let list = size_le(main, place).zip(size_le(main, place + 4)).and_then(|(at, length)| slice(table, at, length));
    let list = list.unwrap_or_default();
    let count = list.len().saturating_sub(4) / 8;
    // A page holds at least one run; more pages than the file has repeat some.
    let numbers = (0..count.min(main.len() / PAGE)).filter_map(|number| size_le(list, (count + 1) * 4 + number * 4));
    numbers.filter_map(|number| slice(main, (number & 0x3F_FFFF) * PAGE, PAGE)).collect()
}

fn paragraph_sprms(page: &[u8], offset: usize) -> Vec<(u16, &[u8])> {
    let Some(length) = page.get(offset).filter(|_| offset > 0).map(|length| usize::from(*length)) else {
        return Vec::new();
    };
    let (start, length) = match length {
        0 => (offset + 2, page.get(offset + 1).map_or(0, |half| usize::from(*half) * 2)),
        half => (offset + 1, half * 2 - 1),
    };
    // The style comes first.
    sprms(slice(page, start, length).and_then(|all| all.get(2..)).unwrap_or_default())
}

/// Codes and operands (MS-DOC 2.2.5.1).
fn sprms(mut bytes: &[u8]) -> Vec<(u16, &[u8])> {
    let mut found = Vec::new();
    while let Some(code) = u16_le(bytes, 0) {
        let variable = bytes.get(2).map_or(0, |length| usize::from(*length) + 1);
        let length = match (code >> 13, code) {
            (_, 0xD608) => usize::from(u16_le(bytes, 2).unwrap_or(0)) + 1,
            (0 | 1, _) => 1,
            (2 | 4 | 5, _) => 2,
            (3, _) => 4,
            (7, _) => 3,
            _ => variable,
        };
        let Some(operand) = slice(bytes, 2, length) else { break };
        found.push((code, operand));
        bytes = bytes.get(2 + length..).unwrap_or_default();
    }
    found
}
