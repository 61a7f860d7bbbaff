//! The state of an RTF reader: groups, destinations, code pages.

mod control;

use std::collections::HashMap;

use sekisho_model::Blind;

use super::{
    super::{bytes::find, field, gather::Gather, ole, story::Story},
    words::label,
};
use crate::{charset, mail::Hidden};

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document, a header, a note: people read it.
    Text,
    /// Names of authors, title and the like.
    Property,
    /// A field code.
    Code,
    /// Pictures and objects in hexadecimal.
    File,
    /// The table of fonts.
    Fonts,
    /// Layout only.
    Nothing,
}

/// A group: what ends at its closing brace.
#[derive(Debug, Clone)]
pub(super) struct Group {
    destination: Destination,
    /// `\*` stood before: an unknown destination is to be skipped.
    optional: bool,
    /// Code page of the bytes.
    page: u32,
    /// Characters behind `\u` that stand in for it.
    skip: usize,
    hidden: bool,
    /// Whether a text box or note began here.
    boxed: bool,
    /// Begins a destination with a line of its own.
    lines: bool,
}

/// The reader.
pub(super) struct Reader<'a> {
    pub story: Story<'a>,
    pub groups: Vec<Group>,
    /// Bytes of the present run, not yet decoded.
    bytes: Vec<u8>,
    /// Stand-ins still to be skipped.
    skipping: usize,
    /// First half of a pair of UTF-16 units.
    high: Option<u16>,
    /// Code page of each font; the font being defined.
    fonts: HashMap<i32, u32>,
    font: i32,
    default_page: u32,
    hex: Vec<u8>,
    half: Option<u8>,
    files: Vec<Vec<u8>>,
    /// Whether the paragraph is part of a table.
    in_table: bool,
    properties: String,
    codes: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(gather: &'a mut Gather) -> Self {
        Self {
            story: Story::new(gather),
            groups: Vec::new(),
            bytes: Vec::new(),
            skipping: 0,
            high: None,
            fonts: HashMap::new(),
            font: 0,
            default_page: 1252,
            hex: Vec::new(),
            half: None,
            files: Vec::new(),
            in_table: false,
            properties: String::new(),
            codes: String::new(),
        }
    }

    pub(super) fn open(&mut self) {
        self.flush();
        let inner = self.groups.last().cloned().unwrap_or(Group {
            destination: Destination::Text,
            optional: false,
            page: self.default_page,
            skip: 1,
            hidden: false,
            boxed: false,
            lines: false,
        });
        self.groups.push(Group { optional: false, boxed: false, lines: false, ..inner });
    }

    /// Closes a group; `false` when it was the last one, or none was open.
    pub(super) fn close(&mut self) -> bool {
        self.flush();
        self.skipping = 0;
        let Some(group) = self.groups.pop() else {
            self.story.gather.blind(Blind::Damaged);
            return false;
        };
        if group.boxed {
            self.story.close_box();
        }
        if group.lines {
            match group.destination {
                Destination::Property => self.properties.push('\n'),
                Destination::Code => self.end_code(),
                Destination::File => {
                    let file = std::mem::take(&mut self.hex);
                    self.half = None;
                    if !file.is_empty() {
                        // An object comes in a wrapper of OLE 1: what counts is the compound file in it.
                        let head = file.get(..512).unwrap_or(&file);
                        let start = find(head, ole::MAGIC, 0).unwrap_or(0);
                        self.files.push(file.get(start..).unwrap_or_default().to_vec());
                    }
                }
                _ => {}
            }
        }
        !self.groups.is_empty()
    }

    /// A field whose code itself is what people see.
    fn end_code(&mut self) {
        let start = self.codes.rfind('\n').map_or(0, |at| at + 1);
        if let Some(text) = field::shown(self.codes.get(start..).unwrap_or_default()) {
            self.story.write(&text);
        }
        self.codes.push('\n');
    }

    fn group(&self) -> Option<&Group> {
        self.groups.last()
    }

    /// `\*`.
    pub(super) fn optional(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.optional = true;
        }
    }

    /// A byte of text in the present code page, or a digit of a file.
    pub(super) fn byte(&mut self, byte: u8) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        if self.group().map(|group| group.destination) != Some(Destination::File) {
            self.bytes.push(byte);
            return;
        }
        let Some(digit) = char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else { return };
        match self.half.take() {
            Some(high) => self.hex.push(high << 4 | digit),
            None => self.half = Some(digit),
        }
    }

    /// `\bin`.
    pub(super) fn binary(&mut self, bytes: &[u8]) {
        if self.group().map(|group| group.destination) == Some(Destination::File) {
            self.hex.extend_from_slice(bytes);
        }
    }

    /// Decodes the bytes of the run that ends here.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let page = self.group().map_or(self.default_page, |group| group.page);
        let decoded = charset::decode(&bytes, Some(&label(page)));
        if !decoded.lossless && self.group().is_some_and(|group| group.destination == Destination::Text) {
            self.story.gather.blind(Blind::Charset);
        }
        self.put(&decoded.text);
    }

    /// Text that needs no decoding.
    pub(super) fn text(&mut self, text: &str) {
        self.flush();
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        self.put(text);
    }

    fn put(&mut self, text: &str) {
        let Some(group) = self.groups.last() else { return };
        match group.destination {
            Destination::Text => {
                if group.hidden && !text.trim().is_empty() {
                    self.story.gather.hide(Hidden::Text);
                }
                self.story.write(text);
            }
            Destination::Property => self.properties.push_str(text),
            Destination::Code => self.codes.push_str(text),
            Destination::File | Destination::Fonts | Destination::Nothing => {}
        }
    }

    /// `\u`: a UTF-16 unit as a signed number.
    fn unicode(&mut self, number: i32) {
        self.flush();
        self.skipping = self.group().map_or(1, |group| group.skip);
        let unit = (number & 0xFFFF) as u16;
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.put(&text);
    }

    fn hidden(&mut self, hidden: bool) {
        if let Some(group) = self.groups.last_mut() {
            group.hidden = hidden;
        }
    }

    fn page(&mut self, page: u32) {
        self.default_page = page;
        for group in &mut self.groups {
            group.page = page;
        }
    }

    fn select_font(&mut self, font: i32) {
        self.font = font;
        let page = self.fonts.get(&font).copied().filter(|page| *page != 0).unwrap_or(self.default_page);
        if let Some(group) = self.groups.last_mut().filter(|group| group.destination != Destination::Fonts) {
            group.page = page;
        }
    }

    /// Ends the document and gives the files found in it.
    pub(super) fn finish(self) -> Vec<Vec<u8>> {
        let Self { story, files, properties, codes, .. } = self;
        let gather = story.finish();
        for line in properties.lines().filter(|line| !line.trim().is_empty()) {
            gather.hide(Hidden::Property);
            gather.line(line);
        }
        codes.lines().filter(|line| line.contains(['@', '"'])).for_each(|line| gather.line(line));
        files
    }
}
