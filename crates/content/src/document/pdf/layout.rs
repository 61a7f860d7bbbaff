//! Pieces of text at places on a page → lines as people read them, and tables where columns line up.

use super::{super::gather::Gather, wrap};
use crate::mail::Table;

/// A piece of text: where it begins and ends, its base line, the size of its letters, all in the units of the page.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub start: f64,
    pub end: f64,
    pub base: f64,
    pub size: f64,
    pub text: String,
}

/// Rows that make a table.
const FEWEST_ROWS: usize = 3;
/// Pieces of one page.
pub(super) const MOST_RUNS: usize = 200_000;

/// A line: pieces from left to right that are parted by wide gaps.
#[derive(Debug, Default)]
pub(super) struct Line {
    base: f64,
    size: f64,
    pub pieces: Vec<Run>,
}

/// Says the text of a page, in the order in which it was drawn, and its tables.
pub(super) fn say(runs: &[Run], gather: &mut Gather) {
    let mut text = String::new();
    let mut before: Option<&Run> = None;
    for run in runs {
        if let Some(last) = before {
            let size = last.size.max(run.size).max(0.1);
            let gap = run.start - last.end;
            if (run.base - last.base).abs() > size * 0.5 || gap < -size {
                text.push('\n');
            } else if gap > size * 1.5 {
                text.push('\t');
            } else if gap > size * 0.25 && !text.ends_with(' ') && !run.text.starts_with(' ') {
                text.push(' ');
            }
        }
        text.push_str(&run.text);
        before = Some(run);
    }
    for line in wrap::join_lines(&text) {
        gather.line(&line);
    }
    let mut lines = lines(runs);
    wrap::join_cells(&mut lines);
    for rows in tables(&lines) {
        gather.table_only(Table { visible: true, rows, ..Table::default() });
    }
}

/// Lines from top to bottom, whatever order they were drawn in.
fn lines(runs: &[Run]) -> Vec<Line> {
    let mut sorted: Vec<&Run> = runs.iter().filter(|run| !run.text.trim().is_empty()).collect();
    sorted.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.start.total_cmp(&b.start)));
    let mut lines: Vec<Line> = Vec::new();
    for run in sorted {
        match lines.last_mut() {
            Some(line) if (line.base - run.base).abs() <= line.size.max(run.size) * 0.4 => {
                line.pieces.push(run.clone())
            }
            _ => lines.push(Line { base: run.base, size: run.size, pieces: vec![run.clone()] }),
        }
    }
    for line in &mut lines {
        line.pieces.sort_by(|a, b| a.start.total_cmp(&b.start));
        line.pieces = joined(std::mem::take(&mut line.pieces));
    }
    lines
}

/// Joins pieces that touch.
fn joined(pieces: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for piece in pieces {
        match out.last_mut() {
            Some(last) if piece.start - last.end <= last.size.max(piece.size) => {
                if piece.start - last.end > last.size * 0.25 && !last.text.ends_with(' ') {
                    last.text.push(' ');
                }
                last.text.push_str(&piece.text);
                last.end = last.end.max(piece.end);
            }
            _ => out.push(piece),
        }
    }
    out
}

/// Runs of lines with several pieces each.
fn tables(lines: &[Line]) -> Vec<Vec<Vec<String>>> {
    let blocks = lines.chunk_by(|a, b| {
        // A row may be three lines high, no more.
        a.pieces.len() > 1 && b.pieces.len() > 1 && a.base - b.base < a.size.max(b.size) * 5.0
    });
    blocks.filter(|block| block.len() >= FEWEST_ROWS).filter_map(table).collect()
}

/// Puts the pieces of a block into columns: places that overlap belong together.
fn table(block: &[Line]) -> Option<Vec<Vec<String>>> {
    let mut spans: Vec<(f64, f64)> =
        block.iter().flat_map(|line| &line.pieces).map(|piece| (piece.start, piece.end)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f64, f64)> = Vec::new();
    for (start, end) in spans {
        match columns.last_mut() {
            Some(column) if start < column.1 => column.1 = column.1.max(end),
            _ => columns.push((start, end)),
        }
    }
    if columns.len() < 2 {
        return None;
    }
    let rows = block.iter().map(|line| {
        let mut row = vec![String::new(); columns.len()];
        for piece in &line.pieces {
            let column = columns.iter().position(|(_, end)| piece.start < *end).unwrap_or(0);
            if let Some(cell) = row.get_mut(column) {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(piece.text.trim());
            }
        }
        row
    });
    Some(rows.collect())
}
