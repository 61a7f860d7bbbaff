//! One row while it is read.

/// Where a cell lies: in the text that was read, or, when it had doubled quotes, in the text without them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) unquoted: bool,
}

/// One row. Borrowed from the reader: copy what has to outlive the visit.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The number of the row among the rows of data, from 1.
    pub number: u64,
    /// The line in the file, or the row of the sheet, from 1.
    pub line: u64,
    pub(super) text: &'a str,
    pub(super) plain: &'a str,
    pub(super) spans: &'a [Span],
}

impl<'a> Row<'a> {
    /// A cell, as it was written, without its quotes; empty when there is none.
    #[must_use]
    pub fn cell(&self, index: usize) -> &'a str {
        let Some(span) = self.spans.get(index) else { return "" };
        let source = if span.unquoted { self.plain } else { self.text };
        source.get(span.start..span.end).unwrap_or_default()
    }

    /// How many cells.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is no cell at all. Never true of a row that a table hands out.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// All cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(|index| self.cell(index))
    }
}

impl std::fmt::Debug for Row<'_> {
    /// Without the cells: they are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row").field("number", &self.number).field("cells", &self.len()).finish()
    }
}
