//! What can be wrong with a table, and where.
//!
//! Every variant says in which file and, as far as there is one, in which line and character column; the sentence for
//! people is in the catalogue of words under [`TableError::code`]. No variant carries the contents of a cell: cells
//! are personal data. Names of columns, files and charsets are not.

use std::{fmt, io};

/// A place in a file. Lines and columns count from 1; a column counts characters, not bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file or source, as the caller named it.
    pub file: String,
    /// The line (text) or the row of the sheet; 0 for the whole file.
    pub line: u64,
    /// The character in the line; 0 for the whole line.
    pub column: u64,
}

impl Place {
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0 }
    }

    pub(crate) fn line(file: &str, line: u64) -> Self {
        Self { file: file.to_owned(), line, column: 0 }
    }

    pub(crate) fn at(file: &str, line: u64, column: u64) -> Self {
        Self { file: file.to_owned(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

/// Why a table cannot be read or compared. Whoever made the file can repair all but [`Self::Io`],
/// [`Self::Spill`], [`Self::Conservation`] and [`Self::Disagree`].
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened or read.
    #[error("{file} cannot be read")]
    Io {
        /// The file.
        file: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A temporary file cannot be written or read back: disk full, or no right to the folder.
    #[error("a temporary file failed")]
    Spill(#[source] io::Error),
    /// A bound was reached. The rest is never left out silently.
    #[error("{place}: {what} is over the limit of {limit}")]
    Limit {
        /// Where.
        place: Place,
        /// `bytes`, `columns`, `rows`, `cell` (bytes of one cell), `row` (bytes of one row).
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// Nothing in it, not even names of columns.
    #[error("{file} is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// Names of columns and no row: nothing says that this is the list that was meant.
    #[error("{file} has no rows")]
    NoRows {
        /// The file.
        file: String,
    },
    /// Nobody knows this charset.
    #[error("{file}: charset {label} is not known")]
    UnknownCharset {
        /// The file.
        file: String,
        /// What was declared.
        label: String,
    },
    /// Bytes that mean nothing in the charset.
    #[error("{place}: not {charset}")]
    Undecodable {
        /// The first such byte.
        place: Place,
        /// The declared or proven charset.
        charset: &'static str,
    },
    /// No charset that is known here fits.
    #[error("{file} is in no charset known here")]
    NoCharset {
        /// The file.
        file: String,
        /// Charset and the line where it stops to fit.
        tried: Vec<(&'static str, u64)>,
    },
    /// Two charsets fit and give different texts.
    #[error("{place}: {first} and {second} both fit and differ")]
    AmbiguousCharset {
        /// The first line that reads differently.
        place: Place,
        /// One that fits.
        first: &'static str,
        /// Another.
        second: &'static str,
    },
    /// A NUL character: UTF-16 without a mark, or no text.
    #[error("{place}: a NUL character")]
    Nul {
        /// Where.
        place: Place,
    },
    /// Several characters could separate the cells.
    #[error("{file}: it is not clear what separates the cells")]
    AmbiguousDelimiter {
        /// The file.
        file: String,
    },
    /// A row with more or fewer cells than there are columns.
    #[error("{place}: {found} cells where {expected} are expected")]
    Ragged {
        /// The end of the row, or its first cell too many.
        place: Place,
        /// Cells of this row.
        found: usize,
        /// Columns.
        expected: usize,
    },
    /// A quote that is never closed.
    #[error("{place}: a quote is not closed")]
    OpenQuote {
        /// Where it was opened.
        place: Place,
    },
    /// A quote inside a cell without quotes, or text behind a closing quote (RFC 4180 §2.5).
    #[error("{place}: a quote in the wrong place")]
    StrayQuote {
        /// Where.
        place: Place,
    },
    /// A carriage return that ends no line.
    #[error("{place}: a carriage return without line feed")]
    BareReturn {
        /// Where.
        place: Place,
    },
    /// A column that is asked for is not there.
    #[error("{place}: no column {column}")]
    NoColumn {
        /// The line with the names, if there is one.
        place: Place,
        /// The name asked for.
        column: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A column that is asked for is there twice.
    #[error("{place}: columns {first} and {second} are both called {column}")]
    TwoColumns {
        /// The line with the names.
        place: Place,
        /// The name.
        column: String,
        /// The number of the first such column, from 1.
        first: usize,
        /// The number of the next one.
        second: usize,
    },
    /// A column is named for two things that do not go together.
    #[error("column {column} is named by {one} and by {other}")]
    TwoUses {
        /// The column.
        column: String,
        /// An option.
        one: &'static str,
        /// Another one, or the same.
        other: &'static str,
    },
    /// The two tables have no column besides the key that could be compared.
    #[error("there is no column to compare")]
    NothingToCompare,
    /// No key was named.
    #[error("no key is declared")]
    NoKey,
    /// A step of normalisation nobody knows.
    #[error("{step} is no way to normalise")]
    UnknownStep {
        /// What was declared.
        step: String,
    },
    /// An engine for the second method that nobody knows.
    #[error("{engine} is no second method")]
    UnknownEngine {
        /// What was asked for.
        engine: String,
    },
    /// An engine for the second method that is known, but not in this program.
    #[error("this program was built without {engine}")]
    NotBuilt {
        /// The engine, and the feature it is built with.
        engine: &'static str,
    },
    /// A workbook that cannot be read.
    #[error("{file}: the workbook cannot be read: {why}")]
    Book {
        /// The file.
        file: String,
        /// What the reader says.
        why: String,
    },
    /// A column file (Parquet) that cannot be read.
    #[error("{file}: the column file cannot be read: {why}")]
    Columnar {
        /// The file.
        file: String,
        /// What the reader says.
        why: String,
    },
    /// A sheet that is not there, or not named where there are several.
    #[error("{file}: name one of its sheets")]
    Sheet {
        /// The file.
        file: String,
        /// The names there are.
        sheets: Vec<String>,
    },
    /// A database that refuses, or a query that is wrong.
    #[error("{name}: the database says: {why}")]
    Database {
        /// The source.
        name: String,
        /// What the database says, without the values of cells.
        why: String,
    },
    /// A description (source or waivers) that is wrong.
    #[error("{place}: {why}")]
    Description {
        /// Where.
        place: Place,
        /// What is wrong.
        why: String,
    },
    /// The file changed while it was read.
    #[error("{file} changed while it was compared")]
    Changed {
        /// The file.
        file: String,
    },
    /// What went into a stage did not come out of it: a defect of this program or of the machine.
    #[error("stage {stage} lost or doubled rows")]
    Conservation {
        /// The stage.
        stage: &'static str,
    },
    /// The two methods came to different results: a defect of this program or of the machine. Nothing is approved.
    #[error("the two methods disagree about {class}: {first} and {second}")]
    Disagree {
        /// The class.
        class: &'static str,
        /// Rows by the first method.
        first: u64,
        /// Rows by the second method.
        second: u64,
    },
}

mod words;

pub use words::{ERROR_CODES, Told};

#[cfg(test)]
mod tests;
