//! Content streams (ISO 32000-2 §8, §9): what a page draws, as far as text and pictures go.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{
    super::gather::Gather,
    file::Pdf,
    font::Font,
    layout::{MOST_RUNS, Run},
    lexer::Lexer,
    matrix::{Matrix, UNIT, product},
    object::{Dict, Object},
};
use crate::budget::Budget;
use sekisho_model::Blind;

/// Forms inside forms.
const DEEPEST_FORM: usize = 12;
/// Forms drawn on one page: a form that draws another ten times, ten deep, is a bomb.
const MOST_FORMS: usize = 5_000;
/// Operators of one page.
const MOST_OPERATORS: usize = 5_000_000;
/// Saved states, operands.
const MOST_SAVED: usize = 512;
/// Pictures of one page that are known one by one.
const MOST_IMAGES: usize = 1_000;

/// What a page draws.
#[derive(Default)]
pub(super) struct Drawn {
    pub runs: Vec<Run>,
    /// Area covered by pictures, in the units of the page.
    pub pictures: f64,
    /// Numbers of pictures drawn, each with its area. The rest of `pictures` is inline, or beyond the limit.
    pub images: Vec<(u32, f64)>,
    /// Painted paths: letters turned into curves come in thousands.
    pub paths: usize,
    /// Characters whose text is not known, and all characters.
    pub unknown: usize,
    pub characters: usize,
    forms: usize,
    operators: usize,
}

/// What `q` saves.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// An interpreter.
pub(super) struct Painter<'p, 'g> {
    pub pdf: &'p Pdf<'p>,
    pub gather: &'g mut Gather,
    pub budget: &'g mut Budget,
    pub fonts: HashMap<u32, Rc<Font>>,
    /// Pictures that were handed out, or could not be.
    pub seen: HashSet<u32>,
    pub drawn: Drawn,
}

impl Painter<'_, '_> {
    /// Draws a page or form.
    pub(super) fn draw(&mut self, content: &[u8], resources: &Dict, matrix: Matrix, depth: usize) {
        let state = State {
            matrix,
            font: None,
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut stream = Stream { painter: self, resources, state, saved: Vec::new(), text: UNIT, line: UNIT, depth };
        let mut lexer = Lexer::new(content, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = lexer.object() {
            match object {
                Object::Word(word) => {
                    stream.painter.drawn.operators += 1;
                    if stream.painter.drawn.operators > MOST_OPERATORS || stream.painter.drawn.runs.len() > MOST_RUNS {
                        stream.painter.gather.blind(Blind::Limit);
                        return;
                    }
                    if word == b"ID" {
                        skip_picture(&mut lexer);
                        stream.picture(None);
                    }
                    stream.operator(&word, &operands);
                    operands.clear();
                }
                other if operands.len() < MOST_SAVED => operands.push(other),
                _ => {}
            }
        }
    }

    fn font(&mut self, resources: &Dict, name: &[u8]) -> Option<Rc<Font>> {
        let pdf = self.pdf;
        let object = pdf.inner(resources, b"Font")?.get(name)?;
        let number = if let Object::Reference(number) = object { Some(*number) } else { None };
        if let Some(font) = number.and_then(|number| self.fonts.get(&number)) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(Font::read(pdf, pdf.resolve(object).dict()?, self.gather, self.budget));
        if let Some(number) = number {
            self.fonts.insert(number, Rc::clone(&font));
        }
        Some(font)
    }
}

/// Steps over the bytes of an inline picture: `EI` between blanks ends it.
fn skip_picture(lexer: &mut Lexer<'_>) {
    let mut at = lexer.at;
    while let Some(found) = lexer.bytes.get(at..).and_then(|rest| memchr::memmem::find(rest, b"EI")) {
        let place = at + found;
        let blank = |at: usize| lexer.bytes.get(at).is_none_or(u8::is_ascii_whitespace);
        if place > 0 && blank(place - 1) && blank(place + 2) {
            lexer.at = place + 2;
            return;
        }
        at = place + 2;
    }
    lexer.at = lexer.bytes.len();
}

/// One stream being drawn.
struct Stream<'s, 'p, 'g> {
    painter: &'s mut Painter<'p, 'g>,
    resources: &'s Dict,
    state: State,
    saved: Vec<State>,
    /// Text matrix and text line matrix.
    text: Matrix,
    line: Matrix,
    depth: usize,
}

impl Stream<'_, '_, '_> {
    fn operator(&mut self, word: &[u8], operands: &[Object]) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        match word {
            b"q" if self.saved.len() < MOST_SAVED => self.saved.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                let matrix = [number(0), number(1), number(2), number(3), number(4), number(5)];
                self.state.matrix = product(&matrix, &self.state.matrix);
            }
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" => self.painter.drawn.paths += 1,
            b"Do" => {
                if let Some(name) = operands.first().and_then(Object::name) {
                    self.object(name);
                }
            }
            _ => self.text_operator(word, operands),
        }
    }

    fn text_operator(&mut self, word: &[u8], operands: &[Object]) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        match word {
            b"BT" => self.place(UNIT),
            b"Tf" => {
                let name = operands.first().and_then(Object::name).unwrap_or_default();
                self.state.font = self.painter.font(self.resources, name);
                self.state.size = number(1);
            }
            b"Tc" => self.state.spacing = number(0),
            b"Tw" => self.state.word_spacing = number(0),
            b"Tz" => self.state.stretch = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Ts" => self.state.rise = number(0),
            b"Td" => self.advance_line(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.advance_line(number(0), number(1));
            }
            b"Tm" => self.place([number(0), number(1), number(2), number(3), number(4), number(5)]),
            b"T*" => self.advance_line(0.0, -self.state.leading),
            b"Tj" => self.show(operands),
            b"TJ" => self.show(operands.first().map(Object::array).unwrap_or_default()),
            b"'" => {
                self.advance_line(0.0, -self.state.leading);
                self.show(operands);
            }
            b"\"" => {
                self.state.word_spacing = number(0);
                self.state.spacing = number(1);
                self.advance_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default());
            }
            _ => {}
        }
    }

    fn place(&mut self, matrix: Matrix) {
        self.text = matrix;
        self.line = matrix;
    }

    fn advance_line(&mut self, x: f64, y: f64) {
        self.place(product(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line));
    }

    /// Shows texts; numbers between them move backwards by thousandths.
    fn show(&mut self, items: &[Object]) {
        let Some(font) = self.state.font.clone() else {
            self.painter.drawn.unknown += items.iter().filter_map(Object::text).map(<[u8]>::len).sum::<usize>();
            return;
        };
        let mut run: Option<Run> = None;
        for item in items {
            match item {
                Object::Number(back) => {
                    self.advance(-back / 1_000.0 * self.state.size * self.state.stretch);
                    // A wide step parts words.
                    if *back < -200.0 {
                        self.finish(run.take());
                    }
                }
                Object::Text(bytes) => {
                    for shown in font.show(bytes) {
                        self.character(shown.text.as_deref(), shown.width, shown.blank, &mut run);
                    }
                }
                _ => {}
            }
        }
        self.finish(run);
    }

    fn character(&mut self, text: Option<&str>, width: f64, blank: bool, run: &mut Option<Run>) {
        let (x, y, size) = self.pen();
        self.painter.drawn.characters += 1;
        self.painter.drawn.unknown += usize::from(text.is_none());
        let run = run.get_or_insert_with(|| Run { start: x, end: x, base: y, size, text: String::new() });
        run.text.push_str(text.unwrap_or("\u{FFFD}"));
        let step =
            width / 1_000.0 * self.state.size + self.state.spacing + if blank { self.state.word_spacing } else { 0.0 };
        self.advance(step * self.state.stretch);
    }

    fn finish(&mut self, run: Option<Run>) {
        if let Some(mut run) = run {
            let (x, ..) = self.pen();
            run.end = x.max(run.start);
            self.painter.drawn.runs.push(run);
        }
    }

    fn advance(&mut self, x: f64) {
        self.text = product(&[1.0, 0.0, 0.0, 1.0, x, 0.0], &self.text);
    }

    /// Where the pen stands on the page, and the size of letters there.
    fn pen(&self) -> (f64, f64, f64) {
        let whole = product(&self.text, &self.state.matrix);
        let size = self.state.size.abs() * whole[3].hypot(whole[2]).max(whole[0].hypot(whole[1]));
        (whole[4], whole[5] + self.state.rise, size)
    }

    /// A form is drawn, a picture measured.
    fn object(&mut self, name: &[u8]) {
        let pdf = self.painter.pdf;
        let Some(object) = pdf.inner(self.resources, b"XObject").and_then(|objects| objects.get(name)) else { return };
        let Some(dict) = pdf.resolve(object).dict() else { return };
        if pdf.value(dict, b"Subtype").and_then(Object::name) == Some(b"Image") {
            return self.picture(pdf.stream_number(object));
        }
        self.painter.drawn.forms += 1;
        if self.depth >= DEEPEST_FORM || self.painter.drawn.forms > MOST_FORMS {
            return self.painter.gather.blind(Blind::Limit);
        }
        let Some(number) = pdf.stream_number(object) else { return };
        let Some(content) = pdf.stream(number, self.painter.gather, self.painter.budget) else { return };
        let own = pdf.value(dict, b"Matrix").map(|matrix| {
            let number = |at: usize| matrix.array().get(at).and_then(Object::number).unwrap_or(0.0);
            [number(0), number(1), number(2), number(3), number(4), number(5)]
        });
        let matrix = product(&own.unwrap_or(UNIT), &self.state.matrix);
        let resources = pdf.inner(dict, b"Resources").unwrap_or(self.resources);
        self.painter.draw(&content, resources, matrix, self.depth + 1);
    }

    /// A picture fills the unit square.
    fn picture(&mut self, number: Option<u32>) {
        let [a, b, c, d, ..] = self.state.matrix;
        let area = (a * d - b * c).abs();
        let drawn = &mut self.painter.drawn;
        drawn.pictures += area;
        drawn.images.extend(number.filter(|_| drawn.images.len() < MOST_IMAGES).map(|number| (number, area)));
    }
}
