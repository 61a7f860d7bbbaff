//! Mistakes in a configuration: where, what, and the nearest thing that would have been right.

use std::path::Path;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceSpan};
use sekisho_policy::known::{nearest, unknown_name};
use thiserror::Error;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Byte range in the text.
    pub(crate) span: std::ops::Range<usize>,
    /// What is wrong.
    pub(crate) what: String,
    /// What to do.
    pub(crate) help: Option<String>,
}

impl Mistake {
    pub(crate) fn new(span: std::ops::Range<usize>, what: impl Into<String>) -> Self {
        Self { span, what: what.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With "did you mean" as its help, when one of the known names is near to what was written.
    pub(crate) fn near<'a>(self, written: &str, known: impl Iterator<Item = &'a str>) -> Self {
        match nearest(written, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// All mistakes of one file, printed with line, column and caret.
#[derive(Debug, Error, Diagnostic)]
#[error("{file} has {count} mistake(s); nothing was changed")]
pub(crate) struct Mistakes {
    file: String,
    count: usize,
    #[related]
    each: Vec<Shown>,
}

#[derive(Debug, Error)]
#[error("{what}")]
struct Shown {
    what: String,
    help: Option<String>,
    code: NamedSource<String>,
    span: SourceSpan,
}

impl Diagnostic for Shown {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.code)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), self.span))))
    }
}

impl Mistakes {
    pub(crate) fn new(path: &Path, text: &str, mistakes: Vec<Mistake>) -> Self {
        let file = path.display().to_string();
        let each = mistakes
            .into_iter()
            .map(|mistake| Shown {
                what: mistake.what,
                help: mistake.help,
                code: NamedSource::new(&file, text.to_owned()),
                span: mistake.span.into(),
            })
            .collect::<Vec<_>>();
        Self { file, count: each.len(), each }
    }

    /// The sentences, for tests.
    #[cfg(test)]
    pub(crate) fn sentences(&self) -> Vec<String> {
        let help = |shown: &Shown| shown.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        self.each.iter().map(|shown| format!("{}{}", shown.what, help(shown))).collect()
    }
}

/// A mistake of TOML itself or of its shape; for unknown keys the nearest known one is named.
pub(crate) fn from_toml(text: &str, error: &toml::de::Error) -> Mistake {
    at(error.span().unwrap_or(0..text.len().min(1)), error.message())
}

/// The same from the parts of such an error.
pub(crate) fn at(span: std::ops::Range<usize>, message: &str) -> Mistake {
    let mistake = Mistake::new(span, message);
    match unknown_name(message) {
        Some((unknown, known)) => mistake.near(&unknown, known.iter().map(String::as_str)),
        None => mistake,
    }
}
