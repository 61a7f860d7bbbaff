//! Where the cells of a row lie in the text of the part, so that a find of a table has offsets and the text of the
//! table is not read a second time. What cannot be aligned is simply read as text.

use std::{borrow::Cow, ops::Range};

/// Bytes between two cells of a row: separators, quotes, blank cells.
const GAP: usize = 96;
/// Rows that may be looked for in the whole rest of the text before aligning is given up.
const MISSES: usize = 64;

/// Walks through the text as rows are read.
pub(super) struct Aligner<'a> {
    text: &'a str,
    at: usize,
    misses: usize,
}

impl<'a> Aligner<'a> {
    /// For a folded text.
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, misses: 0 }
    }

    /// Fills in the place of each cell, `None` for blank ones; nothing when the row is not in the text from here on.
    pub(super) fn row(&mut self, cells: &[Cow<'_, str>], places: &mut Vec<Option<Range<usize>>>) {
        places.clear();
        let Some(first) = cells.iter().find(|cell| !cell.is_empty()).filter(|_| self.misses <= MISSES) else { return };
        if !self.try_at(self.at, cells, places) {
            self.misses += 1;
            let start = self.text.get(self.at..).and_then(|rest| rest.find(first.as_ref()));
            if !start.is_some_and(|start| self.try_at(self.at + start, cells, places)) {
                return places.clear();
            }
        }
        if let Some(last) = places.iter().flatten().next_back() {
            self.at = last.end;
        }
    }

    fn try_at(&self, start: usize, cells: &[Cow<'_, str>], places: &mut Vec<Option<Range<usize>>>) -> bool {
        places.clear();
        let mut at = start;
        for cell in cells {
            let found = if cell.is_empty() { None } else { self.near(at, cell) };
            if found.is_none() && !cell.is_empty() {
                return false;
            }
            at = found.as_ref().map_or(at, |found| found.end);
            places.push(found);
        }
        true
    }

    fn near(&self, at: usize, cell: &str) -> Option<Range<usize>> {
        // Right behind a separator, perhaps a quote, is where it nearly always is.
        let (bytes, wanted) = (self.text.as_bytes(), cell.as_bytes());
        let here = |skip: &usize| {
            bytes.get(at + skip) == wanted.first()
                && bytes.get(at + skip..).is_some_and(|rest| rest.starts_with(wanted))
        };
        if let Some(skip) = (0..4).find(here) {
            return Some(at + skip..at + skip + cell.len());
        }
        let mut end = (at + GAP + cell.len()).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let start = at + self.text.get(at..end)?.find(cell)?;
        Some(start..start + cell.len())
    }
}
