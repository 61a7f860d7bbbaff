//! Many rows in few statements: a statement costs more than a row.
//!
//! Invariant: the text of a statement depends only on table, columns and a few fixed numbers of rows, so that all of
//! them stay prepared.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use sqlx::{AssertSqlSafe, Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};

/// Rows per statement, largest first.
const SIZES: [usize; 10] = [64, 16, 8, 7, 6, 5, 4, 3, 2, 1];

/// One value of a row.
pub(crate) enum Value {
    Int(i64),
    OptionalInt(Option<i64>),
    Text(String),
    OptionalText(Option<String>),
    Blob(Vec<u8>),
    OptionalBlob(Option<Vec<u8>>),
}

/// Where rows go.
pub(crate) struct Into {
    /// For example `insert into session (token, account) values`.
    pub(crate) head: &'static str,
    /// For example `on conflict do nothing`, or nothing.
    pub(crate) tail: &'static str,
}

/// Inserts the rows, in order.
pub(crate) async fn insert<const COLUMNS: usize>(
    connection: &mut SqliteConnection,
    into: &Into,
    rows: impl IntoIterator<Item = [Value; COLUMNS]>,
) -> Result<(), sqlx::Error> {
    let mut rows = rows.into_iter().collect::<Vec<_>>().into_iter();
    while rows.len() > 0 {
        let size = SIZES.into_iter().find(|size| *size <= rows.len()).unwrap_or(1);
        let mut query = sqlx::query(AssertSqlSafe(text(into, COLUMNS, size)));
        for value in rows.by_ref().take(size).flatten() {
            query = bind(query, value);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn bind(query: Query<'_, Sqlite, SqliteArguments>, value: Value) -> Query<'_, Sqlite, SqliteArguments> {
    match value {
        Value::Int(number) => query.bind(number),
        Value::OptionalInt(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::OptionalText(text) => query.bind(text),
        Value::Blob(bytes) => query.bind(bytes),
        Value::OptionalBlob(bytes) => query.bind(bytes),
    }
}

type Texts = Mutex<HashMap<(&'static str, &'static str, usize), Arc<str>>>;

/// The statement for so many rows. The parts are constants of this crate.
fn text(into: &Into, columns: usize, rows: usize) -> Arc<str> {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    let texts = TEXTS.get_or_init(Mutex::default);
    let mut texts = texts.lock().unwrap_or_else(PoisonError::into_inner);
    let made = texts.entry((into.head, into.tail, rows)).or_insert_with(|| {
        let row = format!("({})", vec!["?"; columns].join(", "));
        format!("{} {} {}", into.head, vec![row; rows].join(", "), into.tail).into()
    });
    made.clone()
}
