//! What the tables of a file may take up in memory: a text that is kept once and shown in a thousand cells, or a cell
//! that says it stands for a thousand, costs the writer of a file nothing.

/// Cells of all tables of one file: rows × used columns, blanks included (24 bytes each).
pub(super) const MOST_CELLS: usize = 4_000_000;
/// Bytes of cells for each character of text that a file may have: what stands in cells is said as text, too.
pub(super) const BYTES_PER_CHARACTER: usize = 3;

/// Cells and bytes of their texts that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// Cells.
    pub cells: usize,
    /// Bytes of text.
    pub bytes: usize,
}

impl Room {
    /// Room for one file with this many characters of text.
    pub(crate) const fn of_file(characters: usize) -> Self {
        Self { cells: MOST_CELLS, bytes: characters.saturating_mul(BYTES_PER_CHARACTER) }
    }

    /// As many times as much.
    pub(crate) const fn times(self, times: usize) -> Self {
        Self { cells: self.cells.saturating_mul(times), bytes: self.bytes.saturating_mul(times) }
    }

    /// The lesser of both.
    pub(crate) fn within(self, other: Self) -> Self {
        Self { cells: self.cells.min(other.cells), bytes: self.bytes.min(other.bytes) }
    }

    /// What is left when so much less is left of something else than before.
    pub(crate) const fn less(self, before: Self, after: Self) -> Self {
        Self {
            cells: self.cells.saturating_sub(before.cells.saturating_sub(after.cells)),
            bytes: self.bytes.saturating_sub(before.bytes.saturating_sub(after.bytes)),
        }
    }

    /// Takes cells with so many bytes in all; `false`, and nothing taken, when they do not fit.
    #[must_use]
    pub(crate) fn take(&mut self, cells: usize, bytes: usize) -> bool {
        let (Some(cells), Some(bytes)) = (self.cells.checked_sub(cells), self.bytes.checked_sub(bytes)) else {
            return false;
        };
        *self = Self { cells, bytes };
        true
    }

    /// Takes the rows that fit, and cuts the others off; whether all did.
    pub(crate) fn take_rows(&mut self, rows: &mut Vec<Vec<String>>) -> bool {
        let fit = rows.iter().take_while(|row| self.take(row.len().max(1), row.iter().map(String::len).sum())).count();
        let all = fit == rows.len();
        rows.truncate(fit);
        all
    }
}
