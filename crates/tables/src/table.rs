//! A table: names of columns, and rows that can be read as often as needed.
//!
//! A text file is read where it lies. Everything else (workbooks, column files, answers of databases) is turned once
//! into rows of text in a temporary file that only this process can open and that is gone when it ends, so that every
//! pass sees the same rows.

use std::{
    fs::File,
    io::Read as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use sekisho_model::Digest;

use crate::{
    Charset, Limits, TableError, Warning,
    caught::caught,
    charset::prove::prove,
    error::Place,
    kept::{Kept, Stream},
    text::{
        Reader,
        decode::{Decoding, Fill},
        form::{self, Form},
    },
};

mod rows;

pub(crate) use rows::{Stop, Stops};

/// What somebody declared about a file. Everything may be left out and is then proven, or is an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Declared {
    /// The charset of a text.
    pub charset: Option<Charset>,
    /// What separates the cells of a text; ASCII.
    pub delimiter: Option<u8>,
    /// Quotes have no meaning in this text (some exports as TSV).
    pub no_quotes: bool,
    /// There is no row of names: columns are called `1`, `2`, ….
    pub no_header: bool,
    /// The sheet of a workbook; needed when there are several with rows.
    pub sheet: Option<String>,
}

/// A table that can be read again and again.
#[derive(Debug)]
pub struct Table {
    name: String,
    columns: Vec<String>,
    charset: Charset,
    form: Form,
    body: Body,
    /// Rows before the first row of data.
    head: u64,
    warnings: Vec<Warning>,
    query: Option<Digest>,
}

#[derive(Debug)]
enum Body {
    File(PathBuf, Stamp),
    /// Rows that were read as a whole when the table was opened.
    Kept(Kept),
}

/// What the system says of a file: its place, its size, and when its contents and its description changed last.
type Stamp = (u64, u64, u64, (i64, i64), (i64, i64));

/// What a pass over all rows saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Rows of data.
    pub rows: u64,
    /// SHA-256 of the file as it lies there, or of the rows as text where there is no file (an answer of a database).
    pub digest: Option<Digest>,
}

/// The bytes of a table, and how to cut them.
pub(crate) struct Raw {
    pub(crate) input: Stream,
    pub(crate) delimiter: u8,
    pub(crate) quotes: bool,
    /// Rows before the first row of data.
    pub(crate) head: u64,
}

impl Table {
    /// Opens a file by what it is: a workbook, a column file, or text.
    pub fn open(path: &Path, declared: &Declared, limits: &Limits) -> Result<Self, TableError> {
        Self::open_named(path, &path.display().to_string(), declared, limits)
    }

    /// The same under another name: errors and results speak of `name`. For what lies where nobody would look for it.
    pub fn open_named(path: &Path, name: &str, declared: &Declared, limits: &Limits) -> Result<Self, TableError> {
        let name = name.to_owned();
        let failed = |source| TableError::Io { file: name.clone(), source };
        let mut start = Vec::new();
        File::open(path).map_err(failed)?.take(16).read_to_end(&mut start).map_err(failed)?;
        match start.as_slice() {
            [] => Err(TableError::Empty { file: name }),
            [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                Self::kept(&name, caught(&name, || crate::book::read(path, &name, declared, limits))?)
            }
            [b'P', b'A', b'R', b'1', ..] => {
                Self::kept(&name, caught(&name, || crate::columnar::read(path, &name, limits))?)
            }
            _ if start.starts_with(b"SQLite format 3\0") => Err(TableError::Description {
                place: Place::file(&name),
                why: "a database needs a query: name a source file with `database` and `query`".to_owned(),
            }),
            _ => Self::text(path, name, declared, limits),
        }
    }

    fn text(path: &Path, name: String, declared: &Declared, limits: &Limits) -> Result<Self, TableError> {
        let stamp = stamp_of(path, &name)?;
        if stamp.2 > limits.bytes {
            return Err(TableError::Limit { place: Place::file(&name), what: "bytes", limit: limits.bytes });
        }
        let charset = match declared.charset {
            Some(charset) => charset,
            None => prove(&name, || File::open(path))?,
        };
        let (marked, form) = form_of(path, &name, charset, declared)?;
        let mut table = Self {
            name,
            columns: Vec::new(),
            charset,
            form,
            body: Body::File(path.to_owned(), stamp),
            head: u64::from(marked),
            warnings: Vec::new(),
            query: None,
        };
        table.name_columns(declared.no_header, limits)?;
        Ok(table)
    }

    /// A table of rows that were read already.
    pub(crate) fn kept(name: &str, kept: Kept) -> Result<Self, TableError> {
        let (columns, warnings, query) = (kept.columns.clone(), kept.warnings.clone(), kept.query);
        let form = Form { delimiter: b',', quotes: true };
        let name = name.to_owned();
        Ok(Self { name, columns, charset: Charset::Utf8, form, body: Body::Kept(kept), head: 0, warnings, query })
    }

    fn name_columns(&mut self, no_header: bool, limits: &Limits) -> Result<(), TableError> {
        let mut reader = self.reader(self.open_again()?, false, limits);
        for _ in 0..self.head {
            reader.next()?;
        }
        let Some(first) = reader.next()? else { return Err(TableError::Empty { file: self.name.clone() }) };
        self.columns = if no_header {
            (1..=first.len()).map(|number| number.to_string()).collect()
        } else {
            first.cells().map(|cell| cell.trim().to_owned()).collect()
        };
        self.head += u64::from(!no_header);
        Ok(())
    }

    /// As the caller named it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of the columns in order, trimmed. Not always unique.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The charset the text is read in.
    #[must_use]
    pub const fn charset(&self) -> Charset {
        self.charset
    }

    /// What is odd about the file, for people to know.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The digest of the query that gave the rows, if one did.
    #[must_use]
    pub const fn query(&self) -> Option<Digest> {
        self.query
    }

    /// The same table, whose rows were copied from the answer to a query.
    #[must_use]
    pub fn copied_from(self, query: Option<Digest>) -> Self {
        Self { query: self.query.or(query), ..self }
    }

    /// Where the names of the columns stand: the last line before the rows of data, or only the file.
    fn names_at(&self) -> Place {
        match &self.body {
            Body::File(..) => Place::line(&self.name, self.head),
            Body::Kept(kept) => Place::line(&self.name, kept.above),
        }
    }

    /// The index of the only column of this name.
    pub fn column(&self, name: &str) -> Result<usize, TableError> {
        let mut found = self.columns.iter().enumerate().filter(|(_, column)| *column == name);
        match (found.next(), found.next()) {
            (Some((index, _)), None) => Ok(index),
            (Some((first, _)), Some((second, _))) => Err(TableError::TwoColumns {
                place: self.names_at(),
                column: name.to_owned(),
                first: first + 1,
                second: second + 1,
            }),
            (None, _) => Err(TableError::NoColumn {
                place: self.names_at(),
                column: name.to_owned(),
                nearest: nearest(name, &self.columns),
            }),
        }
    }

    /// That the file is still the one that was opened, as far as the system says: size, times, place.
    pub fn check_unchanged(&self) -> Result<(), TableError> {
        let Body::File(path, stamp) = &self.body else { return Ok(()) };
        if stamp_of(path, &self.name)? == *stamp {
            Ok(())
        } else {
            Err(TableError::Changed { file: self.name.clone() })
        }
    }

    /// The rows from the start, as they lie there, for another reader.
    pub(crate) fn source(&self) -> Result<Raw, TableError> {
        let Form { delimiter, quotes } = self.form;
        Ok(Raw { input: self.open_again()?, delimiter, quotes, head: self.head })
    }

    fn open_again(&self) -> Result<Stream, TableError> {
        match &self.body {
            Body::File(path, _) => {
                let file = File::open(path).map_err(|source| TableError::Io { file: self.name.clone(), source })?;
                Ok(Stream::of(file))
            }
            Body::Kept(kept) => kept.stream().map_err(TableError::Spill),
        }
    }

    fn reader(&self, input: Stream, digest: bool, limits: &Limits) -> Reader<Stream> {
        let decoding = Decoding::new(input, self.charset);
        let decoding = if digest { decoding.digesting() } else { decoding };
        Reader::new(&self.name, decoding, self.charset, self.form, limits)
    }
}

fn stamp_of(path: &Path, name: &str) -> Result<Stamp, TableError> {
    let said = std::fs::metadata(path).map_err(|source| TableError::Io { file: name.to_owned(), source })?;
    let (changed, described) = ((said.mtime(), said.mtime_nsec()), (said.ctime(), said.ctime_nsec()));
    Ok((said.dev(), said.ino(), said.len(), changed, described))
}

/// The nearest name, if it is near enough to be meant.
fn nearest(name: &str, names: &[String]) -> Option<String> {
    let near = names.iter().map(|known| (strsim::jaro_winkler(name, known), known));
    near.filter(|(score, _)| *score > 0.6).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known.clone())
}

/// How the cells are written, and whether the first line only says so (`sep=;`, as Excel writes it).
fn form_of(path: &Path, name: &str, charset: Charset, declared: &Declared) -> Result<(bool, Form), TableError> {
    let failed = |source| TableError::Io { file: name.to_owned(), source };
    let mut head = String::new();
    let mut decoding = Decoding::new(File::open(path).map_err(failed)?, charset);
    while head.len() < 64 << 10 && decoding.fill(&mut head).map_err(failed)? == Fill::More {}
    let quotes = !declared.no_quotes;
    let said = head.strip_prefix("sep=").and_then(|rest| rest.chars().next()).filter(char::is_ascii);
    if let Some(said) = said.filter(|_| head.lines().next().is_some_and(|line| line.trim_end().len() == 5)) {
        return Ok((true, Form { delimiter: said as u8, quotes }));
    }
    let delimiter = match declared.delimiter {
        Some(delimiter) => delimiter,
        None => form::delimiter(name, &head)?,
    };
    Ok((false, Form { delimiter, quotes }))
}

#[cfg(test)]
mod tests;
