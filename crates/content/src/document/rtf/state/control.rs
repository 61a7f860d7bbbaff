//! Control words: what each does to the state.

use super::{
    super::words::{TRANSPARENT, destination, page_of},
    Destination, Reader,
};
use crate::mail::Hidden;

impl Reader<'_> {
    /// A control word.
    pub(in crate::document::rtf) fn word(&mut self, word: &[u8], number: Option<i32>) {
        if word == b"u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.flush();
        let optional = self.groups.last_mut().is_some_and(|group| std::mem::take(&mut group.optional));
        if let Some(destination) = destination(word) {
            return self.enter(word, destination);
        }
        if optional && !TRANSPARENT.contains(&word) {
            return self.enter(word, Destination::Nothing);
        }
        match word {
            b"ansicpg" => self.page(number.and_then(|page| u32::try_from(page).ok()).unwrap_or(1252)),
            b"f" => self.select_font(number.unwrap_or(0)),
            b"fcharset" => {
                self.fonts.insert(self.font, page_of(number.unwrap_or(0)));
            }
            b"uc" => {
                if let Some(group) = self.groups.last_mut() {
                    group.skip = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8);
                }
            }
            b"plain" => self.hidden(false),
            b"v" => self.hidden(number != Some(0)),
            b"deleted" | b"revised" if number != Some(0) => self.story.gather.hide(Hidden::TrackedChange),
            _ => self.special(word),
        }
    }

    /// Words that stand for characters, ends of paragraphs and cells.
    fn special(&mut self, word: &[u8]) {
        let text = self.group().is_some_and(|group| group.destination == Destination::Text);
        match word {
            b"tab" => self.put("\t"),
            b"line" => self.put("\n"),
            b"emdash" => self.put("—"),
            b"endash" => self.put("–"),
            b"lquote" => self.put("‘"),
            b"rquote" => self.put("’"),
            b"ldblquote" => self.put("“"),
            b"rdblquote" => self.put("”"),
            b"bullet" => self.put("•"),
            b"pard" => self.in_table = false,
            b"intbl" => self.in_table = true,
            b"par" | b"sect" | b"page" if text && self.in_table => self.story.end_in_cell(),
            b"par" | b"sect" | b"page" if text => {
                self.story.leave_table();
                self.story.end_paragraph();
            }
            b"cell" if text => self.story.mark_cell(),
            b"row" if text => self.story.mark_row(),
            // Tables inside cells are text of the cell.
            b"nestcell" => self.put("\t"),
            b"nestrow" => self.put("\n"),
            _ => {}
        }
    }

    fn enter(&mut self, word: &[u8], destination: Destination) {
        let boxed = matches!(word, b"footnote" | b"annotation" | b"shptxt" | b"dptxbxtext")
            || word.starts_with(b"header")
            || word.starts_with(b"footer");
        if word == b"annotation" {
            self.story.gather.hide(Hidden::Comment);
        }
        let Some(group) = self.groups.last_mut() else { return };
        // What is skipped stays skipped, whatever is inside; files inside skipped shapes are opened all the same.
        if group.destination == Destination::Nothing && destination != Destination::File {
            return;
        }
        group.destination = destination;
        group.lines = true;
        group.boxed = boxed;
        if boxed {
            self.story.open_box();
        }
    }
}
