//! Chunks of a PNG (ISO/IEC 15948): texts, plain and packed, EXIF.

use std::io::Read;

use super::{
    super::{bytes::slice, gather::Gather, zip},
    exif,
};
use crate::{budget::Budget, charset};

/// Texts of a PNG; width and height.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) -> Option<(u32, u32)> {
    let mut at = 8;
    let mut size = None;
    while let Some(length) = number(bytes, at).and_then(|length| usize::try_from(length).ok()) {
        let (Some(name), Some(data)) = (slice(bytes, at + 4, 4), slice(bytes, at + 8, length)) else { break };
        match name {
            b"IHDR" => size = number(data, 0).zip(number(data, 4)),
            b"tEXt" => gather.line(&charset::decode(split(data).1, None).text),
            b"zTXt" => {
                let packed = split(data).1;
                gather.line(&charset::decode(&unpacked(packed.get(1..).unwrap_or_default(), budget), None).text);
            }
            b"iTXt" => international(data, gather, budget),
            b"eXIf" => exif::read(data, gather),
            _ => {}
        }
        at += 12 + length;
    }
    size
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(slice(bytes, at, 4)?.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// Before and behind the first zero byte.
fn split(data: &[u8]) -> (&[u8], &[u8]) {
    let at = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    (data.get(..at).unwrap_or_default(), data.get(at + 1..).unwrap_or_default())
}

/// Key, whether packed, method, language, translated key, text in UTF-8.
fn international(data: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let (key, rest) = split(data);
    let packed = rest.first() == Some(&1);
    let (_, rest) = split(rest.get(2..).unwrap_or_default());
    let (_, text) = split(rest);
    let text = if packed { unpacked(text, budget) } else { text.to_vec() };
    if key == b"XML:com.adobe.xmp" {
        super::xmp(&text, gather);
    } else {
        gather.line(&String::from_utf8_lossy(&text));
    }
}

/// Text packed with zlib; at most as much as ratio and budget allow, and 1 MiB.
fn unpacked(packed: &[u8], budget: &mut Budget) -> Vec<u8> {
    let most = packed.len().saturating_mul(budget.limits().ratio).min(zip::FREE_OF_RATIO).min(budget.bytes_left());
    let decoder = flate2::bufread::ZlibDecoder::new(packed);
    let (bytes, _) = zip::drain(decoder.take(most as u64 + 1), most);
    if budget.take_bytes(bytes.len()) { bytes } else { Vec::new() }
}
