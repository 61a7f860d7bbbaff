//! Tables of a page. Tables that hold other tables are layout and give none.

use super::{super::room::MOST_CELLS, token::Tag};
use crate::mail::Table;

/// Nesting that is followed; deeper tables are read as text only.
const DEEPEST: usize = 32;
/// Cells that one `colspan` may stand for.
const WIDEST_SPAN: usize = 64;

/// The tables that are open and those that are done.
#[derive(Debug, Default)]
pub(super) struct Tables {
    open: Vec<Open>,
    done: Vec<Table>,
    /// Tables open beyond [`DEEPEST`].
    beyond: usize,
    cells: usize,
}

#[derive(Debug, Default)]
struct Open {
    rows: Vec<Vec<String>>,
    /// Whether text goes into the last cell of the last row.
    in_cell: bool,
    layout: bool,
    /// Blank cells that follow the present one.
    span: usize,
}

impl Tables {
    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "table" if self.open.len() >= DEEPEST => self.beyond += 1,
            "table" => {
                if let Some(outer) = self.open.last_mut() {
                    outer.layout = true;
                }
                self.open.push(Open::default());
            }
            "tr" if self.beyond == 0 => {
                if let Some(table) = self.open.last_mut() {
                    table.end_cell();
                    table.rows.push(Vec::new());
                }
            }
            "td" | "th" if self.beyond == 0 => {
                let span = tag.attributes().into_iter().find(|(key, _)| key == "colspan");
                let span = span.and_then(|(_, value)| value.trim().parse::<usize>().ok()).unwrap_or(1);
                let span = span.clamp(1, WIDEST_SPAN);
                self.cells = self.cells.saturating_add(span);
                let full = self.full();
                if let Some(table) = self.open.last_mut().filter(|_| !full) {
                    table.begin_cell(span - 1);
                }
            }
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "table" if self.beyond > 0 => self.beyond -= 1,
            "table" => {
                if let Some(table) = self.open.pop() {
                    self.finish_one(table);
                }
            }
            "td" | "th" | "tr" if self.beyond == 0 => {
                if let Some(table) = self.open.last_mut() {
                    table.end_cell();
                }
            }
            _ => {}
        }
    }

    /// Text inside the present cell.
    pub(super) fn write(&mut self, text: &str) {
        let table = self.open.last_mut().filter(|table| table.in_cell && !table.layout);
        if let Some(cell) = table.and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut()) {
            cell.push_str(text);
        }
    }

    /// Whether there were more cells than are kept.
    pub(super) const fn full(&self) -> bool {
        self.cells > MOST_CELLS
    }

    /// All tables; those that were never closed end here.
    pub(super) fn finish(mut self) -> Vec<Table> {
        while let Some(table) = self.open.pop() {
            self.finish_one(table);
        }
        self.done
    }

    fn finish_one(&mut self, mut table: Open) {
        table.end_cell();
        if table.layout {
            return;
        }
        let mut rows = table.rows;
        rows.iter_mut().flatten().for_each(|cell| *cell = cell.trim().to_owned());
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        // One row or one column is a box around text.
        if rows.len() > 1 && rows.iter().any(|row| row.len() > 1) {
            self.done.push(Table { visible: true, rows, ..Table::default() });
        }
    }
}

impl Open {
    fn begin_cell(&mut self, span: usize) {
        self.end_cell();
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(String::new());
        }
        self.in_cell = true;
        self.span = span;
    }

    fn end_cell(&mut self) {
        if std::mem::take(&mut self.in_cell) {
            let span = std::mem::take(&mut self.span);
            if let Some(row) = self.rows.last_mut() {
                row.extend(std::iter::repeat_n(String::new(), span));
            }
        }
    }
}
