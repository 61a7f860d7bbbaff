//! Images: what they say about themselves (EXIF, XMP, IPTC, comments) is read; the picture itself is blind, because
//! only character recognition could read it.

mod exif;
mod png;

use sekisho_model::Blind;

use super::{
    bytes::{find, size_le, slice, u16_le},
    gather::Gather,
    kind::Kind,
    plain,
};
use crate::{budget::Budget, charset, mail::Hidden};

/// Pixels below which no letter can be read: lines, dots, spacers of layouts.
const UNREADABLE: u32 = 6;
/// Bytes below which a picture is a logo, a line or an icon, and not worth recognising.
const LEAST_LETTERS: usize = 8 << 10;

/// An image.
pub(super) fn read(kind: Kind, bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let mut notes = Gather::new(budget.limits());
    let size = match kind {
        Kind::Png => png::read(bytes, &mut notes, budget),
        Kind::Jpeg => jpeg(bytes, &mut notes),
        Kind::Gif => gif(bytes, &mut notes),
        Kind::Webp => webp(bytes, &mut notes),
        Kind::Tiff => {
            exif::read(bytes, &mut notes);
            None
        }
        Kind::Bmp => None,
        _ => None,
    };
    if notes.length() > 0 {
        gather.hide(Hidden::Property);
    }
    gather.absorb(notes);
    if size.is_none_or(|(width, height)| width > UNREADABLE && height > UNREADABLE) {
        let recognisable = bytes.len() >= LEAST_LETTERS && !matches!(kind, Kind::Heif | Kind::Metafile);
        if recognisable && budget.take_picture(bytes.len()) {
            gather.hand_out(bytes.to_vec());
        } else {
            gather.blind(Blind::Image);
        }
    }
}

/// Segments of a JPEG up to the first scan; width and height.
fn jpeg(bytes: &[u8], gather: &mut Gather) -> Option<(u32, u32)> {
    let mut at = 2;
    let mut size = None;
    while let (Some(0xFF), Some(marker)) = (bytes.get(at), bytes.get(at + 1)) {
        if matches!(marker, 0xFF) {
            at += 1;
            continue;
        }
        if *marker == 0xDA || *marker == 0xD9 {
            break;
        }
        let length =
            slice(bytes, at + 2, 2).map(|pair| pair.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))?;
        let data = slice(bytes, at + 4, length.checked_sub(2)?)?;
        match marker {
            0xE1 if data.starts_with(b"Exif\0\0") => exif::read(data.get(6..).unwrap_or_default(), gather),
            0xE1 if data.starts_with(b"http://ns.adobe.com/xap/") => {
                let start = data.iter().position(|byte| *byte == 0).map_or(data.len(), |at| at + 1);
                xmp(data.get(start..).unwrap_or_default(), gather);
            }
            0xED => iptc(data, gather),
            0xFE => gather.line(&charset::decode(data, None).text),
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let side = |at: usize| Some(u32::from(*data.get(at)?) << 8 | u32::from(*data.get(at + 1)?));
                size = side(3).zip(side(1));
            }
            _ => {}
        }
        at += 2 + length;
    }
    size
}

/// Comments of a GIF; width and height.
fn gif(bytes: &[u8], gather: &mut Gather) -> Option<(u32, u32)> {
    let mut at = 0;
    while let Some(start) = find(bytes, b"\x21\xFE", at) {
        let mut text = Vec::new();
        at = start + 2;
        while let Some(length) = bytes.get(at).copied().filter(|length| *length > 0) {
            text.extend_from_slice(slice(bytes, at + 1, usize::from(length)).unwrap_or_default());
            at += 1 + usize::from(length);
        }
        // The two bytes also occur inside pictures: only readable text counts.
        let readable = text.iter().all(|byte| *byte >= 0x20 || byte.is_ascii_whitespace());
        if readable {
            gather.line(&charset::decode(&text, None).text);
        }
    }
    u16_le(bytes, 6).map(u32::from).zip(u16_le(bytes, 8).map(u32::from))
}

/// Chunks of a WebP.
fn webp(bytes: &[u8], gather: &mut Gather) -> Option<(u32, u32)> {
    let mut at = 12;
    while let (Some(name), Some(length)) = (slice(bytes, at, 4), size_le(bytes, at + 4)) {
        let data = slice(bytes, at + 8, length)?;
        match name {
            b"EXIF" => exif::read(data.strip_prefix(b"Exif\0\0").unwrap_or(data), gather),
            b"XMP " => xmp(data, gather),
            _ => {}
        }
        at += 8 + length + (length & 1);
    }
    None
}

/// XMP: texts and values, without the names of name spaces.
fn xmp(bytes: &[u8], gather: &mut Gather) {
    let mut found = Gather::new(&crate::mail::Limits::default());
    plain::xml(bytes, &mut found);
    for line in found
        .text()
        .lines()
        .filter(|line| !line.starts_with("http://") && !line.starts_with("uuid:") && !line.starts_with("xmp."))
    {
        gather.line(line);
    }
}

/// IPTC records (IIM 4.2) inside a Photoshop block.
fn iptc(data: &[u8], gather: &mut Gather) {
    let mut at = 0;
    while let Some(start) = find(data, &[0x1C, 0x02], at) {
        let length =
            slice(data, start + 3, 2).map_or(0, |pair| pair.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)));
        let text = slice(data, start + 5, length).unwrap_or_default();
        // Record 2:00 is a version number.
        if data.get(start + 2) != Some(&0) {
            gather.line(&charset::decode(text, None).text);
        }
        at = start + 5 + length;
    }
}
