//! Comma-, tab-, semicolon- or pipe-separated tables (RFC 4180, and what people really send): quotes, doubled
//! quotes, line breaks inside quotes, rows of unequal length. Read in one pass; the text stays as it was written.

use super::{File, gather::Gather, plain, room::MOST_CELLS};
use crate::mail::Table;

/// What may separate cells. The first is taken when nothing else is better.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Rows looked at to find the delimiter.
const SAMPLE: usize = 50;

/// A csv or tsv file.
pub(super) fn read(file: &File<'_>, gather: &mut Gather) {
    let text = plain::decode(file, gather);
    let (declared, body) = declared_delimiter(&text);
    let rows = rows(body, declared.unwrap_or_else(|| delimiter(body)));
    gather.say(&text);
    let table = Table { visible: true, rows, ..Table::default() };
    if !table.rows.is_empty() {
        gather.table_only(table);
    }
}

/// Excel's `sep=;` line.
fn declared_delimiter(text: &str) -> (Option<u8>, &str) {
    let Some(rest) = text.strip_prefix("sep=") else { return (None, text) };
    match (rest.as_bytes().first(), rest.split_once('\n')) {
        (Some(delimiter), Some((_, body))) if delimiter.is_ascii() => (Some(*delimiter), body),
        _ => (None, text),
    }
}

/// The delimiter that gives most rows of the same number of cells, more than one.
fn delimiter(text: &str) -> u8 {
    let quoted = |delimiter: &u8| {
        let sample = sample(text, *delimiter);
        let mut widths: Vec<usize> = sample.iter().map(Vec::len).filter(|width| *width > 1).collect();
        widths.sort_unstable();
        let best = widths.chunk_by(|a, b| a == b).map(|run| (run.len(), run.first().copied().unwrap_or(0))).max();
        best.map_or((0, 0), |(rows, width)| (rows, width))
    };
    // The first of equals wins, so walk backwards: `max_by_key` keeps the last.
    DELIMITERS.into_iter().rev().max_by_key(quoted).unwrap_or(b',')
}

fn sample(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let end = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    // A quote that never closes would take the whole rest as one cell: 64 KiB are enough to see the pattern.
    let end = text.floor_char_boundary(end.min(1 << 16));
    rows(text.get(..end).unwrap_or(text), delimiter)
}

/// Splits text into rows of cells. Blank lines give no row.
pub(super) fn rows(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    let mut cells = 0;
    // One cell more than fits tells the collector that there are more.
    while !rest.is_empty() && cells <= MOST_CELLS {
        cells += 1;
        let (cell, after, last) = cell(rest, delimiter);
        row.push(cell);
        rest = after;
        if last || rest.is_empty() {
            if !last {
                // The text ends behind a delimiter: one more empty cell.
                row.push(String::new());
            }
            if row.len() > 1 || row.first().is_some_and(|only| !only.is_empty()) {
                let width = row.len();
                rows.push(std::mem::replace(&mut row, Vec::with_capacity(width)));
            }
            row.clear();
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// One cell, the text behind it, and whether it ends its row.
fn cell(text: &str, delimiter: u8) -> (String, &str, bool) {
    if let Some(found) = text.starts_with('"').then(|| quoted(text, delimiter)).flatten() {
        return found;
    }
    let end = text.bytes().position(|byte| byte == delimiter || byte == b'\n').unwrap_or(text.len());
    ended(text.get(..end).unwrap_or_default().to_owned(), text, end)
}

/// A quoted cell; `None` when the quote does not close, which makes it part of the text.
fn quoted(text: &str, delimiter: u8) -> Option<(String, &str, bool)> {
    let mut value = String::new();
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let close = rest.find('"')?;
        value.push_str(rest.get(..close)?);
        at += close + 1;
        if text.as_bytes().get(at) != Some(&b'"') {
            break;
        }
        value.push('"');
        at += 1;
    }
    // Text glued behind the closing quote belongs to the cell.
    let rest = text.get(at..)?;
    let glued = rest.bytes().position(|byte| byte == delimiter || byte == b'\n').unwrap_or(rest.len());
    value.push_str(rest.get(..glued)?);
    Some(ended(value, text, at + glued))
}

/// Steps over the delimiter or line break at `end`.
fn ended(cell: String, text: &str, end: usize) -> (String, &str, bool) {
    let last = text.as_bytes().get(end).is_none_or(|byte| *byte == b'\n');
    (cell, text.get(end + 1..).unwrap_or_default(), last)
}
