//! Everything that only reads: the questions of engine, console and auditor.
//!
//! Invariants: every question is answered by an index and is bounded, whatever the database holds; a page is stable
//! when rows are added. "Oldest" and "newest" of parcels and letters means the order in which they were decided.
//! Never: a row that does not parse taken for another; a write.
//! How it fails: [`StoreError`], naming the step or the row.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use sqlx::{
    Sqlite, SqlitePool,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};

use crate::{
    StoreError, database,
    error::failed,
    keys::MasterKeys,
    private::Private,
    row::{Cells, one},
    search::Marker,
    waiting::Waiting,
};

mod access;
mod campaigns;
mod delivery;
mod evidence;
mod letters;
mod links;
mod lists;
mod memory;
mod parcels;
pub(crate) mod search;
mod stats;
mod trays;

pub use evidence::verify_export;
pub(crate) use evidence::walk;

/// A reader of the database. Cheap to clone.
#[derive(Clone)]
pub struct Reader(Arc<Inner>);

struct Inner {
    pool: SqlitePool,
    private: Arc<Private>,
    marker: Marker,
    /// Only where the same process writes.
    waiting: Option<Arc<Waiting>>,
    files: PathBuf,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("connections", &self.0.pool.size()).finish_non_exhaustive()
    }
}

impl Reader {
    /// Opens the database of `dir` for reading only, beside a process that writes it.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::TooNew`], [`StoreError::Key`].
    pub async fn open(dir: &Path, keys: Arc<MasterKeys>) -> Result<Self, StoreError> {
        let pool = database::readers(dir, 1).await?;
        let private = Arc::new(private(&pool, keys).await?);
        Ok(Self::new(dir, pool, private, None))
    }

    pub(crate) fn new(dir: &Path, pool: SqlitePool, private: Arc<Private>, waiting: Option<Arc<Waiting>>) -> Self {
        Self(Arc::new(Inner { pool, private, marker: Marker::new(), waiting, files: files(dir) }))
    }

    /// Where the files of campaigns lie.
    pub(crate) fn files(&self) -> PathBuf {
        self.0.files.clone()
    }

    /// Ends all connections; later questions fail with [`StoreError::Closed`].
    pub(crate) async fn close(&self) {
        self.0.pool.close().await;
    }

    /// Search marks of normalised texts.
    pub(crate) fn marks(&self, texts: &[String]) -> String {
        self.0.marker.marks(&self.0.private, texts)
    }

    pub(crate) fn private(&self) -> &Private {
        &self.0.private
    }

    async fn rows(&self, what: &'static str, query: Statement<'_>) -> Result<Vec<SqliteRow>, StoreError> {
        database::all_rows(&self.0.pool, query).await.map_err(failed(what))
    }

    pub(crate) async fn row(&self, what: &'static str, query: Statement<'_>) -> Result<Option<SqliteRow>, StoreError> {
        query.fetch_optional(&self.0.pool).await.map_err(failed(what))
    }

    /// One number, for example a count.
    async fn number(&self, what: &'static str, query: Statement<'_>) -> Result<Option<i64>, StoreError> {
        use sqlx::Row as _;
        let Some(row) = self.row(what, query).await? else { return Ok(None) };
        row.try_get::<Option<i64>, _>(0).map_err(failed(what))
    }
}

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Opens the sealed columns with these keys; fails when they are not the keys of this database.
pub(crate) async fn private(pool: &SqlitePool, keys: Arc<MasterKeys>) -> Result<Private, StoreError> {
    let row = sqlx::query("select private from secret where name = 'marks'").fetch_one(pool).await;
    let row = row.map_err(failed("read the key of the marks"))?;
    let sealed = one(&Cells(&row), "secret", |_| "marks", |cells| cells.get::<Vec<u8>>("private"))?;
    Private::open_with(keys, &sealed)
}

/// Where the files of campaigns of a data directory lie.
pub(crate) fn files(dir: &Path) -> PathBuf {
    dir.join("campaigns")
}

/// A limit of rows as the database takes it.
fn most(limit: u32) -> i64 {
    i64::from(limit)
}

/// A page's rows, and one more to know whether there is a next page.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1
}

#[cfg(test)]
mod tests;
