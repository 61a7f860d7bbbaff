//! Samples of a picture → a PNG in grey (ISO 32000-2 §8.6, §8.9.5; PNG, third edition).

use std::io::Write;

use flate2::{Compression, write::ZlibEncoder};

use super::{
    super::{
        super::gather::Gather,
        file::Pdf,
        object::{Dict, Object},
    },
    Shape,
};
use crate::{budget::Budget, mail::Limits};

/// Colour spaces inside each other: an indexed one over an ICC profile is the deepest that makes sense.
const DEEPEST: usize = 4;
/// Bytes of a palette: 256 colours of 32 components.
const MOST_PALETTE: usize = 8 << 10;

/// What the components of a pixel mean.
enum Colours {
    /// Brightness.
    Grey,
    Rgb,
    Cmyk,
    /// One ink: more is darker.
    Ink,
    /// Grey values of a palette.
    Palette(Vec<u8>),
}

/// The picture in grey; `None` when its colours are not known or samples are missing.
pub(super) fn grey(pdf: &Pdf<'_>, dict: &Dict, shape: &Shape, bytes: &[u8]) -> Option<Vec<u8>> {
    let value = |long: &[u8], short: &[u8]| pdf.value(dict, long).or_else(|| pdf.value(dict, short));
    let mask = value(b"ImageMask", b"IM") == Some(&Object::Bool(true));
    let bits = if mask { 1 } else { value(b"BitsPerComponent", b"BPC").and_then(Object::size)? };
    let colours = if mask { Colours::Grey } else { Colours::of(pdf, value(b"ColorSpace", b"CS")?, 0)? };
    if !matches!(bits, 1 | 2 | 4 | 8 | 16) {
        return None;
    }
    let row = (shape.width * colours.components() * bits).div_ceil(8);
    if bytes.len() < row.checked_mul(shape.height)? {
        return None;
    }
    let mut line = Vec::with_capacity(shape.width + 1);
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    for samples in bytes.chunks_exact(row).take(shape.height) {
        line.clear();
        // No filter.
        line.push(0);
        colours.line(samples, bits, shape, &mut line);
        packer.write_all(&line).ok()?;
    }
    png(shape, &packer.finish().ok()?)
}

impl Colours {
    fn of(pdf: &Pdf<'_>, space: &Object, depth: usize) -> Option<Self> {
        let list = space.array();
        let name = space.name().or_else(|| pdf.resolve(list.first()?).name())?;
        let second = list.get(1);
        Some(match name {
            b"DeviceGray" | b"G" | b"CalGray" => Self::Grey,
            b"DeviceRGB" | b"RGB" | b"CalRGB" => Self::Rgb,
            b"DeviceCMYK" | b"CMYK" => Self::Cmyk,
            b"Separation" => Self::Ink,
            b"ICCBased" => match pdf.resolve(second?).dict().and_then(|dict| pdf.value(dict, b"N"))?.size()? {
                1 => Self::Grey,
                3 => Self::Rgb,
                4 => Self::Cmyk,
                _ => return None,
            },
            b"Indexed" | b"I" if depth < DEEPEST => {
                let base = Self::of(pdf, pdf.resolve(second?), depth + 1)?;
                let colours = palette(pdf, list.get(3)?)?;
                let full = |values: &[u8]| base.grey(&mut values.iter().map(|value| u32::from(*value)));
                Self::Palette(colours.chunks_exact(base.components()).map(full).collect())
            }
            _ => return None,
        })
    }

    const fn components(&self) -> usize {
        match self {
            Self::Grey | Self::Ink | Self::Palette(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }

    /// One row of pixels.
    fn line(&self, samples: &[u8], bits: usize, shape: &Shape, line: &mut Vec<u8>) {
        let most = (1_u32 << bits.min(8)) - 1;
        let mut values = Values { samples, bits, at: 0 };
        let indexed = matches!(self, Self::Palette(_));
        let mut scaled = std::iter::from_fn(|| {
            let value = values.next()?;
            let value = if indexed { value } else { value * 255 / most };
            Some(if shape.inverted && !indexed { 255 - value } else { value })
        });
        for _ in 0..shape.width {
            line.push(self.grey(&mut scaled));
        }
    }

    /// The brightness of the next pixel, by components of 0 to 255 (ITU-R BT.601).
    fn grey(&self, values: &mut impl Iterator<Item = u32>) -> u8 {
        let mut next = || values.next().unwrap_or(0).min(255);
        let sum = |red: u32, green: u32, blue: u32| (red * 299 + green * 587 + blue * 114) / 1_000;
        let grey = match self {
            Self::Grey => next(),
            Self::Ink => 255 - next(),
            Self::Rgb => sum(next(), next(), next()),
            Self::Cmyk => 255_u32.saturating_sub(sum(next(), next(), next()) + next()),
            Self::Palette(colours) => {
                let index = usize::try_from(next()).unwrap_or(0);
                colours.get(index).copied().map_or(0, u32::from)
            }
        };
        u8::try_from(grey).unwrap_or(255)
    }
}

/// The bytes of a palette: a string or a stream.
fn palette(pdf: &Pdf<'_>, object: &Object) -> Option<Vec<u8>> {
    let bytes = match pdf.resolve(object).text() {
        Some(text) => text.to_vec(),
        None => {
            let mut own = Budget::new(&Limits { unpacked_bytes: MOST_PALETTE, ..Limits::default() });
            let mut notes = Gather::new(own.limits());
            pdf.stream(pdf.stream_number(object)?, &mut notes, &mut own)?.into_owned()
        }
    };
    (bytes.len() <= MOST_PALETTE).then_some(bytes)
}

/// Samples of 1 to 16 bits, most significant first; of 16 the upper eight.
struct Values<'a> {
    samples: &'a [u8],
    bits: usize,
    /// In bits.
    at: usize,
}

impl Iterator for Values<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let byte = u32::from(*self.samples.get(self.at / 8)?);
        let value = if self.bits >= 8 { byte } else { byte >> (8 - self.bits - self.at % 8) & ((1 << self.bits) - 1) };
        self.at += self.bits;
        Some(value)
    }
}

/// A PNG of 8 bits grey around packed rows.
fn png(shape: &Shape, packed: &[u8]) -> Option<Vec<u8>> {
    let side = |side: usize| u32::try_from(side).ok().map(u32::to_be_bytes);
    let head = [&side(shape.width)?[..], &side(shape.height)?, &[8, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    for (name, data) in [(b"IHDR", head.as_slice()), (b"IDAT", packed), (b"IEND", &[])] {
        file.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
        let start = file.len();
        file.extend(name);
        file.extend_from_slice(data);
        let sum = crc32fast::hash(file.get(start..)?);
        file.extend(sum.to_be_bytes());
    }
    Some(file)
}
