//! CCITT faxes (ITU-T T.4, T.6; ISO 32000-2 §7.4.6) → samples of one bit, rows padded to bytes: what scanners of offices
//! make of pages without colour.
//!
//! A fax that breaks off or has fewer rows than the picture is not shown: half a page is not the page.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::{
    super::{
        file::Pdf,
        object::{Dict, Object},
    },
    Shape,
};

/// Width of a fax that does not say it, in pixels.
const USUAL_WIDTH: usize = 1_728;

/// The samples; `None` when the fax is damaged or has another size than the picture.
pub(super) fn samples(pdf: &Pdf<'_>, shape: &Shape, parameters: Option<&Dict>, bytes: &[u8]) -> Option<Vec<u8>> {
    let value = |key: &[u8]| parameters.and_then(|dict| pdf.value(dict, key));
    let flag = |key: &[u8], usual: bool| match value(key) {
        Some(Object::Bool(set)) => *set,
        _ => usual,
    };
    let columns = value(b"Columns").and_then(Object::size).unwrap_or(USUAL_WIDTH);
    if columns != shape.width {
        return None;
    }
    let settings = DecodeSettings {
        columns: u32::try_from(shape.width).ok()?,
        rows: u32::try_from(shape.height).ok()?,
        end_of_block: flag(b"EndOfBlock", true),
        end_of_line: flag(b"EndOfLine", false),
        rows_are_byte_aligned: flag(b"EncodedByteAlign", false),
        encoding: encoding(value(b"K").and_then(Object::number).unwrap_or(0.0)),
        invert_black: false,
    };
    let mut rows = Rows::new(shape.width, flag(b"BlackIs1", false));
    hayro_ccitt::decode(bytes, &mut rows, &mut DecoderContext::new(settings)).ok()?;
    (rows.done == shape.height).then_some(rows.all)
}

/// K: below 0 group 4, 0 group 3 in one dimension, above in two.
fn encoding(k: f64) -> EncodingMode {
    if k < 0.0 {
        EncodingMode::Group4
    } else if k > 0.0 {
        // How many rows may follow in two dimensions; each row says for itself how it is coded.
        EncodingMode::Group3_2D { k: 1 }
    } else {
        EncodingMode::Group3_1D
    }
}

/// Rows as they come.
struct Rows {
    width: usize,
    black_is_one: bool,
    all: Vec<u8>,
    done: usize,
    /// The row at hand, and how many of its pixels are known.
    row: Vec<u8>,
    at: usize,
}

impl Rows {
    fn new(width: usize, black_is_one: bool) -> Self {
        Self { width, black_is_one, all: Vec::new(), done: 0, row: vec![0; width.div_ceil(8)], at: 0 }
    }
}

impl Decoder for Rows {
    fn push_pixels(&mut self, white: bool, count: u32) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let end = self.at.saturating_add(count).min(self.width);
        if white != self.black_is_one {
            set(&mut self.row, self.at, end);
        }
        self.at = end;
    }

    fn next_line(&mut self) {
        self.all.extend_from_slice(&self.row);
        self.row.fill(0);
        (self.at, self.done) = (0, self.done + 1);
    }
}

/// Sets bits, most significant first, from one to before another.
fn set(row: &mut [u8], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let (first, last) = (from / 8, (to - 1) / 8);
    let (head, tail) = (0xFF_u8 >> (from % 8), 0xFF_u8 << (7 - (to - 1) % 8));
    for (number, byte) in row.iter_mut().enumerate().take(last + 1).skip(first) {
        let mut bits = 0xFF;
        if number == first {
            bits &= head;
        }
        if number == last {
            bits &= tail;
        }
        *byte |= bits;
    }
}
