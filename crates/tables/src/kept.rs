//! Rows that came from something else than text, kept as text in a temporary file.
//!
//! The file has mode 0600 and no name: nobody else can open it and it vanishes with the process.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write as _},
    os::unix::fs::FileExt as _,
};

use sekisho_model::Digest;

use crate::{TableError, Warning};

/// Rows in a temporary file, as RFC 4180 text with every cell quoted.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) columns: Vec<String>,
    pub(crate) file: File,
    /// Rows of the sheet above the first row of data.
    pub(crate) above: u64,
    pub(crate) warnings: Vec<Warning>,
    /// Digest of the file the rows came from.
    pub(crate) origin: Option<Digest>,
    /// Digest of the query.
    pub(crate) query: Option<Digest>,
}

impl Kept {
    /// All rows from the start; several may read at once.
    pub(crate) fn stream(&self) -> io::Result<Stream> {
        self.file.try_clone().map(Stream::of)
    }
}

/// Bytes of a table, from any place on.
pub(crate) struct Stream {
    file: File,
    at: u64,
    /// Where the wanted ones end. What lies behind it is read, too, but in small pieces.
    end: u64,
}

/// Bytes read at a time behind the end of what is wanted.
const BEHIND: usize = 16 << 10;

impl Stream {
    pub(crate) const fn of(file: File) -> Self {
        Self { file, at: 0, end: u64::MAX }
    }

    /// Goes on at another place.
    pub(crate) const fn seek(&mut self, at: u64, end: u64) {
        (self.at, self.end) = (at, end);
    }
}

impl Read for Stream {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = to.len().min(if wanted == 0 { BEHIND } else { wanted });
        let to = to.get_mut(..length).unwrap_or_default();
        let read = self.file.read_at(to, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Writes such a file.
pub(crate) struct Keeping {
    columns: Vec<String>,
    out: BufWriter<File>,
}

impl Keeping {
    pub(crate) fn new(columns: Vec<String>) -> Result<Self, TableError> {
        let file = tempfile::tempfile().map_err(TableError::Spill)?;
        Ok(Self { columns, out: BufWriter::with_capacity(256 << 10, file) })
    }

    /// Appends a row; missing cells are empty, cells behind the last column are for the caller to refuse.
    pub(crate) fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<(), TableError> {
        let mut cells = cells.into_iter();
        for index in 0..self.columns.len() {
            let cell = cells.next().unwrap_or_default();
            let separator: &[u8] = if index == 0 { b"\"" } else { b",\"" };
            self.out.write_all(separator).map_err(TableError::Spill)?;
            let mut parts = cell.split('"');
            self.out.write_all(parts.next().unwrap_or_default().as_bytes()).map_err(TableError::Spill)?;
            for part in parts {
                self.out.write_all(b"\"\"").map_err(TableError::Spill)?;
                self.out.write_all(part.as_bytes()).map_err(TableError::Spill)?;
            }
            self.out.write_all(b"\"").map_err(TableError::Spill)?;
        }
        self.out.write_all(b"\n").map_err(TableError::Spill)
    }

    /// The rows as a table's body; the caller adds what it knows of where they came from.
    pub(crate) fn finish(self, warnings: Vec<Warning>) -> Result<Kept, TableError> {
        let file = self.out.into_inner().map_err(|error| TableError::Spill(error.into_error()))?;
        Ok(Kept { columns: self.columns, file, above: 1, warnings, origin: None, query: None })
    }
}
