//! Writers as threads, their count and their waits.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::Load;

/// What is printed.
#[derive(Serialize)]
pub struct Report {
    pub letters: usize,
    pub letters_per_s: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub cpu_us_per_letter: f64,
}

impl Report {
    /// From all waits of all writers, over this time.
    pub fn of(mut waits: Vec<Duration>, took: Duration) -> Self {
        waits.sort_unstable();
        let at = |share: f64| {
            let index = (waits.len() as f64 * share) as usize;
            waits.get(index.min(waits.len().saturating_sub(1))).map_or(0.0, |wait| wait.as_secs_f64() * 1e3)
        };
        let letters = waits.len();
        Self {
            letters,
            letters_per_s: letters as f64 / took.as_secs_f64(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            cpu_us_per_letter: cpu_seconds() * 1e6 / letters.max(1) as f64,
        }
    }
}

/// Runs one thread per writer; `write` makes the letter with this number durable before it returns.
pub fn threads(load: &Load, write: impl Fn(u64, &[u8]) -> anyhow::Result<()> + Sync) -> anyhow::Result<Report> {
    let start = Instant::now();
    let write = &write;
    let waits = thread::scope(|scope| {
        let writers = (0..load.writers as u64).map(|writer| {
            scope.spawn(move || -> anyhow::Result<Vec<Duration>> {
                let mut waits = Vec::new();
                while start.elapsed() < load.lasts {
                    let before = Instant::now();
                    write((writer << 40) | waits.len() as u64, &load.letter)?;
                    waits.push(before.elapsed());
                }
                Ok(waits)
            })
        });
        let writers: Vec<_> = writers.collect();
        let ended =
            writers.into_iter().map(|writer| writer.join().map_err(|_| anyhow::anyhow!("a writer panicked"))?);
        ended.collect::<anyhow::Result<Vec<_>>>()
    })?;
    Ok(Report::of(waits.concat(), start.elapsed()))
}

/// User and system time of this process.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
