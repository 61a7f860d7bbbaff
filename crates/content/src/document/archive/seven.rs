//! 7-Zip archives. The library keeps to a memory limit and checks sums; ratio, sizes and counts are judged here.

use std::io::Cursor;

use sekisho_model::Blind;
use sevenz_rust2::{ArchiveEntry, ArchiveReader, Error, Password};

use super::{
    super::{gather::Gather, open_inside, zip},
    closed,
};
use crate::budget::Budget;

/// Memory for dictionaries: 7-Zip's own default for "ultra" is 64 MiB.
const DICTIONARY_KIB: usize = 128 << 10;

/// A 7z archive.
pub(in crate::document) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let mut reader = match ArchiveReader::new_with_memory_limit(Cursor::new(bytes), Password::empty(), DICTIONARY_KIB) {
        Ok(reader) => reader,
        Err(error) => return gather.blind(reason(&error)),
    };
    reader.set_thread_count(1);
    let files: Vec<ArchiveEntry> = reader.archive().files.iter().filter(|file| !file.is_directory).cloned().collect();
    let sizes: u64 = files.iter().map(|file| file.size).fold(0, u64::saturating_add);
    // Files are packed together, so the ratio is one of the whole archive.
    let size = usize::try_from(sizes).unwrap_or(usize::MAX);
    let affordable = zip::afford(budget, bytes.len(), size);
    let mut done = 0;
    let outcome = if affordable {
        reader.for_each_entries(|entry, from| {
            if entry.is_directory {
                return Ok(true);
            }
            if !budget.take_entry() {
                gather.blind(Blind::Limit);
                return Ok(false);
            }
            let most = usize::try_from(entry.size).unwrap_or(usize::MAX);
            let mut from = from;
            let (content, ended) = zip::drain(&mut from, most);
            if !ended || content.len() != most || (entry.has_crc && u64::from(crc32fast::hash(&content)) != entry.crc) {
                gather.blind(Blind::Damaged);
            }
            done += 1;
            gather.line(&entry.name);
            open_inside(&entry.name, &content, "", gather, budget);
            Ok(true)
        })
    } else {
        gather.blind(Blind::Limit);
        Ok(())
    };
    if let Err(error) = &outcome {
        gather.blind(reason(error));
    }
    if let Some(why) = gather.why() {
        for file in files.iter().skip(done) {
            closed(&file.name, usize::try_from(file.size).unwrap_or(usize::MAX), why, gather);
        }
    }
}

fn reason(error: &Error) -> Blind {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Blind::Encrypted,
        Error::MaxMemLimited { .. } => Blind::Limit,
        // AES is not built in: what it seals cannot be opened without a password anyway.
        Error::UnsupportedCompressionMethod(method) if method.to_ascii_uppercase().contains("AES") => Blind::Encrypted,
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::ExternalUnsupported => Blind::NoReader,
        _ => Blind::Damaged,
    }
}
