//! Mistakes in a rules file: a byte range and what is wrong, made into line, column, caret and help.

use std::ops::Range;

use crate::{
    PolicyError,
    known::{nearest, unknown_name},
};

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) span: Range<usize>,
    pub(crate) what: String,
    pub(crate) help: Option<String>,
}

impl Mistake {
    pub(crate) fn new(span: Range<usize>, what: impl Into<String>) -> Self {
        Self { span, what: what.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With "did you mean", or the list of what is known when nothing is near.
    pub(crate) fn unknown(span: Range<usize>, what: String, written: &str, known: &[&str]) -> Self {
        let help = match nearest(written, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", known.join(", ")),
        };
        Self::new(span, what).help(help)
    }

    /// As it is told.
    pub(crate) fn told(self, source: &str, file: &str) -> PolicyError {
        let start = floor(source, self.span.start);
        let end = floor(source, self.span.end).max(start);
        let line_start = source.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let line = source.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let before = source.get(line_start..start).unwrap_or("");
        let meant = source.get(start..end).unwrap_or("").lines().next().unwrap_or("");
        let number = source.get(..line_start).unwrap_or("").matches('\n').count() + 1;
        let carets = "^".repeat(width(meant).max(1));
        let margin = " ".repeat(number.to_string().len());
        let shown: String = line.chars().take(200).collect();
        PolicyError {
            file: file.to_owned(),
            line: u32::try_from(number).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
            message: self.what,
            help: self.help,
            excerpt: format!("{number} | {shown}\n{margin} | {}{carets}", " ".repeat(width(before))),
        }
    }
}

/// A mistake of TOML itself, or of its shape.
pub(crate) fn of_toml(source: &str, error: &toml::de::Error) -> Mistake {
    let span = error.span().unwrap_or(0..source.len().min(1));
    let message = error.message().to_owned();
    match unknown_name(&message) {
        Some((written, known)) => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = message.split(", expected").next().unwrap_or(&message).to_owned();
            Mistake::unknown(span, what, &written, &known)
        }
        None => Mistake::new(span, message),
    }
}

fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Columns on a terminal: Japanese characters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{20000}'..='\u{3FFFD}') { 2 } else { 1 }).sum()
}
