//! Reads on at another row of the same text.

use super::Reader;
use crate::{kept::Stream, table::Stop};

impl Reader<Stream> {
    /// Where the next row starts. Only in UTF-8 is a place in the text one in the file.
    pub(crate) fn stop(&self) -> Stop {
        Stop { offset: self.before + self.input.mark + self.at as u64, line: self.line }
    }

    /// Goes to a row that starts there, behind so many rows; `end`: where the rows that are wanted end, if it is known.
    pub(crate) fn resume(&mut self, stop: Stop, rows: u64, end: Option<u64>) {
        self.input.go_on().seek(stop.offset, end.unwrap_or(u64::MAX));
        self.text.clear();
        (self.at, self.line, self.rows) = (0, stop.line, rows);
        (self.ended, self.broken) = (false, None);
    }
}
