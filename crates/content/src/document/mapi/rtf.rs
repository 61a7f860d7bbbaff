//! Compressed RTF (MS-OXRTFCP): LZ with a dictionary of 4 KiB that begins with common words of RTF.

use sekisho_model::Blind;

use super::super::{
    bytes::{size_le, u32_le},
    zip,
};
use crate::budget::Budget;

const DICTIONARY: usize = 4_096;

/// What the dictionary begins with (MS-OXRTFCP 2.1.2.1).
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The text of a compressed body.
pub(in crate::document) fn unpacked(bytes: &[u8], budget: &mut Budget) -> Result<Vec<u8>, Blind> {
    let (Some(size), Some(kind)) = (size_le(bytes, 4), u32_le(bytes, 8)) else { return Err(Blind::Damaged) };
    let packed = bytes.get(16..).unwrap_or_default();
    match kind {
        // "MELA": not compressed.
        0x414C_454D => Ok(packed.get(..size).unwrap_or(packed).to_vec()),
        // "LZFu".
        0x7546_5A4C if zip::afford(budget, packed.len(), size) => {
            let text = lz(packed, size);
            if text.len() == size { Ok(text) } else { Err(Blind::Damaged) }
        }
        0x7546_5A4C => Err(Blind::Limit),
        _ => Err(Blind::Damaged),
    }
}

fn lz(packed: &[u8], size: usize) -> Vec<u8> {
    let mut dictionary = START.to_vec();
    dictionary.resize(DICTIONARY, b' ');
    let mut at = START.len();
    let mut out = Vec::new();
    let mut input = packed.iter().copied();
    let mut put = |byte: u8, dictionary: &mut Vec<u8>, at: &mut usize| {
        if let Some(place) = dictionary.get_mut(*at) {
            *place = byte;
        }
        *at = (*at + 1) % DICTIONARY;
        out.push(byte);
        out.len() >= size
    };
    'runs: while let Some(control) = input.next() {
        for bit in 0..8 {
            if control & (1 << bit) == 0 {
                let Some(byte) = input.next() else { break 'runs };
                if put(byte, &mut dictionary, &mut at) {
                    break 'runs;
                }
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else { break 'runs };
            let reference = usize::from(high) << 8 | usize::from(low);
            let (from, length) = (reference >> 4, (reference & 0xF) + 2);
            if from == at {
                break 'runs;
            }
            for step in 0..length {
                let byte = dictionary.get((from + step) % DICTIONARY).copied().unwrap_or(b' ');
                if put(byte, &mut dictionary, &mut at) {
                    break 'runs;
                }
            }
        }
    }
    out
}
