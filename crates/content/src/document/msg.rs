//! Outlook items (MS-OXMSG): the item, its recipients, its attachments, and items attached to it, without recursion.

use sekisho_model::Blind;

use super::{
    bytes::{u16_le, u32_le},
    gather::Gather,
    mapi::{self, Properties, Value},
    ole::{self, Compound},
};
use crate::budget::Budget;

/// A compound file with an item.
pub(super) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let Some(mut file) = ole::opened(bytes, gather) else { return };
    let mut waiting = vec![(String::new(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        if depth > budget.limits().depth {
            gather.blind(Blind::Limit);
            continue;
        }
        let inner = item(&mut file, &folder, gather, budget);
        waiting.extend(inner.into_iter().map(|folder| (folder, depth + 1)));
    }
}

/// An item: gives the folders of items attached to it.
fn item(file: &mut Compound<'_>, folder: &str, gather: &mut Gather, budget: &mut Budget) -> Vec<String> {
    let page = code_page(file, folder, if folder.is_empty() { 32 } else { 24 });
    properties(file, folder, page, gather).say(gather, budget);
    let storages: Vec<String> = file
        .entries
        .iter()
        .filter(|entry| entry.storage)
        .filter_map(|entry| Some(format!("{folder}{}/", entry.path.strip_prefix(folder)?)))
        .filter(|path| path.get(folder.len()..).is_some_and(|rest| rest.matches('/').count() == 1))
        .collect();
    let mut items = Vec::new();
    for storage in storages {
        let name = storage.get(folder.len()..).unwrap_or_default();
        if name.starts_with("__recip_version1.0_") {
            properties(file, &storage, page, gather).say(gather, budget);
        } else if name.starts_with("__attach_version1.0_") {
            items.extend(attachment(file, &storage, page, gather, budget));
        }
    }
    items
}

/// An attached file is opened; the folder of an attached item is given back.
fn attachment(
    file: &mut Compound<'_>,
    folder: &str,
    page: u16,
    gather: &mut Gather,
    budget: &mut Budget,
) -> Option<String> {
    let attached = properties(file, folder, page, gather);
    let inner = format!("{folder}__substg1.0_3701000D/");
    if file.entry(inner.trim_end_matches('/')).is_some_and(|entry| entry.storage) {
        return Some(inner);
    }
    if !budget.take_entry() {
        gather.blind(Blind::Limit);
        return None;
    }
    match attached.bytes(0x3701) {
        Some(content) => attached.attachment(content, gather, budget),
        // By reference: only a path; the name is said all the same.
        None => attached.say(gather, budget),
    }
    None
}

/// The properties kept as streams in a storage.
fn properties(file: &mut Compound<'_>, folder: &str, page: u16, gather: &mut Gather) -> Properties {
    let prefix = format!("{folder}__substg1.0_");
    let paths: Vec<String> =
        file.entries.iter().filter(|entry| !entry.storage).map(|entry| entry.path.clone()).collect();
    let mut found = Properties::default();
    for path in paths.iter().filter(|path| path.starts_with(&prefix)) {
        let Some(tag) = path.get(prefix.len()..).and_then(|tag| u32::from_str_radix(tag, 16).ok()) else { continue };
        let Some((bytes, whole)) = file.stream(path) else { continue };
        if !whole {
            gather.blind(Blind::Damaged);
        }
        let (Ok(id), kind) = (u16::try_from(tag >> 16), tag & 0xFFFF) else { continue };
        match kind {
            0x1E => found.add(id, Value::Text(mapi::text(&bytes, false, page))),
            0x1F => found.add(id, Value::Text(mapi::text(&bytes, true, page))),
            0x102 => found.add(id, Value::Bytes(bytes)),
            _ => {}
        }
    }
    found
}

/// The code page of texts that are not UTF-16 (PR_MESSAGE_CODEPAGE, else PR_INTERNET_CPID).
fn code_page(file: &mut Compound<'_>, folder: &str, header: usize) -> u16 {
    let Some((bytes, _)) = file.stream(&format!("{folder}__properties_version1.0")) else { return 0 };
    let entries = bytes.get(header..).unwrap_or_default().chunks_exact(16);
    let find =
        |tag: u32| entries.clone().find(|entry| u32_le(entry, 0) == Some(tag)).and_then(|entry| u16_le(entry, 8));
    find(0x3FFD_0003).or_else(|| find(0x3FDE_0003)).unwrap_or(0)
}
