//! Running text of OpenDocument: paragraphs, tables, notes, frames, annotations and tracked changes.

use sekisho_model::Blind;

use super::{
    super::{
        gather::Gather,
        story::Story,
        xml::{Piece, Tag, Xml},
    },
    Styles,
};
use crate::mail::Hidden;

/// State of one part.
#[derive(Default)]
struct State {
    /// Open paragraphs; text outside of them is layout.
    paragraphs: usize,
    /// Inside a reading above kanji.
    reading: usize,
    readings: Vec<String>,
    spans: Vec<usize>,
    /// Inside speaker notes.
    notes: usize,
    /// Inside a field that counts pages.
    number: usize,
    /// Inside the date of a change or comment.
    date: bool,
    /// Inside the name of who changed or commented.
    creator: bool,
}

/// Reads a part with running text.
pub(super) fn read(bytes: &[u8], styles: &Styles, gather: &mut Gather) {
    let mut xml = Xml::new(bytes);
    let mut story = Story::new(gather);
    let mut state = State::default();
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => state.open(&tag, styles, &mut story),
            Piece::Close(name) => state.close(name.local(), &mut story),
            Piece::Text(text) => state.write(&text, &mut story),
        }
    }
    let sound = xml.sound();
    story.finish();
    for reading in state.readings {
        gather.line(&reading);
    }
    if !sound {
        gather.blind(Blind::Damaged);
    }
}

impl State {
    fn open(&mut self, tag: &Tag<'_>, styles: &Styles, story: &mut Story<'_>) {
        match tag.local() {
            b"p" | b"h" => self.paragraphs += 1,
            b"s" => story.write(&" ".repeat(tag.number("c").unwrap_or(1).min(64))),
            b"tab" if self.paragraphs > 0 => story.write("\t"),
            b"line-break" => story.write("\n"),
            b"ruby-text" => self.reading += 1,
            b"page-number" | b"page-count" | b"note-citation" | b"sheet-name" => self.number += 1,
            // When somebody commented; the date in the text is `text:date`.
            b"date" if tag.name() == b"dc:date" => self.date = true,
            b"table" => story.open_table(),
            b"table-row" => story.open_row(),
            b"table-cell" => {
                self.spans.push(tag.number("number-columns-spanned").unwrap_or(1));
                story.open_cell();
            }
            b"text-box" | b"note-body" => story.open_box(),
            b"annotation" => {
                story.gather.hide(Hidden::Comment);
                story.open_box();
            }
            b"creator" => self.creator = true,
            b"notes" => self.notes += 1,
            b"changed-region" => story.gather.hide(Hidden::TrackedChange),
            b"page" if tag.attribute("style-name").is_some_and(|style| styles.pages.contains(&style)) => {
                story.gather.hide(Hidden::Sheet);
            }
            b"a" => {
                // Where a link leads is not seen.
                self.readings.extend(tag.attribute("href").filter(|to| to.contains('@')));
            }
            b"hidden-text" | b"hidden-paragraph" => story.gather.hide(Hidden::Text),
            b"span" if tag.attribute("style-name").is_some_and(|style| styles.texts.contains(&style)) => {
                story.gather.hide(Hidden::Text);
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], story: &mut Story<'_>) {
        match name {
            b"p" | b"h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                story.end_paragraph();
            }
            b"ruby-text" => self.reading = self.reading.saturating_sub(1),
            b"page-number" | b"page-count" | b"note-citation" | b"sheet-name" => {
                self.number = self.number.saturating_sub(1)
            }
            b"table" => story.close_table(),
            b"table-cell" => story.close_cell(self.spans.pop().unwrap_or(1)),
            b"text-box" | b"note-body" | b"annotation" => story.close_box(),
            b"creator" => {
                self.creator = false;
                story.end_paragraph();
            }
            b"date" => self.date = false,
            b"notes" => self.notes = self.notes.saturating_sub(1),
            _ => {}
        }
    }

    fn write(&mut self, text: &str, story: &mut Story<'_>) {
        if self.reading > 0 {
            self.readings.push(text.to_owned());
        } else if ((self.paragraphs > 0 && self.number == 0) || self.creator) && !self.date {
            if self.notes > 0 && !text.trim().is_empty() {
                story.gather.hide(Hidden::Notes);
            }
            // Line breaks of the file are layout.
            story.write(&text.replace(['\n', '\r'], " "));
        }
    }
}
