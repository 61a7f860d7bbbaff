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

    /// The place of each cell, `None` for blank ones; nothing when the row is not in the text from here on.
    pub(super) fn row(&mut self, cells: &[Cow<'_, str>]) -> Option<Vec<Option<Range<usize>>>> {
        if self.misses > MISSES {
            return None;
        }
        let first = cells.iter().find(|cell| !cell.is_empty())?;
        let places = self.try_at(self.at, cells).or_else(|| {
            self.misses += 1;
            let start = self.text.get(self.at..)?.find(first.as_ref())?;
            self.try_at(self.at + start, cells)
        })?;
        if let Some(last) = places.iter().flatten().next_back() {
            self.at = last.end;
        }
        Some(places)
    }

    fn try_at(&self, start: usize, cells: &[Cow<'_, str>]) -> Option<Vec<Option<Range<usize>>>> {
        let mut at = start;
        let place = |cell: &Cow<'_, str>| {
            if cell.is_empty() {
                return Some(None);
            }
            let found = self.near(at, cell)?;
            at = found.end;
            Some(Some(found))
        };
        cells.iter().map(place).collect()
    }

    fn near(&self, at: usize, cell: &str) -> Option<Range<usize>> {
        // Right behind a separator, perhaps a quote, is where it nearly always is.
        if let Some(skip) = (0..4)
            .find(|skip| self.text.as_bytes().get(at + skip..).is_some_and(|rest| rest.starts_with(cell.as_bytes())))
        {
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
