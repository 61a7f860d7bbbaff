//! Queries: the answer of a database → rows.
//!
//! The query runs in one read-only transaction with one snapshot, so that it can change nothing and sees one state:
//! SQLite is opened read-only, PostgreSQL gets `repeatable read, read only`, MySQL a read-only session and `start
//! transaction with consistent snapshot, read only`. Its text is digested, so that evidence says which question gave the rows. Numbers, days and
//! truth come as the database writes them as text; a type that has no such text is an error that says how to cast it.

use std::path::Path;

use futures_util::TryStreamExt as _;
use sekisho_model::Digest;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, Row as _};

use crate::{
    Limits, TableError, Told, Warning,
    error::Place,
    kept::{Keeping, Kept},
    wait,
};

mod connect;
mod text;

use connect::Connected;

/// A question to a database.
pub(crate) struct Asked<'a> {
    /// For errors.
    pub(crate) name: &'a str,
    /// `sqlite:PATH`, `postgres://…`, `mysql://…`.
    pub(crate) database: &'a str,
    /// One statement that gives rows.
    pub(crate) query: &'a str,
    /// A file with the password, so that it stands in no description.
    pub(crate) password: Option<&'a Path>,
    /// Where paths start.
    pub(crate) folder: &'a Path,
}

impl Asked<'_> {
    /// What the database says. Its messages may repeat parts of the query, which the operator wrote, but no cells.
    fn failed(&self, error: &sqlx::Error) -> TableError {
        let why = match error {
            sqlx::Error::Database(error) => error.message().to_owned(),
            other => other.to_string(),
        };
        TableError::Database { name: self.name.to_owned(), why }
    }

    fn wrong(&self, why: String) -> TableError {
        TableError::Database { name: self.name.to_owned(), why }
    }
}

/// Runs a query and keeps its rows.
pub(crate) fn read(asked: &Asked<'_>, limits: &Limits) -> Result<Kept, TableError> {
    let mut kept = wait::wait(async || match connect::connect(asked).await? {
        Connected::Sqlite(mut database) => {
            database.execute("begin").await.map_err(|error| asked.failed(&error))?;
            rows(asked, limits, &mut database, text::of_sqlite).await
        }
        Connected::Postgres(mut database) => {
            let begin = "begin transaction isolation level repeatable read, read only";
            database.execute(begin).await.map_err(|error| asked.failed(&error))?;
            rows(asked, limits, &mut database, text::of_postgres).await
        }
        Connected::Mysql(mut database) => {
            // What changes a table's shape ends the transaction before it runs: the next one has to be read-only, too.
            let session = "set session transaction isolation level repeatable read, read only";
            let begin = "start transaction with consistent snapshot, read only";
            for sql in [session, begin] {
                database.execute(sql).await.map_err(|error| asked.failed(&error))?;
            }
            rows(asked, limits, &mut database, text::of_mysql).await
        }
    })?;
    kept.query = Some(Digest::of(asked.query.as_bytes()));
    Ok(kept)
}

/// Streams the rows of the answer into a temporary file. The connection is closed afterwards, which ends the
/// transaction without changing anything.
async fn rows<'c, D, C>(
    asked: &Asked<'_>,
    limits: &Limits,
    database: &'c mut C,
    text: fn(&D::Row, usize) -> Result<String, String>,
) -> Result<Kept, TableError>
where
    D: sqlx::Database,
    &'c mut C: sqlx::Executor<'c, Database = D>,
    D::Arguments: sqlx::IntoArguments<D>,
    usize: sqlx::ColumnIndex<D::Row>,
{
    let mut answer = database.fetch(AssertSqlSafe(asked.query.to_owned()));
    let mut keeping: Option<Keeping> = None;
    let mut width = 0;
    let mut count = 0;
    while let Some(row) = answer.try_next().await.map_err(|error| asked.failed(&error))? {
        count += 1;
        if count > limits.rows {
            return Err(TableError::Limit { place: Place::line(asked.name, count), what: "rows", limit: limits.rows });
        }
        let keeping = match &mut keeping {
            Some(keeping) => keeping,
            none => {
                let names: Vec<String> = row.columns().iter().map(|column| column.name().to_owned()).collect();
                width = names.len();
                none.insert(Keeping::new(names)?)
            }
        };
        let cell = |index: usize| {
            let name = || row.columns().get(index).map(|column| column.name().to_owned()).unwrap_or_default();
            text(&row, index).map_err(|sort| {
                asked.wrong(format!("column {} is of type {sort}: cast it to text in the query", name()))
            })
        };
        if row.columns().len() != width {
            return Err(asked.wrong("the query gives several answers, of different columns: ask for one".to_owned()));
        }
        let cells = (0..width).map(cell).collect::<Result<Vec<_>, _>>()?;
        keeping.push(cells.iter().map(String::as_str))?;
    }
    let keeping = keeping.ok_or_else(|| TableError::Empty { file: asked.name.to_owned() })?;
    let mut kept = keeping.finish(Vec::new())?;
    kept.above = 0;
    Ok(kept)
}

/// That an answer has no order of its own: positions of rows only mean something behind an `order by`.
pub(crate) fn unordered(name: &str, query: &str) -> Option<Warning> {
    let is_ordered =
        plain(query).to_ascii_lowercase().split_whitespace().collect::<Vec<_>>().join(" ").contains("order by");
    (!is_ordered).then(|| Warning::new("unordered-query", vec![("file", Told::Text(name.to_owned()))]))
}

/// The text without what stands in quotes and in comments.
fn plain(query: &str) -> String {
    let mut plain = String::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '\'' | '"' | '`' => Some(first.to_string()),
            _ if rest.starts_with("--") => Some("\n".to_owned()),
            _ if rest.starts_with("/*") => Some("*/".to_owned()),
            _ => None,
        };
        let inside = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match end {
            Some(end) => {
                plain.push(' ');
                inside.split_once(end.as_str()).map_or("", |(_, after)| after)
            }
            None => {
                plain.push(first);
                inside
            }
        };
    }
    plain
}

#[cfg(test)]
mod tests;
