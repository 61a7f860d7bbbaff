//! Column files (Apache Parquet) → rows.
//!
//! Texts stay texts, whole numbers and decimals are written in full, days are `2026-11-26`, instants UTC. A type that
//! has no such text (lists, groups, bytes) is an error that names its column. What the file says it inflates to is
//! checked before it is read.

use std::{fs::File, path::Path};

use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::Field,
};
use sekisho_model::Digest;
use sha2::{Digest as _, Sha256};

use crate::{
    Limits, TableError,
    error::Place,
    kept::{Keeping, Kept},
};

/// How much a file may inflate to, as a multiple of the largest file.
const SWELL: u64 = 4;

/// Reads all rows.
pub(crate) fn read(path: &Path, name: &str, limits: &Limits) -> Result<Kept, TableError> {
    let origin = digest(path, name, limits)?;
    let failed = |source| TableError::Io { file: name.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let reader = SerializedFileReader::new(file).map_err(|error| broken(name, &error))?;
    let columns = columns(&reader, name, limits)?;
    let mut keeping = Keeping::new(columns.clone())?;
    let rows = reader.get_row_iter(None).map_err(|error| broken(name, &error))?;
    for (number, row) in (1_u64..).zip(rows) {
        let row = row.map_err(|error| broken(name, &error))?;
        if number > limits.rows {
            return Err(TableError::Limit { place: Place::line(name, number), what: "rows", limit: limits.rows });
        }
        let cell = |(column, field): (&String, &Field)| {
            let text = text(field).ok_or_else(|| unread(name, column))?;
            let is_long = text.len() > limits.cell;
            let limit = TableError::Limit { place: Place::line(name, number), what: "cell", limit: limits.cell as u64 };
            if is_long { Err(limit) } else { Ok(text) }
        };
        let cells = row.get_column_iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        keeping.push(cells.iter().map(String::as_str))?;
    }
    let mut kept = keeping.finish(Vec::new())?;
    (kept.above, kept.origin) = (0, Some(origin));
    Ok(kept)
}

fn digest(path: &Path, name: &str, limits: &Limits) -> Result<Digest, TableError> {
    let failed = |source| TableError::Io { file: name.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.len() > limits.book_bytes {
        return Err(TableError::Limit { place: Place::file(name), what: "bytes", limit: limits.book_bytes });
    }
    let mut digest = Sha256::new();
    std::io::copy(&mut file, &mut digest).map_err(failed)?;
    Ok(Digest::from_bytes(digest.finalize().into()))
}

fn columns(reader: &SerializedFileReader<File>, name: &str, limits: &Limits) -> Result<Vec<String>, TableError> {
    let metadata = reader.metadata();
    let size: u64 = metadata.row_groups().iter().map(|group| group.total_byte_size().unsigned_abs()).sum();
    let limit = limits.book_bytes * SWELL;
    if size > limit {
        return Err(TableError::Limit { place: Place::file(name), what: "bytes", limit });
    }
    let fields = metadata.file_metadata().schema().get_fields();
    if fields.len() > limits.columns {
        let (what, limit) = ("columns", limits.columns as u64);
        return Err(TableError::Limit { place: Place::file(name), what, limit });
    }
    Ok(fields.iter().map(|field| field.name().to_owned()).collect())
}

fn text(field: &Field) -> Option<String> {
    Some(match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Float16(number) => number.to_string(),
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::TimestampMillis(at) => jiff::Timestamp::from_millisecond(*at).ok()?.to_string(),
        Field::TimestampMicros(at) => jiff::Timestamp::from_microsecond(*at).ok()?.to_string(),
        Field::Bytes(_) | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => return None,
        other => other.to_string(),
    })
}

fn broken(name: &str, error: &parquet::errors::ParquetError) -> TableError {
    TableError::Columnar { file: name.to_owned(), why: error.to_string() }
}

fn unread(name: &str, column: &str) -> TableError {
    TableError::Columnar { file: name.to_owned(), why: format!("column {column} is no text, number or day") }
}

#[cfg(test)]
mod tests;
