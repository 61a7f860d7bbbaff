//! What stands beside the main stream of an Office 97 file: properties and embedded objects.

use sekisho_model::Blind;

use super::{
    super::{
        bytes::{size_le, slice, u16_le, u32_le, utf16_le},
        doc,
        gather::Gather,
        open_inside,
        sealed::binary::Key,
        xls,
    },
    Compound,
};
use crate::{budget::Budget, charset, mail::Hidden};

/// Reads properties and embedded objects.
pub(in crate::document) fn beside(file: &mut Compound<'_>, gather: &mut Gather, budget: &mut Budget) {
    for name in ["\u{5}SummaryInformation", "\u{5}DocumentSummaryInformation"] {
        if let Some((bytes, _)) = file.stream(name) {
            properties(&bytes, gather);
        }
    }
    embedded(file, gather, budget);
}

/// A password on file opened the main stream: the properties that were encrypted with it are read, too.
pub(in crate::document) fn opened_by(key: &Key, file: &mut Compound<'_>, gather: &mut Gather) {
    if key.locked {
        gather.unlock();
    }
    match key.properties(file) {
        Some(found) => found.iter().for_each(|(_, bytes)| properties(bytes, gather)),
        None => gather.blind(Blind::Encrypted),
    }
}

/// Objects live in storages; each is told by the stream it holds.
fn embedded(file: &mut Compound<'_>, gather: &mut Gather, budget: &mut Budget) {
    let inner: Vec<String> = file
        .entries
        .iter()
        .filter(|entry| !entry.storage)
        .map(|entry| entry.path.clone())
        .filter(|path| path.contains('/'))
        .collect();
    for path in inner {
        let Some((folder, name)) = path.rsplit_once('/').map(|(folder, name)| (format!("{folder}/"), name.to_owned()))
        else {
            continue;
        };
        if folder.starts_with("_SX_DB_CUR") || folder.starts_with("_VBA_PROJECT_CUR") || folder.starts_with("Macros") {
            continue;
        }
        match name.as_str() {
            "Workbook" | "Book" => {
                gather.hide(Hidden::Embedded);
                xls::workbook(file, &folder, gather, budget);
            }
            "WordDocument" => {
                gather.hide(Hidden::Embedded);
                doc::document(file, &folder, gather, budget);
            }
            "\u{1}Ole10Native" | "Package" | "CONTENTS" => {
                gather.hide(Hidden::Embedded);
                object(file, &path, &name, gather, budget);
            }
            _ => {}
        }
    }
}

/// A file kept as it is, or in the wrapper of the object packager.
fn object(file: &mut Compound<'_>, path: &str, name: &str, gather: &mut Gather, budget: &mut Budget) {
    let Some((bytes, whole)) = file.stream(path) else { return };
    if !whole {
        gather.blind(Blind::Damaged);
    }
    if !budget.take_entry() || !budget.take_bytes(bytes.len()) {
        return gather.blind(Blind::Limit);
    }
    match (name == "\u{1}Ole10Native").then(|| packaged(&bytes)).flatten() {
        Some((label, content)) => open_inside(&label, content, "", gather, budget),
        None => open_inside("object", &bytes, "", gather, budget),
    }
}

/// Label and content of a packaged file: size, flags, label, path, more flags, path again, content.
fn packaged(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut at = 6;
    let mut text = || {
        let rest = bytes.get(at..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        at += end + 1;
        rest.get(..end)
    };
    let label = charset::decode(text()?, None).text;
    text()?;
    let path = at + 4;
    let content = path.checked_add(4)?.checked_add(size_le(bytes, path)?)?;
    Some((label, slice(bytes, content.checked_add(4)?, size_le(bytes, content)?)?))
}

/// Texts of a property set (MS-OLEPS 2.21).
fn properties(bytes: &[u8], gather: &mut Gather) {
    let sets = u32_le(bytes, 24).unwrap_or(0).min(2);
    for set in 0..sets {
        let place = usize::try_from(set).ok().and_then(|set| size_le(bytes, 28 + set * 20 + 16));
        if let Some(section) = place.and_then(|at| bytes.get(at..)) {
            for text in section_texts(section) {
                gather.hide(Hidden::Property);
                gather.line(&text);
            }
        }
    }
}

fn section_texts(section: &[u8]) -> Vec<String> {
    /// Program name and template say nothing about people.
    const TECHNICAL: [u32; 2] = [7, 18];
    let count = size_le(section, 4).unwrap_or(0).min(1_000);
    let list: Vec<(u32, usize)> =
        (0..count).filter_map(|at| Some((u32_le(section, 8 + at * 8)?, size_le(section, 12 + at * 8)?))).collect();
    let page = list.iter().find(|(id, _)| *id == 1).and_then(|(_, at)| u16_le(section, at + 4)).unwrap_or(1252);
    let mut texts = Vec::new();
    for (_, at) in list.iter().filter(|(id, _)| !TECHNICAL.contains(id)) {
        let Some(length) = size_le(section, at.saturating_add(4)) else { continue };
        let text = match u32_le(section, *at) {
            Some(0x1E) => slice(section, at + 8, length).map(|bytes| by_page(bytes, page)),
            Some(0x1F) => slice(section, at + 8, length.saturating_mul(2)).map(utf16_le),
            _ => None,
        };
        let text = text.map(|text| text.trim_matches(['\0', ' ']).to_owned());
        // A lone number is a version.
        texts.extend(text.filter(|text| text.chars().any(char::is_alphabetic)));
    }
    texts
}

/// Text in a Windows code page.
pub(in crate::document) fn by_page(bytes: &[u8], page: u16) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or_default();
    let label = match page {
        932 => "shift_jis".to_owned(),
        65_001 => "utf-8".to_owned(),
        1200 => "utf-16le".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        50_220..=50_222 => "iso-2022-jp".to_owned(),
        51_932 | 20_932 => "euc-jp".to_owned(),
        874 | 1250..=1258 => format!("windows-{page}"),
        _ => return charset::decode(bytes, None).text,
    };
    charset::decode(bytes, Some(&label)).text
}
