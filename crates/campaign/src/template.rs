//! The template of a campaign: subject, text, HTML, the recipient's name, and which files go with a letter.
//!
//! A name that is no column, a tag that is none, a filter that is not known: errors with line and column before the
//! first row is looked at. What a row gives can never become markup, a header field, or another row's text. Columns
//! are named as in the audience; characters that no identifier has become `_`: `E-mail` is `E_mail`.

use std::collections::BTreeMap;

use minijinja::{Environment, Value};
use sekisho_model::{Digest, digest::Fields};
use serde::{Deserialize, Serialize};

use crate::{
    audience::{Audience, Row},
    error::CampaignError,
};

mod fault;
mod filters;
mod piece;
mod scan;
mod spot;

pub use fault::Fault;
use piece::Piece;
pub use piece::{Filled, Trace};
pub use spot::Spot;

/// A template as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Subject, one line.
    pub subject: String,
    /// The recipient's name in `To`, one line; none for the address alone.
    #[serde(default)]
    pub name: Option<String>,
    /// Plain text.
    pub text: String,
    /// HTML.
    #[serde(default)]
    pub html: Option<String>,
    /// Files.
    #[serde(default)]
    pub files: Vec<FileChoice>,
}

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "file", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FileChoice {
    /// The same for everybody.
    Same {
        /// Its name.
        name: String,
    },
    /// Named by a column.
    ByColumn {
        /// The column.
        column: String,
        /// Whether an empty cell means no file. Otherwise it is an error.
        #[serde(default)]
        optional: bool,
    },
}

/// A file choice with its column found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    Same(String),
    Column { number: usize, optional: bool },
}

/// A text of the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `Subject`.
    Subject,
    /// The name in `To`.
    Name,
    /// Plain text.
    Text,
    /// HTML.
    Html,
}

impl Part {
    /// `subject`, `name`, `text`, `html`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Name => "name",
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    /// Whether it goes into a header field.
    #[must_use]
    pub const fn is_header(self) -> bool {
        matches!(self, Self::Subject | Self::Name)
    }

    /// What must not stand in the source at all.
    fn check(self, source: &str) -> Result<(), (usize, Fault)> {
        if self.is_header()
            && let Some(at) = source.find(char::is_control)
        {
            return Err((at, Fault::Line));
        }
        // Escaping is right for text and attributes of HTML; inside a script no escaping would be.
        if self == Self::Html
            && let Some(at) = source.to_ascii_lowercase().find("<script")
        {
            return Err((at, Fault::Script));
        }
        Ok(())
    }
}

/// How columns are called in templates.
#[derive(Debug)]
pub(crate) struct Naming {
    /// Name → column; a name that two columns would have has none.
    columns: BTreeMap<String, Option<usize>>,
}

impl Naming {
    fn new<'a>(columns: impl Iterator<Item = &'a str>) -> Self {
        let mut naming = Self { columns: BTreeMap::new() };
        for (number, column) in columns.enumerate() {
            let slot = naming.columns.entry(identifier(column)).or_insert(Some(number));
            if *slot != Some(number) {
                *slot = None;
            }
        }
        naming
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied().flatten()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }
}

/// The name of a column in templates.
#[must_use]
pub fn identifier(column: &str) -> String {
    let fine = |c: char| c.is_alphabetic() || c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '_';
    let mut name: String = column.trim().chars().map(|c| if fine(c) { c } else { '_' }).collect();
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    name
}

/// A checked template.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
    pieces: Vec<Piece>,
    /// Name in the template and number of every column that is read.
    names: Vec<(String, usize)>,
    choices: Vec<Choice>,
    digest: Digest,
}

impl Template {
    /// Checks a template against the columns of an audience.
    pub fn parse(source: &Source, audience: &Audience) -> Result<Self, CampaignError> {
        let naming = Naming::new(audience.columns());
        let mut environment = filters::environment();
        let texts = [
            (Part::Subject, Some(source.subject.trim_end())),
            (Part::Name, source.name.as_deref()),
            (Part::Text, Some(source.text.as_str())),
            (Part::Html, source.html.as_deref()),
        ];
        let mut pieces = Vec::new();
        for (part, text) in texts {
            if let Some(text) = text {
                pieces.push(Piece::new(part, text, &naming, &mut environment)?);
            }
        }
        let choices = source.files.iter().map(|choice| choice_of(choice, audience)).collect::<Result<_, _>>()?;
        let names = naming.columns.into_iter().filter_map(|(name, column)| Some((name, column?))).collect();
        Ok(Self { environment, pieces, names, choices, digest: digest(source) })
    }

    /// Fills all texts for a row, in the order of [`Part`].
    pub fn fill(&self, row: &Row) -> Result<Vec<(Part, Filled)>, CampaignError> {
        let values = Value::from_pairs(self.names.iter().map(|(name, column)| (name.as_str(), row.value(*column))));
        let fill = |piece: &Piece| Ok((piece.part, piece.fill(&self.environment, row.number(), &values)?));
        self.pieces.iter().map(fill).collect()
    }

    /// Which files go with a letter.
    pub(crate) fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// Numbers of the columns that are written into letters, ascending, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = self.pieces.iter().flat_map(Piece::columns).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The text that is the same in every letter.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().flat_map(Piece::literals)
    }

    /// Digest over all that people wrote.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }
}

fn choice_of(choice: &FileChoice, audience: &Audience) -> Result<Choice, CampaignError> {
    Ok(match choice {
        FileChoice::Same { name } => Choice::Same(name.clone()),
        FileChoice::ByColumn { column, optional } => {
            Choice::Column { number: audience.position(column)?, optional: *optional }
        }
    })
}

fn digest(source: &Source) -> Digest {
    let mut fields = Fields::new("sekisho.template.v1");
    fields.push(source.subject.as_bytes()).push(source.text.as_bytes());
    for text in [&source.name, &source.html] {
        fields.push(&[u8::from(text.is_some())]).push(text.as_deref().unwrap_or("").as_bytes());
    }
    for choice in &source.files {
        match choice {
            FileChoice::Same { name } => fields.push(b"same").push(name.as_bytes()),
            FileChoice::ByColumn { column, optional } => {
                fields.push(if *optional { b"optional" } else { b"column" }).push(column.as_bytes())
            }
        };
    }
    fields.finish()
}

#[cfg(test)]
mod tests;
