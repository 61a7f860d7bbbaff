//! What is in the cache, what is on the platter, and what is lost when the power goes.

use std::{collections::BTreeMap, io};

use super::chance::Chance;

const SECTOR: usize = 512;

/// Files and names, each twice: as readers see them and as a power cut leaves them.
pub(super) struct State {
    pub(super) files: BTreeMap<u64, Inode>,
    pub(super) names: BTreeMap<String, u64>,
    pub(super) durable_names: BTreeMap<String, u64>,
    pub(super) name_changes: Vec<Change>,
    pub(super) next: u64,
    pub(super) locked: bool,
    pub(super) room: u64,
    /// Operations that change something, until the power goes.
    pub(super) fuse: Option<u64>,
    pub(super) off: bool,
    /// Syncs that still succeed before one fails.
    pub(super) sync_fuse: Option<u64>,
    pub(super) chance: Chance,
    /// Raised at each power cut: handles from before are dead.
    pub(super) boot: u64,
    pub(super) syncs: u64,
}

#[derive(Default)]
pub(super) struct Inode {
    pub(super) cache: Vec<u8>,
    pub(super) durable: Vec<u8>,
    pub(super) pending: Vec<(usize, Vec<u8>)>,
}

pub(super) enum Change {
    Put(String, u64),
    Drop(String),
}

impl State {
    pub(super) fn new(seed: u64) -> Self {
        Self {
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
        }
    }

    /// Counts one changing operation; `true` when the power goes during it.
    pub(super) fn step(&mut self) -> io::Result<bool> {
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

    pub(super) fn powered(&self) -> io::Result<()> {
        if self.off { Err(io::Error::other("the power is off")) } else { Ok(()) }
    }

    /// Whether this sync is the one that fails.
    pub(super) fn sync_fails(&mut self) -> bool {
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

    pub(super) fn lose(&mut self) {
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

    pub(super) fn change(&mut self, changes: Vec<Change>) -> io::Result<()> {
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

pub(super) fn write(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    if let Some(room) = file.get_mut(offset..end) {
        room.copy_from_slice(bytes);
    }
}
