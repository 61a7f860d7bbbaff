//! Sekisho's spool: writers are tasks, as in the service.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use sekisho_model::LetterId;
use sekisho_store::{MasterKeys, SpoolOptions, spool::Spool};

use crate::{Load, writers::Report};

/// Envelope data, about as long as a real one.
const META: usize = 300;

pub fn run(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    let keys = Arc::new(MasterKeys::ephemeral()?);
    let options = SpoolOptions { min_free_bytes: 64 << 20, ..SpoolOptions::default() };
    let (spool, _) = Spool::open(folder, keys, options, None)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let start = Instant::now();
    let writers =
        (0..load.writers as u64).map(|writer| runtime.spawn(write(spool.clone(), load.clone(), writer, start)));
    let writers: Vec<_> = writers.collect();
    let mut waits = Vec::new();
    for writer in writers {
        waits.extend(runtime.block_on(writer)??);
    }
    Ok(Report::of(waits, start.elapsed()))
}

async fn write(spool: Spool, load: Load, writer: u64, start: Instant) -> anyhow::Result<Vec<Duration>> {
    let mut waits = Vec::new();
    while start.elapsed() < load.lasts {
        let before = Instant::now();
        let id = LetterId::from_parts(waits.len() as u64, u128::from(writer));
        let location = spool.append(id, vec![7; META], load.letter.clone()).await?;
        spool.settle(&location);
        waits.push(before.elapsed());
    }
    Ok(waits)
}
