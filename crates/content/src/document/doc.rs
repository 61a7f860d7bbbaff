//! Word 97–2003 documents (MS-DOC): the text of the piece table with notes, headers, comments and text boxes; tables
//! by the marks of paragraphs; hidden and tracked text is named.

mod marks;

use sekisho_model::Blind;

use self::marks::Marks;
use super::{
    bytes::{size_le, slice, u16_le, u32_le},
    carve, field,
    gather::Gather,
    ole::{self, Compound},
    sealed::binary::{Key, Seal},
    story::Story,
};
use crate::{budget::Budget, mail::Hidden};

/// Bytes of a stream that have one key in a document with a password ([MS-DOC] 2.2.6.2), and the first ones, which are
/// not encrypted.
const BLOCK: usize = 512;
const PLAIN: usize = 0x44;

/// A compound file with a document.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut file) = ole::opened(bytes, gather) else { return };
    let key = document(&mut file, "", gather, budget);
    ole::beside(&mut file, gather, budget);
    if let Some((data, _)) = file.stream("Data") {
        let data = key.map_or(data.clone(), |key| key.stream(&data, BLOCK));
        carve::images(&data, gather, budget);
    }
}

/// A piece of text: characters from `first`, at `offset` in the main stream, one byte each or two.
#[derive(Debug, Clone, Copy)]
struct Piece {
    first: usize,
    count: usize,
    offset: usize,
    wide: bool,
}

/// The document in a storage of a compound file (`folder` ends with `/` or is empty); its key, if it has one.
pub(super) fn document(file: &mut Compound<'_>, folder: &str, gather: &mut Gather, budget: &mut Budget) -> Option<Key> {
    let read = streams(file, folder, budget).and_then(|streams| {
        if let Some(key) = &streams.key {
            ole::opened_by(key, file, gather);
        }
        streams.read(gather)
    });
    read.unwrap_or_else(|why| {
        gather.blind(why);
        None
    })
}

/// The two streams of a document, decrypted.
struct Streams {
    main: Vec<u8>,
    table: Vec<u8>,
    whole: bool,
    key: Option<Key>,
}

fn streams(file: &mut Compound<'_>, folder: &str, budget: &mut Budget) -> Result<Streams, Blind> {
    let (main, whole) = file.stream(&format!("{folder}WordDocument")).ok_or(Blind::Damaged)?;
    let flags = u16_le(&main, 10).unwrap_or(0);
    let sealed = flags & 0x0100 != 0;
    // Word 6 and 95 keep their text in another way.
    if u16_le(&main, 2).is_none_or(|version| version < 0xC1) {
        return Err(if sealed { Blind::Encrypted } else { Blind::NoReader });
    }
    let name = if flags & 0x0200 != 0 { "1Table" } else { "0Table" };
    let (table, whole_table) = file.stream(&format!("{folder}{name}")).ok_or(Blind::Damaged)?;
    let streams = Streams { main, table, whole: whole && whole_table, key: None };
    if !sealed {
        return Ok(streams);
    }
    // The other scheme is the obfuscation of Word 95.
    let seal = (flags & 0x8000 == 0).then(|| Seal::read(&streams.table)).flatten();
    let key = seal.and_then(|seal| seal.unlock(budget)).ok_or(Blind::Encrypted)?;
    let mut main = key.stream(&streams.main, BLOCK);
    for (to, from) in main.iter_mut().zip(&streams.main).take(PLAIN) {
        *to = *from;
    }
    let table = key.stream(&streams.table, BLOCK);
    Ok(Streams { main, table, key: Some(key), ..streams })
}

impl Streams {
    /// Reads the text; gives the key back.
    fn read(self, gather: &mut Gather) -> Result<Option<Key>, Blind> {
        let Self { main, table, whole, key } = self;
        let pieces = pieces(&main, &table).ok_or(Blind::Damaged)?;
        if !whole {
            gather.blind(Blind::Damaged);
        }
        let marks = Marks::read(&main, &table);
        for (present, hidden) in [(marks.hidden, Hidden::Text), (marks.tracked, Hidden::TrackedChange)] {
            if present {
                gather.hide(hidden);
            }
        }
        if u32_le(&main, 0x5C).unwrap_or(0) > 1 {
            gather.hide(Hidden::Comment);
        }
        text(&main, &pieces, &marks, gather);
        Ok(key)
    }
}

/// The piece table (MS-DOC 2.9.38, 2.9.177).
fn pieces(main: &[u8], table: &[u8]) -> Option<Vec<Piece>> {
    let clx = slice(table, size_le(main, 0x1A2)?, size_le(main, 0x1A6)?)?;
    let mut at = 0;
    // Formatting that pieces share comes first.
    while clx.get(at) == Some(&1) {
        at += 3 + usize::from(u16_le(clx, at + 1)?);
    }
    if clx.get(at) != Some(&2) {
        return None;
    }
    let list = slice(clx, at + 5, size_le(clx, at + 1)?)?;
    let count = list.len().checked_sub(4)? / 12;
    let mut pieces = Vec::with_capacity(count);
    for number in 0..count {
        let first = size_le(list, number * 4)?;
        let next = size_le(list, number * 4 + 4)?;
        let place = size_le(list, (count + 1) * 4 + number * 8 + 2)?;
        let wide = place & 0x4000_0000 == 0;
        let place = place & 0x3FFF_FFFF;
        let count = next.checked_sub(first)?;
        pieces.push(Piece { first, count, offset: if wide { place } else { place / 2 }, wide });
    }
    Some(pieces)
}

/// Walks through all characters.
fn text(main: &[u8], pieces: &[Piece], marks: &Marks, gather: &mut Gather) {
    let mut writer = Writer { story: Story::new(gather), codes: Vec::new(), lines: String::new() };
    let mut expected = 0;
    for piece in pieces {
        if piece.first != expected {
            writer.story.gather.blind(Blind::Damaged);
        }
        expected = piece.first + piece.count;
        writer.piece(main, piece, marks);
    }
    let Writer { story, lines, .. } = writer;
    let gather = story.finish();
    lines.lines().filter(|line| line.contains(['"', '@'])).for_each(|line| gather.line(line));
}

struct Writer<'a> {
    story: Story<'a>,
    /// Open fields: `true` while in the code, which stands before the result.
    codes: Vec<bool>,
    /// Field codes.
    lines: String,
}

impl Writer<'_> {
    fn piece(&mut self, main: &[u8], piece: &Piece, marks: &Marks) {
        let width = if piece.wide { 2 } else { 1 };
        let Some(bytes) = piece.count.checked_mul(width).and_then(|length| slice(main, piece.offset, length)) else {
            return self.story.gather.blind(Blind::Damaged);
        };
        // A hostile table claims the same bytes many times over: the text limit of the collector ends that.
        if self.story.gather.why() == Some(Blind::Limit) {
            return;
        }
        if !piece.wide {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
            for (character, at) in text.chars().zip(piece.offset..) {
                self.character(character, at, marks);
            }
            return;
        }
        let mut at = piece.offset;
        for unit in char::decode_utf16(bytes.chunks_exact(2).filter_map(|pair| u16_le(pair, 0))) {
            let character = unit.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.character(character, at, marks);
            at += character.len_utf16() * 2;
        }
    }

    /// A character and its place in the stream.
    fn character(&mut self, character: char, at: usize, marks: &Marks) {
        match character {
            '\u{13}' => self.codes.push(true),
            '\u{14}' => {
                if let Some(code) = self.codes.last_mut() {
                    *code = false;
                }
            }
            '\u{15}' => self.end_field(),
            '\u{7}' => self.end_cell(marks.ends_row(at)),
            '\r' | '\u{C}' => match marks.in_table(at) {
                Some(true) => self.story.end_in_cell(),
                _ => {
                    self.story.leave_table();
                    self.story.end_paragraph();
                }
            },
            _ if self.codes.contains(&true) => self.lines.push(character),
            '\u{B}' => self.story.write("\n"),
            '\u{1E}' => self.story.write("-"),
            '\t' => self.story.write("\t"),
            '\0'..='\u{1F}' => {}
            _ => self.story.write(character.encode_utf8(&mut [0; 4])),
        }
    }

    /// The end of a cell, or of a row, which has a mark of its own behind the last cell.
    fn end_cell(&mut self, ends_row: Option<bool>) {
        // Without marks an empty cell behind others is taken for the end of the row.
        if ends_row.unwrap_or(self.story.is_blank() && self.story.in_row()) {
            self.story.mark_row();
        } else {
            self.story.mark_cell();
        }
    }

    /// A field whose code itself is what people see.
    fn end_field(&mut self) {
        self.codes.pop();
        let start = self.lines.rfind('\n').map_or(0, |at| at + 1);
        if let Some(text) = field::shown(self.lines.get(start..).unwrap_or_default()) {
            self.story.write(&text);
        }
        self.lines.push('\n');
    }
}
