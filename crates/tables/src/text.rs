//! Tables in text: cells between delimiters, rows between line ends, quotes as in RFC 4180.
//!
//! Read as a stream: a file of any size takes the memory of its longest row. A row is handed on only after all of its
//! bytes had a meaning and it has as many cells as there are columns; the first thing that is wrong ends the reading
//! with its line and column.

pub(crate) mod decode;
pub(crate) mod form;
mod fuzz;
mod row;
mod split;

pub use fuzz::fuzz_text;
pub use row::Row;
pub(crate) use split::Reader;

#[cfg(test)]
mod tests;
