//! The files of the spool: which segments there are, spare ones, and how much room is used.
//!
//! Names: `seg-<number, 16 hex digits>` is of the log; `spare-<random>` has its blocks and waits for its next life;
//! `making-<random>` is not finished; `large-<letter id>` is the body of one letter.
//! Invariants: a segment number is never given twice while anybody may remember the first; a file becomes part of
//! the log only complete and zeroed or recycled; the quota counts every byte here.
//! How it fails: [`SpoolError::Full`] when there is no room, [`SpoolError::Io`] else; neither loses anything.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::rand;
use sekisho_model::LetterId;

use super::{
    SpoolOptions,
    error::{Limit, SpoolError, io},
};
use crate::{
    disk::{Disk, DiskFile, is_full},
    keys::KeyError,
};

/// The files.
#[derive(Debug)]
pub(crate) struct Shelf {
    disk: Arc<dyn Disk>,
    options: SpoolOptions,
    state: Mutex<State>,
    /// Held while a spare segment is made, so that two are never made for one need.
    making: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Length by number.
    segments: BTreeMap<u64, u64>,
    spares: Vec<String>,
    /// Bytes of segments, spares and large files, and of what is being made.
    used: u64,
}

impl Shelf {
    /// Looks at what is there; removes unfinished files. Also returns the letters that have a large file.
    pub(crate) fn new(disk: Arc<dyn Disk>, options: SpoolOptions) -> Result<(Self, Vec<LetterId>), SpoolError> {
        let mut state = State::default();
        let mut large = Vec::new();
        for name in disk.names().map_err(io("list its directory"))? {
            if name.starts_with("making-") {
                disk.remove(&name).map_err(io("remove an unfinished segment"))?;
                continue;
            }
            let known = segment_number(&name);
            let letter = name.strip_prefix("large-").and_then(|id| id.parse().ok());
            if known.is_none() && letter.is_none() && !name.starts_with("spare-") {
                continue;
            }
            let file = disk.open(&name).map_err(io("open a file"))?;
            let len = file.len().map_err(io("measure a file"))?;
            match (known, letter) {
                (Some(number), _) => {
                    state.segments.insert(number, len);
                }
                (None, Some(id)) => large.push(id),
                (None, None) if len == options.segment_bytes => state.spares.push(name),
                (None, None) => {
                    disk.remove(&name).map_err(io("remove a spare segment of another size"))?;
                    continue;
                }
            }
            state.used += len;
        }
        Ok((Self { disk, options, state: Mutex::new(state), making: Mutex::new(()) }, large))
    }

    /// The disk.
    pub(crate) fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// The numbers of all segments of the log, ascending.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        self.state().segments.keys().copied().collect()
    }

    /// Bytes of all files.
    pub(crate) fn used(&self) -> u64 {
        self.state().used
    }

    /// Opens a segment.
    pub(crate) fn open(&self, number: u64) -> Result<Box<dyn DiskFile>, SpoolError> {
        self.disk.open(&segment_name(number)).map_err(io("open a segment"))
    }

    /// Opens a segment, unless it is gone.
    pub(crate) fn open_if_there(&self, number: u64) -> Result<Option<Box<dyn DiskFile>>, SpoolError> {
        match self.disk.open(&segment_name(number)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(io("open a segment")(source)),
        }
    }

    /// Refuses while the file system has less free space than must stay free.
    pub(crate) fn check_free(&self, bytes: u64) -> Result<(), SpoolError> {
        let free = self.disk.free_bytes().map_err(io("tell its free space"))?;
        if free < self.options.min_free_bytes.saturating_add(bytes) {
            return Err(SpoolError::Full(Limit::MinFree));
        }
        Ok(())
    }

    /// Sets `bytes` of the quota aside; give them back with [`Shelf::release`].
    pub(crate) fn reserve(&self, bytes: u64) -> Result<(), SpoolError> {
        self.check_free(bytes)?;
        let mut state = self.state();
        let used = state.used.saturating_add(bytes);
        if used > self.options.max_bytes {
            return Err(SpoolError::Full(Limit::Quota));
        }
        state.used = used;
        Ok(())
    }

    /// Gives bytes back.
    pub(crate) fn release(&self, bytes: u64) {
        let mut state = self.state();
        state.used = state.used.saturating_sub(bytes);
    }

    /// Takes a spare file, or makes one, and names it segment `number`. The name is not yet durable.
    pub(crate) fn take(&self, number: u64) -> Result<Box<dyn DiskFile>, SpoolError> {
        // Waits for the one that is being made in the background: it is the one that is needed.
        let making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let ready = self.state().spares.pop();
        let spare = match ready {
            Some(spare) => spare,
            None => self.make()?,
        };
        drop(making);
        let name = segment_name(number);
        self.disk.rename(&spare, &name).map_err(io("rename a spare segment"))?;
        self.state().segments.insert(number, self.options.segment_bytes);
        self.disk.open(&name).map_err(io("open a segment"))
    }

    /// Makes a spare segment if there is none.
    pub(crate) fn prepare(&self) -> Result<(), SpoolError> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if self.state().spares.is_empty() {
            let spare = self.make()?;
            self.state().spares.push(spare);
        }
        Ok(())
    }

    /// Takes a segment out of the log: it becomes a spare, or goes when there are enough. Durable when it returns.
    pub(crate) fn retire(&self, number: u64) -> Result<(), SpoolError> {
        let Some(len) = self.state().segments.get(&number).copied() else { return Ok(()) };
        let name = segment_name(number);
        let keep = len == self.options.segment_bytes && self.state().spares.len() < self.options.spare_segments;
        if keep {
            let spare = format!("spare-{}", random_hex()?);
            self.disk.rename(&name, &spare).map_err(io("rename a segment"))?;
            self.state().segments.remove(&number);
            self.disk.sync_names().map_err(io("sync its directory"))?;
            self.state().spares.push(spare);
        } else {
            self.disk.remove(&name).map_err(io("remove a segment"))?;
            self.state().segments.remove(&number);
            self.release(len);
            self.disk.sync_names().map_err(io("sync its directory"))?;
        }
        Ok(())
    }

    /// Removes the large file of a letter, if it is there. The removal is not yet durable.
    pub(crate) fn remove_large(&self, id: LetterId) -> Result<bool, SpoolError> {
        let name = large_name(id);
        let len = match self.disk.open(&name).and_then(|file| file.len()) {
            Ok(len) => len,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(source) => return Err(io("open a large letter")(source)),
        };
        self.disk.remove(&name).map_err(io("remove a large letter"))?;
        self.release(len);
        Ok(true)
    }

    /// A new, zeroed file of segment size; its name. The caller holds `making`.
    fn make(&self) -> Result<String, SpoolError> {
        let bytes = self.options.segment_bytes;
        self.reserve(bytes)?;
        let tail = random_hex()?;
        let (unfinished, spare) = (format!("making-{tail}"), format!("spare-{tail}"));
        let made = self
            .disk
            .create(&unfinished)
            .and_then(|file| file.allocate(bytes))
            .and_then(|()| self.disk.rename(&unfinished, &spare));
        match made {
            Ok(()) => Ok(spare),
            Err(source) => {
                self.release(bytes);
                // What cannot be removed now is removed at the next start.
                let _ = self.disk.remove(&unfinished);
                Err(if is_full(&source) { SpoolError::Full(Limit::Disk) } else { io("make a segment")(source) })
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file name of a segment.
pub(crate) fn segment_name(number: u64) -> String {
    format!("seg-{number:016x}")
}

/// The file name of a large letter's body.
pub(crate) fn large_name(id: LetterId) -> String {
    format!("large-{id}")
}

fn segment_number(name: &str) -> Option<u64> {
    let number = u64::from_str_radix(name.strip_prefix("seg-")?, 16).ok()?;
    // Only what we would write ourselves; and room for "one more" and for SQL integers.
    (segment_name(number) == name && number < i64::MAX as u64).then_some(number)
}

/// 64 random bits in hexadecimal.
fn random_hex() -> Result<String, SpoolError> {
    Ok(format!("{:016x}", random_u64()?))
}

/// 64 random bits.
pub(crate) fn random_u64() -> Result<u64, SpoolError> {
    let mut bytes = [0; 8];
    rand::fill(&mut bytes).map_err(|_| KeyError::Library)?;
    Ok(u64::from_le_bytes(bytes))
}
