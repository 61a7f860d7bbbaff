//! The two fonts of a certificate: how wide a text is, and what to draw for a character they do not have.

use krilla::text::Font;
use ttf_parser::Face;

use crate::CertificateError;

/// Drawn for a character that the font does not have; printers call it geta.
const MISSING: [char; 2] = ['〓', '?'];

/// The bytes of fonts that have the characters of both languages.
#[derive(Debug, Clone, Copy)]
pub struct Fonts<'a> {
    /// For text. The first face of a collection is taken.
    pub regular: &'a [u8],
    /// For headings.
    pub bold: &'a [u8],
}

/// One font, ready to measure and draw.
pub(crate) struct Pen<'a> {
    pub(crate) font: Font,
    face: Face<'a>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, CertificateError> {
        let face = Face::parse(bytes, 0).map_err(|_| CertificateError::Font)?;
        let font = Font::new(bytes.to_vec().into(), 0).ok_or(CertificateError::Font)?;
        Ok(Self { font, face })
    }

    /// The text as this font can show it.
    pub(crate) fn shown(&self, text: &str) -> String {
        let missing = MISSING.into_iter().find(|c| self.face.glyph_index(*c).is_some()).unwrap_or(' ');
        let one = |c: char| match c {
            c if c.is_control() || c.is_whitespace() => ' ',
            c if self.face.glyph_index(c).is_some() => c,
            _ => missing,
        };
        text.chars().map(one).collect()
    }

    /// How wide a character is at this size, in points.
    pub(crate) fn width_of(&self, c: char, size: f32) -> f32 {
        let advance = self.face.glyph_index(c).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        let units = f32::from(self.face.units_per_em());
        advance.map_or(size, |advance| f32::from(advance) * size / units)
    }

    /// How wide a text is at this size, in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.width_of(c, size)).sum()
    }
}
