//! Opening: the lock, the database, the spool, what is undecided, the end of the chain, and then the writer.
//!
//! Invariant: nothing is accepted or written before all of that is known to be good.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
    sync::{Arc, Mutex, RwLock},
};

use sqlx::SqliteConnection;
use tokio::sync::{Notify, mpsc};

use super::{Options, Recovered, Shared, Store, recover};
use crate::{
    Answer, Reader, SpoolOptions, StoreError,
    answers::Answers,
    database,
    error::{failed, spool_failed},
    kept,
    keys::MasterKeys,
    private::Private,
    reader,
    search::indexer,
    spool::{Position, Recovery, Scanned, Spool, SpoolError},
    waiting::Waiting,
    writer::{Head, Numbers, Parts, QUEUE, Writer, stored_checkpoint},
};

/// Events verified at every start; the whole chain is verified when somebody asks.
const TAIL: u64 = 1_000;

pub(super) async fn open(
    dir: &Path,
    keys: Arc<MasterKeys>,
    options: Options,
) -> Result<(Store, Recovered), StoreError> {
    let lock = lock(dir)?;
    if database::is_new(dir).await? && has_letters(dir, &keys, &options.spool).await? {
        return Err(StoreError::NoDatabase { path: database::file(dir) });
    }
    let mut connection = writer(dir, &keys, options.max_database_bytes).await?;
    let checkpoint = stored_checkpoint(&mut connection).await?;
    let pool = database::readers(dir, options.readers).await?;
    let private = Arc::new(reader::private(&pool, Arc::clone(&keys)).await?);
    let head = Head::read(&mut connection).await?;
    let numbers = Numbers::read(&mut connection).await?;
    reader::walk(&mut connection, &private, head.seq.saturating_sub(TAIL), |_| Ok(())).await?;
    let (answers, answered) = open_answers(dir, Arc::clone(&keys)).await?;
    let from = (checkpoint > Position::START).then_some(checkpoint);
    let (spool, recovery) = open_spool(dir, keys, options.spool, from).await?;
    let waiting = Arc::new(Waiting::default());
    let mut recovered = recover::recover(&spool, &recovery, &mut connection, &pool, &waiting).await?;
    recovered.answers = answered;
    let searchable = Arc::new(Notify::new());
    kept::sweep(reader::files(dir), &pool).await?;
    let reader = Reader::new(dir, pool, Arc::clone(&private), Some(Arc::clone(&waiting)));
    let (jobs, queue) = mpsc::channel(QUEUE);
    let indexer = tokio::spawn(indexer::run(reader.clone(), jobs.downgrade(), Arc::clone(&searchable)));
    let parts = Parts {
        connection,
        private,
        spool: spool.clone(),
        waiting: Arc::clone(&waiting),
        head,
        numbers,
        checkpoint,
        searchable,
    };
    tokio::spawn(Writer::new(parts).run(queue));
    let shared = Shared {
        spool: RwLock::new(Some(spool)),
        waiting,
        jobs,
        indexer: indexer.abort_handle(),
        answers: Arc::new(answers),
        lock: Mutex::new(Some(lock)),
    };
    Ok((Store { reader, shared: Arc::new(shared) }, recovered))
}

/// The writing connection; a new database gets its secrets.
pub(super) async fn writer(dir: &Path, keys: &MasterKeys, most: Option<u64>) -> Result<SqliteConnection, StoreError> {
    let mut connection = database::writer(dir, most).await?;
    let text = "insert into secret (name, private) values ('marks', $1) on conflict do nothing";
    let query = sqlx::query(text).bind(Private::draw_marks(keys)?);
    query.execute(&mut connection).await.map_err(failed("store the key of the marks"))?;
    Ok(connection)
}

/// Takes the directory for this process, making it (mode 0700) when it is not there.
pub(super) fn lock(dir: &Path) -> Result<File, StoreError> {
    let io = |source| StoreError::Failed { what: "lock the data directory", source: Box::new(source) };
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(io)?;
    let options = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).to_owned();
    let file = options.open(dir.join("lock")).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: dir.to_owned() }),
        Err(TryLockError::Error(error)) => Err(io(error)),
    }
}

/// Reads the answers of next hops on a thread that may block.
async fn open_answers(dir: &Path, keys: Arc<MasterKeys>) -> Result<(Answers, Vec<Answer>), StoreError> {
    let dir = dir.to_owned();
    tokio::task::spawn_blocking(move || Answers::open(&dir, keys)).await.map_err(|_| StoreError::Closed)?
}

/// Opens the spool on a thread that may block.
pub(super) async fn open_spool(
    dir: &Path,
    keys: Arc<MasterKeys>,
    options: SpoolOptions,
    from: Option<Position>,
) -> Result<(Spool, Recovery), StoreError> {
    let (data, folder) = (dir.to_owned(), dir.join("spool"));
    let open = move || {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|source| StoreError::Failed { what: "make the spool", source: Box::new(source) })?;
        Spool::open(&folder, keys, options, from).map_err(|error| match error {
            SpoolError::Locked => StoreError::InUse { path: data },
            error => spool_failed("open the spool", None)(error),
        })
    };
    tokio::task::spawn_blocking(open).await.map_err(|_| StoreError::Closed)?
}

/// Whether a spool without a database holds letters.
async fn has_letters(dir: &Path, keys: &Arc<MasterKeys>, options: &SpoolOptions) -> Result<bool, StoreError> {
    if !dir.join("spool").exists() {
        return Ok(false);
    }
    let (spool, _) = open_spool(dir, Arc::clone(keys), options.clone(), None).await?;
    let look = move || {
        let found = spool.scan(None).find(|found| !matches!(found, Ok(Scanned::Shredded { .. })));
        found.transpose().map(|found| found.is_some())
    };
    let found = tokio::task::spawn_blocking(look).await.map_err(|_| StoreError::Closed)?;
    found.map_err(spool_failed("read the spool", None))
}
