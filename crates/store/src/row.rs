//! From a row of the database to checked values: parsed, not validated. What does not parse is a [`Fault`].
//! Never: a default in the place of a value that does not parse.

use std::fmt;

use sekisho_model::{Digest, Time};
use serde::de::DeserializeOwned;
use sqlx::{Decode, Row as _, Sqlite, Type, sqlite::SqliteRow};

use crate::{StoreError, private::Fault};

/// The columns of one row.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'r>(pub(crate) &'r SqliteRow);

impl Cells<'_> {
    /// A column as SQLite has it.
    pub(crate) fn get<'r, T>(&'r self, column: &'static str) -> Result<T, Fault>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite>,
    {
        self.0.try_get(column).map_err(|_| Fault::Column(column))
    }

    /// A whole number that fits.
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, Fault> {
        self.get::<i64>(column)?.try_into().map_err(|_| Fault::Column(column))
    }

    pub(crate) fn optional_number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<Option<T>, Fault> {
        let number = self.get::<Option<i64>>(column)?;
        number.map(T::try_from).transpose().map_err(|_| Fault::Column(column))
    }

    /// 0 or 1.
    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, Fault> {
        match self.get::<i64>(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault::Column(column)),
        }
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Time, Fault> {
        Time::from_millisecond(self.get(column)?).map_err(|_| Fault::Column(column))
    }

    pub(crate) fn optional_time(&self, column: &'static str) -> Result<Option<Time>, Fault> {
        let time = self.get::<Option<i64>>(column)?;
        time.map(Time::from_millisecond).transpose().map_err(|_| Fault::Column(column))
    }

    pub(crate) fn digest(&self, column: &'static str) -> Result<Digest, Fault> {
        digest(self.get(column)?).ok_or(Fault::Column(column))
    }

    pub(crate) fn optional_digest(&self, column: &'static str) -> Result<Option<Digest>, Fault> {
        let bytes = self.get::<Option<&[u8]>>(column)?;
        bytes.map(|bytes| digest(bytes).ok_or(Fault::Column(column))).transpose()
    }

    /// Text that something parses.
    pub(crate) fn parse<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, Fault> {
        self.get::<&str>(column)?.parse().map_err(|_| Fault::Column(column))
    }

    /// JSON text.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, Fault> {
        serde_json::from_str(self.get(column)?).map_err(|_| Fault::Column(column))
    }

    /// The value for naming the row in an error, as far as it can be read.
    pub(crate) fn named(&self, column: &'static str) -> String {
        self.get::<&str>(column).unwrap_or("?").to_owned()
    }
}

fn digest(bytes: &[u8]) -> Option<Digest> {
    Some(Digest::from_bytes(bytes.try_into().ok()?))
}

/// Parses all rows; a fault names the row.
pub(crate) fn all<T, K: fmt::Display>(
    rows: &[SqliteRow],
    table: &'static str,
    key: impl Fn(&Cells<'_>) -> K,
    parse: impl Fn(&Cells<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, StoreError> {
    rows.iter().map(|row| one(&Cells(row), table, &key, &parse)).collect()
}

/// Parses one row; a fault names it.
pub(crate) fn one<T, K: fmt::Display>(
    cells: &Cells<'_>,
    table: &'static str,
    key: impl Fn(&Cells<'_>) -> K,
    parse: impl Fn(&Cells<'_>) -> Result<T, Fault>,
) -> Result<T, StoreError> {
    parse(cells).map_err(|fault| fault.at(table, key(cells)))
}

/// An instant as the database has it.
pub(crate) fn millis(time: Time) -> i64 {
    time.as_millisecond()
}

/// A number as the database has it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// An instant without what the database does not keep.
pub(crate) fn whole_millis(time: Time) -> Time {
    Time::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
