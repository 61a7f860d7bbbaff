//! How long reading files takes: `cargo run --release -p sekisho-content --example open_speed FILE…`. Processor time of
//! this thread (Linux), which is counted in ticks of some milliseconds: the best of several series, each the mean of
//! many runs. Measures, asserts nothing.

#![expect(clippy::disallowed_methods, reason = "measures")]

use std::{hint::black_box, path::Path};

use sekisho_content::{Limits, open_file};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SERIES: usize = 5;
const RUNS: u32 = 20;

fn main() -> std::io::Result<()> {
    println!("{:<32} {:>10} {:>9} {:>12}", "file", "bytes", "ms", "characters");
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let name = Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned());
        let read = || black_box(open_file(black_box(&bytes), name.as_deref(), &Limits::default()));
        let characters: usize = read().iter().map(|part| part.reading.text().chars().count()).sum();
        let mut best = u64::MAX;
        for _ in 0..SERIES {
            let started = spent();
            (0..RUNS).for_each(|_| drop(read()));
            best = best.min(spent().saturating_sub(started));
        }
        let milliseconds = std::time::Duration::from_nanos(best).as_secs_f64() * 1e3 / f64::from(RUNS);
        println!("{:<32} {:>10} {milliseconds:>9.2} {characters:>12}", name.unwrap_or_default(), bytes.len());
    }
    Ok(())
}

/// Nanoseconds of processor time of this thread.
fn spent() -> u64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0)
}
