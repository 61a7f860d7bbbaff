//! The pages: headings, pairs of label and value, tables. A4, as many pages as it takes.

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    embed::{AssociationKind, EmbeddedFile, MimeType},
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::TextDirection,
};
use sekisho_model::Time;

use crate::{CertificateError, Fonts, font::Pen, layout};

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 56.0;
const FOOT: f32 = 40.0;
const TITLE: f32 = 19.0;
const HEADING: f32 = 11.0;
const TEXT: f32 = 9.0;
const SMALL: f32 = 7.5;
/// Distance of two lines, of the size of the text.
const LEADING: f32 = 1.55;
/// Width of the labels.
const LABELS: f32 = 128.0;
/// Between two columns of a table.
const GAP: f32 = 8.0;

const INK: (u8, u8, u8) = (26, 26, 28);
const PALE: (u8, u8, u8) = (98, 98, 100);
const RULE: (u8, u8, u8) = (180, 180, 184);
const ACCENT: (u8, u8, u8) = (0, 23, 193);

/// One thing on the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A sentence.
    Text(String),
    /// A label and what it is.
    Pair(String, String),
    /// Rows of cells under names; the shares of the columns in the width.
    Table {
        /// Names and shares.
        columns: Vec<(String, u16)>,
        /// Cells.
        rows: Vec<Vec<String>>,
    },
}

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Pages<'a> {
    /// Above everything.
    pub title: &'a str,
    /// Whose certificate it is.
    pub house: &'a str,
    /// Language tag of the text (`ja`, `en`).
    pub language: &'a str,
    /// At the foot of every page, before its number.
    pub foot: &'a str,
    /// The time it was made.
    pub at: Time,
    /// The rest, in order.
    pub blocks: &'a [Block],
}

/// Draws the pages and attaches a file, uncompressed, so that it can be found by its bytes.
///
/// # Errors
/// [`CertificateError::Font`], [`CertificateError::Pdf`].
pub fn draw(pages: &Pages<'_>, attached: (&str, &[u8]), fonts: &Fonts<'_>) -> Result<Vec<u8>, CertificateError> {
    let pens = Pens { text: Pen::new(fonts.regular)?, bold: Pen::new(fonts.bold)? };
    let sheets = set(pages, &pens);
    let failed = |error: String| CertificateError::Pdf(error);
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A3_B).finish();
    let configuration = configuration.map_err(|error| failed(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| failed("size".to_owned()))?;
    let last = sheets.len();
    for (number, sheet) in (1..).zip(&sheets) {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        for mark in sheet {
            mark.draw(&mut surface, &pens);
        }
        for mark in foot(pages, &pens, number, last) {
            mark.draw(&mut surface, &pens);
        }
        surface.finish();
        page.finish();
    }
    let at = date(pages.at);
    document.set_metadata(
        Metadata::new()
            .title(pages.title.to_owned())
            .authors(vec![pages.house.to_owned()])
            .language(pages.language.to_owned())
            .creator("Sekisho".to_owned())
            .creation_date(at),
    );
    let (name, bytes) = attached;
    let embedded = document.embed_file(EmbeddedFile {
        path: name.to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some(pages.title.to_owned()),
        association_kind: AssociationKind::Data,
        data: bytes.to_vec().into(),
        modification_date: Some(at),
        compress: Some(false),
        location: None,
    });
    embedded.ok_or_else(|| failed("the values cannot be attached".to_owned()))?;
    document.finish().map_err(|error| failed(format!("{error:?}")))
}

struct Pens<'a> {
    text: Pen<'a>,
    bold: Pen<'a>,
}

/// One mark on a page.
enum Mark {
    Text { x: f32, y: f32, size: f32, bold: bool, color: (u8, u8, u8), text: String },
    Rule { x: f32, y: f32, width: f32, height: f32, color: (u8, u8, u8) },
}

impl Mark {
    fn draw(&self, surface: &mut Surface<'_>, pens: &Pens<'_>) {
        match self {
            Self::Text { x, y, size, bold, color, text } => {
                surface.set_fill(Some(fill(*color)));
                let font = if *bold { pens.bold.font.clone() } else { pens.text.font.clone() };
                surface.draw_text(Point::from_xy(*x, *y), font, *size, text, false, TextDirection::LeftToRight);
            }
            Self::Rule { x, y, width, height, color } => {
                let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) else { return };
                let mut path = PathBuilder::new();
                path.push_rect(rect);
                surface.set_fill(Some(fill(*color)));
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn fill((red, green, blue): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// Where the next thing goes.
struct Desk<'a> {
    pens: &'a Pens<'a>,
    sheets: Vec<Vec<Mark>>,
    y: f32,
}

fn set(pages: &Pages<'_>, pens: &Pens<'_>) -> Vec<Vec<Mark>> {
    let mut desk = Desk { pens, sheets: vec![Vec::new()], y: MARGIN };
    desk.rule(MARGIN, 36.0, 3.0, ACCENT);
    desk.y += 14.0;
    desk.text(pages.title, TITLE, true, INK);
    desk.text(pages.house, TEXT, false, PALE);
    desk.y += 6.0;
    for block in pages.blocks {
        desk.block(block);
    }
    desk.sheets
}

fn foot(pages: &Pages<'_>, pens: &Pens<'_>, number: usize, last: usize) -> Vec<Mark> {
    let y = PAGE.1 - FOOT;
    let count = format!("{number} / {last}");
    let x = PAGE.0 - MARGIN - pens.text.width(&count, SMALL);
    let text = |x: f32, text: String| Mark::Text { x, y, size: SMALL, bold: false, color: PALE, text };
    let rule = Mark::Rule { x: MARGIN, y: y - 12.0, width: PAGE.0 - 2.0 * MARGIN, height: 0.5, color: RULE };
    vec![rule, text(MARGIN, pens.text.shown(pages.foot)), text(x, count)]
}

impl Desk<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => {
                self.room(HEADING * LEADING * 3.0);
                self.y += 12.0;
                self.text(heading, HEADING, true, INK);
                self.rule(MARGIN, PAGE.0 - 2.0 * MARGIN, 0.6, RULE);
                self.y += 6.0;
            }
            Block::Text(text) => self.text(text, TEXT, false, INK),
            Block::Pair(label, value) => self.pair(label, value),
            Block::Table { columns, rows } => self.table(columns, rows),
        }
    }

    fn text(&mut self, text: &str, size: f32, bold: bool, color: (u8, u8, u8)) {
        let pen = if bold { &self.pens.bold } else { &self.pens.text };
        for line in layout::lines(pen, text, size, PAGE.0 - 2.0 * MARGIN) {
            self.room(size * LEADING);
            self.y += size * LEADING;
            self.mark(MARGIN, size, bold, color, line);
        }
        self.y += size * 0.4;
    }

    fn pair(&mut self, label: &str, value: &str) {
        let width = PAGE.0 - 2.0 * MARGIN - LABELS;
        self.cells(&[
            Cell::new(label, MARGIN, LABELS - GAP, PALE, false),
            Cell::new(value, MARGIN + LABELS, width, INK, false),
        ]);
    }

    fn table(&mut self, columns: &[(String, u16)], rows: &[Vec<String>]) {
        let all: f32 = columns.iter().map(|(_, share)| f32::from(*share)).sum::<f32>().max(1.0);
        let width = PAGE.0 - 2.0 * MARGIN;
        let mut places = Vec::new();
        let mut x = MARGIN;
        for (_, share) in columns {
            let wide = width * f32::from(*share) / all;
            places.push((x, wide - GAP));
            x += wide;
        }
        let names = columns.iter().zip(&places);
        let names: Vec<_> = names.map(|((name, _), (x, wide))| Cell::new(name, *x, *wide, PALE, true)).collect();
        self.cells(&names);
        self.rule(MARGIN, width, 0.4, RULE);
        for row in rows {
            let cells = row.iter().zip(&places);
            let cells: Vec<_> = cells.map(|(cell, (x, wide))| Cell::new(cell, *x, *wide, INK, false)).collect();
            self.cells(&cells);
        }
        self.y += 4.0;
    }

    /// Cells side by side; the highest says how high the row is.
    fn cells(&mut self, cells: &[Cell<'_>]) {
        let set = |cell: &Cell<'_>| {
            let pen = if cell.bold { &self.pens.bold } else { &self.pens.text };
            (layout::lines(pen, cell.text, TEXT, cell.width), cell.x, cell.color, cell.bold)
        };
        let set: Vec<_> = cells.iter().map(set).collect();
        let high = set.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(1);
        for number in 0..high {
            self.room(TEXT * LEADING);
            self.y += TEXT * LEADING;
            for (lines, x, color, bold) in &set {
                if let Some(line) = lines.get(number) {
                    self.mark(*x, TEXT, *bold, *color, line.clone());
                }
            }
        }
        self.y += TEXT * 0.25;
    }

    /// Begins another page when so much does not fit.
    fn room(&mut self, high: f32) {
        if self.y + high > PAGE.1 - MARGIN - FOOT / 2.0 {
            self.sheets.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn mark(&mut self, x: f32, size: f32, bold: bool, color: (u8, u8, u8), text: String) {
        let mark = Mark::Text { x, y: self.y, size, bold, color, text };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }

    fn rule(&mut self, x: f32, width: f32, height: f32, color: (u8, u8, u8)) {
        let mark = Mark::Rule { x, y: self.y, width, height, color };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(mark);
        }
    }
}

/// A text with its place in a row of cells, in points.
struct Cell<'t> {
    text: &'t str,
    x: f32,
    width: f32,
    color: (u8, u8, u8),
    bold: bool,
}

impl<'t> Cell<'t> {
    const fn new(text: &'t str, x: f32, width: f32, color: (u8, u8, u8), bold: bool) -> Self {
        Self { text, x, width, color, bold }
    }
}

/// To the second, in universal time.
fn date(at: Time) -> DateTime {
    let day = at.as_second().div_euclid(86_400);
    let (year, month, day) = civil(day);
    let second = at.as_second().rem_euclid(86_400);
    let part = |value: i64| u8::try_from(value).unwrap_or(0);
    DateTime::new(u16::try_from(year).unwrap_or(0))
        .month(part(month))
        .day(part(day))
        .hour(part(second / 3_600))
        .minute(part(second / 60 % 60))
        .second(part(second % 60))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// Days since 1970 as year, month, day (Hinnant, "chrono-compatible low-level date algorithms").
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}
