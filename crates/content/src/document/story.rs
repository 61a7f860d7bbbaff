//! Running text with tables, as word processors and slides have it: paragraphs become lines, tables become tables and
//! lines of cells. Nested tables and text boxes are kept apart without recursion, so depth costs nothing.

use sekisho_model::Blind;

use super::{gather::Gather, room::MOST_CELLS};
use crate::mail::Table;

/// Tables that may be open at once; text of deeper ones is kept, their cells are not.
const DEEPEST: usize = 64;
/// Cells that one merged cell may stand for.
const WIDEST_SPAN: usize = 256;

/// The text being written.
pub(super) struct Story<'a> {
    pub gather: &'a mut Gather,
    paragraph: String,
    /// Paragraphs that wait while a text box inside them is read.
    waiting: Vec<String>,
    tables: Vec<Vec<Vec<String>>>,
    /// Whether text belongs to a cell, for each open table.
    in_cell: Vec<bool>,
    beyond: usize,
    /// The open table of a format that only marks ends of cells and rows: cell, row, rows.
    cell: String,
    row: Vec<String>,
    rows: Vec<Vec<String>>,
    cells: usize,
}

impl<'a> Story<'a> {
    pub(super) fn new(gather: &'a mut Gather) -> Self {
        Self {
            gather,
            paragraph: String::new(),
            waiting: Vec::new(),
            tables: Vec::new(),
            in_cell: Vec::new(),
            beyond: 0,
            cell: String::new(),
            row: Vec::new(),
            rows: Vec::new(),
            cells: 0,
        }
    }

    /// Room for a cell that stands for so many columns; `false` when there is none.
    fn take_cells(&mut self, span: usize) -> bool {
        self.cells = self.cells.saturating_add(span);
        if self.cells > MOST_CELLS {
            self.gather.blind(Blind::Limit);
        }
        self.cells <= MOST_CELLS
    }

    /// Text of the present paragraph.
    pub(super) fn write(&mut self, text: &str) {
        self.paragraph.push_str(text);
    }

    /// Ends the paragraph.
    pub(super) fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        match self.open_one() {
            Some(cell) => {
                let text = text.trim();
                if !cell.is_empty() && !text.is_empty() {
                    cell.push('\n');
                }
                cell.push_str(text);
            }
            None => self.gather.line(&text),
        }
    }

    fn open_one(&mut self) -> Option<&mut String> {
        if self.in_cell.last() != Some(&true) {
            return None;
        }
        self.tables.last_mut()?.last_mut()?.last_mut()
    }

    /// A text box begins inside the paragraph.
    pub(super) fn open_box(&mut self) {
        self.waiting.push(std::mem::take(&mut self.paragraph));
    }

    /// The text box ends.
    pub(super) fn close_box(&mut self) {
        self.end_paragraph();
        self.paragraph = self.waiting.pop().unwrap_or_default();
    }

    pub(super) fn open_table(&mut self) {
        self.end_paragraph();
        if self.tables.len() >= DEEPEST {
            self.beyond += 1;
            return;
        }
        self.tables.push(Vec::new());
        self.in_cell.push(false);
    }

    pub(super) fn open_row(&mut self) {
        if self.beyond == 0
            && let Some(table) = self.tables.last_mut()
        {
            table.push(Vec::new());
        }
    }

    pub(super) fn open_cell(&mut self) {
        if self.beyond > 0 {
            return;
        }
        if let (Some(table), Some(in_cell)) = (self.tables.last_mut(), self.in_cell.last_mut()) {
            if table.is_empty() {
                table.push(Vec::new());
            }
            if let Some(row) = table.last_mut() {
                row.push(String::new());
            }
            *in_cell = true;
        }
    }

    /// Ends the cell, which stands for `span` columns.
    pub(super) fn close_cell(&mut self, span: usize) {
        self.end_paragraph();
        if self.beyond > 0 {
            return;
        }
        let span = span.clamp(1, WIDEST_SPAN);
        let blanks = if self.take_cells(span) { span - 1 } else { 0 };
        if let (Some(row), Some(in_cell)) =
            (self.tables.last_mut().and_then(|table| table.last_mut()), self.in_cell.last_mut())
        {
            row.extend(std::iter::repeat_n(String::new(), blanks));
            *in_cell = false;
        }
    }

    pub(super) fn close_table(&mut self) {
        self.end_paragraph();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        self.in_cell.pop();
        let Some(mut rows) = self.tables.pop() else { return };
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        if rows.is_empty() {
            return;
        }
        let table = Table { visible: true, rows, ..Table::default() };
        if self.tables.is_empty() {
            self.gather.table(table);
            return;
        }
        // The text of an inner table belongs to the cell around it.
        let text: Vec<String> = table.rows.iter().map(|row| row.join("\t")).collect();
        self.paragraph = text.join("\n");
        self.end_paragraph();
        self.gather.table_only(table);
    }

    /// The paragraph ends inside a cell whose end comes as a mark.
    pub(super) fn end_in_cell(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        if !self.cell.is_empty() && !text.is_empty() {
            self.cell.push('\n');
        }
        self.cell.push_str(text.trim());
    }

    /// The mark that ends a cell.
    pub(super) fn mark_cell(&mut self) {
        self.end_in_cell();
        self.row.push(std::mem::take(&mut self.cell));
    }

    /// The mark that ends a row.
    pub(super) fn mark_row(&mut self) {
        self.end_in_cell();
        let cell = std::mem::take(&mut self.cell);
        if !cell.is_empty() {
            self.row.push(cell);
        }
        self.rows.push(std::mem::take(&mut self.row));
    }

    /// Whether cells of the present row were marked.
    pub(super) fn in_row(&self) -> bool {
        !self.row.is_empty()
    }

    /// Whether nothing stands in the open cell.
    pub(super) fn is_blank(&self) -> bool {
        self.cell.is_empty() && self.paragraph.trim().is_empty()
    }

    /// A paragraph outside of marked tables follows.
    pub(super) fn leave_table(&mut self) {
        if !self.row.is_empty() || !self.cell.is_empty() {
            let paragraph = std::mem::take(&mut self.paragraph);
            self.mark_row();
            self.paragraph = paragraph;
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        if !rows.is_empty() {
            self.gather.table(Table { visible: true, rows, ..Table::default() });
        }
    }

    /// Ends everything that is still open.
    pub(super) fn finish(mut self) -> &'a mut Gather {
        self.beyond = 0;
        while !self.waiting.is_empty() {
            self.close_box();
        }
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.leave_table();
        self.end_paragraph();
        self.gather
    }
}
