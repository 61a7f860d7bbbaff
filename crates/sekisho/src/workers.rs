//! The threads on which letters are judged and handed on, apart from those that listen.
//!
//! Judging is computing: on the threads of the doors, a client would wait for its `250` until the letters of others have
//! been looked at. These threads also stand back (`nice`), so that a letter is taken in soon however many wait.
//! Never: a session, a page or the clock on these threads.

use std::io;

use sekisho_engine::House;
use tokio::runtime::{Builder, Runtime};

/// Letters judged at the same time, per core; most of the time goes into waiting for the disk.
const PER_CORE: usize = 16;
/// By how much the workers stand back.
const NICE: i32 = 5;

/// The workers' own runtime. What is under way when this is dropped ends where it waits; the evidence knows the rest.
#[derive(Debug)]
pub(crate) struct Workers(Option<Runtime>);

impl Workers {
    /// As many threads as cores, with nothing to do yet.
    pub(crate) fn hire() -> io::Result<Self> {
        let stand_back = || {
            // Of the calling thread alone, on Linux. Refused or not, the work is the same.
            let _ = rustix::process::nice(NICE);
        };
        let runtime =
            Builder::new_multi_thread().thread_name("worker").on_thread_start(stand_back).enable_all().build();
        runtime.map(|runtime| Self(Some(runtime)))
    }

    /// Puts them to work for a house.
    pub(crate) fn start(&self, house: &House) {
        let Some(runtime) = &self.0 else { return };
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let _here = runtime.enter();
        house.start_workers(cores * PER_CORE);
    }
}

impl Drop for Workers {
    /// A runtime must not wait for its threads within another one.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
