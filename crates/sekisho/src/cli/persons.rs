//! `persons`: the organisation's own master of persons.

use std::{path::Path, process::ExitCode};

use clap::Subcommand;

use crate::{control::Order, serve::order};

/// The master of persons (`[persons]` of the configuration).
#[derive(Debug, Subcommand)]
pub(crate) enum Persons {
    /// Reads all sources now and puts the new index in use; on an error the old one stays.
    Load,
}

impl Persons {
    pub(crate) async fn run(&self, config: &Path) -> miette::Result<ExitCode> {
        match self {
            Self::Load => order(config, Order::LoadPersons).await,
        }
    }
}
