//! Destroys keys: of one letter, or of everything in a segment that is to be used again.
//!
//! Invariants: when it returns `Ok`, the key is gone from the platter; a key slot is overwritten only where the record
//! of that very letter was verified, except in a segment that nobody needs any more.
//! Never: a segment recycled while the writer or an unsettled letter is in it.
//! How it fails: a failed write or sync stops the spool ([`SpoolError::Failed`]): the sync that failed may have been
//! the letters' as well.

use std::{collections::BTreeMap, sync::PoisonError};

use sekisho_model::LetterId;

use super::{
    Inner,
    error::{SpoolError, io},
    letter::header_at,
    place::Location,
    record::{self, HEADER, Header, Kind, SECTOR, SLOT, SLOT_LEN, Slot},
    scan::Window,
};

const ZEROS: [u8; SLOT_LEN] = [0; SLOT_LEN];

/// Destroys the keys of letters, with one sync per segment, and removes their large files.
pub(crate) fn shred(inner: &Inner, letters: &[(LetterId, Location)]) -> Result<(), SpoolError> {
    inner.accepting()?;
    let mut by_segment: BTreeMap<u64, Vec<(LetterId, Location)>> = BTreeMap::new();
    for (id, place) in letters {
        by_segment.entry(place.segment).or_default().push((*id, *place));
    }
    let mut first_bad = Ok(());
    for (number, letters) in by_segment {
        match shred_in_segment(inner, number, &letters) {
            Err(error @ SpoolError::Damaged { .. }) => first_bad = first_bad.and(Err(error)),
            other => other?,
        }
    }
    first_bad
}

fn shred_in_segment(inner: &Inner, number: u64, letters: &[(LetterId, Location)]) -> Result<(), SpoolError> {
    let Some(file) = inner.shelf.open_if_there(number)? else {
        // A recycled segment has no keys.
        return Ok(());
    };
    let mut large = Vec::new();
    let mut first_bad = Ok(());
    for (id, place) in letters {
        let mut head = [0; HEADER];
        file.read_at(&mut head, place.offset).map_err(io("read a record"))?;
        match header_at(&head, place, *id) {
            Ok((_, slot)) => {
                if slot != Slot::Empty {
                    inner.durably(file.write_at(&[&ZEROS], place.offset + SLOT as u64), "overwrite a key")?;
                }
                large.extend(place.large.then_some(*id));
            }
            // The others are shredded all the same.
            Err(error) => first_bad = first_bad.and(Err(error)),
        }
    }
    // Also when every slot was empty: an earlier call may have been interrupted before its sync.
    inner.durably(file.sync_data(), "sync overwritten keys")?;
    remove_large(inner, &large)?;
    first_bad
}

/// Takes a segment out of the log: destroys every key in it, removes the large files, and keeps it for another life.
pub(crate) fn recycle(inner: &Inner, number: u64) -> Result<(), SpoolError> {
    inner.accepting()?;
    if inner.in_use(number) {
        return Err(SpoolError::InUse { segment: number });
    }
    if !inner.shelf.numbers().contains(&number) {
        return Ok(());
    }
    let file = inner.shelf.open(number)?;
    let len = file.len().map_err(io("measure a segment"))?;
    let mut window = Window::new(file);
    let mut large = Vec::new();
    let mut offset = 0;
    // Every sector, not every record: a key behind a damaged stretch goes, too.
    while offset + SECTOR <= len {
        let head = window.get(offset, HEADER).map_err(io("read a segment"))?;
        if record::looks_like_one(head) {
            let own = Header::parse(head).filter(|header| header.segment == number && header.kind == Kind::Large);
            large.extend(own.map(|header| header.letter()));
            inner.durably(window.file().write_at(&[&ZEROS], offset + SLOT as u64), "overwrite a key")?;
        }
        offset += SECTOR;
    }
    inner.durably(window.file().sync_data(), "sync overwritten keys")?;
    remove_large(inner, &large)?;
    inner.shelf.retire(number)
}

fn remove_large(inner: &Inner, letters: &[LetterId]) -> Result<(), SpoolError> {
    let mut removed = false;
    for letter in letters {
        removed |= inner.shelf.remove_large(*letter)?;
    }
    if removed {
        inner.durably(inner.shelf.disk().sync_names(), "sync the directory")?;
    }
    Ok(())
}

/// Removes large files that a crash left without a record: those there at the start whose letter `known` denies.
pub(crate) fn sweep(inner: &Inner, known: impl Fn(LetterId) -> bool) -> Result<usize, SpoolError> {
    let old = std::mem::take(&mut *inner.old_large.lock().unwrap_or_else(PoisonError::into_inner));
    let mut removed = 0;
    for id in old.into_iter().filter(|id| !known(*id)) {
        removed += usize::from(inner.shelf.remove_large(id)?);
    }
    if removed > 0 {
        inner.durably(inner.shelf.disk().sync_names(), "sync the directory")?;
    }
    Ok(removed)
}
