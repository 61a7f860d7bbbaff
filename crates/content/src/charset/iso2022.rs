//! ISO-2022-JP as it is really written: RFC 1468, RFC 2237 (JIS X 0212), RFC 1554 (Chinese, Korean), the vendor rows
//! of ISO-2022-JP-MS and cp50220, half-width kana by escape (`ESC ( I`), by SO/SI (cp50222) and as bare 8-bit bytes
//! (JIS8), and user-defined characters.
//!
//! JIS X 0201 Roman is read as ASCII: the mail programs of Japan show the same glyphs for `\` and `~`, and an address
//! with `~` must be found. Cells without a character become U+FFFD.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS};

use super::{Decoded, detect};

const ESC: u8 = 0x1B;
const SO: u8 = 0x0E;
const SI: u8 = 0x0F;

/// What the next bytes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Ascii,
    /// JIS X 0201 katakana, one byte.
    Kana,
    /// JIS X 0208 with vendor rows, or plane 1 of JIS X 0213.
    Kanji,
    /// JIS X 0212.
    Supplement,
    /// User-defined rows of ISO-2022-JP-MS (`ESC $ ( ?`).
    User,
    Korean,
    Chinese,
    /// A designation without a table here.
    Foreign,
}

impl Set {
    const fn is_double(self) -> bool {
        !matches!(self, Self::Ascii | Self::Kana)
    }
}

/// Commonest first; none is the beginning of another.
const ESCAPES: &[(&[u8], Set)] = &[
    (b"\x1b$B", Set::Kanji),
    (b"\x1b(B", Set::Ascii),
    (b"\x1b(J", Set::Ascii),
    (b"\x1b$(D", Set::Supplement),
    (b"\x1b$(@", Set::Kanji),
    (b"\x1b$(B", Set::Kanji),
    (b"\x1b$(O", Set::Kanji),
    (b"\x1b$(Q", Set::Kanji),
    (b"\x1b$(C", Set::Korean),
    (b"\x1b$(A", Set::Chinese),
    (b"\x1b$(?", Set::User),
    (b"\x1b$(P", Set::Foreign),
    (b"\x1b&@\x1b$B", Set::Kanji),
    (b"\x1b$@", Set::Kanji),
    (b"\x1b$A", Set::Chinese),
    (b"\x1b(H", Set::Ascii),
    (b"\x1b(I", Set::Kana),
];

/// Whether there is an escape sequence of this family in the bytes.
pub(super) fn is_escaped(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(ESC, rest) {
        let tail = rest.get(at..).unwrap_or_default();
        if designation(tail).is_some_and(|(set, _)| set != Set::Ascii) {
            return true;
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    false
}

/// Whether the bytes end in another set than ASCII.
pub(crate) fn ends_shifted(bytes: &[u8]) -> bool {
    let last = memchr::memrchr_iter(ESC, bytes).find_map(|at| designation(bytes.get(at..)?));
    last.is_some_and(|(set, _)| set != Set::Ascii)
}

/// The set that an escape sequence at the start of `bytes` calls, and its length.
fn designation(bytes: &[u8]) -> Option<(Set, usize)> {
    ESCAPES.iter().find(|(escape, _)| bytes.starts_with(escape)).map(|(escape, set)| (*set, escape.len()))
}

pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let mut decoder = Decoder { out: String::with_capacity(bytes.len()), set: Set::Ascii, shifted: false, whole: true };
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let taken = match *first {
            ESC => decoder.escape(rest),
            SO => decoder.shift(true),
            SI => decoder.shift(false),
            _ => decoder.run(rest),
        };
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    Decoded { text: decoder.out, lossless: decoder.whole }
}

struct Decoder {
    out: String,
    set: Set,
    shifted: bool,
    /// Whether every byte had a meaning.
    whole: bool,
}

impl Decoder {
    fn escape(&mut self, rest: &[u8]) -> usize {
        if let Some((set, length)) = designation(rest) {
            self.set = set;
            return length;
        }
        self.whole = false;
        self.out.push(char::REPLACEMENT_CHARACTER);
        1
    }

    fn shift(&mut self, on: bool) -> usize {
        self.shifted = on;
        1
    }

    /// Bytes up to the next escape or shift.
    fn run(&mut self, rest: &[u8]) -> usize {
        let set = if self.shifted { Set::Kana } else { self.set };
        let end = rest.iter().position(|byte| matches!(*byte, ESC | SO | SI)).unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default();
        match set {
            Set::Kana => self.kana(run),
            _ if set.is_double() => self.doubles(set, run),
            _ => self.ascii(run),
        }
        end
    }

    /// ASCII; 8-bit bytes are kana of JIS8, or another charset that somebody pasted in.
    fn ascii(&mut self, run: &[u8]) {
        if run.is_ascii() {
            return self.out.push_str(std::str::from_utf8(run).unwrap_or_default());
        }
        if run.iter().all(|byte| byte.is_ascii() || is_kana(*byte)) && std::str::from_utf8(run).is_err() {
            return self.push(SHIFT_JIS, run);
        }
        self.whole = false;
        self.out.push_str(&detect::decode(run).text);
    }

    fn kana(&mut self, run: &[u8]) {
        let high: Vec<u8> =
            run.iter().map(|byte| if (0x21..=0x5F).contains(byte) { byte | 0x80 } else { *byte }).collect();
        self.push(SHIFT_JIS, &high);
    }

    fn doubles(&mut self, set: Set, run: &[u8]) {
        let mut rest = run;
        while !rest.is_empty() {
            let taken = self.double(set, rest);
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    /// A run of pairs; blanks, line ends and stray bytes between them stay what they are.
    fn double(&mut self, set: Set, run: &[u8]) -> usize {
        let is_cell = |byte: &u8| (0x21..=0x7E).contains(byte) || (0xA1..=0xFE).contains(byte);
        let end = run.iter().position(|byte| !is_cell(byte)).unwrap_or(run.len());
        let cells = run.get(..end).unwrap_or_default();
        if cells.is_empty() {
            let other = run.first().copied().unwrap_or(b' ');
            // A line end inside a double-byte set: some readers go on, some start anew in ASCII (RFC 1468).
            self.whole &= matches!(other, b' ' | b'\t' | b'\r');
            self.out.push(if other.is_ascii() { char::from(other) } else { char::REPLACEMENT_CHARACTER });
            return 1;
        }
        let (pairs, odd) = cells.as_chunks::<2>();
        self.pairs(set, pairs);
        if !odd.is_empty() {
            self.whole = false;
            self.out.push(char::REPLACEMENT_CHARACTER);
        }
        end
    }

    fn pairs(&mut self, set: Set, pairs: &[[u8; 2]]) {
        let mut bytes: Vec<u8> = Vec::with_capacity(pairs.len() * 3);
        match set {
            Set::Kanji => pairs.iter().for_each(|pair| bytes.extend_from_slice(&shift_jis(*pair))),
            Set::Supplement => pairs.iter().for_each(|[a, b]| bytes.extend_from_slice(&[0x8F, a | 0x80, b | 0x80])),
            _ => pairs.iter().for_each(|[a, b]| bytes.extend_from_slice(&[a | 0x80, b | 0x80])),
        }
        match set {
            Set::Kanji => self.push(SHIFT_JIS, &bytes),
            Set::Supplement => self.push(EUC_JP, &bytes),
            Set::Korean => self.push(EUC_KR, &bytes),
            Set::Chinese => self.push(GBK, &bytes),
            Set::User => self.user(pairs),
            _ => {
                self.whole = false;
                self.out.extend(pairs.iter().map(|_| char::REPLACEMENT_CHARACTER));
            }
        }
    }

    /// Rows of user-defined characters are U+E000 onwards, 94 to a row.
    fn user(&mut self, pairs: &[[u8; 2]]) {
        for [row, cell] in pairs {
            let offset = u32::from(row & 0x7F).saturating_sub(0x21) * 94 + u32::from(cell & 0x7F).saturating_sub(0x21);
            let known = char::from_u32(0xE000 + offset).filter(|_| offset < 20 * 94);
            self.whole &= known.is_some();
            self.out.push(known.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }

    fn push(&mut self, encoding: &'static Encoding, bytes: &[u8]) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        self.whole &= !damaged;
        self.out.push_str(&text);
    }
}

const fn is_kana(byte: u8) -> bool {
    byte >= 0xA1 && byte <= 0xDF
}

/// The Shift_JIS bytes of a JIS X 0208 cell: its table knows the vendor rows, which that of EUC-JP does, too, but the
/// user-defined ones only here.
const fn shift_jis([row, cell]: [u8; 2]) -> [u8; 2] {
    let (row, cell) = (row & 0x7F, cell & 0x7F);
    let lead = (row - 0x21) / 2 + if row < 0x5F { 0x81 } else { 0xC1 };
    let trail = if row % 2 == 1 { cell + if cell < 0x60 { 0x1F } else { 0x20 } } else { cell + 0x7E };
    [lead, trail]
}
