//! Reads on: the text behind what was cut.

use std::io::Read;

use super::Reader;
use crate::{TableError, error::Place, text::decode::Fill};

/// What is wrong right behind the text.
#[derive(Clone, Copy)]
pub(super) enum Broken {
    Undecodable,
    Nul,
}

impl<R: Read> Reader<R> {
    /// Reads on, at least as much as there is of the current row.
    pub(super) fn fill(&mut self) -> Result<(), TableError> {
        self.text.drain(..self.at);
        self.before += self.at as u64;
        self.at = 0;
        self.check_row(self.text.len())?;
        if let Some(broken) = self.broken {
            let place = self.place(self.text.len());
            return Err(match broken {
                Broken::Undecodable => TableError::Undecodable { place, charset: self.charset.name() },
                Broken::Nul => TableError::Nul { place },
            });
        }
        let aim = self.text.len() * 2;
        while !self.ended && self.broken.is_none() && self.text.len() < aim.max(1) {
            self.piece()?;
        }
        Ok(())
    }

    fn piece(&mut self) -> Result<(), TableError> {
        let start = self.text.len();
        let fill = self.input.fill(&mut self.text);
        match fill.map_err(|source| TableError::Io { file: self.file.clone(), source })? {
            Fill::Undecodable => self.broken = Some(Broken::Undecodable),
            Fill::End => self.ended = true,
            Fill::More => {}
        }
        if let Some(nul) = memchr::memchr(0, self.text.as_bytes().get(start..).unwrap_or_default()) {
            self.text.truncate(start + nul);
            (self.broken, self.ended) = (Some(Broken::Nul), false);
        }
        if self.input.bytes > self.limits.bytes {
            return Err(TableError::Limit { place: Place::file(&self.file), what: "bytes", limit: self.limits.bytes });
        }
        Ok(())
    }
}
