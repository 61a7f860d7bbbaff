//! The runtime, the log, and errors for people.

use std::{future::Future, process::ExitCode};

/// Runs a command to its end on a runtime with as many threads as cores.
pub(crate) fn block_on<F>(future: F) -> miette::Result<ExitCode>
where
    F: Future<Output = miette::Result<ExitCode>>,
{
    // One TLS provider for the whole process; a second call finds it installed and changes nothing.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| miette::miette!("the runtime cannot start: {error}"))?;
    runtime.block_on(future)
}

/// Log lines as JSON on standard error; `RUST_LOG` chooses what.
pub(crate) fn log_as_json() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// An error with its causes, as one report.
pub(crate) fn report(what: &str, error: &dyn std::error::Error) -> miette::Report {
    let mut text = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("\n  because: {error}"));
        cause = error.source();
    }
    miette::miette!("{text}")
}
