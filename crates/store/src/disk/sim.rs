//! A disk in memory that behaves as badly as a real one may: for tests only.
//!
//! Invariants: what was synced survives every power cut; of what was not, any sectors (512 bytes) in any combination
//! survive, and of unsynced names any number of the first changes. After a failed sync the cache still shows the
//! bytes and a later sync succeeds without having written them, as Linux does.
//! How it fails: on the operation chosen beforehand ([`SimDisk::cut_after`], [`SimDisk::fail_sync_after`],
//! [`SimDisk::set_room`]), else never.

use std::{
    fmt, io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{Disk, DiskFile};

mod chance;
mod file;
mod state;

use file::SimFile;
use state::{Change, Inode, State};

/// The disk. Clones share it, as two handles on one device.
#[derive(Clone)]
pub struct SimDisk(Arc<Device>);

struct Device {
    state: Mutex<State>,
    /// Operations that wait for the state or are about to take it.
    waiting: AtomicUsize,
}

/// While it lives, every operation of the disk waits.
pub struct Pause<'a> {
    device: &'a Device,
    _state: MutexGuard<'a, State>,
}

impl Pause<'_> {
    /// Returns as soon as an operation waits. One that never comes is waited for without end.
    pub fn until_met(&self) {
        while self.device.waiting.load(Ordering::Acquire) == 0 {
            std::thread::yield_now();
        }
    }
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
        Self(Arc::new(Device { state: Mutex::new(State::new(seed)), waiting: AtomicUsize::new(0) }))
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

    /// Lets every operation wait.
    #[must_use]
    pub fn pause(&self) -> Pause<'_> {
        Pause { device: &self.0, _state: self.state() }
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
        self.0.waiting.fetch_add(1, Ordering::AcqRel);
        let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
        state
    }

    fn handle(&self, inode: u64, boot: u64) -> Box<dyn DiskFile> {
        Box::new(SimFile { disk: self.clone(), inode, boot })
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
