//! The second method of `reconcile` with DataFusion: the same question in SQL, answered by sorting and merging.
//!
//! Rows are cut, decoded and normalised as the second method of `tables` does it (another reader, other code, no hash
//! decides anything). They are written once, in batches, to files of an [`Exchange`]; the engine reads only those. Hash
//! joins are off: DataFusion's cannot go to disk, and the first method hashes already.
//!
//! Invariant: what an answer says about a table covers exactly the rows that were written; every question brings back
//! how many rows it saw and a sum over them, and one that saw others is an error, never a count. Memory is bounded by
//! [`Limits::memory`](sekisho_tables::Limits::memory), at least 64 MiB; the rest spills next to the exchange.
//!
//! It never judges: whether the counts are those of the first method says [`sekisho_tables::agree`]. It takes long to
//! build, so it stands in a crate of its own that nothing needs unless it is asked for.

use std::{path::Path, sync::Arc};

use datafusion::{
    error::DataFusionError,
    execution::{memory_pool::FairSpillPool, runtime_env::RuntimeEnvBuilder},
    prelude::{SessionConfig, SessionContext},
};
use sekisho_tables::{Asked, Count, Limits, Table, TableError};

mod ask;
mod exchange;
mod weigh;

pub use exchange::Exchange;

/// Counts all classes, as [`sekisho_tables::recount`] does.
pub fn recount(
    asked: &Asked,
    a: &Arc<Table>,
    b: &Arc<Table>,
    master: Option<&Arc<Table>>,
    limits: &Limits,
) -> Result<Vec<Count>, TableError> {
    count_by(asked, a, b, master, None, |exchange| answer(exchange, limits))
}

/// Counts all classes by what an engine answers about an exchange, which is written inside `parent`, else where temporary
/// files go. An error when a file is not what it was: both methods have to have read the same.
pub fn count_by(
    asked: &Asked,
    a: &Arc<Table>,
    b: &Arc<Table>,
    master: Option<&Arc<Table>>,
    parent: Option<&Path>,
    answer: impl FnOnce(&Exchange) -> Result<Vec<Count>, TableError>,
) -> Result<Vec<Count>, TableError> {
    let exchange = Exchange::write(asked, a, b, master, parent)?;
    let counts = answer(&exchange)?;
    [Some(a), Some(b), master].into_iter().flatten().try_for_each(|table| table.check_unchanged())?;
    Ok(counts)
}

/// What DataFusion on this machine says about an exchange.
pub fn answer(exchange: &Exchange, limits: &Limits) -> Result<Vec<Count>, TableError> {
    wait(async || {
        let context = context(limits, exchange.folder()).map_err(|error| failed(ENGINE, &error))?;
        exchange.ask(&context, ENGINE).await
    })
}

/// Runs to the end on a thread of its own, so that it may be called from inside a runtime, too.
pub fn wait<T, F>(work: F) -> Result<T, TableError>
where
    T: Send,
    F: AsyncFnOnce() -> Result<T, TableError> + Send,
{
    let run = || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(TableError::Spill)?;
        runtime.block_on(work())
    };
    std::thread::scope(|scope| {
        let died = |_| TableError::Conservation { stage: "database" };
        scope.spawn(run).join().map_err(died)?
    })
}

/// What an engine says about itself. Its errors name columns and plans of ours; no error of a row has a cell in it.
#[must_use]
pub fn failed(engine: &str, error: &DataFusionError) -> TableError {
    TableError::Database { name: engine.to_owned(), why: error.strip_backtrace() }
}

/// A session whose joins sort and merge, and whose sorts and groups spill.
fn context(limits: &Limits, folder: &Path) -> Result<SessionContext, DataFusionError> {
    let mut config = SessionConfig::new();
    let options = config.options_mut();
    options.optimizer.prefer_hash_join = false;
    options.execution.sort_spill_reservation_bytes = SPILL_RESERVE;
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory.max(LEAST_MEMORY))))
        .with_temp_file_path(folder)
        .build_arc()?;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}

const ENGINE: &str = "datafusion";
/// Below this its sorts cannot even start.
const LEAST_MEMORY: usize = 64 << 20;
/// Set aside by each sort for merging what it spilled. With the default of 10 MiB a few sorts would eat all.
const SPILL_RESERVE: usize = 2 << 20;

#[cfg(test)]
mod tests;
