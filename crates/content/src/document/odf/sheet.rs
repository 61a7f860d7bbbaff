//! Spreadsheets of OpenDocument. Cells carry their shown text, so formats need not be known; repeated rows and cells
//! are counted, not copied, until they hold something.

use sekisho_model::Blind;

use super::{
    super::{
        Room,
        gather::Gather,
        table::Grid,
        xml::{Piece, Tag, Xml},
    },
    Styles,
};
use crate::mail::Hidden;

/// Copies of one filled cell or row that are written out.
const MOST_COPIES: u32 = 10_000;

/// State of the sheet being read.
struct Sheet {
    name: String,
    visible: bool,
    grid: Grid,
    row: u32,
    row_repeat: u32,
    row_hidden: bool,
    column: u32,
    /// Columns declared so far.
    declared: u32,
    repeat: u32,
    text: String,
    /// Value of a cell without text, for example hidden by its format.
    value: Option<String>,
    /// Filled cells of the row: first column, copies, text.
    row_cells: Vec<(u32, u32, String)>,
}

/// State of the whole body.
struct Reader<'a> {
    styles: &'a Styles,
    sheet: Option<Sheet>,
    in_cell: bool,
    /// Inside annotations, shapes and tracked changes: tables there are no sheets, their text is kept as lines.
    aside: usize,
    /// Open paragraphs; text outside of them is layout.
    paragraphs: usize,
    beside: String,
    date: bool,
}

/// Elements whose texts stand beside the cells.
fn is_aside(name: &[u8]) -> bool {
    matches!(name, b"annotation" | b"tracked-changes" | b"shapes" | b"shape" | b"custom-shape" | b"frame")
}

/// Reads the body.
pub(super) fn read(bytes: &[u8], styles: &Styles, gather: &mut Gather) {
    let mut xml = Xml::new(bytes);
    let mut reader =
        Reader { styles, sheet: None, in_cell: false, aside: 0, paragraphs: 0, beside: String::new(), date: false };
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => reader.open(&tag, gather),
            Piece::Text(text) if reader.paragraphs > 0 && !reader.date => reader.text().push_str(&text),
            Piece::Text(_) => {}
            Piece::Close(name) => reader.close(name.local(), gather),
        }
        if reader.sheet.as_ref().is_some_and(|sheet| sheet.grid.full()) {
            break;
        }
    }
    if let Some(sheet) = reader.sheet.take() {
        sheet.give(gather);
    }
    reader.beside.lines().for_each(|line| gather.line(line));
    if !xml.sound() {
        gather.blind(Blind::Damaged);
    }
}

impl Reader<'_> {
    /// Where text goes: into the cell, or beside.
    fn text(&mut self) -> &mut String {
        match &mut self.sheet {
            Some(sheet) if self.in_cell && self.aside == 0 => &mut sheet.text,
            _ => &mut self.beside,
        }
    }

    fn open(&mut self, tag: &Tag<'_>, gather: &mut Gather) {
        match tag.local() {
            name if is_aside(name) => {
                self.aside += 1;
                match name {
                    b"annotation" => gather.hide(Hidden::Comment),
                    b"tracked-changes" => gather.hide(Hidden::TrackedChange),
                    _ => {}
                }
            }
            b"p" | b"h" | b"creator" => self.paragraphs += 1,
            b"date" => self.date = true,
            b"s" => self.text().push(' '),
            b"a" => {
                // Where a link leads is not seen.
                if let Some(to) = tag.attribute("href").filter(|to| to.contains('@')) {
                    self.beside.push_str(&to);
                    self.beside.push('\n');
                }
            }
            b"content-validation" => {
                // A list of allowed values stands in the rule itself.
                if let Some(rule) = tag.attribute("condition").filter(|rule| rule.contains('"')) {
                    self.beside.push_str(&rule.replace("\";\"", "\n").replace('"', "\n"));
                    self.beside.push('\n');
                }
            }
            _ if self.aside > 0 => {}
            b"table" => self.sheet = Some(Sheet::open(tag, self.styles, gather.tables_room())),
            b"table-cell" | b"covered-table-cell" => {
                self.in_cell = true;
                if let Some(sheet) = &mut self.sheet {
                    sheet.open_cell(tag);
                }
            }
            b"table-row" | b"table-column" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.open_line(tag);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], gather: &mut Gather) {
        match name {
            name if is_aside(name) => self.aside = self.aside.saturating_sub(1),
            b"p" | b"h" | b"creator" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.text().push('\n');
            }
            b"date" => self.date = false,
            _ if self.aside > 0 => {}
            b"table-cell" | b"covered-table-cell" => {
                self.in_cell = false;
                if let Some(sheet) = &mut self.sheet {
                    sheet.close_cell();
                }
            }
            b"table-row" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.close_row();
                }
            }
            b"table" => {
                if let Some(sheet) = self.sheet.take() {
                    sheet.give(gather);
                }
            }
            _ => {}
        }
    }
}

impl Sheet {
    fn open(tag: &Tag<'_>, styles: &Styles, room: Room) -> Self {
        let hidden = tag.attribute("style-name").is_some_and(|style| styles.tables.contains(&style));
        Self {
            name: tag.exactly("table:name").unwrap_or_default(),
            visible: !hidden,
            grid: Grid::new(room),
            row: 0,
            row_repeat: 0,
            row_hidden: false,
            column: 0,
            declared: 0,
            repeat: 0,
            text: String::new(),
            value: None,
            row_cells: Vec::new(),
        }
    }

    /// A row or a column, or a run of them.
    fn open_line(&mut self, tag: &Tag<'_>) {
        let unseen = tag.attribute("visibility").is_some_and(|how| matches!(how.as_str(), "collapse" | "filter"));
        if tag.local() == b"table-column" {
            let count = tag.number("number-columns-repeated").unwrap_or(1).clamp(1, 16_384);
            if unseen {
                self.grid.hide_columns(self.declared, self.declared.saturating_add(count - 1));
            }
            self.declared = self.declared.saturating_add(count);
            return;
        }
        self.row_repeat = tag.number("number-rows-repeated").unwrap_or(1).clamp(1, 1 << 20);
        self.column = 0;
        self.row_hidden = unseen;
    }

    fn open_cell(&mut self, tag: &Tag<'_>) {
        self.repeat = tag.number("number-columns-repeated").unwrap_or(1).clamp(1, 16_384);
        self.text.clear();
        self.value = tag
            .exactly("office:string-value")
            .or_else(|| tag.exactly("office:value"))
            .or_else(|| tag.exactly("office:date-value"));
    }

    fn close_cell(&mut self) {
        let text = self.text.trim_end_matches('\n');
        let text = if text.is_empty() { self.value.take().unwrap_or_default() } else { text.to_owned() };
        if !text.is_empty() {
            self.row_cells.push((self.column, self.repeat.min(MOST_COPIES), text));
        }
        self.column = self.column.saturating_add(self.repeat);
    }

    fn close_row(&mut self) {
        let cells = std::mem::take(&mut self.row_cells);
        if !cells.is_empty() {
            for row in self.row..self.row.saturating_add(self.row_repeat.min(MOST_COPIES)) {
                if self.grid.full() {
                    break;
                }
                if self.row_hidden {
                    self.grid.hidden_rows.insert(row);
                }
                for (first, copies, text) in &cells {
                    let columns = *first..first.saturating_add(*copies);
                    columns.for_each(|column| self.grid.put(row, column, text.as_str()));
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat);
    }

    fn give(self, gather: &mut Gather) {
        if !self.visible {
            gather.hide(Hidden::Sheet);
        }
        gather.line(&self.name);
        self.grid.give(Some(self.name), self.visible, gather);
    }
}
