//! What is known about a campaign: where it stands, its rows and differences as files.
//!
//! Nothing is changed; a file with personal data is new and only this user's, never written over.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use sekisho_engine::desk::SheetForm;
use sekisho_model::CampaignId;
use sekisho_words::Value;

use super::{How, ask, read, rejected};
use crate::{
    cli::campaign::{complaint::Wrong, status},
    control::CampaignOrder,
};

/// Says where campaigns stand.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Its id; without one all campaigns.
    id: Option<CampaignId>,
    #[command(flatten)]
    how: How,
}

/// Writes rows with their outcomes into a file, or the differences of the lists.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Its id.
    id: CampaignId,
    /// The file: `.csv` or `.xlsx`. It has personal data; nothing is overwritten.
    #[arg(long, short)]
    out: PathBuf,
    /// The differences of the lists instead of the rows.
    #[arg(long)]
    differences: bool,
    #[command(flatten)]
    how: How,
}

impl Status {
    pub(in crate::cli::campaign) const fn how(&self) -> &How {
        &self.how
    }

    pub(in crate::cli::campaign) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let order = match &self.id {
            Some(id) => CampaignOrder::Status { id: id.clone() },
            None => CampaignOrder::List,
        };
        let words = self.how.words();
        let bytes = match ask(config, None, order, &[]).await? {
            Ok(bytes) => bytes,
            Err(why) => return Ok(rejected(why, words)),
        };
        let told: serde_json::Value = read(&bytes)?;
        if self.how.json {
            say!("{told}");
        } else if self.id.is_some() {
            say!("{}", status::page(&told, words));
        } else {
            say!("{}", status::list(&told, words));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Export {
    pub(in crate::cli::campaign) const fn how(&self) -> &How {
        &self.how
    }

    pub(in crate::cli::campaign) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let form = match self.out.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => SheetForm::Csv,
            Some("xlsx") => SheetForm::Xlsx,
            _ => return Err(miette::miette!("{}: the name must end in .csv or .xlsx", self.out.display()).into()),
        };
        let id = self.id.clone();
        let order = match self.differences {
            true => CampaignOrder::Differences { id, form },
            false => CampaignOrder::Rows { id, form },
        };
        save(config, order, &self.out, &self.how, "campaign-written").await
    }
}

/// Has something made and writes it into a new file that only this user can read.
pub(in crate::cli::campaign) async fn save(
    config: &Path,
    order: CampaignOrder,
    out: &Path,
    how: &How,
    said: &str,
) -> Result<ExitCode, Wrong> {
    let bytes = match ask(config, None, order, &[]).await? {
        Ok(bytes) => bytes,
        Err(why) => return Ok(rejected(why, how.words())),
    };
    let written = crate::fresh::write(out, &bytes, crate::fresh::OWN);
    written.map_err(|error| miette::miette!("{}: {error}", out.display()))?;
    let name = out.display().to_string();
    if how.json {
        say!("{}", serde_json::json!({ "file": name, "bytes": bytes.len() }));
    } else {
        say!("{}", how.words().with(said, &[("file", Value::from(name))]));
    }
    Ok(ExitCode::SUCCESS)
}
