//! Text → rows of cells.
//!
//! The reader holds the text from the start of the current row on. A row that is not whole yet makes it read more and
//! look at the row again from its start; pieces double, so that a long row is not looked at once per piece.

use std::io::Read;

use super::{
    decode::Decoding,
    form::Form,
    row::{Row, Span},
};
use crate::{Charset, Limits, TableError, error::Place};

mod fill;
mod resume;

use fill::Broken;

/// A stream of rows.
pub(crate) struct Reader<R> {
    file: String,
    charset: Charset,
    form: Form,
    limits: Limits,
    input: Decoding<R>,
    /// Read, from some earlier row on.
    text: String,
    /// Octets of text before it.
    before: u64,
    /// Where the current row starts, and the line it starts in.
    at: usize,
    line: u64,
    /// Cells with doubled quotes, without them.
    plain: String,
    spans: Vec<Span>,
    ended: bool,
    /// What is wrong right behind the text that was read. Told when the rows before it are used up, so that the first
    /// mistake is told, however the file is cut.
    broken: Option<Broken>,
    rows: u64,
    /// Columns, as soon as they are known.
    width: Option<usize>,
}

/// What looking at the text gave.
enum Look {
    /// A row; the next one starts here.
    Row(usize),
    /// The row is not whole.
    Short,
}

/// How a cell ended.
enum Cell {
    /// With a delimiter; the next one starts here.
    Next(usize),
    /// With the row; the next one starts here.
    Last(usize),
    Short,
}

impl<R: Read> Reader<R> {
    pub(crate) fn new(file: &str, input: Decoding<R>, charset: Charset, form: Form, limits: &Limits) -> Self {
        Self {
            file: file.to_owned(),
            charset,
            form,
            limits: limits.clone(),
            input,
            text: String::new(),
            before: 0,
            at: 0,
            line: 1,
            plain: String::new(),
            spans: Vec::new(),
            ended: false,
            broken: None,
            rows: 0,
            width: None,
        }
    }

    /// Expects this many cells in every row from now on, and counts rows anew.
    pub(crate) fn expect(&mut self, width: usize) {
        self.width = Some(width);
        self.rows = 0;
    }

    /// The bytes read so far, and their digest if the stream makes one.
    pub(crate) const fn input(&self) -> &Decoding<R> {
        &self.input
    }

    /// The next row, or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, TableError> {
        let end = loop {
            if self.is_blank_to_the_end() {
                if self.ended {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            }
            match self.look()? {
                Look::Row(end) => break end,
                Look::Short => self.fill()?,
            }
        };
        let (start, line) = (self.at, self.line);
        self.finish(start, end)?;
        let (text, plain) = (self.text.as_str(), self.plain.as_str());
        Ok(Some(Row { number: self.rows, line, text, plain, spans: &self.spans }))
    }

    /// Line ends at the end of a file are no rows.
    fn is_blank_to_the_end(&self) -> bool {
        self.text.as_bytes().get(self.at..).unwrap_or_default().iter().all(|byte| matches!(byte, b'\r' | b'\n'))
    }

    fn look(&mut self) -> Result<Look, TableError> {
        self.spans.clear();
        self.plain.clear();
        let mut at = self.at;
        loop {
            let quoted = self.form.quotes && self.text.as_bytes().get(at) == Some(&b'"');
            let cell = if quoted { self.quoted(at)? } else { self.bare(at)? };
            match cell {
                Cell::Next(next) => at = next,
                Cell::Last(next) => return Ok(Look::Row(next)),
                Cell::Short => return Ok(Look::Short),
            }
            if self.spans.len() > self.limits.columns {
                return Err(self.limit("columns", self.limits.columns as u64, at));
            }
        }
    }

    fn bare(&mut self, start: usize) -> Result<Cell, TableError> {
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let found = if self.form.quotes {
            memchr::memchr3(self.form.delimiter, b'\n', b'"', rest)
        } else {
            memchr::memchr2(self.form.delimiter, b'\n', rest)
        };
        let end = match found {
            Some(length) => start + length,
            None if self.ended => self.text.len(),
            None => return Ok(Cell::Short),
        };
        self.check_row(end)?;
        match self.text.as_bytes().get(end) {
            Some(b'"') => Err(TableError::StrayQuote { place: self.place(end) }),
            Some(b'\n') | None => {
                let body = self.text.get(start..end).unwrap_or_default();
                let length = body.strip_suffix('\r').map_or(body.len(), str::len);
                self.push(start, start + length, false)?;
                Ok(Cell::Last((end + 1).min(self.text.len())))
            }
            Some(_) => {
                self.push(start, end, false)?;
                Ok(Cell::Next(end + 1))
            }
        }
    }

    fn quoted(&mut self, open: usize) -> Result<Cell, TableError> {
        let (mut from, plain_start) = (open + 1, self.plain.len());
        loop {
            let rest = self.text.as_bytes().get(from..).unwrap_or_default();
            let Some(length) = memchr::memchr(b'"', rest) else {
                return self.short_quote(open);
            };
            let close = from + length;
            self.check_row(close)?;
            let after = self.text.as_bytes().get(close + 1).copied();
            if after.is_none() && !self.ended {
                return Ok(Cell::Short);
            }
            if after == Some(b'"') {
                self.plain.push_str(self.text.get(from..=close).unwrap_or_default());
                from = close + 2;
                continue;
            }
            if self.plain.len() == plain_start {
                self.push(open + 1, close, false)?;
            } else {
                self.plain.push_str(self.text.get(from..close).unwrap_or_default());
                self.push(plain_start, self.plain.len(), true)?;
            }
            return self.behind(close + 1);
        }
    }

    /// What may stand behind a closing quote.
    fn behind(&self, at: usize) -> Result<Cell, TableError> {
        match self.text.as_bytes().get(at..).unwrap_or_default() {
            [] if self.ended => Ok(Cell::Last(at)),
            [b'\r'] if self.ended => Ok(Cell::Last(at + 1)),
            [] | [b'\r'] => Ok(Cell::Short),
            [b'\n', ..] => Ok(Cell::Last(at + 1)),
            [b'\r', b'\n', ..] => Ok(Cell::Last(at + 2)),
            [byte, ..] if *byte == self.form.delimiter => Ok(Cell::Next(at + 1)),
            _ => Err(TableError::StrayQuote { place: self.place(at) }),
        }
    }

    fn short_quote(&self, open: usize) -> Result<Cell, TableError> {
        if self.ended {
            return Err(TableError::OpenQuote { place: self.place(open) });
        }
        Ok(Cell::Short)
    }

    fn check_row(&self, at: usize) -> Result<(), TableError> {
        let is_long = at - self.at > self.limits.row;
        if is_long { Err(self.limit("row", self.limits.row as u64, self.at)) } else { Ok(()) }
    }

    fn push(&mut self, start: usize, end: usize, unquoted: bool) -> Result<(), TableError> {
        if end - start > self.limits.cell {
            return Err(self.limit("cell", self.limits.cell as u64, start));
        }
        self.spans.push(Span { start, end, unquoted });
        Ok(())
    }

    /// Checks the row that was found and steps behind it.
    fn finish(&mut self, start: usize, end: usize) -> Result<(), TableError> {
        let row = self.text.as_bytes().get(start..end).unwrap_or_default();
        let body = row.strip_suffix(b"\n").map_or(row, |body| body.strip_suffix(b"\r").unwrap_or(body));
        // Nearly every row has no line end but its own.
        let is_plain = memchr::memchr2(b'\r', b'\n', body).is_none();
        if !is_plain {
            self.refuse_bare_return(start)?;
        }
        if let Some(width) = self.width.filter(|width| *width != self.spans.len()) {
            return Err(self.ragged(width, start + body.len()));
        }
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(self.limit("rows", self.limits.rows, start));
        }
        self.line += if is_plain { 1 } else { memchr::memchr_iter(b'\n', row).count() as u64 };
        self.at = end;
        Ok(())
    }

    /// A carriage return inside quotes is text; outside it is the line end of a system that is gone.
    fn refuse_bare_return(&self, start: usize) -> Result<(), TableError> {
        for span in self.spans.iter().filter(|span| !span.unquoted) {
            let cell = self.text.get(span.start..span.end).unwrap_or_default();
            let is_quoted = span.start > start && self.text.as_bytes().get(span.start - 1) == Some(&b'"');
            if let Some(at) = memchr::memchr(b'\r', cell.as_bytes()).filter(|_| !(is_quoted && self.form.quotes)) {
                return Err(TableError::BareReturn { place: self.place(span.start + at) });
            }
        }
        Ok(())
    }

    fn ragged(&self, expected: usize, row_end: usize) -> TableError {
        let first_extra = self.spans.get(expected).filter(|span| !span.unquoted).map(|span| span.start);
        let place = self.place(first_extra.unwrap_or(row_end));
        TableError::Ragged { place, found: self.spans.len(), expected }
    }

    fn limit(&self, what: &'static str, limit: u64, at: usize) -> TableError {
        TableError::Limit { place: self.place(at), what, limit }
    }

    /// The line and column of a place in the text.
    fn place(&self, at: usize) -> Place {
        let before = self.text.get(self.at..at).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count() as u64;
        let last = before.rsplit('\n').next().unwrap_or_default();
        Place::at(&self.file, self.line + lines, last.chars().count() as u64 + 1)
    }
}
