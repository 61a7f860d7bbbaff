//! Groups, shared mailboxes, lists, and the master of persons.

use std::{collections::BTreeMap, path::PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::Text;

/// A group of people.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// Name.
    #[schemars(with = "String")]
    pub(crate) name: Text,
    /// Login names.
    pub(crate) members: Vec<String>,
    /// Login names that may act in their place.
    #[serde(default)]
    pub(crate) deputies: Vec<String>,
}

/// A shared mailbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shared {
    /// Address.
    #[schemars(with = "String")]
    pub(crate) address: Text,
    /// Login names.
    pub(crate) members: Vec<String>,
}

/// A mailing list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// Address.
    #[schemars(with = "String")]
    pub(crate) address: Text,
    /// Login names of its owners.
    #[serde(default)]
    pub(crate) owners: Vec<String>,
    /// Addresses.
    #[schemars(with = "Vec<String>")]
    pub(crate) members: Vec<Text>,
}

/// The master of persons.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Persons {
    /// Minutes between two looks at whether a source changed; 0: only `sekisho persons load` reads them. Default 15.
    pub(crate) refresh_minutes: Option<u32>,
    /// Where the rows are; a row is one person.
    #[serde(rename = "source")]
    pub(crate) sources: Vec<PersonSource>,
}

/// A source of the master.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonSource {
    /// A data file (CSV, TSV, a workbook) with a row of headers; or, as `*.toml`, the description of a query to SQLite,
    /// PostgreSQL or MySQL (`database`, `query`, `password_file`), which is asked anew at every look.
    #[schemars(with = "String")]
    pub(crate) file: Spanned<PathBuf>,
    /// Its charset: `utf-8`, `cp932`, `euc-jp`, `iso-2022-jp`, `utf-16le`, `utf-16be`. Default: proven by the bytes; where
    /// two fit, it has to be declared.
    pub(crate) charset: Option<String>,
    /// Columns whose header does not say what they hold: for `mail`, `phone`, `id`, `name`, `surname`, `given`, `kana`,
    /// `surname_kana`, `given_kana` or `company` a list of headers. Default: by the headers.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub(crate) columns: BTreeMap<Text, Vec<String>>,
}
