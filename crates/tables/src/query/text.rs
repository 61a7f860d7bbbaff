//! Values of databases as text. `Err` is the name of a type that has no text here.

use sqlx::{Column as _, Row as _, TypeInfo as _, ValueRef as _, mysql::MySqlRow, postgres::PgRow, sqlite::SqliteRow};

/// A value that may be null, which is an empty cell.
fn cell<T>(value: Result<Option<T>, sqlx::Error>, text: impl Fn(T) -> String, sort: &str) -> Result<String, String> {
    value.map(|value| value.map(text).unwrap_or_default()).map_err(|_| sort.to_owned())
}

/// SQLite: the type belongs to the value, not to the column.
pub(super) fn of_sqlite(row: &SqliteRow, index: usize) -> Result<String, String> {
    let value = row.try_get_raw(index).map_err(|error| error.to_string())?;
    let sort = value.type_info().name().to_owned();
    if value.is_null() {
        return Ok(String::new());
    }
    match sort.as_str() {
        "TEXT" => cell(row.try_get_unchecked::<Option<String>, _>(index), |text| text, &sort),
        "INTEGER" | "INT8" | "BOOLEAN" => {
            cell(row.try_get_unchecked::<Option<i64>, _>(index), |number| number.to_string(), &sort)
        }
        "REAL" => cell(row.try_get_unchecked::<Option<f64>, _>(index), |number| number.to_string(), &sort),
        "DATE" | "DATETIME" | "TIME" | "NUMERIC" => {
            cell(row.try_get_unchecked::<Option<String>, _>(index), |text| text, &sort)
        }
        _ => Err(sort),
    }
}

pub(super) fn of_postgres(row: &PgRow, index: usize) -> Result<String, String> {
    let sort = row.columns().get(index).map(|column| column.type_info().name().to_owned()).unwrap_or_default();
    match sort.as_str() {
        "TEXT" | "VARCHAR" | "CHAR" | "NAME" | "\"CHAR\"" | "citext" => {
            cell(row.try_get_unchecked::<Option<String>, _>(index), |text| text, &sort)
        }
        "INT2" => cell(row.try_get::<Option<i16>, _>(index), |number| number.to_string(), &sort),
        "INT4" => cell(row.try_get::<Option<i32>, _>(index), |number| number.to_string(), &sort),
        "INT8" => cell(row.try_get::<Option<i64>, _>(index), |number| number.to_string(), &sort),
        "FLOAT4" => cell(row.try_get::<Option<f32>, _>(index), |number| number.to_string(), &sort),
        "FLOAT8" => cell(row.try_get::<Option<f64>, _>(index), |number| number.to_string(), &sort),
        "BOOL" => cell(row.try_get::<Option<bool>, _>(index), |truth| truth.to_string(), &sort),
        _ => Err(sort),
    }
}

pub(super) fn of_mysql(row: &MySqlRow, index: usize) -> Result<String, String> {
    let sort = row.columns().get(index).map(|column| column.type_info().name().to_owned()).unwrap_or_default();
    match sort.as_str() {
        "VARCHAR" | "CHAR" | "TEXT" | "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" | "ENUM" => {
            cell(row.try_get_unchecked::<Option<String>, _>(index), |text| text, &sort)
        }
        "TINYINT" | "SMALLINT" | "INT" | "MEDIUMINT" | "BIGINT" | "BOOLEAN" => {
            cell(row.try_get_unchecked::<Option<i64>, _>(index), |number| number.to_string(), &sort)
        }
        "TINYINT UNSIGNED" | "SMALLINT UNSIGNED" | "INT UNSIGNED" | "MEDIUMINT UNSIGNED" | "BIGINT UNSIGNED" => {
            cell(row.try_get_unchecked::<Option<u64>, _>(index), |number| number.to_string(), &sort)
        }
        "FLOAT" => cell(row.try_get::<Option<f32>, _>(index), |number| number.to_string(), &sort),
        "DOUBLE" => cell(row.try_get::<Option<f64>, _>(index), |number| number.to_string(), &sort),
        _ => Err(sort),
    }
}
