//! An error as a code and facts, for the catalogues of words.

use super::CampaignError;
use crate::template::Fault;

/// One fact of an error: a name of a column or file, or a number. Never a value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A text.
    Text(String),
    /// A number.
    Count(u64),
}

/// Every code there is.
pub const ERROR_CODES: &[&str] = &[
    "no-column",
    "two-columns",
    "ragged",
    "no-key",
    "address",
    "order",
    "value",
    "too-many",
    "nobody",
    "two-persons",
    "undefined",
    "header",
    "no-file",
    "no-fixed-file",
    "file-name",
    "page",
    "template-unclosed",
    "template-tag",
    "template-is",
    "template-computed",
    "template-filter",
    "template-length",
    "template-line",
    "template-script",
    "template-expression",
];

impl CampaignError {
    /// The kebab-case code.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::NoColumn { .. } => "no-column",
            Self::TwoColumns { .. } => "two-columns",
            Self::Ragged { .. } => "ragged",
            Self::NoKey { .. } => "no-key",
            Self::Address { .. } => "address",
            Self::Order { .. } => "order",
            Self::Value { .. } => "value",
            Self::TooMany { .. } => "too-many",
            Self::Nobody => "nobody",
            Self::TwoPersons { .. } => "two-persons",
            Self::Undefined { .. } => "undefined",
            Self::Header { .. } => "header",
            Self::NoFile { .. } => "no-file",
            Self::NoFixedFile { .. } => "no-fixed-file",
            Self::FileName { .. } => "file-name",
            Self::Page => "page",
            Self::Template { why, .. } | Self::Render { why, .. } => return format!("template-{}", why.code()),
        }
        .to_owned()
    }

    /// The facts for the sentence. `near` is empty when nothing is like what was written.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, Told)> {
        let text = |text: &str| Told::Text(text.to_owned());
        let near = |nearest: &Option<String>| Told::Text(nearest.clone().unwrap_or_default());
        let count = |count: usize| Told::Count(count as u64);
        match self {
            Self::NoColumn { name, nearest } => vec![("name", text(name)), ("near", near(nearest))],
            Self::TwoColumns { name } | Self::NoFixedFile { name } | Self::FileName { name } => {
                vec![("name", text(name))]
            }
            Self::Ragged { row, cells, columns } => {
                vec![("row", Told::Count(row.0.into())), ("cells", count(*cells)), ("columns", count(*columns))]
            }
            Self::NoKey { row, column } | Self::Value { row, column } | Self::NoFile { row, column } => {
                vec![("row", Told::Count(row.0.into())), ("column", text(column))]
            }
            Self::Address { row, column, why } => {
                vec![
                    ("row", Told::Count(row.0.into())),
                    ("column", text(column)),
                    ("what", Told::Text(why.to_string())),
                ]
            }
            Self::Order { row } => vec![("row", Told::Count(row.0.into()))],
            Self::TooMany { what, limit } => vec![("what", text(what)), ("limit", count(*limit))],
            Self::Nobody | Self::Page => Vec::new(),
            Self::TwoPersons { number } => vec![("number", count(*number))],
            Self::Undefined { name, nearest, .. } => vec![("name", text(name)), ("near", near(nearest))],
            Self::Header { row, column, .. } => vec![("row", Told::Count(row.0.into())), ("column", text(column))],
            Self::Template { why, .. } | Self::Render { why, .. } => match why {
                Fault::Filter { name, nearest } => vec![("name", text(name)), ("near", near(nearest))],
                Fault::Expression { what } => vec![("what", text(what))],
                _ => Vec::new(),
            },
        }
    }

    /// Where in the list and in the template: row, text, line, column.
    #[must_use]
    pub const fn place(&self) -> (Option<u32>, Option<(&'static str, usize, usize)>) {
        match self {
            Self::Template { part, spot, .. } | Self::Undefined { part, spot, .. } => {
                (None, Some((part, spot.line, spot.column)))
            }
            Self::Render { row, part, spot, .. } => (Some(row.0), Some((part, spot.line, spot.column))),
            _ => (None, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RowNumber, template::Spot};

    #[test]
    fn every_code_of_a_template_is_listed() {
        let spot = Spot { line: 1, column: 1 };
        let faults = [
            Fault::Unclosed,
            Fault::Tag,
            Fault::Is,
            Fault::Filter { name: "x".into(), nearest: None },
            Fault::Length,
            Fault::Line,
            Fault::Script,
            Fault::Expression { what: "x".into() },
        ];
        for why in faults {
            let error = CampaignError::Render { row: RowNumber(7), part: "text", spot, why };
            assert!(ERROR_CODES.contains(&error.code().as_str()), "{}", error.code());
            assert_eq!(error.place(), (Some(7), Some(("text", 1, 1))));
        }
    }
}
