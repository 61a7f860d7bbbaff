//! The campaign's file: where its list, master, texts and files lie. Paths are relative to it.

use std::path::{Path, PathBuf};

use sekisho_campaign::{check::Waiver, template::FileChoice};
use sekisho_model::{Address, CampaignId, Time};
use serde::Deserialize;

use super::complaint::Wrong;
use crate::config::{Mistakes, from_toml};

/// As written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CampaignFile {
    pub(super) id: CampaignId,
    pub(super) date: Time,
    pub(super) list: List,
    pub(super) master: MasterList,
    pub(super) sender: Writer,
    pub(super) template: Texts,
    #[serde(default)]
    pub(super) files: Option<PathBuf>,
    #[serde(default)]
    pub(super) unsubscribe: Option<Ending>,
    #[serde(default)]
    pub(super) known: Known,
    #[serde(default)]
    pub(super) waiver: Vec<Waiver>,
}

/// The rows to write to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub(super) source: PathBuf,
    pub(super) key: String,
    pub(super) address: String,
}

/// Who there is. Without a source the list itself is taken, and that is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MasterList {
    #[serde(default)]
    pub(super) source: Option<PathBuf>,
    pub(super) key: String,
    #[serde(default)]
    pub(super) mail: Vec<String>,
    #[serde(default)]
    pub(super) phone: Vec<String>,
    #[serde(default)]
    pub(super) member: Vec<String>,
    #[serde(default)]
    pub(super) name: Vec<String>,
    #[serde(default)]
    pub(super) reading: Vec<String>,
}

/// Who writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Writer {
    pub(super) from: Address,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) reply_to: Option<Address>,
    /// Where bounces go; default: `from`.
    #[serde(default)]
    pub(super) return_path: Option<Address>,
}

/// What is written; texts lie in files of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) subject: String,
    #[serde(default)]
    pub(super) name: Option<String>,
    pub(super) text: PathBuf,
    #[serde(default)]
    pub(super) html: Option<PathBuf>,
    #[serde(default)]
    pub(super) file: Vec<FileChoice>,
}

/// The page that ends the mailings, and the secret its tokens are made with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ending {
    pub(super) page: String,
    pub(super) secret: PathBuf,
}

/// What is known against addresses and domains.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    #[serde(default)]
    pub(super) suppressed: Vec<Suppressed>,
    /// A text with one domain a line.
    #[serde(default)]
    pub(super) no_mail: Option<PathBuf>,
}

/// A table of addresses that get nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suppressed {
    pub(super) source: PathBuf,
    pub(super) address: String,
    pub(super) why: sekisho_campaign::check::Suppression,
}

/// Reads the file; a mistake is shown with its line.
pub(super) fn read(path: &Path) -> Result<CampaignFile, Wrong> {
    let text = text(path)?;
    let file = toml::from_str(&text).map_err(|error| Mistakes::new(path, &text, vec![from_toml(&text, &error)]))?;
    Ok(file)
}

pub(super) fn text(path: &Path) -> Result<String, Wrong> {
    let failed = |error: std::io::Error| miette::miette!("{} cannot be read: {error}", path.display());
    Ok(std::fs::read_to_string(path).map_err(failed)?)
}
