//! The plan of a campaign (`campaign.toml`): which parts of the dossier are list, second list, master, texts and files.
//!
//! A closed world: an unknown key is an error with line and column. Every name is the name of a part, never a path.

mod sending;

use sekisho_campaign::{
    check::{Suppression, Waiver},
    master::Identity,
    template::FileChoice,
};
use sekisho_model::{Address, CampaignId, Time};
use sekisho_tables::waiver::Waiver as ListWaiver;
use serde::{Deserialize, Serialize};

use super::{
    MakingError,
    dossier::{Dossier, DossierError, HOUSE, PLAN, PartName, brought},
};

pub use sending::Sending;

/// Largest plan, in bytes.
const MAX_PLAN: u64 = 1 << 20;

/// As written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its id.
    pub id: CampaignId,
    /// `Date` of every letter.
    pub date: Time,
    /// A folder with the files to attach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<String>,
    /// The rows to write to.
    pub list: List,
    /// Who there is.
    pub master: MasterList,
    /// Who writes.
    pub sender: Writer,
    /// What is written.
    pub template: Texts,
    /// The page that ends the mailings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<Ending>,
    /// What is known against addresses and domains.
    #[serde(default)]
    pub known: Known,
    /// How it leaves.
    #[serde(default)]
    pub sending: Sending,
    /// Findings that somebody answers for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiver: Vec<Waiver>,
}

/// The rows to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// A table, a description of one, or a source of the house (`house:NAME`).
    pub source: String,
    /// The column with the person's key in the master.
    pub key: String,
    /// The column with the address.
    pub address: String,
    /// Who made it; beats what its description says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The system it came out of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Time>,
    /// The same list, made by somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Second>,
}

/// The same list once more, made independently, and how the two are compared (docs/reconcile.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Second {
    /// As [`List::source`].
    pub source: String,
    /// Its key column, when its name is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// The system it came out of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Time>,
    /// Columns that have another name here: `A=B`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<String>,
    /// Columns of the list that are not compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// How columns are normalised: `COL=trim,nfkc`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub normal: Vec<String>,
    /// Differences that somebody answers for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiver: Vec<ListWaiver>,
}

/// Who there is. Without a source the list itself is taken, and that is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasterList {
    /// As [`List::source`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The column with the key.
    pub key: String,
    /// Columns with mail addresses.
    #[serde(default)]
    pub mail: Vec<String>,
    /// Columns with telephone numbers.
    #[serde(default)]
    pub phone: Vec<String>,
    /// Columns with member numbers.
    #[serde(default)]
    pub member: Vec<String>,
    /// Columns with names.
    #[serde(default)]
    pub name: Vec<String>,
    /// Columns with readings.
    #[serde(default)]
    pub reading: Vec<String>,
}

impl MasterList {
    /// Every column that identifies somebody.
    pub(crate) fn identities(&self) -> impl Iterator<Item = (Identity, &str)> {
        let each = [
            (Identity::Mail, &self.mail),
            (Identity::Phone, &self.phone),
            (Identity::Member, &self.member),
            (Identity::Name, &self.name),
            (Identity::Reading, &self.reading),
        ];
        each.into_iter().flat_map(|(identity, columns)| columns.iter().map(move |column| (identity, column.as_str())))
    }
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Writer {
    /// `From`.
    pub from: Address,
    /// Display name.
    #[serde(default)]
    pub name: String,
    /// `Reply-To`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Address>,
    /// Where bounces go; default: `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_path: Option<Address>,
}

/// What is written; texts are parts of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Subject, one line.
    pub subject: String,
    /// The recipient's name in `To`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Plain text.
    pub text: String,
    /// HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Files that go with letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file: Vec<FileChoice>,
}

/// The page that ends the mailings, and the secret its tokens are made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// An `https` address.
    pub page: String,
    /// A part with 64 hexadecimal digits.
    pub secret: String,
}

/// What is known against addresses and domains.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Tables of addresses that get nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suppressed: Vec<Suppressed>,
    /// A text with one domain a line that takes no mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_mail: Option<String>,
}

/// A table of addresses that get nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppressed {
    /// As [`List::source`].
    pub source: String,
    /// The column with the address.
    pub address: String,
    /// Why.
    pub why: Suppression,
}

/// The plan is not one: where, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{PLAN}:{line}:{column}: {what}")]
pub struct PlanError {
    /// From 1.
    pub line: u64,
    /// Character, from 1.
    pub column: u64,
    /// What is wrong.
    pub what: String,
    /// The bytes of the text that are meant.
    pub span: std::ops::Range<usize>,
    /// The whole text, to be shown with the place.
    pub text: String,
}

impl Plan {
    /// The plan of a dossier.
    ///
    /// # Errors
    /// [`MakingError::Dossier`], [`MakingError::Plan`].
    pub fn of(dossier: &Dossier) -> Result<Self, MakingError> {
        Self::read(dossier.text(&PartName::parse(PLAN)?)?)
    }

    /// The plan that a text is.
    ///
    /// # Errors
    /// [`MakingError::Dossier`] when it is too long, [`MakingError::Plan`].
    pub fn read(text: &str) -> Result<Self, MakingError> {
        if text.len() as u64 > MAX_PLAN {
            let large = DossierError::Large { file: PLAN.to_owned(), bytes: text.len() as u64, limit: MAX_PLAN };
            return Err(large.into());
        }
        Ok(toml::from_str(text).map_err(|error| mistake(text, &error))?)
    }

    /// Every part it names, in order, except the files of its folder.
    ///
    /// # Errors
    /// [`DossierError::Name`].
    pub fn names(&self) -> Result<Vec<PartName>, DossierError> {
        let tables = self.tables().into_iter().map(|(_, name)| name);
        let mut texts = vec![self.template.text.as_str()];
        texts.extend(self.template.html.as_deref());
        texts.extend(self.unsubscribe.as_ref().map(|ending| ending.secret.as_str()));
        texts.extend(self.known.no_mail.as_deref());
        if let Some(folder) = &self.files {
            // A folder has the form of a name, too.
            PartName::parse(&format!("{folder}/x"))?;
        }
        tables.map(table).chain(texts.into_iter().map(PartName::parse)).collect()
    }

    /// Every table it names, and what for.
    pub(crate) fn tables(&self) -> Vec<(TableRole, &str)> {
        let mut tables = vec![(TableRole::List, self.list.source.as_str())];
        tables.extend(self.list.second.as_ref().map(|second| (TableRole::Second, second.source.as_str())));
        tables.extend(self.master.source.as_deref().map(|source| (TableRole::Master, source)));
        tables.extend(self.known.suppressed.iter().map(|list| (TableRole::Suppressed, list.source.as_str())));
        tables
    }
}

/// What a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableRole {
    List,
    Second,
    Master,
    Suppressed,
}

/// The part of a table: one of the dossier, or one that the house brings.
pub(crate) fn table(source: &str) -> Result<PartName, DossierError> {
    if source.starts_with(HOUSE) { brought(source) } else { PartName::parse(source) }
}

fn mistake(text: &str, error: &toml::de::Error) -> PlanError {
    let span = error.span().unwrap_or(0..0);
    let before = text.get(..span.start).unwrap_or_default();
    PlanError {
        line: before.matches('\n').count() as u64 + 1,
        column: before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1,
        what: error.message().to_owned(),
        span,
        text: text.to_owned(),
    }
}
