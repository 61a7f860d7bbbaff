//! Archives that are no documents: each entry is opened like an attachment, one level deeper, depth first.

mod seven;
mod tar;

use std::io::Read;

use sekisho_model::Blind;

use super::{File, Inner, gather::Gather, kind, open_inside, zip};
use crate::budget::Budget;

pub(super) use self::{seven::read as seven, tar::read as tar};

/// A zip.
pub(super) fn zip(bytes: &[u8], gather: &mut Gather, budget: &mut Budget) {
    let archive = match zip::Archive::open(bytes, budget.limits().entries) {
        Ok(archive) => archive,
        Err(why) => return gather.blind(why),
    };
    if let Some(why) = archive.trouble {
        gather.blind(why);
    }
    for entry in archive.entries.iter().filter(|entry| !entry.is_folder()) {
        if !budget.take_entry() {
            return gather.blind(Blind::Limit);
        }
        entry_of_zip(&archive, entry, gather, budget);
    }
}

/// One entry. Its name is read even when its content is not: names of files name people.
fn entry_of_zip(archive: &zip::Archive<'_>, entry: &zip::Entry, gather: &mut Gather, budget: &mut Budget) {
    match archive.unpack(entry, budget) {
        Ok(unpacked) => {
            if let Some(why) = unpacked.trouble {
                gather.blind(why);
            }
            gather.line(&entry.name);
            if unpacked.unlocked {
                gather.unlock();
                budget.inside_unlocked(|budget| open_inside(&entry.name, &unpacked.bytes, "", gather, budget));
            } else {
                open_inside(&entry.name, &unpacked.bytes, "", gather, budget);
            }
        }
        Err(why) => closed(&entry.name, entry.size, why, gather),
    }
}

/// An entry that could not be unpacked.
fn closed(name: &str, size: usize, why: Blind, gather: &mut Gather) {
    let mime = kind::by_name(name).map_or("", kind::Kind::mime);
    gather.line(name);
    gather.blind(why);
    gather.inner(Inner::blind(name, mime, size, why));
}

/// gzip (RFC 1952). What is inside has the name of the header, or the file's own without its last extension.
pub(super) fn gzip(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    let decoder = flate2::bufread::MultiGzDecoder::new(file.bytes);
    let named = flate2::bufread::GzDecoder::new(file.bytes);
    let written =
        named.header().and_then(|header| header.filename()).map(|name| crate::charset::decode(name, None).text);
    stream(file, written, decoder, gather, budget);
}

/// bzip2.
pub(super) fn bzip2(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    stream(file, None, bzip2::bufread::MultiBzDecoder::new(file.bytes), gather, budget);
}

/// xz. A dictionary larger than what may be unpacked is refused before it is reserved.
pub(super) fn xz(file: &File<'_>, gather: &mut Gather, budget: &mut Budget) {
    let most = u32::try_from(budget.bytes_left() / 1_024).unwrap_or(u32::MAX);
    stream(file, None, lzma_rust2::XzReader::new_mem_limit(file.bytes, true, most), gather, budget);
}

/// One packed stream. How long it is stands nowhere, so it is read up to what ratio and budget allow.
fn stream(file: &File<'_>, name: Option<String>, from: impl Read, gather: &mut Gather, budget: &mut Budget) {
    let most = file.bytes.len().saturating_mul(budget.limits().ratio).max(zip::FREE_OF_RATIO).min(budget.bytes_left());
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| inner_name(file.name.unwrap_or("file")));
    if !budget.take_entry() || most == 0 {
        return closed(&name, 0, Blind::Limit, gather);
    }
    let (bytes, ended) = zip::drain(from, most);
    if !budget.take_bytes(bytes.len()) {
        return closed(&name, bytes.len(), Blind::Limit, gather);
    }
    if !ended {
        gather.blind(if bytes.len() == most { Blind::Limit } else { Blind::Damaged });
    }
    gather.line(&name);
    open_inside(&name, &bytes, "", gather, budget);
}

/// `a.tar.gz` → `a.tar`, `a.tgz` → `a.tar`.
fn inner_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if matches!(extension.to_ascii_lowercase().as_str(), "tgz" | "tbz" | "tbz2" | "txz") =>
        {
            format!("{stem}.tar")
        }
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}
