//! The second method of `reconcile` with DataFusion: the same question in SQL, answered by sorting and merging.
//!
//! Rows are cut, decoded and normalised as the second method of `tables` does it (another reader, other code, nothing
//! hashed); here they meet in another engine. Hash joins are off: DataFusion's cannot go to disk, and the first method
//! hashes already. Memory is bounded; what does not fit lies in a folder that only this user can enter.
//!
//! It only counts. Whether the counts are those of the first method is judged by [`sekisho_tables::agree`]; an error
//! here is never an agreement. It takes long to build, so it stands in a crate of its own that nothing else needs.

use std::sync::Arc;

use datafusion::{
    catalog::streaming::StreamingTable,
    error::DataFusionError,
    execution::{memory_pool::FairSpillPool, runtime_env::RuntimeEnvBuilder},
    prelude::{SessionConfig, SessionContext},
};
use sekisho_tables::{Asked, Count, Limits, Rereading, Table, TableError, rereadings};

mod ask;
mod rows;

/// Counts all classes, as [`sekisho_tables::recount`] does. Not inside a runtime: it brings its own.
pub fn recount(
    asked: &Asked,
    a: &Arc<Table>,
    b: &Arc<Table>,
    master: Option<&Arc<Table>>,
    limits: &Limits,
) -> Result<Vec<Count>, TableError> {
    let [of_a, of_b, of_master] = rereadings(asked, a, b, master)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(TableError::Spill)?;
    let folder = tempfile::tempdir().map_err(TableError::Spill)?;
    let counts = runtime.block_on(async {
        let context = context(limits, folder.path())?;
        for (name, table) in [("a", of_a), ("b", of_b), ("m", of_master)] {
            if let Some(table) = table {
                register(&context, name, table)?;
            }
        }
        ask::ask(&context, master.is_some(), asked.address.is_some()).await
    });
    let counts = counts.map_err(|error| failed(&error))?;
    [Some(a), Some(b), master].into_iter().flatten().try_for_each(|table| table.check_unchanged())?;
    Ok(counts)
}

/// A session whose joins sort and merge, and whose sorts and groups spill.
fn context(limits: &Limits, folder: &std::path::Path) -> Result<SessionContext, DataFusionError> {
    let mut config = SessionConfig::new().with_target_partitions(2);
    config.options_mut().optimizer.prefer_hash_join = false;
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory.max(LEAST_MEMORY))))
        .with_temp_file_path(folder)
        .build_arc()?;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}

fn register(context: &SessionContext, name: &str, table: Rereading) -> Result<(), DataFusionError> {
    let stream = Arc::new(rows::Rows::new(table));
    let table = StreamingTable::try_new(Arc::clone(&rows::schema()), vec![stream])?;
    context.register_table(name, Arc::new(table)).map(drop)
}

/// What the engine says about itself. Its own errors name columns and plans; an error of a row has no cell in it.
fn failed(error: &DataFusionError) -> TableError {
    TableError::Database { name: "datafusion".to_owned(), why: error.strip_backtrace() }
}

/// Below this its sorts cannot even start.
const LEAST_MEMORY: usize = 64 << 20;

#[cfg(test)]
mod tests;
