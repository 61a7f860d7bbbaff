//! A disk in memory that behaves as badly as a real one may: for tests only.
//!
//! Invariants: what was synced survives every power cut; of what was not, any sectors (512 bytes) in any combination
//! survive, and of unsynced names any number of the first changes. After a failed sync the cache still shows the
//! bytes and a later sync succeeds without having written them, as Linux does.
//! How it fails: on the operation chosen beforehand ([`SimDisk::cut_after`], [`SimDisk::fail_sync_after`],
//! [`SimDisk::set_room`]), else never.

use std::{
    collections::BTreeMap,
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Disk, DiskFile};

const SECTOR: usize = 512;

/// The disk. Clones share it, as two handles on one device.
#[derive(Clone)]
pub struct SimDisk(Arc<Mutex<State>>);

struct State {
    files: BTreeMap<u64, Inode>,
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    name_changes: Vec<Change>,
    next: u64,
    locked: bool,
    room: u64,
    /// Operations that change something, until the power goes.
    fuse: Option<u64>,
    off: bool,
    /// Syncs that still succeed before one fails.
    sync_fuse: Option<u64>,
    chance: Chance,
    /// Raised at each power cut: handles from before are dead.
    boot: u64,
    syncs: u64,
}

#[derive(Default)]
struct Inode {
    cache: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<(usize, Vec<u8>)>,
}

enum Change {
    Put(String, u64),
    Drop(String),
}

impl fmt::Debug for SimDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimDisk")
    }
}

impl SimDisk {
    /// An empty disk; `seed` decides what is lost and torn.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            name_changes: Vec::new(),
            next: 0,
            locked: false,
            room: u64::MAX,
            fuse: None,
            off: false,
            sync_fuse: None,
            chance: Chance(seed),
            boot: 0,
            syncs: 0,
        })))
    }

    /// After `operations` more writes, syncs or name changes the power goes; the last one is interrupted.
    pub fn cut_after(&self, operations: u64) {
        self.state().fuse = Some(operations);
    }

    /// The sync after `good` more syncs fails, and what it should have written is never written.
    pub fn fail_sync_after(&self, good: u64) {
        self.state().sync_fuse = Some(good);
    }

    /// How many bytes are left; `u64::MAX` = no limit.
    pub fn set_room(&self, bytes: u64) {
        self.state().room = bytes;
    }

    /// How many file syncs succeeded so far.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.state().syncs
    }

    /// Cuts the power (if it is still on) and starts again with what survived.
    pub fn power_cycle(&self) {
        let mut state = self.state();
        let state = &mut *state;
        state.lose();
        state.off = false;
        state.locked = false;
        state.fuse = None;
        state.sync_fuse = None;
        state.boot += 1;
    }

    /// [`SimDisk::power_cycle`], when the power went before.
    pub fn power_cycle_if_off(&self) {
        if self.state().off {
            self.power_cycle();
        }
    }

    /// Takes back what was armed and did not strike.
    pub fn disarm(&self) {
        let mut state = self.state();
        state.fuse = None;
        state.sync_fuse = None;
    }

    /// What a killed process leaves: the cache stays, the lock and the handles go.
    pub fn kill_process(&self) {
        let mut state = self.state();
        state.locked = false;
        state.boot += 1;
    }

    /// Every operation of the disk waits while `run` runs.
    pub fn while_paused<T>(&self, run: impl FnOnce() -> T) -> T {
        let _state = self.state();
        run()
    }

    /// Replaces or adds a file, durable at once.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        let inode = Inode { cache: bytes.to_vec(), durable: bytes.to_vec(), pending: Vec::new() };
        state.files.insert(number, inode);
        state.names.insert(name.to_owned(), number);
        state.durable_names.insert(name.to_owned(), number);
    }

    /// The bytes of a file as a reader sees them.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.state();
        state.files.get(state.names.get(name)?).map(|inode| inode.cache.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, inode: u64, boot: u64) -> Box<dyn DiskFile> {
        Box::new(SimFile { disk: self.clone(), inode, boot })
    }
}

impl State {
    /// Counts one changing operation; `true` when the power goes during it.
    fn step(&mut self) -> io::Result<bool> {
        self.powered()?;
        match &mut self.fuse {
            None => Ok(false),
            Some(0) => {
                self.off = true;
                Ok(true)
            }
            Some(left) => {
                *left -= 1;
                Ok(false)
            }
        }
    }

    fn powered(&self) -> io::Result<()> {
        if self.off { Err(io::Error::other("the power is off")) } else { Ok(()) }
    }

    /// Whether this sync is the one that fails.
    fn sync_fails(&mut self) -> bool {
        match self.sync_fuse {
            None => false,
            Some(0) => {
                self.sync_fuse = None;
                true
            }
            Some(left) => {
                self.sync_fuse = Some(left - 1);
                false
            }
        }
    }

    fn lose(&mut self) {
        let Self { files, chance, .. } = self;
        for inode in files.values_mut() {
            inode.tear(chance);
        }
        let keep = chance.below(self.name_changes.len() as u64 + 1);
        for change in self.name_changes.drain(..).take(usize::try_from(keep).unwrap_or(0)) {
            apply(&mut self.durable_names, change);
        }
        self.names = self.durable_names.clone();
        let alive: Vec<u64> = self.names.values().copied().collect();
        self.files.retain(|number, _| alive.contains(number));
    }

    fn change(&mut self, changes: Vec<Change>) -> io::Result<()> {
        let cut = self.step()?;
        for change in changes {
            apply(&mut self.names, change.copy());
            self.name_changes.push(change);
        }
        if cut { Err(io::Error::other("the power went")) } else { Ok(()) }
    }
}

impl Change {
    fn copy(&self) -> Self {
        match self {
            Self::Put(name, inode) => Self::Put(name.clone(), *inode),
            Self::Drop(name) => Self::Drop(name.clone()),
        }
    }
}

fn apply(names: &mut BTreeMap<String, u64>, change: Change) {
    match change {
        Change::Put(name, inode) => {
            names.retain(|_, known| *known != inode);
            names.insert(name, inode);
        }
        Change::Drop(name) => {
            names.remove(&name);
        }
    }
}

impl Inode {
    /// Some sectors of some unsynced writes reach the platter.
    fn tear(&mut self, chance: &mut Chance) {
        for (offset, bytes) in std::mem::take(&mut self.pending) {
            let fate = chance.below(4);
            let prefix = usize::try_from(chance.below(bytes.len() as u64 + 1)).unwrap_or(0) / SECTOR * SECTOR;
            for (start, sector) in sectors(offset, &bytes) {
                let survives = match fate {
                    0 => false,
                    1 => true,
                    2 => start < offset + prefix,
                    _ => chance.below(2) == 0,
                };
                if survives {
                    write(&mut self.durable, start, sector);
                }
            }
        }
        self.cache = self.durable.clone();
    }
}

/// Cuts a write where the sectors of the device begin.
fn sectors(offset: usize, bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut found = Vec::new();
    let mut start = offset;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (sector, after) = rest.split_at(rest.len().min(SECTOR - start % SECTOR));
        found.push((start, sector));
        start += sector.len();
        rest = after;
    }
    found
}

fn write(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    if let Some(room) = file.get_mut(offset..end) {
        room.copy_from_slice(bytes);
    }
}

impl Disk for SimDisk {
    fn lock(&self) -> io::Result<Box<dyn Send + Sync>> {
        let mut state = self.state();
        state.powered()?;
        if std::mem::replace(&mut state.locked, true) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(SimLock { disk: self.clone(), boot: state.boot }))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let state = self.state();
        state.powered()?;
        Ok(state.names.keys().cloned().collect())
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        if state.names.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let number = state.next;
        state.next += 1;
        state.files.insert(number, Inode::default());
        state.change(vec![Change::Put(name.to_owned(), number)])?;
        Ok(self.handle(number, state.boot))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn DiskFile>> {
        let state = self.state();
        state.powered()?;
        let number = state.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(self.handle(*number, state.boot))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        let number = *state.names.get(from).ok_or(io::ErrorKind::NotFound)?;
        state.change(vec![Change::Put(to.to_owned(), number)])
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        if !state.names.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.change(vec![Change::Drop(name.to_owned())])
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.state();
        if state.step()? {
            return Err(io::Error::other("the power went"));
        }
        if state.sync_fails() {
            state.name_changes.clear();
            return Err(io::Error::other("sync failed"));
        }
        state.name_changes.clear();
        state.durable_names = state.names.clone();
        Ok(())
    }

    fn free_bytes(&self) -> io::Result<u64> {
        Ok(self.state().room)
    }
}

struct SimLock {
    disk: SimDisk,
    boot: u64,
}

impl Drop for SimLock {
    fn drop(&mut self) {
        let mut state = self.disk.state();
        if state.boot == self.boot {
            state.locked = false;
        }
    }
}

struct SimFile {
    disk: SimDisk,
    inode: u64,
    boot: u64,
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

/// Repeatable chance (splitmix64), so that a failing case can be run again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}
