//! Why there is no plan, as lines for people.

use sekisho_campaign::{CampaignError, Told};
use sekisho_tables::TableError;
use sekisho_words::{Value, Words};

use crate::config::Mistakes;

/// What is wrong.
pub(super) enum Wrong {
    /// A table.
    Table(TableError),
    /// List, master, template or files.
    Campaign(CampaignError),
    /// A file.
    File(miette::Report),
}

impl From<TableError> for Wrong {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
}

impl From<CampaignError> for Wrong {
    fn from(error: CampaignError) -> Self {
        Self::Campaign(error)
    }
}

impl From<miette::Report> for Wrong {
    fn from(report: miette::Report) -> Self {
        Self::File(report)
    }
}

impl From<Mistakes> for Wrong {
    fn from(mistakes: Mistakes) -> Self {
        Self::File(mistakes.into())
    }
}

impl Wrong {
    pub(super) fn lines(&self, words: Words) -> String {
        match self {
            Self::Table(error) => super::super::reconcile::complaint::lines(error, words),
            Self::Campaign(error) => format!("{}\n  × {}\n", words.text("campaign-error-head"), sentence(error, words)),
            Self::File(report) => format!("{report:?}\n"),
        }
    }
}

/// Where, what, and what was meant.
pub(super) fn sentence(error: &CampaignError, words: Words) -> String {
    let (row, spot) = error.place();
    let facts = error.facts();
    let value = |told: &'_ Told| match told {
        Told::Text(text) => Value::from(text.clone()),
        Told::Count(count) => Value::from(*count),
    };
    let values: Vec<_> = facts.iter().map(|(name, told)| (*name, value(told))).collect();
    let mut parts = Vec::new();
    parts.extend(row.map(|row| words.with("campaign-error-at-row", &[("row", Value::from(row))])));
    parts.extend(spot.map(|(part, line, place)| {
        let part = words.text(&format!("campaign-part-{part}"));
        let values = [("part", Value::from(part)), ("line", Value::from(line)), ("place", Value::from(place))];
        words.with("campaign-error-at-spot", &values)
    }));
    parts.push(words.with(&format!("campaign-error-{}", error.code()), &values));
    let near = facts.iter().any(|(name, told)| *name == "near" && *told != Told::Text(String::new()));
    let sentence = parts.join(": ");
    if near { format!("{sentence} {}", words.with("campaign-error-near", &values)) } else { sentence }
}
