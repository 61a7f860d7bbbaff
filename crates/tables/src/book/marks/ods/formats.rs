//! Number formats of an ods (OpenDocument 1.3 part 3 §16.29): a style of cells names a style of numbers, which says how
//! many digits are shown at least and what stands between them.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::super::{Mask, Package, Problem, events, value};

/// Digits that a format shows at least; more is nonsense, and would cost memory.
const MOST_DIGITS: usize = 64;
/// Styles that are named as one another's parent.
const MOST_PARENTS: usize = 16;

/// Which styles show leading zeros.
#[derive(Default)]
pub(super) struct Formats {
    /// The masks.
    pub(super) masks: Vec<Option<Mask>>,
    /// Cell styles by name → which of them.
    pub(super) cells: HashMap<String, u16>,
}

impl Formats {
    /// Reads both parts that have styles.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, Problem> {
        let mut styles = Styles::default();
        for part in ["styles.xml", "content.xml"] {
            if package.index_for_name(part).is_some() {
                styles.part(package, part)?;
            }
        }
        Ok(styles.resolved())
    }
}

/// All styles, as they are written.
#[derive(Default)]
struct Styles {
    numbers: HashMap<String, Number>,
    cells: HashMap<String, Cell>,
    /// The style of numbers that is being read, and its name.
    open: Option<(String, Number)>,
    /// What the text that is read belongs to.
    text: Text,
}

/// A style of cells: the style of numbers it names, and its parent.
struct Cell {
    number: Option<String>,
    parent: Option<String>,
}

/// A style of numbers: as a format code, until something in it shows no leading zeros.
#[derive(Default)]
struct Number {
    code: String,
    is_other: bool,
    digits: usize,
    /// Texts between digits, by the number of digits on their right.
    between: Vec<(usize, String)>,
    /// The style that shows what is not negative instead.
    instead: Option<String>,
}

#[derive(Default, Clone, Copy)]
enum Text {
    #[default]
    Nowhere,
    Around,
    /// Between digits.
    Between(usize),
}

impl Styles {
    fn part(&mut self, package: &mut Package<'_>, part: &str) -> Result<(), Problem> {
        events(package, part, |event| {
            match event {
                // Styles come before what has them.
                Event::Start(element) if element.local_name().as_ref() == b"body" => return false,
                Event::Start(element) => self.start(&element),
                Event::Empty(element) => {
                    self.start(&element);
                    self.end(element.local_name().as_ref());
                }
                Event::Text(text) => self.text(&text.xml10_content().unwrap_or_default()),
                // A character by its number or name, which is not read: the format counts as another one.
                Event::GeneralRef(_) => self.unread(),
                Event::End(element) => self.end(element.local_name().as_ref()),
                _ => {}
            }
            true
        })
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        match (name.as_ref(), &mut self.open) {
            (b"style", _) => self.cell(element),
            (b"number-style", _) => {
                self.open = value(element, b"name").map(|name| (name, Number::default()));
            }
            (_, None) => {}
            (b"number", Some((_, number))) => number.digits(element),
            (b"embedded-text", _) => {
                let position = value(element, b"position").and_then(|position| position.parse().ok());
                self.text = position.map_or(Text::Nowhere, Text::Between);
            }
            (b"text", _) => self.text = Text::Around,
            (b"map", Some((_, number))) => number.map(element),
            (b"text-properties", _) => {}
            (_, Some((_, number))) => number.is_other = true,
        }
    }

    fn text(&mut self, text: &str) {
        let Some((_, number)) = &mut self.open else { return };
        match self.text {
            Text::Nowhere => {}
            Text::Around => literal(&mut number.code, text),
            Text::Between(right) => number.between.push((right, text.to_owned())),
        }
    }

    fn unread(&mut self) {
        if let (Some((_, number)), Text::Around | Text::Between(_)) = (&mut self.open, self.text) {
            number.is_other = true;
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"text" | b"embedded-text" => self.text = Text::Nowhere,
            b"number" => {
                if let Some((_, number)) = &mut self.open {
                    number.close();
                }
            }
            b"number-style" => self.numbers.extend(self.open.take()),
            _ => {}
        }
    }

    fn cell(&mut self, element: &BytesStart<'_>) {
        if value(element, b"family").as_deref() != Some("table-cell") {
            return;
        }
        let cell = Cell { number: value(element, b"data-style-name"), parent: value(element, b"parent-style-name") };
        self.cells.extend(value(element, b"name").map(|name| (name, cell)));
    }

    fn resolved(self) -> Formats {
        let mut formats = Formats::default();
        let mut places: HashMap<&str, u16> = HashMap::new();
        for name in self.cells.keys() {
            let Some(number) = self.number_of(name) else { continue };
            let place = match places.get(number) {
                Some(place) => *place,
                None => {
                    let Some(mask) = self.mask(number) else { continue };
                    let Ok(place) = u16::try_from(formats.masks.len()) else { break };
                    formats.masks.push(Some(mask));
                    places.insert(number, place);
                    place
                }
            };
            formats.cells.insert(name.clone(), place);
        }
        formats
    }

    /// The style of numbers of a style of cells, or of its parents.
    fn number_of(&self, cell: &str) -> Option<&str> {
        let mut cell = self.cells.get(cell)?;
        for _ in 0..MOST_PARENTS {
            if let Some(number) = &cell.number {
                return Some(number);
            }
            cell = self.cells.get(cell.parent.as_ref()?)?;
        }
        None
    }

    fn mask(&self, number: &str) -> Option<Mask> {
        let number = self.numbers.get(number)?;
        let shown = number.instead.as_ref().map_or(Some(number), |name| self.numbers.get(name))?;
        if shown.is_other { None } else { Mask::of(&shown.code) }
    }
}

impl Number {
    fn digits(&mut self, element: &BytesStart<'_>) {
        let number = |name| value(element, name).map(|text| text.parse::<usize>().unwrap_or(usize::MAX));
        self.digits = number(b"min-integer-digits").unwrap_or(0);
        let is_whole = number(b"decimal-places").is_none_or(|places| places == 0)
            && number(b"min-decimal-places").is_none_or(|places| places == 0)
            && value(element, b"grouping").is_none_or(|grouping| grouping == "false")
            && value(element, b"display-factor").is_none_or(|factor| factor == "1");
        self.is_other |= !is_whole || self.digits > MOST_DIGITS;
    }

    /// The digits with what stands between them.
    fn close(&mut self) {
        if self.is_other {
            return;
        }
        let between = std::mem::take(&mut self.between);
        for right in (0..self.digits).rev() {
            self.code.push('0');
            let texts = between.iter().filter(|(position, _)| *position == right);
            texts.for_each(|(_, text)| literal(&mut self.code, text));
        }
        // A text on the left of all digits that are shown anyway.
        self.is_other |= between.iter().any(|(position, _)| *position >= self.digits);
    }

    /// Another style for some values: looked at if it is that of what is not negative, as the first section of a code is.
    fn map(&mut self, element: &BytesStart<'_>) {
        let condition = value(element, b"condition").unwrap_or_default();
        match condition.replace(' ', "").as_str() {
            "value()>=0" | "value()>0" => self.instead = value(element, b"apply-style-name"),
            "value()<0" => {}
            _ => self.is_other = true,
        }
    }
}

/// Characters that stand for themselves in a format code.
fn literal(code: &mut String, text: &str) {
    for character in text.chars() {
        code.push('\\');
        code.push(character);
    }
}
