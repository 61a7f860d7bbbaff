//! Pictures of pages as files of their own, for character recognition (ISO 32000-2 §8.9).
//!
//! JPEG and JPEG 2000 leave as they are, group 4 faxes get the head of a TIFF file around them (TIFF 6.0), samples become
//! a PNG in grey. Whatever cannot be shown faithfully (JBIG2, group 3, odd colours, too few samples) is not shown at all:
//! the page stays blind. Sizes are bounded before anything is unpacked.

mod samples;

use super::{
    super::gather::Gather,
    file::Pdf,
    filter::Coding,
    object::{Dict, Object},
};
use crate::{budget::Budget, mail::Limits};

/// Samples of one picture in bytes: a page of A4 in colour at 400 dpi has 46 MB.
const MOST_BYTES: usize = 64 << 20;
/// Width and height, in pixels.
const MOST_PIXELS: usize = 20_000;

/// A picture as a file; `None` when it cannot be shown.
pub(super) fn read(pdf: &Pdf<'_>, number: u32, budget: &Budget) -> Option<Vec<u8>> {
    // Its bytes are not taken from the texts of the file.
    let mut own = Budget::new(&Limits { unpacked_bytes: MOST_BYTES, ..*budget.limits() });
    let mut notes = Gather::new(own.limits());
    let (dict, decoded) = pdf.picture(number, &mut notes, &mut own)?;
    if notes.why().is_some() {
        return None;
    }
    let shape = Shape::of(pdf, dict)?;
    match decoded.coding {
        Coding::Jpeg => decoded.bytes.starts_with(b"\xFF\xD8").then(|| decoded.bytes.into_owned()),
        Coding::Jpeg2000 => Some(decoded.bytes.into_owned()),
        Coding::Fax => fax(pdf, &shape, decoded.parameters.as_ref()?, &decoded.bytes),
        Coding::Plain => samples::grey(pdf, dict, &shape, &decoded.bytes),
        Coding::Other => None,
    }
}

/// Sizes of a picture, and whether its samples count backwards.
struct Shape {
    width: usize,
    height: usize,
    inverted: bool,
}

impl Shape {
    fn of(pdf: &Pdf<'_>, dict: &Dict) -> Option<Self> {
        let side = |long: &[u8], short: &[u8]| {
            let side = pdf.value(dict, long).or_else(|| pdf.value(dict, short)).and_then(Object::size);
            side.filter(|side| (1..=MOST_PIXELS).contains(side))
        };
        let decode = pdf.value(dict, b"Decode").map(Object::array).unwrap_or_default();
        let ends = decode.first().and_then(Object::number).zip(decode.get(1).and_then(Object::number));
        let inverted = ends.is_some_and(|(first, last)| first > last);
        Some(Self { width: side(b"Width", b"W")?, height: side(b"Height", b"H")?, inverted })
    }
}

/// A group 4 fax as a TIFF file of one strip.
fn fax(pdf: &Pdf<'_>, shape: &Shape, parameters: &Dict, bytes: &[u8]) -> Option<Vec<u8>> {
    let is_set = |key: &[u8]| pdf.value(parameters, key) == Some(&Object::Bool(true));
    let group4 = pdf.value(parameters, b"K").and_then(Object::number).is_some_and(|k| k < 0.0);
    let columns = pdf.value(parameters, b"Columns").and_then(Object::size).unwrap_or(1_728);
    if !group4 || is_set(b"EncodedByteAlign") || columns != shape.width {
        return None;
    }
    let white_is_one = is_set(b"BlackIs1") != shape.inverted;
    let number = |number: usize| u32::try_from(number).ok();
    let (width, height) = (number(shape.width)?, number(shape.height)?);
    // Tag, type (3: 16 bits, 4: 32 bits), value; in the order of the tags.
    let fields: [(u16, u16, u32); 9] = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 1),
        (259, 3, 4),
        (262, 3, u32::from(white_is_one)),
        (273, 4, 122),
        (277, 3, 1),
        (278, 4, height),
        (279, 4, number(bytes.len())?),
    ];
    let mut file = Vec::with_capacity(bytes.len() + 122);
    file.extend(b"II\x2A\0\x08\0\0\0\x09\0");
    for (tag, kind, value) in fields {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend_from_slice(bytes);
    Some(file)
}
