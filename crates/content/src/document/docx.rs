//! Word documents (ECMA-376 part 1 §17): body, headers, footers, notes, comments, text boxes, tracked changes.

use std::collections::BTreeSet;

use sekisho_model::Blind;

use super::{
    gather::Gather,
    ooxml::Package,
    story::Story,
    xml::{Piece, Tag, Xml},
};
use crate::{budget::Budget, mail::Hidden};

/// A Word document.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut package) = Package::open(bytes, gather, budget) else { return };
    let main = package.main("word/document.xml", gather, budget);
    let Some(body) = package.xml(&main, gather, budget) else {
        gather.blind(Blind::Damaged);
        return;
    };
    story(&body, gather);
    let mut relations = package.relations(&main, gather, budget);
    for name in package.under("word/") {
        // Headers and notes have links of their own.
        let lower = name.to_lowercase();
        if ["header", "footer", "footnotes", "endnotes", "comments"]
            .iter()
            .any(|part| lower.starts_with(&format!("word/{part}")))
        {
            relations.extend(package.relations(&name, gather, budget).into_iter().filter(|relation| relation.external));
        }
    }
    for relation in &relations {
        match relation.kind.as_str() {
            // Where a link leads is not seen, and mail addresses and folders of people hide there.
            _ if relation.external => gather.line(&relation.target),
            "header" | "footer" | "footnotes" | "endnotes" | "comments" | "glossaryDocument" => {
                let Some(part) = package.xml(&relation.target, gather, budget) else { continue };
                let before = gather.length();
                story(&part, gather);
                if relation.kind == "comments" && gather.length() > before {
                    gather.hide(Hidden::Comment);
                }
            }
            "settings" => settings(&relation.target, &mut package, gather, budget),
            _ => {}
        }
    }
    package.rest(gather, budget);
}

/// Variables and the data source of a mail merge.
fn settings(name: &str, package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    let Some(bytes) = package.xml(name, gather, budget) else { return };
    let mut xml = Xml::new(&bytes);
    while let Some(piece) = xml.next() {
        let Piece::Open(tag) = piece else { continue };
        if matches!(tag.local(), b"docVar" | b"connectString" | b"query" | b"documentProtection") {
            if tag.local() == b"docVar" {
                gather.hide(Hidden::Property);
            }
            if let (b"docVar" | b"connectString" | b"query", Some(value)) = (tag.local(), tag.attribute("val")) {
                gather.line(&value);
            }
        }
    }
}

/// Where in a run the reader stands.
#[derive(Default)]
struct State {
    /// Inside `w:t` or its like.
    text: bool,
    /// Inside a field code.
    code: bool,
    /// Inside the reading of a ruby text.
    reading: usize,
    /// Inside `mc:Fallback`, which repeats what the choice beside it says.
    fallback: usize,
    /// Columns of the present cell.
    span: Vec<usize>,
    readings: Vec<String>,
    codes: String,
    /// Who made tracked changes.
    authors: BTreeSet<String>,
}

/// One part with running text.
pub(super) fn story(bytes: &[u8], gather: &mut Gather) {
    let mut xml = Xml::new(bytes);
    let mut story = Story::new(gather);
    let mut state = State::default();
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => state.open(&tag, &mut story),
            Piece::Close(name) => state.close(name.local(), &mut story),
            Piece::Text(text) => state.write(&text, &mut story),
        }
    }
    let sound = xml.sound();
    story.finish();
    for line in state.readings.iter().chain(&state.authors).map(String::as_str).chain(state.codes.lines()) {
        gather.line(line);
    }
    if !sound {
        gather.blind(Blind::Damaged);
    }
}

impl State {
    fn open(&mut self, tag: &Tag<'_>, story: &mut Story<'_>) {
        match tag.local() {
            b"Fallback" => self.fallback += 1,
            _ if self.fallback > 0 => {}
            b"t" | b"delText" => self.text = true,
            b"instrText" | b"delInstrText" => self.code = true,
            b"rt" => self.reading += 1,
            // A tab stop in the properties of a paragraph has attributes, a tab in the text has none.
            b"tab" if tag.attribute("pos").is_none() => story.write("\t"),
            b"br" | b"cr" => story.write("\n"),
            b"noBreakHyphen" => story.write("-"),
            b"sym" => story.write("\u{25A1}"),
            b"tbl" => story.open_table(),
            b"tr" => story.open_row(),
            b"tc" => {
                story.open_cell();
                self.span.push(1);
            }
            b"gridSpan" => {
                if let Some(span) = self.span.last_mut() {
                    *span = tag.number("val").unwrap_or(1);
                }
            }
            b"txbxContent" => story.open_box(),
            b"vanish" | b"specVanish" if tag.attribute("val").is_none_or(|on| on != "0" && on != "false") => {
                story.gather.hide(Hidden::Text);
            }
            b"ins" | b"del" | b"moveFrom" | b"moveTo" => {
                story.gather.hide(Hidden::TrackedChange);
                self.authors.extend(tag.attribute("author").filter(|author| !author.trim().is_empty()));
            }
            b"comment" => {
                story.write(&tag.attribute("author").unwrap_or_default());
                story.write(" ");
            }
            b"docPr" => {
                // The alternative text of a picture.
                if let Some(text) = tag.attribute("descr").filter(|text| !text.trim().is_empty()) {
                    self.readings.push(text);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], story: &mut Story<'_>) {
        match name {
            b"Fallback" => self.fallback = self.fallback.saturating_sub(1),
            _ if self.fallback > 0 => {}
            b"t" | b"delText" => self.text = false,
            b"instrText" | b"delInstrText" => self.code = false,
            b"rt" => self.reading = self.reading.saturating_sub(1),
            b"p" => {
                story.end_paragraph();
                if !self.codes.ends_with('\n') {
                    self.codes.push('\n');
                }
            }
            b"tc" => story.close_cell(self.span.pop().unwrap_or(1)),
            b"tbl" => story.close_table(),
            b"txbxContent" => story.close_box(),
            _ => {}
        }
    }

    fn write(&mut self, text: &str, story: &mut Story<'_>) {
        if self.fallback > 0 {
            return;
        }
        if self.code {
            // PAGE, TOC and the like name nobody; addresses and merge fields stand in quotes.
            if text.contains(['"', '@']) {
                self.codes.push_str(text);
            }
        } else if self.text && self.reading > 0 {
            self.readings.push(text.to_owned());
        } else if self.text {
            story.write(text);
        }
    }
}
