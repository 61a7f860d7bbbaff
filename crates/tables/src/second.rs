//! The second method: the same question, asked of SQLite.
//!
//! It shares as little as possible with the first: rows are cut by another reader (`csv`), characters are decoded in
//! another way, values are normalised by own code (`second/normal.rs`), nothing is hashed, and rows meet by sorting and
//! merging in the database. What both agree on is neither a slip of one parser nor of one join. It is slower by design.
//!
//! The database is a temporary file in a folder that only this user can enter, and is removed with it; it holds the
//! compared values. Only counts come out.

use sqlx::{Connection as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};

mod ask;
mod load;
mod normal;
mod reread;

pub(crate) use normal::value as normalised;
pub use reread::{Reread, Rereading, rereadings};

use crate::{
    Count, Outcome, Table, TableError,
    reconcile::{Asked, Class, Plan},
    wait,
};

/// Counts all classes by the second method.
pub fn recount(asked: &Asked, a: &Table, b: &Table, master: Option<&Table>) -> Result<Vec<Count>, TableError> {
    let plan = Plan::new(asked, a, b, master)?;
    let counts = wait::wait(async || {
        let folder = tempfile::tempdir().map_err(TableError::Spill)?;
        let mut database = open(folder.path()).await.map_err(failed)?;
        load::load(&mut database, "a", a, &plan.a).await?;
        load::load(&mut database, "b", b, &plan.b).await?;
        if let (Some(master), Some(lens)) = (master, &plan.master) {
            load::load(&mut database, "m", master, lens).await?;
        }
        let counts = ask::ask(&mut database, master.is_some(), plan.address.is_some()).await.map_err(failed)?;
        database.close().await.map_err(failed)?;
        Ok(counts)
    })?;
    // Both methods have to have read the same files.
    [Some(a), Some(b), master].into_iter().flatten().try_for_each(Table::check_unchanged)?;
    Ok(counts)
}

/// Whether the second method came to the same counts; if not, nothing is to be trusted.
pub fn agree(first: &Outcome, second: &[Count]) -> Result<(), TableError> {
    for one in &first.counts {
        let other = second.iter().find(|other| other.class == one.class);
        let other = other.copied().unwrap_or(Count { class: one.class, a: 0, b: 0 });
        if (one.a, one.b) != (other.a, other.b) {
            let (first, second) = if one.a == other.a { (one.b, other.b) } else { (one.a, other.a) };
            return Err(TableError::Disagree { class: one.class.code(), first, second });
        }
    }
    Ok(())
}

async fn open(folder: &std::path::Path) -> Result<SqliteConnection, sqlx::Error> {
    use sqlx::{ConnectOptions as _, sqlite::SqliteJournalMode, sqlite::SqliteSynchronous};
    let options = SqliteConnectOptions::new()
        .filename(folder.join("second.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .pragma("temp_store", "FILE")
        .pragma("cache_size", "-65536")
        .disable_statement_logging();
    let mut database = SqliteConnection::connect_with(&options).await?;
    // One row of `a`, `b`, `m` per row of the table: key (null when a part is empty), values, address (null when empty).
    for table in ["a", "b", "m"] {
        let sql = format!("create table {table} (k text, v text not null, address text) strict");
        database.execute(sqlx::AssertSqlSafe(sql)).await?;
    }
    Ok(database)
}

/// Says only what the database says about itself: values are bound, and no message repeats them.
fn failed(error: sqlx::Error) -> TableError {
    TableError::Database { name: "sqlite".to_owned(), why: error.to_string() }
}

const fn count(class: Class, a: u64, b: u64) -> Count {
    Count { class, a, b }
}

#[cfg(test)]
mod tests;
