//! PowerPoint presentations (ECMA-376 part 1 §19): slides in their order, hidden ones too, notes and comments.

use sekisho_model::Blind;

use super::{
    gather::Gather,
    ooxml::{Package, texts_of},
    story::Story,
    xml::{Piece, Tag, Xml},
};
use crate::{budget::Budget, mail::Hidden};

/// A presentation.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut package) = Package::open(bytes, gather, budget) else { return };
    let main = package.main("ppt/presentation.xml", gather, budget);
    let Some(presentation) = package.xml(&main, gather, budget) else {
        gather.blind(Blind::Damaged);
        return;
    };
    let relations = package.relations(&main, gather, budget);
    for id in order(&presentation) {
        match relations.iter().find(|one| one.id == id && !one.external) {
            Some(relation) => slide(&relation.target, &mut package, gather, budget),
            None => gather.blind(Blind::Damaged),
        }
    }
    for relation in
        relations.iter().filter(|one| matches!(one.kind.as_str(), "commentAuthors" | "authors") && !one.external)
    {
        if let Some(bytes) = package.part(&relation.target, gather, budget) {
            super::plain::xml(&bytes, gather);
        }
    }
    for folder in ["ppt/slidemasters/", "ppt/notesmasters/", "ppt/handoutmasters/"] {
        for name in package.under(folder) {
            if let Some(bytes) = package.xml(&name, gather, budget) {
                shapes(&bytes, true, gather);
            }
        }
    }
    package.rest(gather, budget);
}

/// Relationship ids of the slides in their order.
fn order(bytes: &[u8]) -> Vec<String> {
    let mut xml = Xml::new(bytes);
    let mut ids = Vec::new();
    while let Some(piece) = xml.next() {
        if let Piece::Open(tag) = piece
            && tag.local() == b"sldId"
        {
            ids.extend(tag.exactly("r:id"));
        }
    }
    ids
}

/// A slide with what hangs on it.
fn slide(name: &str, package: &mut Package<'_>, gather: &mut Gather, budget: &mut Budget) {
    let Some(bytes) = package.xml(name, gather, budget) else { return gather.blind(Blind::Damaged) };
    if shapes(&bytes, false, gather) {
        gather.hide(Hidden::Sheet);
    }
    for relation in package.relations(name, gather, budget) {
        if relation.external {
            gather.line(&relation.target);
            continue;
        }
        let before = gather.length();
        match relation.kind.as_str() {
            "notesSlide" => {
                if let Some(bytes) = package.xml(&relation.target, gather, budget) {
                    shapes(&bytes, false, gather);
                }
                if gather.length() > before {
                    gather.hide(Hidden::Notes);
                }
            }
            "comments" => {
                if let Some(bytes) = package.part(&relation.target, gather, budget) {
                    texts_of(&bytes, gather);
                }
                gather.hide(Hidden::Comment);
            }
            _ => {}
        }
    }
}

/// Texts and tables of a slide or master; whether the slide is hidden.
fn shapes(bytes: &[u8], master: bool, gather: &mut Gather) -> bool {
    let mut xml = Xml::new(bytes);
    let mut story = Story::new(gather);
    let mut shapes = Shapes { master, ..Shapes::default() };
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Open(tag) => shapes.open(&tag, &mut story),
            Piece::Close(name) => shapes.close(name.local(), &mut story),
            Piece::Text(text) if shapes.text && !shapes.field && !shapes.placeholder && shapes.fallback == 0 => {
                story.write(&text)
            }
            Piece::Text(_) => {}
        }
    }
    let sound = xml.sound();
    story.finish();
    if !sound {
        gather.blind(Blind::Damaged);
    }
    shapes.hidden
}

/// Where in a slide the reader stands.
#[derive(Default)]
struct Shapes {
    /// A master: its placeholders say only what to fill in.
    master: bool,
    placeholder: bool,
    text: bool,
    /// Inside the number of the slide.
    field: bool,
    /// Inside `mc:Fallback`, which repeats what the choice beside it says.
    fallback: usize,
    hidden: bool,
}

impl Shapes {
    fn open(&mut self, tag: &Tag<'_>, story: &mut Story<'_>) {
        match tag.local() {
            b"Fallback" => self.fallback += 1,
            _ if self.fallback > 0 => {}
            b"sld" => self.hidden = tag.attribute("show").is_some_and(|show| matches!(show.as_str(), "0" | "false")),
            b"sp" => self.placeholder = false,
            b"ph" => self.placeholder = self.master,
            b"t" => self.text = true,
            b"fld" => self.field = tag.attribute("type").is_some_and(|kind| kind == "slidenum"),
            b"br" => story.write("\n"),
            b"tbl" => story.open_table(),
            b"tr" => story.open_row(),
            b"tc" => story.open_cell(),
            b"cNvPr" => {
                if let Some(text) = tag.attribute("descr").filter(|text| !text.trim().is_empty()) {
                    story.write(&text);
                    story.end_paragraph();
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], story: &mut Story<'_>) {
        match name {
            b"Fallback" => self.fallback = self.fallback.saturating_sub(1),
            _ if self.fallback > 0 => {}
            b"sp" => self.placeholder = false,
            b"t" => self.text = false,
            b"fld" => self.field = false,
            b"p" => story.end_paragraph(),
            // Cells covered by a merged one are written out, so a span adds none.
            b"tc" => story.close_cell(1),
            b"tbl" => story.close_table(),
            _ => {}
        }
    }
}
