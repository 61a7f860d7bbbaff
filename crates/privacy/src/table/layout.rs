//! How a sheet is laid out: blocks of rows, each a table with columns, a table lying on its side or a form of label and
//! value pairs.

use std::{borrow::Cow, ops::Range};

use super::{
    column::{Evidence, Role, SAMPLE},
    header::{header, is_alias, role_of},
    people::{self, Column, Plan},
    trimmed, turned,
};
use crate::{detect::email, kind::Kind, lexicon::words::Label};

/// Rows at the top in which a header with a single known word is believed.
const TOP: usize = 12;
/// Rows of label and value that make a form.
const FORM: usize = 3;
/// Columns read per table: as many as a sheet of Excel has. What stands beyond is read as running text.
pub(super) const COLUMNS: usize = 16_384;

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
    /// Each row speaks of one person or of several.
    Columns(Plan),
    /// Each column does; the plan tells rows of the block.
    Turned(Plan),
    /// Labels with their values beside them; the whole block is one record.
    Form,
}

/// The blocks of a table, in order, covering every row.
pub(super) fn blocks(rows: &[Vec<String>]) -> Vec<Block> {
    let mut kinds: Vec<RowKind> = rows.iter().enumerate().map(|(at, row)| row_kind(row, at < TOP)).collect();
    lone_headers(rows, &mut kinds);
    let turned = turned::runs(rows);
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let forms = run(&kinds, at, &RowKind::Form);
        let following = turned.get(turned.partition_point(|run| run.start < at)..).unwrap_or_default();
        let on_side = following.first().filter(|run| run.start == at);
        let next = following.first().map_or(rows.len(), |run| run.start);
        let end = match on_side {
            Some(run) => run.end,
            None if forms >= FORM => at + forms,
            None => block_end(&kinds, at).min(next),
        };
        let shape = match on_side {
            Some(_) => Shape::Turned(turned::plan(rows.get(at..end).unwrap_or_default())),
            None if forms >= FORM => Shape::Form,
            None => columns(rows, &kinds, at..end),
        };
        let headers = if on_side.is_some() { 0 } else { headers(&kinds, at..end) };
        blocks.push(Block { rows: at..end, headers, shape });
        at = end;
    }
    blocks
}

/// Whether rows cut out of running text are a table of persons and nothing else.
pub(super) fn are_of_persons(blocks: &[Block]) -> bool {
    let plans = || {
        blocks.iter().map(|block| match &block.shape {
            Shape::Columns(plan) | Shape::Turned(plan) => Some(plan),
            Shape::Form => None,
        })
    };
    plans().all(|plan| plan.is_some_and(|plan| !plan.is_of_addresses())) && plans().flatten().any(|plan| plan.shown)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum RowKind {
    Blank,
    Header(Vec<Option<Label>>),
    Form,
    Data,
}

/// A header of which one word is known looks like a row of a form, or like data; what stands below tells.
fn lone_headers(rows: &[Vec<String>], kinds: &mut [RowKind]) {
    for (at, row) in rows.iter().enumerate().take(TOP) {
        let before = at.checked_sub(1).and_then(|before| kinds.get(before));
        let first = matches!(before, None | Some(RowKind::Blank));
        let above_data = first && kinds.get(at + 1) == Some(&RowKind::Data);
        let labels = || row.iter().map(|cell| header(&trimmed(cell))).collect::<Vec<_>>();
        let named = || row.first().is_some_and(|cell| people::party(&trimmed(cell)).is_some());
        let plain = || row.iter().all(|cell| !cell.bytes().any(|byte| byte.is_ascii_digit()) && cell.len() <= 36);
        let lone = match kinds.get(at) {
            Some(RowKind::Form) => above_data && plain(),
            Some(RowKind::Data) => above_data && row.len() >= 2 && named() && plain(),
            _ => false,
        };
        if let Some(kind) = kinds.get_mut(at).filter(|_| lone) {
            *kind = RowKind::Header(labels());
        }
    }
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
            pairs.push((*value, role_of(label)));
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
    let heads = rows.get(range.start..first).unwrap_or_default();
    let evidence: Vec<Evidence> = (0..width).map(|column| sample(data, column)).collect();
    let head = |at: usize| heads.iter().rev().filter_map(move |row| row.get(at)).map(|cell| trimmed(cell));
    // 配偶者, 子1: a party with nothing said of it is its name.
    labels.resize(labels.len().max(width), None);
    for (at, label) in labels.iter_mut().enumerate().filter(|(_, label)| label.is_none()) {
        *label = head(at).any(|cell| people::is_party(&cell)).then_some(Label::Name);
    }
    let label = |at: usize| labels.get(at).copied().flatten();
    let mut roles: Vec<Role> = evidence.iter().enumerate().map(|(at, seen)| seen.decide(label(at))).collect();
    pair_names(&evidence, &mut roles, &labels);
    split_numbers(&evidence, &mut roles, &labels);
    let columns = evidence.iter().zip(roles).enumerate().map(|(at, (seen, role))| {
        let alias = matches!(role, Role::Kind(Kind::Name) | Role::Free) && head(at).any(|cell| is_alias(&cell));
        let party = head(at).find_map(|cell| people::party(&cell));
        let role = if alias { Role::Alias } else { role };
        Column { label: label(at), party, role, ..seen.column(role) }
    });
    Shape::Columns(Plan::of(&columns.collect::<Vec<_>>()))
}

/// What a column of rows looks like.
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

/// A telephone number over three columns.
fn split_numbers(evidence: &[Evidence], roles: &mut [Role], labels: &[Option<Label>]) {
    let label = |at: usize| labels.get(at).copied().flatten();
    let follows = |at: usize| matches!(label(at), None | Some(Label::Phone));
    let mut at = 0;
    while at + 2 < evidence.len() {
        let split = label(at) == Some(Label::Phone) && follows(at + 1) && follows(at + 2);
        let parts = || evidence.get(at..at + 3).is_some_and(|three| three.iter().all(Evidence::is_part_of_number));
        if split && parts() {
            roles.iter_mut().skip(at).take(3).for_each(|role| *role = Role::PhonePart);
            at += 2;
        }
        at += 1;
    }
}
