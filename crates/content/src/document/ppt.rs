//! PowerPoint 97–2003 presentations (MS-PPT): all texts of slides, hidden ones too, notes, comments; earlier versions
//! of changed slides stay in such files, and are read as well.

use sekisho_model::Blind;

use super::{
    bytes::{size_le, slice, u16_le, u32_le, utf16_le},
    carve,
    gather::Gather,
    ole, open_inside, zip,
};
use crate::{budget::Budget, mail::Hidden};

/// Records read; the largest honest files have some hundred thousand.
const MOST_RECORDS: usize = 2_000_000;

/// A compound file with a presentation.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut file) = ole::opened(bytes, gather) else { return };
    let sealed = file.stream("Current User").and_then(|(user, _)| u32_le(&user, 12)) == Some(0xF3D1_C4DF);
    if sealed || file.has("EncryptedSummary") {
        return gather.blind(Blind::Encrypted);
    }
    let Some((stream, whole)) = file.stream("PowerPoint Document") else { return gather.blind(Blind::Damaged) };
    if !whole {
        gather.blind(Blind::Damaged);
    }
    records(&stream, gather, budget);
    ole::beside(&mut file, gather, budget);
    if let Some((pictures, _)) = file.stream("Pictures") {
        carve::images(&pictures, gather, budget);
    }
}

/// Walks through all records; containers are entered, not recursed into.
fn records(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    // Ends of the containers that are notes or masters.
    let (mut notes_end, mut master_end) = (0, 0);
    let mut at = 0;
    for _ in 0..MOST_RECORDS {
        if at == bytes.len() {
            return;
        }
        let (Some(head), Some(kind), Some(length)) = (u16_le(bytes, at), u16_le(bytes, at + 2), size_le(bytes, at + 4))
        else {
            break;
        };
        let container = head & 0x0F == 0x0F;
        let Some(data) = slice(bytes, at + 8, length) else { break };
        match kind {
            1008 => notes_end = at + 8 + length,
            1016 => master_end = at + 8 + length,
            // Texts of masters say only what to fill in.
            _ if at < master_end => {}
            1017 if u16_le(data, 10).is_some_and(|flags| flags & 4 != 0) => gather.hide(Hidden::Sheet),
            12_000 => gather.hide(Hidden::Comment),
            4000 | 4026 => say(&utf16_le(data), at < notes_end, gather),
            4008 => say(&data.iter().map(|byte| char::from(*byte)).collect::<String>(), at < notes_end, gather),
            4113 => object(data, head >> 4 != 0, gather, budget),
            _ => {}
        }
        at += 8 + if container { 0 } else { length };
    }
    gather.blind(Blind::Damaged);
}

fn say(text: &str, notes: bool, gather: &mut Gather) {
    // Names of layouts and of the program's own tags.
    if text.starts_with("___PPT") || text.trim().is_empty() || text.trim() == "*" {
        return;
    }
    if notes {
        gather.hide(Hidden::Notes);
    }
    text.replace('\u{B}', "\n").split('\r').for_each(|line| gather.line(line));
}

/// An embedded object: a compound file, packed with zlib when `packed`.
fn object(data: &[u8], packed: bool, gather: &mut Gather, budget: &mut Budget) {
    gather.hide(Hidden::Embedded);
    if !budget.take_entry() {
        return gather.blind(Blind::Limit);
    }
    if !packed {
        return open_inside("object", data, "", gather, budget);
    }
    let size = size_le(data, 0).unwrap_or(0);
    if !zip::afford(budget, data.len(), size) {
        return gather.blind(Blind::Limit);
    }
    // Two bytes of zlib header, four of checksum.
    let (bytes, _) = zip::inflate(data.get(6..data.len().saturating_sub(4)).unwrap_or_default(), size);
    if bytes.len() != size {
        gather.blind(Blind::Damaged);
    }
    open_inside("object", &bytes, "", gather, budget);
}
