//! How a sheet is laid out: blocks of rows, each a table with columns or a form of label and value pairs.

use std::{borrow::Cow, ops::Range};

use super::{
    column::{Evidence, Role, SAMPLE, form_role, header},
    trimmed,
};
use crate::{detect::email, lexicon::words::Label};

/// Rows at the top in which a header with a single known word is believed.
const TOP: usize = 12;
/// Rows of label and value that make a form.
const FORM: usize = 3;
/// Columns read per table.
const COLUMNS: usize = 512;

/// Rows that are read the same way.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) rows: Range<usize>,
    /// How many of them, at the start, are headers.
    pub(super) headers: usize,
    pub(super) shape: Shape,
}

/// How.
#[derive(Debug)]
pub(super) enum Shape {
    /// Groups of columns; each group of a row is one record. More than one group when tables stand side by side.
    Columns(Vec<Vec<(usize, Role)>>),
    /// Labels with their values beside them; the whole block is one record.
    Form,
}

/// The blocks of a table, in order, covering every row.
pub(super) fn blocks(rows: &[Vec<String>]) -> Vec<Block> {
    let kinds: Vec<RowKind> = rows.iter().enumerate().map(|(at, row)| row_kind(row, at < TOP)).collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let forms = run(&kinds, at, &RowKind::Form);
        let end = if forms >= FORM { at + forms } else { block_end(&kinds, at) };
        let shape = if forms >= FORM { Shape::Form } else { columns(rows, &kinds, at..end) };
        blocks.push(Block { rows: at..end, headers: headers(&kinds, at..end), shape });
        at = end;
    }
    blocks
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum RowKind {
    Blank,
    Header(Vec<Option<Label>>),
    Form,
    Data,
}

fn headers(kinds: &[RowKind], range: Range<usize>) -> usize {
    kinds.get(range).unwrap_or_default().iter().take_while(|kind| matches!(kind, RowKind::Header(_))).count()
}

fn run(kinds: &[RowKind], at: usize, kind: &RowKind) -> usize {
    kinds.get(at..).unwrap_or_default().iter().take_while(|other| *other == kind).count()
}

/// A block ends before the next header (headers at its own start aside) and before a form.
fn block_end(kinds: &[RowKind], at: usize) -> usize {
    let is_header = |at: usize| matches!(kinds.get(at), Some(RowKind::Header(_)));
    let mut end = at;
    while is_header(end) {
        end += 1;
    }
    end = end.max(at + 1);
    while end < kinds.len() && !is_header(end) && run(kinds, end, &RowKind::Form) < FORM {
        end += 1;
    }
    end
}

fn row_kind(row: &[String], top: bool) -> RowKind {
    // Nearly every row of a long list: it holds a value and does not begin with a label.
    let mut folded = row.iter().take(COLUMNS).map(|cell| trimmed(cell)).filter(|cell| !cell.is_empty());
    if let Some(first) = folded.next()
        && header(&first).is_none()
        && (is_value(&first) || folded.any(|cell| is_value(&cell)))
    {
        return RowKind::Data;
    }
    let cells: Vec<Cow<'_, str>> = row.iter().take(COLUMNS).map(|cell| trimmed(cell)).collect();
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    if filled == 0 {
        return RowKind::Blank;
    }
    let values = cells.iter().any(|cell| is_value(cell));
    let labels: Vec<Option<Label>> = cells.iter().map(|cell| header(cell)).collect();
    let known = labels.iter().flatten().count();
    if is_form(&cells, &labels) {
        return RowKind::Form;
    }
    let enough = known >= 2 && (known * 3 >= filled || top) || (known == 1 && top && (filled >= 2 || cells.len() == 1));
    if enough && !values { RowKind::Header(labels) } else { RowKind::Data }
}

/// A header never holds an address, a long number or a long sentence.
fn is_value(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits >= 5 || (cell.contains('@') && email::read(cell).is_some()) || cell.chars().count() > 40
}

/// Label, value, label, value; every value is none itself.
fn is_form(cells: &[Cow<'_, str>], labels: &[Option<Label>]) -> bool {
    let filled: Vec<usize> =
        (0..cells.len()).filter(|at| cells.get(*at).is_some_and(|cell| !cell.is_empty())).collect();
    let label = |at: usize| labels.get(at).copied().flatten().is_some();
    filled.len() >= 2
        && filled.len() <= 8
        && filled.chunks(2).all(|pair| match pair {
            [name, value] => label(*name) && !label(*value),
            [_] | [] | [..] => false,
        })
}

/// The values of a form row with their roles, by column.
pub(super) fn form_pairs(cells: &[Cow<'_, str>]) -> Vec<(usize, Role)> {
    let filled: Vec<(usize, &str)> =
        cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(|(at, cell)| (at, cell.as_ref())).collect();
    let mut pairs = Vec::new();
    for pair in filled.chunks(2) {
        if let [(_, name), (value, text)] = pair
            && let Some(label) = header(name)
            && header(text).is_none()
        {
            pairs.push((*value, form_role(label)));
        }
    }
    pairs
}

/// Reads the headers and samples the values below.
fn columns(rows: &[Vec<String>], kinds: &[RowKind], range: Range<usize>) -> Shape {
    let mut labels: Vec<Option<Label>> = Vec::new();
    let first = range.start + headers(kinds, range.clone());
    for kind in kinds.get(range.start..first).unwrap_or_default() {
        let RowKind::Header(here) = kind else { continue };
        labels.resize(labels.len().max(here.len()), None);
        labels.iter_mut().zip(here).for_each(|(label, new)| *label = new.or(*label));
    }
    let data = rows.get(first..range.end).unwrap_or_default();
    let width = data.iter().take(SAMPLE).map(Vec::len).max().unwrap_or(0).max(labels.len()).min(COLUMNS);
    let evidence: Vec<Evidence> = (0..width).map(|column| sample(data, column)).collect();
    let label = |column: usize| labels.get(column).copied().flatten();
    let mut roles: Vec<Role> = evidence.iter().enumerate().map(|(at, seen)| seen.decide(label(at))).collect();
    pair_names(&evidence, &mut roles, &labels);
    Shape::Columns(groups(&labels, roles))
}

fn sample(data: &[Vec<String>], column: usize) -> Evidence {
    let mut evidence = Evidence::default();
    // Evenly through the table: the head of a list is not always like its body.
    let step = (data.len() / SAMPLE).max(1);
    for cell in data.iter().step_by(step).filter_map(|row| row.get(column)) {
        evidence.look(&trimmed(cell));
    }
    evidence
}

/// Surname and given name in neighbouring columns without headers.
fn pair_names(evidence: &[Evidence], roles: &mut [Role], labels: &[Option<Label>]) {
    if roles.iter().any(|role| matches!(role, Role::Surname | Role::Given)) {
        return;
    }
    let unlabelled = |at: usize| labels.get(at).copied().flatten().is_none();
    for at in 0..evidence.len().saturating_sub(1) {
        let (Some(one), Some(two)) = (evidence.get(at), evidence.get(at + 1)) else { continue };
        if unlabelled(at) && unlabelled(at + 1) && one.is_pair_with(two) {
            roles.iter_mut().skip(at).take(2).zip([Role::Surname, Role::Given]).for_each(|(role, new)| *role = new);
        }
    }
}

/// One group, or several of the same labels side by side.
fn groups(labels: &[Option<Label>], roles: Vec<Role>) -> Vec<Vec<(usize, Role)>> {
    let known: Vec<(usize, Label)> =
        labels.iter().enumerate().filter_map(|(at, label)| Some((at, (*label)?))).collect();
    let numbered: Vec<(usize, Role)> = roles.into_iter().enumerate().collect();
    let first = known.first().map(|(_, label)| *label);
    let starts: Vec<usize> = known.iter().filter(|(_, label)| Some(*label) == first).map(|(at, _)| *at).collect();
    let words = |from: usize, to: usize| {
        known.iter().filter(move |(at, _)| (from..to).contains(at)).map(|(_, label)| *label).collect::<Vec<_>>()
    };
    let bounds: Vec<(usize, usize)> =
        starts.iter().enumerate().map(|(n, from)| (*from, starts.get(n + 1).copied().unwrap_or(usize::MAX))).collect();
    let same = bounds.windows(2).all(|two| match two {
        [(a, b), (c, d)] => words(*a, *b).len() >= 2 && words(*a, *b) == words(*c, *d),
        _ => true,
    });
    if bounds.len() < 2 || !same {
        return vec![numbered];
    }
    bounds
        .iter()
        .map(|(from, to)| numbered.iter().copied().filter(|(at, _)| (*from..*to).contains(at)).collect())
        .collect()
}
