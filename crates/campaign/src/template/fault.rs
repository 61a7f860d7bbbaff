//! What is wrong at a place of a template.

/// What is wrong; the sentence for people is in the catalogue of words under [`Fault::code`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A tag is opened and not closed.
    #[error("a tag is opened and not closed")]
    Unclosed,
    /// A block tag other than the four of a condition.
    #[error("only if, elif, else and endif are possible in the templates of campaigns")]
    Tag,
    /// The word `is`, which would call a test.
    #[error("`is` is not possible; compare with == or use the value alone")]
    Is,
    /// Something is computed where a value is written.
    #[error("only a column can be written, as it stands or through filters")]
    Computed,
    /// A filter that is not there.
    #[error("there is no filter {name:?}{}", crate::error::hint(.nearest))]
    Filter {
        /// What was written.
        name: String,
        /// The filter that is most like it.
        nearest: Option<String>,
    },
    /// Over 1 MiB as written or as filled, or not text.
    #[error("longer than 1 MiB, or not text")]
    Length,
    /// A line end or control character where one line is expected.
    #[error("must be one line without control characters")]
    Line,
    /// A script in HTML.
    #[error("a mail must not have a script")]
    Script,
    /// The expression cannot be read, or cannot be worked out with this row's values.
    #[error("{what}")]
    Expression {
        /// What the library calls it; no value of a row.
        what: String,
    },
}

impl Fault {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unclosed => "unclosed",
            Self::Tag => "tag",
            Self::Is => "is",
            Self::Computed => "computed",
            Self::Filter { .. } => "filter",
            Self::Length => "length",
            Self::Line => "line",
            Self::Script => "script",
            Self::Expression { .. } => "expression",
        }
    }
}
