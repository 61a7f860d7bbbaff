//! A file of the disk in memory: what it does in the cache, and what a sync makes of it.

use std::io;

use super::{
    DiskFile, SimDisk,
    state::{State, write},
};

/// A handle, dead after the next power cut.
pub(super) struct SimFile {
    pub(super) disk: SimDisk,
    pub(super) inode: u64,
    pub(super) boot: u64,
}

impl SimFile {
    fn with<T>(&self, run: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.disk.state();
        state.powered()?;
        if state.boot != self.boot {
            return Err(io::Error::other("a handle from before the power cut"));
        }
        run(&mut state)
    }
}

impl DiskFile for SimFile {
    fn len(&self) -> io::Result<u64> {
        self.with(|state| Ok(state.files.get(&self.inode).map_or(0, |inode| inode.cache.len() as u64)))
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        self.with(|state| {
            let inode = state.files.get(&self.inode).ok_or(io::ErrorKind::NotFound)?;
            let start = usize::try_from(offset).unwrap_or(usize::MAX).min(inode.cache.len());
            let found = inode.cache.get(start..).unwrap_or_default();
            let count = found.len().min(into.len());
            if let (Some(to), Some(from)) = (into.get_mut(..count), found.get(..count)) {
                to.copy_from_slice(from);
            }
            Ok(count)
        })
    }

    fn write_at(&self, parts: &[&[u8]], offset: u64) -> io::Result<()> {
        let bytes = parts.concat();
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::FileTooLarge)?;
        self.with(|state| {
            let cut = state.step()?;
            let len = state.files.get(&self.inode).map_or(0, |inode| inode.cache.len());
            let grows = (start + bytes.len()).saturating_sub(len) as u64;
            if grows > state.room {
                return Err(io::ErrorKind::StorageFull.into());
            }
            if state.room != u64::MAX {
                state.room -= grows;
            }
            let inode = state.files.get_mut(&self.inode).ok_or(io::ErrorKind::NotFound)?;
            write(&mut inode.cache, start, &bytes);
            inode.pending.push((start, bytes));
            if cut { Err(io::Error::other("the power went")) } else { Ok(()) }
        })
    }

    fn allocate(&self, len: u64) -> io::Result<()> {
        let zeros = vec![0; usize::try_from(len).map_err(|_| io::ErrorKind::FileTooLarge)?];
        self.write_at(&[&zeros], 0)?;
        self.sync_data()
    }

    fn sync_data(&self) -> io::Result<()> {
        self.with(|state| {
            if state.step()? {
                return Err(io::Error::other("the power went"));
            }
            let fails = state.sync_fails();
            let inode = state.files.get_mut(&self.inode).ok_or(io::ErrorKind::NotFound)?;
            let pending = std::mem::take(&mut inode.pending);
            if fails {
                return Err(io::Error::other("sync failed"));
            }
            for (offset, bytes) in pending {
                write(&mut inode.durable, offset, &bytes);
            }
            state.syncs += 1;
            Ok(())
        })
    }
}
