//! The second method of `reconcile` on a Ballista cluster: for lists that one machine does not want to sort.
//!
//! This machine reads the lists, row by row, and writes what is compared to an exchange, which lies in a folder that
//! all executors see under the same path. The cluster answers the SQL of `tables-datafusion` over these files.
//!
//! Invariant: nothing a cluster says is believed for itself. Each answer brings back how many rows it covers and a
//! keyed sum over them; it is taken only if both are those of the reading here. Joins of engines that spread their work
//! have lost and doubled rows before, so that plans are kept plain: no broadcasts, no hash joins, no adaptive planner.
//!
//! Between this machine, the scheduler and the executors rows travel as they are: the network has to be trusted. A
//! scheduler that cannot be reached, an executor that sees no files, or one that dies is an error.

use std::{path::Path, sync::Arc};

use ballista::prelude::{SessionConfigExt as _, SessionContextExt as _};
use datafusion::{
    execution::{SessionState, SessionStateBuilder},
    prelude::{SessionConfig, SessionContext},
};
use sekisho_tables::{Asked, Count, Limits, Table, TableError};
use sekisho_tables_datafusion::{answer, count_by, failed, wait};

/// Counts all classes, as [`sekisho_tables::recount`] does. `scheduler` is its address, `df://HOST:PORT`; `shared` the
/// folder for the exchange, else where temporary files go, which only executors on this machine see.
pub fn recount(
    asked: &Asked,
    a: &Arc<Table>,
    b: &Arc<Table>,
    master: Option<&Arc<Table>>,
    scheduler: &str,
    shared: Option<&Path>,
) -> Result<Vec<Count>, TableError> {
    count_by(asked, a, b, master, shared, |exchange| {
        // Ballista 55 waits for ever for tasks over a table without rows; what is empty needs no cluster.
        if !exchange.is_full() {
            return answer(exchange, &Limits::default());
        }
        wait(async || {
            let context = SessionContext::remote_with_state(scheduler, state()).await;
            let context = context.map_err(|error| failed(ENGINE, &error))?;
            exchange.ask(&context, ENGINE).await
        })
    })
}

fn state() -> SessionState {
    let mut config = SessionConfig::new_with_ballista().with_ballista_broadcast_join_threshold_bytes(0);
    let optimizer = &mut config.options_mut().optimizer;
    optimizer.prefer_hash_join = false;
    optimizer.hash_join_single_partition_threshold = 0;
    optimizer.hash_join_single_partition_threshold_rows = 0;
    SessionStateBuilder::new().with_default_features().with_config(config).build()
}

const ENGINE: &str = "ballista";

#[cfg(test)]
mod tests;
