//! Archives that are no documents: each entry is opened like an attachment, one level deeper, depth first.

use sekisho_model::Blind;

use super::{Inner, gather::Gather, kind, open_inside, zip};
use crate::budget::Budget;

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
    gather.line(&entry.name);
    match archive.unpack(entry, budget) {
        Ok(unpacked) => {
            if let Some(why) = unpacked.trouble {
                gather.blind(why);
            }
            open_inside(&entry.name, &unpacked.bytes, "", gather, budget);
        }
        Err(why) => {
            let mime = kind::by_name(&entry.name).map_or("", kind::Kind::mime);
            gather.blind(why);
            gather.inner(Inner::blind(&entry.name, mime, entry.size, why));
        }
    }
}
