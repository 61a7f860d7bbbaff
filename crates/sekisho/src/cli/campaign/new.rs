//! `campaign new`: files to start from, and a secret for ending the mailings.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use sekisho_model::CampaignId;
use sekisho_words::{Value, Words};

use super::{complaint::Wrong, lang};
use crate::cli::tongue::Tongue;

const CAMPAIGN: &str = include_str!("new/campaign.toml");
const TEXT: &str = include_str!("new/letter.txt");
const HTML: &str = include_str!("new/letter.html");

/// Makes the files of a campaign in a folder, to be edited.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Where to. Nothing that is there is overwritten.
    folder: PathBuf,
    /// Its id: 1 to 40 of a-z, 0-9 and -.
    #[arg(long)]
    id: CampaignId,
    /// The language of the sentences; default: that of the environment.
    #[arg(long, value_enum)]
    lang: Option<Tongue>,
}

impl New {
    pub(super) const fn tongue(&self) -> Option<Tongue> {
        self.lang
    }

    pub(super) fn run(&self) -> Result<ExitCode, Wrong> {
        std::fs::create_dir_all(&self.folder)
            .map_err(|error| miette::miette!("{} cannot be made: {error}", self.folder.display()))?;
        let secret: [u8; 32] = sekisho_engine::chance::bytes().map_err(|error| miette::miette!("{error}"))?;
        let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let date = jiff::Timestamp::now().round(jiff::Unit::Hour).unwrap_or_default();
        let campaign = CAMPAIGN.replace("{id}", self.id.as_str()).replace("{date}", &date.to_string());
        let files = [
            ("campaign.toml", campaign.as_str(), 0o644),
            ("letter.txt", TEXT, 0o644),
            ("letter.html", HTML, 0o644),
            ("unsubscribe.key", &(secret + "\n"), 0o600),
        ];
        for (name, text, mode) in files {
            write_new(&self.folder.join(name), text, mode)?;
        }
        let words = Words::new(lang(self.lang));
        let names = files.map(|(name, ..)| name).join(", ");
        say!("{}", words.with("campaign-new-made", &[("files", Value::from(names))]));
        let file = self.folder.join("campaign.toml").display().to_string();
        say!("{}", words.with("campaign-new-next", &[("file", Value::from(file))]));
        Ok(ExitCode::SUCCESS)
    }
}

fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), Wrong> {
    let written = crate::fresh::write(path, text.as_bytes(), mode);
    Ok(written.map_err(|error| {
        miette::miette!(help = "nothing is overwritten; choose another folder", "{}: {error}", path.display())
    })?)
}
