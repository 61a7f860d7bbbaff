//! PDF (ISO 32000-2): text of pages with tables where columns line up, notes, form fields, links, properties, attached
//! files. An own reader: every object is found by walking through the bytes, every step is bounded, nothing runs.
//!
//! A page that is only a picture is blind; where character recognition is wanted its pictures are handed out. Text in a
//! font without known characters is blind, and so is an encrypted file that no password on file opens. Fonts of Japan are read by charset or by Adobe-Japan1 where the file carries no map of its own.

mod beside;
mod cmap;
mod content;
mod crypt;
mod file;
mod filter;
mod font;
mod glyph;
mod japan;
mod layout;
mod lexer;
mod matrix;
mod object;
mod picture;
mod scan;
mod wrap;

use std::collections::{HashMap, HashSet};

use sekisho_model::Blind;

use self::{
    content::{Drawn, Painter},
    file::Pdf,
    object::{Dict, Object},
};
use super::gather::Gather;
use crate::{budget::Budget, mail::Hidden};

/// Pages read; more are beyond the limit.
const MOST_PAGES: usize = 20_000;
/// Share of a page that a picture must fill to be taken for the page itself, unless much text lies over it.
const PICTURE_SHARE: f64 = 0.3;
/// Share of a page below which a picture on it is a stamp, a line, a mark.
const LEAST_SHARE: f64 = 0.01;
/// Characters that make a page more than a picture with a caption.
const ENOUGH_TEXT: usize = 200;
/// Painted paths that may be letters.
const MANY_PATHS: usize = 50;

/// A PDF file.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let pdf = Pdf::open(bytes, gather, budget);
    if pdf.locked {
        return gather.blind(Blind::Encrypted);
    }
    if pdf.unlocked {
        gather.unlock();
        budget.inside_unlocked(|budget| document(&pdf, gather, budget));
    } else {
        document(&pdf, gather, budget);
    }
}

/// A file that can be read.
fn document(pdf: &Pdf<'_>, gather: &mut Gather, budget: &mut Budget) {
    let pages = pages(pdf, gather);
    if pages.is_empty() {
        gather.blind(Blind::Damaged);
    }
    if pages.len() >= MOST_PAGES {
        gather.blind(Blind::Limit);
    }
    let (fonts, seen) = (HashMap::new(), HashSet::new());
    let mut painter = Painter { pdf, gather, budget, fonts, seen, drawn: Drawn::default() };
    for page in &pages {
        let contents = painter.contents(page.dict);
        if contents.len() < painter.named(page.dict) {
            painter.gather.blind(Blind::Damaged);
        }
        painter.page(page, &contents);
        let drawn = std::mem::take(&mut painter.drawn);
        layout::say(&drawn.runs, painter.gather);
        painter.judge(&drawn, page.area);
        beside::annotations(pdf, page.dict, painter.gather);
    }
    painter.earlier(&pages);
    beside::read(pdf, gather, budget);
}

/// A page with what it inherits.
struct Page<'p> {
    dict: &'p Dict,
    resources: Option<&'p Dict>,
    area: f64,
}

/// The pages in their order; where the tree is broken, all that look like pages.
fn pages<'p>(pdf: &'p Pdf<'_>, gather: &mut Gather) -> Vec<Page<'p>> {
    let mut found = Vec::new();
    let root = pdf.inner(&pdf.trailer, b"Root").and_then(|root| root.get(b"Pages".as_slice()));
    let mut seen = HashSet::new();
    let mut waiting: Vec<(&Object, Option<&Dict>, Option<&Object>)> =
        root.map(|root| (root, None, None)).into_iter().collect();
    while let Some((object, resources, size)) = waiting.pop() {
        if let Object::Reference(number) = object
            && !seen.insert(*number)
        {
            continue;
        }
        let Some(dict) = pdf.resolve(object).dict() else {
            // A page, or many, that the tree names and the file has not.
            gather.blind(Blind::Damaged);
            continue;
        };
        let resources = pdf.inner(dict, b"Resources").or(resources);
        let size = pdf.value(dict, b"MediaBox").or(size);
        match pdf.value(dict, b"Kids") {
            Some(kids) => waiting.extend(kids.array().iter().rev().map(|kid| (kid, resources, size))),
            None => found.push(Page { dict, resources, area: area(pdf, size) }),
        }
        if found.len() >= MOST_PAGES {
            return found;
        }
    }
    if found.is_empty() {
        gather.blind(Blind::Damaged);
        let all = pdf.all().into_iter().filter_map(|(_, object)| object.dict());
        let pages = all.filter(|dict| pdf.value(dict, b"Type").and_then(Object::name) == Some(b"Page"));
        found.extend(pages.take(MOST_PAGES).map(|dict| Page {
            dict,
            resources: pdf.inner(dict, b"Resources"),
            area: area(pdf, pdf.value(dict, b"MediaBox")),
        }));
    }
    found
}

/// The area of a page; A4 when it does not say.
fn area(pdf: &Pdf<'_>, size: Option<&Object>) -> f64 {
    let side =
        |at: usize| size.and_then(|size| size.array().get(at)).map(|side| pdf.resolve(side)).and_then(Object::number);
    match (side(0), side(1), side(2), side(3)) {
        (Some(left), Some(bottom), Some(right), Some(top)) => ((right - left) * (top - bottom)).abs().max(1.0),
        _ => 595.0 * 842.0,
    }
}

impl Painter<'_, '_> {
    /// Numbers of the content streams of a page.
    fn contents(&self, page: &Dict) -> Vec<u32> {
        let numbers = |items: &[Object]| items.iter().filter_map(|item| self.pdf.stream_number(item)).collect();
        match page.get(b"Contents".as_slice()) {
            Some(Object::Array(items)) => numbers(items),
            Some(object) => match self.pdf.stream_number(object) {
                Some(number) => vec![number],
                None => numbers(self.pdf.resolve(object).array()),
            },
            None => Vec::new(),
        }
    }

    /// How many content streams a page names.
    fn named(&self, page: &Dict) -> usize {
        match self.pdf.value(page, b"Contents") {
            Some(Object::Array(items)) => items.len(),
            _ => usize::from(page.contains_key(b"Contents".as_slice())),
        }
    }

    /// Draws all contents of a page as one stream: operators may be split between them.
    fn page(&mut self, page: &Page<'_>, contents: &[u32]) {
        let mut content = Vec::new();
        for number in contents {
            if let Some(bytes) = self.pdf.stream(*number, self.gather, self.budget) {
                content.extend_from_slice(&bytes);
                content.push(b'\n');
            } else {
                self.gather.blind(Blind::Damaged);
            }
        }
        self.content(page, &content);
    }

    fn content(&mut self, page: &Page<'_>, content: &[u8]) {
        let empty = Dict::new();
        self.draw(content, page.resources.unwrap_or(&empty), [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], 0);
    }

    /// Texts that were on pages before the file was changed: programs append changes and leave what was there.
    fn earlier(&mut self, pages: &[Page<'_>]) {
        for page in pages {
            for number in self.contents(page.dict) {
                for content in self.pdf.earlier_streams(number, self.gather, self.budget) {
                    self.content(page, &content);
                }
            }
        }
        let present: HashSet<Vec<u32>> = pages.iter().map(|page| self.contents(page.dict)).collect();
        for dict in self.pdf.earlier_pages() {
            let contents = self.contents(dict);
            if present.contains(&contents) {
                continue;
            }
            let page = Page { dict, resources: self.pdf.inner(dict, b"Resources"), area: 0.0 };
            self.page(&page, &contents);
        }
        let drawn = std::mem::take(&mut self.drawn);
        if drawn.characters > 0 {
            self.gather.hide(Hidden::TrackedChange);
            layout::say(&drawn.runs, self.gather);
        }
    }

    /// Whether a page was really read.
    fn judge(&mut self, drawn: &Drawn, area: f64) {
        let readable = drawn.characters - drawn.unknown.min(drawn.characters);
        // A few signs without a character (bullets, logos) are nothing; a font without a map is.
        if drawn.unknown * 50 > drawn.characters && drawn.unknown > 2 {
            self.gather.blind(Blind::Charset);
        }
        let scanned = drawn.pictures > area * PICTURE_SHARE && readable < ENOUGH_TEXT;
        if readable == 0 && drawn.paths > MANY_PATHS {
            self.gather.blind(Blind::Image);
        }
        if scanned || readable == 0 && drawn.pictures > 0.0 {
            self.pictures(drawn, area);
        }
    }

    /// Hands out the pictures of a page. Where one cannot be, or where the page is pieced together of small ones, it
    /// stays blind.
    fn pictures(&mut self, drawn: &Drawn, area: f64) {
        let large = |(_, own): &&(u32, f64)| *own >= area * LEAST_SHARE;
        let known: f64 = drawn.images.iter().filter(large).map(|(_, own)| own).sum();
        if known <= 0.0 || drawn.pictures - known > area * PICTURE_SHARE / 2.0 {
            self.gather.blind(Blind::Image);
        }
        for (number, _) in drawn.images.iter().filter(large) {
            if !self.seen.insert(*number) {
                continue;
            }
            let wanted = self.budget.wants_pictures();
            let picture = wanted.then(|| picture::read(self.pdf, *number, self.budget)).flatten();
            match picture.filter(|picture| self.budget.take_picture(picture.len())) {
                Some(picture) => self.gather.hand_out(picture),
                None => self.gather.blind(Blind::Image),
            }
        }
    }
}
