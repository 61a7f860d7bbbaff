//! Codes and facts of errors, for the catalogue of words.

use super::{Place, TableError};

/// A fact of an error: a text or a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A text, not trusted.
    Text(String),
    /// A number.
    Count(u64),
}

impl From<&str> for Told {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Told {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Told {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

/// Every code an error can have; the catalogues have words for each.
pub const ERROR_CODES: &[&str] = &[
    "io",
    "spill",
    "limit",
    "empty",
    "no-rows",
    "unknown-charset",
    "undecodable",
    "no-charset",
    "ambiguous-charset",
    "nul",
    "ambiguous-delimiter",
    "ragged",
    "open-quote",
    "stray-quote",
    "bare-return",
    "no-column",
    "two-columns",
    "two-uses",
    "nothing-to-compare",
    "no-key",
    "unknown-step",
    "unknown-engine",
    "not-built",
    "book",
    "columnar",
    "sheet",
    "database",
    "description",
    "changed",
    "conservation",
    "disagree",
];

impl TableError {
    /// The code of the sentence and of the advice for it; one of [`ERROR_CODES`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::Spill(_) => "spill",
            Self::Limit { .. } => "limit",
            Self::Empty { .. } => "empty",
            Self::NoRows { .. } => "no-rows",
            Self::UnknownCharset { .. } => "unknown-charset",
            Self::Undecodable { .. } => "undecodable",
            Self::NoCharset { .. } => "no-charset",
            Self::AmbiguousCharset { .. } => "ambiguous-charset",
            Self::Nul { .. } => "nul",
            Self::AmbiguousDelimiter { .. } => "ambiguous-delimiter",
            Self::Ragged { .. } => "ragged",
            Self::OpenQuote { .. } => "open-quote",
            Self::StrayQuote { .. } => "stray-quote",
            Self::BareReturn { .. } => "bare-return",
            Self::NoColumn { .. } => "no-column",
            Self::TwoColumns { .. } => "two-columns",
            Self::TwoUses { .. } => "two-uses",
            Self::NothingToCompare => "nothing-to-compare",
            Self::NoKey => "no-key",
            Self::UnknownStep { .. } => "unknown-step",
            Self::UnknownEngine { .. } => "unknown-engine",
            Self::NotBuilt { .. } => "not-built",
            Self::Book { .. } => "book",
            Self::Columnar { .. } => "columnar",
            Self::Sheet { .. } => "sheet",
            Self::Database { .. } => "database",
            Self::Description { .. } => "description",
            Self::Changed { .. } => "changed",
            Self::Conservation { .. } => "conservation",
            Self::Disagree { .. } => "disagree",
        }
    }

    /// Where it is, if it is in a file.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Limit { place, .. }
            | Self::Undecodable { place, .. }
            | Self::AmbiguousCharset { place, .. }
            | Self::Nul { place }
            | Self::Ragged { place, .. }
            | Self::OpenQuote { place }
            | Self::StrayQuote { place }
            | Self::BareReturn { place }
            | Self::NoColumn { place, .. }
            | Self::TwoColumns { place, .. }
            | Self::Description { place, .. } => Some(place.clone()),
            Self::Io { file, .. }
            | Self::Empty { file }
            | Self::NoRows { file }
            | Self::UnknownCharset { file, .. }
            | Self::NoCharset { file, .. }
            | Self::AmbiguousDelimiter { file }
            | Self::Book { file, .. }
            | Self::Columnar { file, .. }
            | Self::Sheet { file, .. }
            | Self::Database { name: file, .. }
            | Self::Changed { file } => Some(Place::file(file)),
            Self::Spill(_)
            | Self::TwoUses { .. }
            | Self::NothingToCompare
            | Self::NoKey
            | Self::UnknownStep { .. }
            | Self::UnknownEngine { .. }
            | Self::NotBuilt { .. }
            | Self::Conservation { .. }
            | Self::Disagree { .. } => None,
        }
    }

    /// The values of its sentence, by the names the catalogue uses.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, Told)> {
        match self {
            Self::Io { source, .. } => vec![("why", source.to_string().as_str().into())],
            Self::Spill(source) => vec![("why", source.to_string().as_str().into())],
            Self::Limit { what, limit, .. } => vec![("what", (*what).into()), ("limit", (*limit).into())],
            Self::UnknownCharset { label, .. } => vec![("label", label.as_str().into())],
            Self::Undecodable { charset, .. } => vec![("charset", (*charset).into())],
            Self::NoCharset { tried, .. } => {
                let tried: Vec<String> = tried.iter().map(|(charset, line)| format!("{charset} ({line})")).collect();
                vec![("tried", tried.join(", ").as_str().into())]
            }
            Self::AmbiguousCharset { first, second, .. } => {
                vec![("first", (*first).into()), ("second", (*second).into())]
            }
            Self::Ragged { found, expected, .. } => vec![("found", (*found).into()), ("expected", (*expected).into())],
            Self::NoColumn { column, nearest, .. } => {
                vec![("column", column.as_str().into()), ("nearest", nearest.as_deref().unwrap_or("").into())]
            }
            Self::TwoColumns { column, first, second, .. } => {
                vec![("column", column.as_str().into()), ("first", (*first).into()), ("second", (*second).into())]
            }
            Self::TwoUses { column, one, other } => {
                vec![("column", column.as_str().into()), ("one", (*one).into()), ("other", (*other).into())]
            }
            Self::UnknownStep { step } => vec![("step", step.as_str().into())],
            Self::UnknownEngine { engine } => vec![("engine", engine.as_str().into())],
            Self::NotBuilt { engine } => vec![("engine", (*engine).into())],
            Self::Book { why, .. }
            | Self::Columnar { why, .. }
            | Self::Database { why, .. }
            | Self::Description { why, .. } => vec![("why", why.as_str().into())],
            Self::Sheet { sheets, .. } => vec![("sheets", sheets.join(", ").as_str().into())],
            Self::Conservation { stage } => vec![("stage", (*stage).into())],
            Self::Disagree { class, first, second } => {
                vec![("class", (*class).into()), ("first", (*first).into()), ("second", (*second).into())]
            }
            Self::Empty { .. }
            | Self::NoRows { .. }
            | Self::Nul { .. }
            | Self::AmbiguousDelimiter { .. }
            | Self::OpenQuote { .. }
            | Self::StrayQuote { .. }
            | Self::BareReturn { .. }
            | Self::NothingToCompare
            | Self::NoKey
            | Self::Changed { .. } => Vec::new(),
        }
    }
}
