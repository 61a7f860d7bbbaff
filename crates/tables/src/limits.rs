//! Bounds of reading. What is over one is an error with its place, never left out.

/// Bounds of one table and of the memory of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub bytes: u64,
    /// Largest workbook or column file, in bytes: they are held in memory as a whole, and swell.
    pub book_bytes: u64,
    /// Most columns.
    pub columns: usize,
    /// Longest cell, in bytes of UTF-8.
    pub cell: usize,
    /// Longest row, in bytes of UTF-8.
    pub row: usize,
    /// Most rows. At most 4,294,967,294: a row is numbered with 32 bits.
    pub rows: u64,
    /// Memory of the partitions of a comparison, in bytes; what does not fit lies in a temporary file.
    pub memory: usize,
    /// Differences told one by one, per class. All are counted.
    pub details: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 1 << 40,
            book_bytes: 512 << 20,
            columns: 4096,
            cell: 1 << 20,
            row: 16 << 20,
            rows: u32::MAX as u64 - 1,
            memory: 768 << 20,
            details: 1000,
        }
    }
}
