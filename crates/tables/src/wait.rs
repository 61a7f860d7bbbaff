//! Waits for a database from a room that is not asynchronous.
//!
//! On a thread of its own, so that it may be called from inside a runtime, too.

use crate::TableError;

/// Runs to the end.
pub(crate) fn wait<T, F>(work: F) -> Result<T, TableError>
where
    T: Send,
    F: AsyncFnOnce() -> Result<T, TableError> + Send,
{
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(TableError::Spill)?;
        runtime.block_on(work())
    };
    std::thread::scope(|scope| {
        let died = |_| TableError::Conservation { stage: "database" };
        scope.spawn(run).join().map_err(died)?
    })
}
