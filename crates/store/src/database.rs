//! The database file: how it is opened, by whom, and which version it has.
//!
//! Invariants: one writing connection (WAL, `synchronous=FULL`: a commit that returned survives a power cut); readers
//! cannot write; deleted bytes are overwritten (`secure_delete`); a file that another program made, or a newer version
//! of this one, is not touched.
//! Memory is bounded by the page caches below; nothing is mapped, because a read error of a mapped file kills the
//! process.

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use futures_util::{Stream, TryStreamExt as _};
use sqlx::{
    ConnectOptions as _, Connection as _, Either, Executor, Row as _, Sqlite, SqliteConnection, SqlitePool,
    query::Query,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};

use crate::{StoreError, error::failed};

/// Migrations, in order; the version of a database is how many it has.
const MIGRATIONS: [&str; 2] =
    [include_str!("../migrations/sqlite/0001_store.sql"), include_str!("../migrations/sqlite/0002_campaign.sql")];
/// "SEKI", so that `file(1)` and this program know the file (SQLite's `application_id`).
const APPLICATION: i64 = 0x5345_4b49;
/// Another process may hold the write lock for a checkpoint.
const BUSY: Duration = Duration::from_secs(10);
/// Pages of the write-ahead log after which it is carried over: 16 MiB, some seconds of full load.
const CHECKPOINT_PAGES: &str = "4096";
/// The write-ahead log is cut to this after a peak.
const LOG_LIMIT: &str = "67108864";
const WRITER_CACHE: &str = "-16384";
const READER_CACHE: &str = "-8192";
/// Distinct statements are some hundred.
const STATEMENTS: usize = 512;

/// Highest migration this program knows.
pub(crate) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// The file in a data directory.
pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join("sekisho.db")
}

/// Whether there is no database yet, or one that nothing was ever written to.
pub(crate) async fn is_new(dir: &Path) -> Result<bool, StoreError> {
    if !file(dir).exists() {
        return Ok(true);
    }
    let mut connection = base(dir).read_only(true).connect().await.map_err(failed("open the database"))?;
    let version = version(&mut connection).await?;
    let _ = connection.close().await;
    Ok(version == 0)
}

/// The only connection that writes. The database is brought to the version of this program.
pub(crate) async fn writer(dir: &Path, most_bytes: Option<u64>) -> Result<SqliteConnection, StoreError> {
    // Made here, so that its mode is right from the start; the log beside it gets the same mode.
    let made = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(file(dir));
    made.map_err(|source| StoreError::Failed { what: "make the database", source: Box::new(source) })?;
    let options = base(dir)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("cache_size", WRITER_CACHE)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", LOG_LIMIT);
    let mut connection = options.connect().await.map_err(failed("open the database"))?;
    migrate(&mut connection).await?;
    if let Some(bytes) = most_bytes {
        limit(&mut connection, bytes).await?;
    }
    Ok(connection)
}

/// Connections that only read.
pub(crate) async fn readers(dir: &Path, count: u32) -> Result<SqlitePool, StoreError> {
    let options = base(dir).read_only(true).pragma("query_only", "ON").pragma("cache_size", READER_CACHE);
    let pool = SqlitePoolOptions::new().max_connections(count.max(1)).min_connections(0);
    let pool = pool.connect_with(options).await.map_err(failed("open the database for reading"))?;
    let mut connection = pool.acquire().await.map_err(failed("open the database for reading"))?;
    check(&mut connection).await?;
    drop(connection);
    Ok(pool)
}

fn base(dir: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file(dir))
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .statement_cache_capacity(STATEMENTS)
        .pragma("mmap_size", "0")
        .pragma("temp_store", "MEMORY")
        .thread_name(|number| format!("database-{number}"))
        .disable_statement_logging()
}

/// Carries the write-ahead log over and cuts it to nothing, without waiting for readers: whether it was cut.
pub(crate) async fn wipe_log(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.execute("pragma busy_timeout = 0").await?;
    let row = connection.fetch_one("pragma wal_checkpoint(truncate)").await;
    let wait = format!("pragma busy_timeout = {}", BUSY.as_millis());
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(wait))).await?;
    Ok(row?.try_get::<i64, _>(0)? == 0)
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    number(connection, "pragma user_version").await
}

async fn number(connection: &mut SqliteConnection, sql: &'static str) -> Result<i64, StoreError> {
    let row = sqlx::query(sql).fetch_one(connection).await.map_err(failed("read the version of the database"))?;
    row.try_get(0).map_err(failed("read the version of the database"))
}

/// Refuses what is not a database of this program and version.
async fn check(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let found = version(connection).await?;
    if found > KNOWN {
        return Err(StoreError::TooNew { found, known: KNOWN });
    }
    let application = number(connection, "pragma application_id").await?;
    if found > 0 && application != APPLICATION {
        return Err(StoreError::Foreign);
    }
    Ok(found)
}

async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let found = usize::try_from(check(connection).await?).map_err(|_| StoreError::Foreign)?;
    for (index, sql) in MIGRATIONS.into_iter().enumerate().skip(found) {
        let what = "bring the database to this version";
        let mut transaction = connection.begin_with("begin exclusive").await.map_err(failed(what))?;
        transaction.execute(sqlx::raw_sql(sql)).await.map_err(failed(what))?;
        let mark = format!("pragma application_id = {APPLICATION}; pragma user_version = {}", index + 1);
        transaction.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(mark))).await.map_err(failed(what))?;
        transaction.commit().await.map_err(failed(what))?;
    }
    Ok(())
}

/// A quota in pages of the file.
async fn limit(connection: &mut SqliteConnection, bytes: u64) -> Result<(), StoreError> {
    let page = number(connection, "pragma page_size").await?;
    let pages = i64::try_from(bytes).unwrap_or(i64::MAX) / page.max(1);
    let sql = format!("pragma max_page_count = {}", pages.max(1));
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql))).await.map_err(failed("limit the database"))?;
    Ok(())
}

/// All rows of a statement.
///
/// `fetch_all` takes the end of a connection's thread for the end of the rows: where there is no memory for a row, it
/// would give the rows before it and no error. Only what comes behind the last row says that it was the last.
///
/// # Errors
/// Those of the database; [`sqlx::Error::WorkerCrashed`] when the rows just stopped.
pub(crate) async fn all_rows<'e>(
    executor: impl Executor<'e, Database = Sqlite>,
    query: Query<'e, Sqlite, SqliteArguments>,
) -> Result<Vec<SqliteRow>, sqlx::Error> {
    whole(executor.fetch_many(query)).await
}

async fn whole<D>(
    steps: impl Stream<Item = Result<Either<D, SqliteRow>, sqlx::Error>>,
) -> Result<Vec<SqliteRow>, sqlx::Error> {
    let mut steps = std::pin::pin!(steps);
    let (mut rows, mut ended) = (Vec::new(), false);
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Left(_) => ended = true,
            Either::Right(row) => rows.push(row),
        }
    }
    if ended { Ok(rows) } else { Err(sqlx::Error::WorkerCrashed) }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn rows_that_just_stop_are_an_error() {
        for (ends, whole_rows) in [(true, true), (false, false)] {
            let steps: Vec<Result<Either<(), SqliteRow>, sqlx::Error>> =
                if ends { vec![Ok(Either::Left(()))] } else { Vec::new() };
            let rows = whole(stream::iter(steps)).await;
            assert_eq!(rows.is_ok(), whole_rows, "{rows:?}");
        }
    }
}
