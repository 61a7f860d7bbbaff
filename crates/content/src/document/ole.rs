//! Compound files (MS-CFB): a file system in a file. An own reader with bounds: every chain of sectors is followed at
//! most once per sector, so that cycles end; sizes are what the chain holds, whatever the directory claims.

mod beside;

use std::collections::HashSet;

use sekisho_model::Blind;

pub(super) use self::beside::{beside, by_page, opened_by};
use super::{
    bytes::{size_le, slice, u16_le, u32_le, utf16_le},
    gather::Gather,
};

/// The first eight bytes.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The largest regular sector number (MS-CFB 2.1).
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
/// Directory entries read; no honest document has more.
const MOST_ENTRIES: usize = 20_000;

/// An open compound file.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    small_sector: usize,
    /// Streams below this size live in the small stream.
    cutoff: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small_stream: Vec<u8>,
    /// Streams and storages with their full path, root left out.
    pub entries: Vec<Entry>,
    /// Whether anything in the structure is broken.
    pub damaged: bool,
}

/// A stream or storage.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Names from the root, joined with `/`.
    pub path: String,
    pub storage: bool,
    pub size: usize,
    start: u32,
}

/// A raw directory entry.
struct Node {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

impl<'a> Compound<'a> {
    /// Opens a compound file.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Blind> {
        Self::parse(bytes).ok_or(Blind::Damaged)
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_le(bytes, 30).filter(|shift| matches!(shift, 9 | 12))?;
        let small_shift = u16_le(bytes, 32).filter(|small| (4..=9).contains(small))?;
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            small_sector: 1 << small_shift,
            cutoff: size_le(bytes, 56)?,
            table: Vec::new(),
            small_table: Vec::new(),
            small_stream: Vec::new(),
            entries: Vec::new(),
            damaged: false,
        };
        file.read_table()?;
        let small_table = file.chain(u32_le(bytes, 60)?);
        file.small_table = small_table.chunks_exact(4).filter_map(|four| u32_le(four, 0)).collect();
        let directory = file.chain(u32_le(bytes, 48)?);
        let nodes: Vec<Node> = directory.chunks_exact(128).take(MOST_ENTRIES).filter_map(node).collect();
        file.damaged |= directory.len() / 128 > MOST_ENTRIES;
        let root = nodes.first()?;
        file.small_stream = file.chain(root.start);
        file.small_stream.truncate(root.size);
        file.walk(&nodes, root.child);
        Some(file)
    }

    /// The allocation table: its sectors are listed in the header and in a chain of further lists.
    fn read_table(&mut self) -> Option<()> {
        let mut places: Vec<u32> = (0..109).filter_map(|at| u32_le(self.bytes, 76 + at * 4)).collect();
        let mut next = u32_le(self.bytes, 68)?;
        let most = self.bytes.len() / self.sector + 1;
        let mut seen = HashSet::new();
        while next < LAST_SECTOR {
            if !seen.insert(next) || places.len() > most {
                self.damaged = true;
                break;
            }
            let list = self.sector_at(next)?;
            let (numbers, link) = list.split_at_checked(self.sector - 4)?;
            places.extend(numbers.chunks_exact(4).filter_map(|four| u32_le(four, 0)));
            next = u32_le(link, 0)?;
        }
        for place in places.into_iter().filter(|place| *place < LAST_SECTOR).take(most) {
            match self.sector_at(place) {
                Some(sector) => self.table.extend(sector.chunks_exact(4).filter_map(|four| u32_le(four, 0))),
                None => self.damaged = true,
            }
        }
        Some(())
    }

    /// A sector; the last one may be cut short by writers that do not pad.
    fn sector_at(&self, number: u32) -> Option<&'a [u8]> {
        let at = (usize::try_from(number).ok()? + 1).checked_mul(self.sector)?;
        let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.sector).unwrap_or(rest))
    }

    /// The bytes of a chain of sectors.
    fn chain(&mut self, start: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut next = start;
        let most = self.bytes.len() / self.sector + 1;
        for _ in 0..=most {
            if next >= LAST_SECTOR {
                return out;
            }
            let Some(sector) = self.sector_at(next) else { break };
            out.extend_from_slice(sector);
            let Some(link) = usize::try_from(next).ok().and_then(|at| self.table.get(at)) else { break };
            next = *link;
        }
        // A link out of the file, or a cycle.
        self.damaged = true;
        out
    }

    /// The small stream's counterpart of [`Self::chain`].
    fn small_chain(&self, start: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let mut next = start;
        for _ in 0..=self.small_table.len() {
            if next >= LAST_SECTOR {
                break;
            }
            let Ok(number) = usize::try_from(next) else { break };
            let Some(sector) = slice(&self.small_stream, number.saturating_mul(self.small_sector), self.small_sector)
            else {
                break;
            };
            out.extend_from_slice(sector);
            let Some(link) = self.small_table.get(number) else { break };
            next = *link;
        }
        out
    }

    /// Lists the tree of the directory without recursion; a node is visited once.
    fn walk(&mut self, nodes: &[Node], root: u32) {
        let mut seen = HashSet::new();
        let mut waiting = vec![(root, String::new())];
        while let Some((id, folder)) = waiting.pop() {
            let Some(node) = usize::try_from(id).ok().and_then(|at| nodes.get(at)) else { continue };
            if !seen.insert(id) {
                self.damaged = true;
                continue;
            }
            // Long paths of hostile files: 4 KiB are more than any program writes.
            let path = if folder.is_empty() { node.name.clone() } else { format!("{folder}/{}", node.name) };
            if path.len() > 4_096 {
                self.damaged = true;
                continue;
            }
            waiting.push((node.right, folder.clone()));
            waiting.push((node.left, folder));
            let storage = node.kind == 1;
            if storage {
                waiting.push((node.child, path.clone()));
            }
            if matches!(node.kind, 1 | 2) {
                self.entries.push(Entry { path, storage, size: node.size, start: node.start });
            }
        }
        self.entries.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Whether the root holds a stream or storage of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The entry with this path, compared without case.
    pub(super) fn entry(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.path.eq_ignore_ascii_case(path))
    }

    /// The content of a stream, and whether all of it is there.
    pub(super) fn stream(&mut self, path: &str) -> Option<(Vec<u8>, bool)> {
        let entry = self.entry(path).filter(|entry| !entry.storage)?.clone();
        let mut bytes = if entry.size < self.cutoff { self.small_chain(entry.start) } else { self.chain(entry.start) };
        let whole = bytes.len() >= entry.size;
        bytes.truncate(entry.size);
        Some((bytes, whole))
    }
}

fn node(bytes: &[u8]) -> Option<Node> {
    let length = usize::from(u16_le(bytes, 64)?).min(64);
    Some(Node {
        name: utf16_le(bytes.get(..length.saturating_sub(2))?),
        kind: *bytes.get(66)?,
        left: u32_le(bytes, 68)?,
        right: u32_le(bytes, 72)?,
        child: u32_le(bytes, 76)?,
        start: u32_le(bytes, 116)?,
        size: size_le(bytes, 120)?,
    })
}

/// Opens a compound file for a reader; what is wrong with it goes to `gather`.
pub(super) fn opened<'a>(bytes: &'a [u8], gather: &mut Gather) -> Option<Compound<'a>> {
    match Compound::open(bytes) {
        Ok(file) => {
            if file.damaged {
                gather.blind(Blind::Damaged);
            }
            Some(file)
        }
        Err(why) => {
            gather.blind(why);
            None
        }
    }
}
