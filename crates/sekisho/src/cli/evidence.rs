//! `evidence`: verify and export the record of what happened.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::Subcommand;
use sekisho_store::{MasterKeys, Reader, StoreError, verify_export};

use crate::run::report;

/// Evidence.
#[derive(Debug, Subcommand)]
pub(crate) enum Evidence {
    /// Verifies every hash and the order of all events, in the store or in an export. Exit status 1 if broken.
    Verify {
        /// An export instead of the store: needs neither configuration nor key.
        export: Option<PathBuf>,
    },
    /// Writes all events as JSON lines.
    Export {
        /// The file to write.
        file: PathBuf,
        /// With personal payloads (addresses, replies).
        #[arg(long)]
        personal: bool,
    },
}

impl Evidence {
    pub(crate) async fn run(&self, config: &Path) -> miette::Result<ExitCode> {
        match self {
            Self::Verify { export: Some(export) } => verify_file(export),
            Self::Verify { export: None } => verify_store(config).await,
            Self::Export { file, personal } => export(config, file, *personal).await,
        }
    }
}

fn verify_file(path: &Path) -> miette::Result<ExitCode> {
    let file = File::open(path).map_err(|error| miette::miette!("{}: {error}", path.display()))?;
    match verify_export(BufReader::new(file)) {
        Ok(good) => {
            say!("intact: {} events, last hash {}", good.events, good.last);
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            say!("BROKEN: {broken}");
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn verify_store(config: &Path) -> miette::Result<ExitCode> {
    match reader(config).await?.verify_chain(0).await {
        Ok(good) => {
            say!("intact: {} events, last hash {}", good.events, good.last);
            Ok(ExitCode::SUCCESS)
        }
        Err(StoreError::Chain(broken)) => {
            say!("BROKEN: {broken}");
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(report("the evidence cannot be read", &error)),
    }
}

async fn export(config: &Path, path: &Path, personal: bool) -> miette::Result<ExitCode> {
    let failed = |error: std::io::Error| miette::miette!("{}: {error}", path.display());
    let mut file = BufWriter::new(File::create_new(path).map_err(failed)?);
    let good = reader(config).await?.export_evidence(&mut file, personal).await;
    let good = good.map_err(|error| report("the evidence cannot be exported", &error))?;
    file.flush().map_err(failed)?;
    say!("wrote {} events to {}, last hash {}", good.events, path.display(), good.last);
    Ok(ExitCode::SUCCESS)
}

/// Reads beside a running service.
pub(crate) async fn reader(config: &Path) -> miette::Result<Reader> {
    let checked = crate::config::load(config)?;
    let keys = MasterKeys::load(&checked.storage.key_file).map_err(|error| report("the key cannot be used", &error))?;
    let reader = Reader::open(&checked.storage.folder, Arc::new(keys)).await;
    reader.map_err(|error| report("the store cannot be read", &error))
}
