//! One text of a template (subject, name, text, HTML): checked against the columns, filled for a row.
//!
//! Filling keeps the origin: every range of the outcome that came from a row is known with the columns that gave it.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
};

use minijinja::{Environment, OutputSpanKind, Value};

use super::{
    Fault, Naming, Part, Spot,
    filters::{self, EMPTY},
    scan::{Tag, literals, scan, unquoted, words},
};
use crate::{
    audience::RowNumber,
    error::{CampaignError, most_like},
};

/// Longest text of a template and longest filled text, in bytes.
const MAX_TEXT: usize = 1 << 20;

/// One checked text.
#[derive(Debug)]
pub(super) struct Piece {
    pub part: Part,
    pub source: String,
    /// Start of each written expression, with the columns it reads.
    expressions: BTreeMap<usize, Box<[usize]>>,
}

/// A range that came from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Bytes of the filled text.
    pub range: Range<usize>,
    /// Numbers of the columns that gave it; none for a constant expression.
    pub columns: Box<[usize]>,
}

/// A filled text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The text.
    pub text: String,
    /// What came from the row, in order.
    pub traces: Vec<Trace>,
    /// Columns of expressions that gave nothing.
    pub empty: Vec<usize>,
    /// Stands for the way taken through the conditions.
    pub branch: u64,
}

impl Piece {
    /// Checks the source and puts it into the environment.
    pub(super) fn new(
        part: Part,
        source: &str,
        naming: &Naming,
        environment: &mut Environment<'static>,
    ) -> Result<Self, CampaignError> {
        let wrong =
            |at: usize, why: Fault| CampaignError::Template { part: part.code(), spot: Spot::of(source, at), why };
        if source.len() > MAX_TEXT || source.contains(crate::audience::is_no_text) {
            return Err(wrong(0, Fault::Length));
        }
        part.check(source).map_err(|(at, why)| wrong(at, why))?;
        let tags = scan(source).map_err(|(at, why)| wrong(at, why))?;
        let mut expressions = BTreeMap::new();
        for tag in &tags {
            check_words(source, tag).map_err(|(at, why)| wrong(at, why))?;
            let columns = columns_of(part, source, tag, naming, environment)?;
            if tag.written {
                check_written(source, tag, naming).map_err(|at| wrong(at, Fault::Computed))?;
                expressions.insert(tag.inner.start, columns);
            }
        }
        environment
            .add_template_owned(part.code(), source.to_owned())
            .map_err(|error| wrong(error.range().map_or(0, |range| range.start), kind_of(&error)))?;
        Ok(Self { part, source: source.to_owned(), expressions })
    }

    /// All columns that are written somewhere.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.expressions.values().flatten().copied()
    }

    /// The text between the expressions.
    pub(super) fn literals(&self) -> Vec<&str> {
        literals(&self.source)
    }

    /// Fills the text with the values of a row.
    pub(super) fn fill(
        &self,
        environment: &Environment<'static>,
        row: RowNumber,
        values: &Value,
    ) -> Result<Filled, CampaignError> {
        let wrong = |at: Option<usize>, why: Fault| CampaignError::Render {
            row,
            part: self.part.code(),
            spot: Spot::of(&self.source, at.unwrap_or(0)),
            why,
        };
        let failed = |error: minijinja::Error| wrong(error.range().map(|range| range.start), kind_of(&error));
        let template = environment.get_template(self.part.code()).map_err(failed)?;
        let (text, spans) = template.render_with_spans(values.clone()).map_err(failed)?;
        if text.len() > MAX_TEXT {
            return Err(wrong(None, Fault::Length));
        }
        let mut filled = Filled { text: String::with_capacity(text.len()), ..Filled::default() };
        let mut way = DefaultHasher::new();
        for span in &spans {
            let from_row = span.kind() == OutputSpanKind::Expression;
            span.source_range().start.hash(&mut way);
            filled.add(
                text.get(span.output_range()).unwrap_or(""),
                from_row.then(|| self.columns_at(span.source_range().start)),
            );
        }
        filled.branch = way.finish();
        Ok(filled)
    }

    /// The columns of the expression that holds this byte of the source.
    fn columns_at(&self, byte: usize) -> Box<[usize]> {
        self.expressions.range(..=byte).next_back().map(|(_, columns)| columns.clone()).unwrap_or_default()
    }
}

impl Filled {
    fn add(&mut self, piece: &str, columns: Option<Box<[usize]>>) {
        let Some(columns) = columns else {
            self.text.push_str(piece);
            return;
        };
        if piece.starts_with(EMPTY) {
            self.empty.extend(columns.iter());
            return;
        }
        let start = self.text.len();
        self.text.push_str(piece);
        self.traces.push(Trace { range: start..self.text.len(), columns });
    }
}

/// What the library calls it. Its detail can repeat a value of the row and is left out.
fn kind_of(error: &minijinja::Error) -> Fault {
    Fault::Expression { what: error.kind().to_string() }
}

/// Filters must be known: the library would say so only when the expression is reached, row by row.
fn check_words(source: &str, tag: &Tag) -> Result<(), (usize, Fault)> {
    for (at, word, piped) in words(source.get(tag.inner.clone()).unwrap_or("")) {
        if piped && !filters::NAMES.contains(&word) {
            let nearest = most_like(word, filters::NAMES.into_iter());
            return Err((tag.inner.start + at, Fault::Filter { name: word.to_owned(), nearest }));
        }
        if word == "is" {
            return Err((tag.inner.start + at, Fault::Is));
        }
    }
    Ok(())
}

/// What is written is a column as it stands or through filters. Anything computed would be neither the template's text
/// nor a cell's. The error is the byte where something else begins.
fn check_written(source: &str, tag: &Tag, naming: &Naming) -> Result<(), usize> {
    let inner = source.get(tag.inner.clone()).unwrap_or("");
    let start = inner.len() - inner.trim_start().len();
    let words = words(inner);
    let begins = words.first().is_some_and(|(at, word, _)| *at == start && naming.column(word).is_some());
    let joins = |word: &str| matches!(word, "and" | "or" | "not" | "in" | "if" | "else");
    let joined = words.iter().find(|(_, word, piped)| joins(word) && !piped).map(|(at, ..)| *at);
    let is_plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '_' | '|' | '(' | ')' | ',');
    let computed = unquoted(inner).find(|(_, c)| !is_plain(*c)).map(|(at, _)| at);
    let wrong = (!begins).then_some(start).or(joined).or(computed);
    wrong.map_or(Ok(()), |at| Err(tag.inner.start + at))
}

/// The columns that an expression or condition reads; a name that is none is an error with its place.
fn columns_of(
    part: Part,
    source: &str,
    tag: &Tag,
    naming: &Naming,
    environment: &Environment<'static>,
) -> Result<Box<[usize]>, CampaignError> {
    let inner = source.get(tag.inner.clone()).unwrap_or("");
    let lone = format!("{{{{{inner}}}}}");
    let template = environment.template_from_named_str(part.code(), &lone).map_err(|error| {
        let at = error.range().map_or(0, |range| range.start.saturating_sub(2));
        let what =
            error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()));
        let why = Fault::Expression { what };
        CampaignError::Template { part: part.code(), spot: Spot::of(source, tag.inner.start + at), why }
    })?;
    let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    names.sort_unstable();
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let Some(column) = naming.column(&name) else {
            let at = tag.inner.start + inner.find(&name).unwrap_or(0);
            let nearest = most_like(&name, naming.names());
            return Err(CampaignError::Undefined { part: part.code(), spot: Spot::of(source, at), name, nearest });
        };
        columns.push(column);
    }
    Ok(columns.into())
}
