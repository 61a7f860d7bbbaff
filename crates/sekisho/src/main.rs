//! The porch: wires and starts; no logic.

mod certificate;
mod cli;
mod config;
mod control;
mod demo;
mod metrics;
mod run;
mod serve;

fn main() -> std::process::ExitCode {
    cli::main()
}
