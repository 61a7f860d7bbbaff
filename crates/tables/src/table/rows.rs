//! Passes over the rows of a table: over all of them, or only over some.
//!
//! The first pass over a text in UTF-8 remembers where every 32nd row starts; a later one then reads only the stretches
//! with rows that it is asked for. In other charsets a place in the text is no place in the file, so that all is read.

use super::{Body, Passed, Table};
use crate::{Charset, Limits, Row, TableError, kept::Stream, text::Reader};

/// Rows between two stops: 8 octets for so many rows.
const STRETCH: u64 = 32;

/// Where a table can be read on.
#[derive(Debug, Default)]
pub(crate) struct Stops {
    /// Octets and lines from one stop to the next.
    steps: Vec<(u32, u32)>,
    last: Stop,
    rows: u64,
}

impl Stops {
    fn push(&mut self, stop: Stop) {
        let step = |now: u64, last: u64| u32::try_from(now - last);
        // A stretch of 4 GiB: no rows are that long under any bound in use. Then the table is read as a whole again.
        let Ok(step) =
            step(stop.offset, self.last.offset).and_then(|octets| Ok((octets, step(stop.line, self.last.line)?)))
        else {
            self.steps.clear();
            return;
        };
        self.steps.push(step);
        self.last = stop;
    }

    /// The stops in order.
    fn iter(&self) -> impl Iterator<Item = Stop> {
        let mut at = Stop::default();
        self.steps.iter().map(move |(octets, lines)| {
            at = Stop { offset: at.offset + u64::from(*octets), line: at.line + u64::from(*lines) };
            at
        })
    }
}

/// The start of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Stop {
    /// In octets from the start of the file.
    pub(crate) offset: u64,
    /// Its line in the file.
    pub(crate) line: u64,
}

impl Table {
    /// Reads all rows in order. An error of `visit` ends the pass.
    pub fn pass(
        &self,
        digest: bool,
        limits: &Limits,
        visit: impl FnMut(&Row<'_>) -> Result<(), TableError>,
    ) -> Result<Passed, TableError> {
        self.read(digest, limits, None, visit)
    }

    /// Reads all rows with a digest, and remembers where it can be read on.
    pub(crate) fn first_pass(
        &self,
        limits: &Limits,
        visit: impl FnMut(&Row<'_>) -> Result<(), TableError>,
    ) -> Result<(Passed, Stops), TableError> {
        let mut stops = Stops::default();
        let passed = self.read(true, limits, Some(&mut stops).filter(|_| self.charset == Charset::Utf8), visit)?;
        stops.rows = passed.rows;
        Ok((passed, stops))
    }

    fn read(
        &self,
        digest: bool,
        limits: &Limits,
        mut stops: Option<&mut Stops>,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), TableError>,
    ) -> Result<Passed, TableError> {
        let mut reader = self.at_first_row(digest, limits)?;
        let mut rows = 0;
        loop {
            if let Some(stops) = stops.as_mut().filter(|_| rows % STRETCH == 0) {
                stops.push(reader.stop());
            }
            let Some(mut row) = reader.next()? else { break };
            self.number_line(&mut row);
            rows = row.number;
            visit(&row)?;
        }
        let digest = match &self.body {
            Body::Kept(kept) if kept.origin.is_some() => kept.origin,
            _ => reader.input().digest(),
        };
        Ok(Passed { rows, digest })
    }

    /// Visits the rows, by their number, that are wanted.
    pub(crate) fn some_rows(
        &self,
        stops: &Stops,
        limits: &Limits,
        wanted: impl Fn(u64) -> bool,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        if stops.steps.is_empty() {
            return self.pass(false, limits, |row| if wanted(row.number) { visit(row) } else { Ok(()) }).map(drop);
        }
        let mut reader = self.at_first_row(false, limits)?;
        // The row the reader stands before.
        let mut next = 1;
        let ends = stops.iter().skip(1).map(|stop| Some(stop.offset)).chain([None]);
        for (first, (stop, end)) in (1..).step_by(STRETCH as usize).zip(stops.iter().zip(ends)) {
            let last = stops.rows.min(first + STRETCH - 1);
            if !(first..=last).any(&wanted) {
                continue;
            }
            if next != first {
                reader.resume(stop, first - 1, end);
            }
            for number in first..=last {
                let row = reader.next()?;
                let Some(mut row) = row else { return Err(TableError::Changed { file: self.name.clone() }) };
                self.number_line(&mut row);
                if wanted(number) {
                    visit(&row)?;
                }
            }
            next = last + 1;
        }
        Ok(())
    }

    /// A reader before the first row of data.
    fn at_first_row(&self, digest: bool, limits: &Limits) -> Result<Reader<Stream>, TableError> {
        let mut reader = self.reader(self.open_again()?, digest, limits);
        for _ in 0..self.head {
            reader.next()?;
        }
        reader.expect(self.columns.len());
        Ok(reader)
    }

    /// Rows that are kept in another form have the line of the sheet.
    const fn number_line(&self, row: &mut Row<'_>) {
        if let Body::Kept(kept) = &self.body {
            row.line = row.number + kept.above;
        }
    }
}
