//! Pictures of pages as files of their own, for character recognition (ISO 32000-2 §8.9).
//!
//! JPEG and JPEG 2000 leave as they are; faxes of groups 3 and 4, and samples, become a PNG in grey. Whatever cannot be
//! shown faithfully (JBIG2, odd colours, too few samples, a fax that breaks off) is not shown at all: the page stays
//! blind. Sizes are bounded before anything is unpacked.

mod fax;
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
/// Pixels of one picture: a page of A3 at 600 dpi has 70 million.
const MOST_AREA: usize = 100_000_000;

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
        Coding::Fax => {
            let rows = fax::samples(pdf, &shape, decoded.parameters.as_ref(), &decoded.bytes)?;
            samples::grey(pdf, dict, &shape, &rows)
        }
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
        let (width, height) = (side(b"Width", b"W")?, side(b"Height", b"H")?);
        (width * height <= MOST_AREA).then_some(Self { width, height, inverted })
    }
}
