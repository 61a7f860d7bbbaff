//! `store`: the data directory itself.

use std::{path::Path, process::ExitCode, sync::Arc, time::Duration};

use clap::Subcommand;
use sekisho_engine::{campaigns::restored::Restored, clock::Clock};
use sekisho_model::Time;
use sekisho_store::{Rebuilt, StoreError};

use crate::run::report;

/// Spool and database.
#[derive(Debug, Subcommand)]
pub(crate) enum Store {
    /// Makes a new database for a spool whose database is lost. Every letter that still has its key waits for an
    /// approver, because nobody knows whether it was sent before. Not while the service runs, and never over a database
    /// that is there.
    Rebuild,
    /// Says that the data directory was restored from a backup, before the service is started: what has left since the
    /// backup was made is not in it. Campaigns rest, and every row that had not come to an end waits for a person who
    /// finds out whether it was sent.
    Restored,
}

impl Store {
    pub(crate) async fn run(&self, config: &Path) -> miette::Result<ExitCode> {
        match self {
            Self::Rebuild => rebuild(config).await,
            Self::Restored => restored(config).await,
        }
    }
}

async fn rebuild(config: &Path) -> miette::Result<ExitCode> {
    let checked = crate::config::load(config)?;
    let keys = Arc::new(crate::serve::keys(&checked)?);
    let rebuilt = sekisho_store::Store::rebuild(&checked.storage.folder, keys, Time::now()).await;
    let Rebuilt { letters, unreadable, shredded, damaged } = rebuilt.map_err(|error| refused(&error))?;
    say!("the database is rebuilt from the spool");
    say!("letters: {letters}, each waits for an approver: nobody knows whether it was sent before");
    say!("unreadable: {unreadable}, their bytes are kept");
    say!("damaged stretches of the log: {damaged}");
    say!("forgotten before (key destroyed): {shredded}");
    say!("accounts and evidence were in the lost database: next `sekisho user add`, then `sekisho serve`");
    // Something was found that a person has to look at.
    Ok(if unreadable == 0 && damaged == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

async fn restored(config: &Path) -> miette::Result<ExitCode> {
    let checked = crate::config::load(config)?;
    let keys = crate::serve::keys(&checked)?;
    let policy = super::policy::source(&checked)?;
    let house = crate::serve::open(&checked, policy, keys, Clock::system()).await?;
    let held = house.hold_restored().await;
    house.close(Duration::ZERO).await;
    let Restored { campaigns, rows } = held.map_err(|error| report("campaigns are not held", &error))?;
    say!("campaigns that rest now: {campaigns}");
    say!("rows of which nobody knows whether they were sent since the backup: {rows}");
    say!("next: `sekisho serve`; then `sekisho campaign settle` for each such row, once somebody has found out");
    Ok(ExitCode::SUCCESS)
}

fn refused(error: &StoreError) -> miette::Report {
    let help = match error {
        StoreError::InUse { .. } => "stop the service first; while it runs its database is there",
        StoreError::Exists { .. } => "move it away first, and keep it: it may hold evidence that can be read",
        _ => return report("the database cannot be rebuilt", error),
    };
    miette::miette!(help = help, "the database cannot be rebuilt: {error}")
}
