//! What is wrong with a campaign as plain data: a code, a place, facts. It is stored and shown in any language.
//!
//! Facts are names of files and columns, charsets and numbers; never what a cell says.

use sekisho_campaign::{CampaignError, Told as CampaignFact};
use sekisho_tables::{TableError, Told as TableFact, Warning};
use sekisho_words::{Value, Words};
use serde::{Deserialize, Serialize};

use super::{DossierError, MakingError, dossier::PLAN};

/// Every code of the dossier's own troubles; the catalogues have words for each, and what to do.
pub const DOSSIER_CODES: &[&str] = &[
    "name",
    "large",
    "many",
    "whole",
    "missing",
    "text",
    "query",
    "no-source",
    "replaced",
    "damaged",
    "io",
    "plan",
    "secret",
    "sender",
    "test-address",
    "domain",
    "address",
];

/// Whose sentences it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// A table (`reconcile-error-…`).
    Table,
    /// List, master, template, files (`campaign-error-…`).
    Campaign,
    /// The dossier and its plan (`campaign-dossier-…`).
    Dossier,
    /// What is odd about a table and no error (`reconcile-warning-…`).
    Warning,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Known {
    /// A number.
    Count(u64),
    /// A text.
    Text(String),
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Whose sentences it has.
    pub family: Family,
    /// The code.
    pub code: String,
    /// `file`, `file:line` or `file:line:column`.
    pub place: Option<String>,
    /// The row of the list, from 1.
    pub row: Option<u32>,
    /// Part of the template, line, character.
    pub spot: Option<(String, u64, u64)>,
    /// What the sentence says, by the names the catalogue uses.
    pub facts: Vec<(String, Known)>,
}

impl Trouble {
    /// The sentence: where and what.
    #[must_use]
    pub fn what(&self, words: Words) -> String {
        let mut parts: Vec<String> = self.place.iter().map(|place| sekisho_words::clean(place).into_owned()).collect();
        if self.place.is_none() {
            parts.extend(self.row.map(|row| words.with("campaign-error-at-row", &[("row", Value::from(row))])));
        }
        parts.extend(self.spot.as_ref().map(|(part, line, place)| {
            let part = words.text(&format!("campaign-part-{part}"));
            let values = [("part", Value::from(part)), ("line", Value::from(*line)), ("place", Value::from(*place))];
            words.with("campaign-error-at-spot", &values)
        }));
        parts.push(words.with(&format!("{}-{}", self.head(), self.code), &self.values()));
        parts.join(": ")
    }

    /// What to do about it, when the sentence does not say it already.
    #[must_use]
    pub fn help(&self, words: Words) -> Option<String> {
        match self.family {
            Family::Campaign => self.is_near("near").then(|| words.with("campaign-error-near", &self.values())),
            Family::Table => {
                let near = if self.is_near("nearest") { "-near" } else { "" };
                Some(words.with(&format!("reconcile-help-{}{near}", self.code), &self.values()))
            }
            Family::Warning => None,
            Family::Dossier => Some(words.with(&format!("campaign-dossier-help-{}", self.code), &self.values())),
        }
    }

    const fn head(&self) -> &'static str {
        match self.family {
            Family::Table => "reconcile-error",
            Family::Campaign => "campaign-error",
            Family::Dossier => "campaign-dossier",
            Family::Warning => "reconcile-warning",
        }
    }

    fn is_near(&self, name: &str) -> bool {
        self.facts.iter().any(|(fact, known)| fact == name && *known != Known::Text(String::new()))
    }

    fn values(&self) -> Vec<(&str, Value<'_>)> {
        let value = |known: &'_ Known| match known {
            Known::Text(text) => Value::from(text.clone()),
            Known::Count(count) => Value::from(*count),
        };
        self.facts.iter().map(|(name, known)| (name.as_str(), value(known))).collect()
    }
}

impl From<&MakingError> for Trouble {
    fn from(error: &MakingError) -> Self {
        match error {
            MakingError::Table(error) => (&**error).into(),
            MakingError::Campaign { file, line, error } => {
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                Self { place: file.as_ref().map(|file| format!("{file}{line}")), ..(&**error).into() }
            }
            MakingError::Dossier(error) => error.into(),
            MakingError::Plan(error) => {
                let place = format!("{PLAN}:{}:{}", error.line, error.column);
                dossier("plan", Some(place), vec![("what", Known::Text(error.what.clone()))])
            }
            MakingError::Secret { file } => dossier("secret", Some(file.clone()), Vec::new()),
            MakingError::Sender { address } => {
                dossier("sender", Some(PLAN.to_owned()), vec![("address", Known::Text(address.to_string()))])
            }
            MakingError::TestAddress { number } => {
                dossier("test-address", Some(PLAN.to_owned()), vec![("number", Known::Count(*number as u64))])
            }
            MakingError::Domain { file, line } => dossier("domain", Some(format!("{file}:{line}")), Vec::new()),
            MakingError::Address { file, line } => dossier("address", Some(format!("{file}:{line}")), Vec::new()),
        }
    }
}

impl From<TableFact> for Known {
    fn from(fact: TableFact) -> Self {
        match fact {
            TableFact::Text(text) => Self::Text(text),
            TableFact::Count(count) => Self::Count(count),
        }
    }
}

impl From<&Warning> for Trouble {
    fn from(warning: &Warning) -> Self {
        let facts = warning.facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone().into()));
        Self {
            family: Family::Warning,
            code: warning.code.to_owned(),
            place: None,
            row: None,
            spot: None,
            facts: facts.collect(),
        }
    }
}

impl From<&TableError> for Trouble {
    fn from(error: &TableError) -> Self {
        Self {
            family: Family::Table,
            code: error.code().to_owned(),
            place: error.place().map(|place| place.to_string()),
            row: None,
            spot: None,
            facts: error.facts().into_iter().map(|(name, fact)| (name.to_owned(), fact.into())).collect(),
        }
    }
}

impl From<&CampaignError> for Trouble {
    fn from(error: &CampaignError) -> Self {
        let (row, spot) = error.place();
        let known = |fact: CampaignFact| match fact {
            CampaignFact::Text(text) => Known::Text(text),
            CampaignFact::Count(count) => Known::Count(count),
        };
        Self {
            family: Family::Campaign,
            code: error.code(),
            place: None,
            row,
            spot: spot.map(|(part, line, place)| (part.to_owned(), line as u64, place as u64)),
            facts: error.facts().into_iter().map(|(name, fact)| (name.to_owned(), known(fact))).collect(),
        }
    }
}

impl From<&DossierError> for Trouble {
    fn from(error: &DossierError) -> Self {
        let text = |name: &'static str, text: &str| (name, Known::Text(text.to_owned()));
        match error {
            DossierError::Name { name } => dossier("name", None, vec![text("name", name)]),
            DossierError::Large { file, bytes, limit } => {
                let facts = vec![("bytes", Known::Count(*bytes)), ("limit", Known::Count(*limit))];
                dossier("large", Some(file.clone()), facts)
            }
            DossierError::Many { limit } => dossier("many", None, vec![("limit", Known::Count(*limit as u64))]),
            DossierError::Whole { limit } => dossier("whole", None, vec![("limit", Known::Count(*limit))]),
            DossierError::Missing { file } => dossier("missing", Some(file.clone()), vec![text("file", file)]),
            DossierError::Text { file, line } => dossier("text", Some(format!("{file}:{line}")), Vec::new()),
            DossierError::Query { file } => dossier("query", Some(file.clone()), Vec::new()),
            DossierError::NoSource { name, known } => {
                dossier("no-source", None, vec![text("name", name), text("known", known)])
            }
            DossierError::Replaced { file } => dossier("replaced", Some(file.clone()), vec![text("file", file)]),
            DossierError::Damaged => dossier("damaged", None, Vec::new()),
            DossierError::Io { file, source } => {
                dossier("io", Some(file.clone()), vec![text("why", &source.to_string())])
            }
        }
    }
}

fn dossier(code: &str, place: Option<String>, facts: Vec<(&'static str, Known)>) -> Trouble {
    let facts = facts.into_iter().map(|(name, known)| (name.to_owned(), known)).collect();
    Trouble { family: Family::Dossier, code: code.to_owned(), place, row: None, spot: None, facts }
}
