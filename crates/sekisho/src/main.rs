//! The porch: wires and starts; no logic.

#[macro_use]
mod say;

mod certificate;
mod cli;
mod config;
mod control;
mod demo;
mod fresh;
mod metrics;
mod run;
mod serve;
mod web;
mod workers;

/// Sessions, workers and the store take and give back small pieces from many threads at once: with this one a letter
/// costs a tenth less processor time (docs/benchmarks.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
