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
/// Largest file on which a password is tried.
const PROBE: usize = 64 << 20;

type Reader<'a> = ArchiveReader<Cursor<&'a [u8]>>;

/// A 7z archive, with a password on file where it needs one.
pub(in crate::document) fn read(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let plain = open(bytes, "");
    let sealed = match &plain {
        Ok(reader) => (0..reader.archive().files.len()).any(|number| reader.archive().is_file_encrypted(number)),
        Err(error) => reason(error) == Blind::Encrypted,
    };
    if !sealed {
        return match plain {
            Ok(reader) => read_open(bytes, reader, gather, budget),
            Err(error) => gather.blind(reason(&error)),
        };
    }
    match budget.try_passwords(|password| unlocked(bytes, password)) {
        Some(reader) => {
            gather.unlock();
            budget.inside_unlocked(|budget| read_open(bytes, reader, gather, budget));
        }
        // Where only the contents are sealed, their names are read anyway.
        None => {
            if let Ok(reader) = plain {
                files(&reader).iter().for_each(|file| closed(&file.name, size_of(file), Blind::Encrypted, gather));
            }
            gather.blind(Blind::Encrypted);
        }
    }
}

fn open<'a>(bytes: &'a [u8], password: &str) -> Result<Reader<'a>, Error> {
    let password = if password.is_empty() { Password::empty() } else { Password::new(password) };
    ArchiveReader::new_with_memory_limit(Cursor::new(bytes), password, DICTIONARY_KIB)
}

/// The archive, if the password opens its smallest file whole: a wrong one gives bytes, too.
fn unlocked<'a>(bytes: &'a [u8], password: &str) -> Option<Reader<'a>> {
    let mut reader = open(bytes, password).ok()?;
    reader.set_thread_count(1);
    let probe = files(&reader).into_iter().filter(|file| file.has_crc && file.size > 0).min_by_key(|file| file.size)?;
    if size_of(&probe) > PROBE {
        return None;
    }
    let content = reader.read_file(&probe.name).ok()?;
    (u64::from(crc32fast::hash(&content)) == probe.crc).then_some(())?;
    open(bytes, password).ok()
}

fn files(reader: &Reader<'_>) -> Vec<ArchiveEntry> {
    reader.archive().files.iter().filter(|file| !file.is_directory).cloned().collect()
}

fn size_of(file: &ArchiveEntry) -> usize {
    usize::try_from(file.size).unwrap_or(usize::MAX)
}

fn read_open(bytes: &[u8], mut reader: Reader<'_>, gather: &mut Gather, budget: &mut Budget) {
    reader.set_thread_count(1);
    let files = files(&reader);
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
            closed(&file.name, size_of(file), why, gather);
        }
    }
}

fn reason(error: &Error) -> Blind {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Blind::Encrypted,
        Error::MaxMemLimited { .. } => Blind::Limit,
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::ExternalUnsupported => Blind::NoReader,
        _ => Blind::Damaged,
    }
}
