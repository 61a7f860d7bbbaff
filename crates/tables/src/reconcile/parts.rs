//! Partitions: records of equal width, apart by a hash, in memory as far as the limit allows and else in a temporary
//! file without a name (mode 0600). What lies there are keyed hashes and row numbers; the keys are only in memory.

use std::{
    fs::File,
    os::unix::fs::FileExt as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::TableError;

/// How many partitions: one of 100 M rows then has about 14 MB.
pub(crate) const FAN: usize = 256;
/// Largest and smallest block, in bytes. Every partition has one that is being filled, whatever the limit is.
const BLOCK: usize = 32 << 10;
const SMALLEST: usize = 1 << 10;
/// Bytes of a partition that are gathered before they go to its block: all partitions together stay in the cache of the
/// processor, and a block is written to in a row.
const STAGE: usize = 1 << 10;

/// Memory that all partitions of a comparison share, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    used: Arc<AtomicUsize>,
    limit: usize,
    block: usize,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self { used: Arc::default(), limit, block: (limit / FAN / 8).clamp(SMALLEST, BLOCK) }
    }

    fn take(&self, bytes: usize) -> bool {
        let used = self.used.fetch_add(bytes, Ordering::Relaxed);
        let fits = used + bytes <= self.limit;
        if !fits {
            self.used.fetch_sub(bytes, Ordering::Relaxed);
        }
        fits
    }
}

/// The upper eight bits.
const fn partition(hash: u64) -> usize {
    (hash >> 56) as usize
}

/// Hashes in order, each with what belongs to it. They are spread evenly, so that they are put into buckets by the bits
/// behind those of the partition, and only the few of a bucket are sorted.
pub(crate) fn ordered(hashes: &[(u64, u32)]) -> Vec<(u64, u32)> {
    let bits = (hashes.len() / 4).max(1).ilog2();
    let bucket = |hash: u64| if bits == 0 { 0 } else { (hash << 8 >> (64 - bits)) as usize };
    // Where each bucket starts, then where its next one goes, and so in the end where it ends.
    let mut next = vec![0_usize; (1 << bits) + 1];
    for (hash, _) in hashes {
        if let Some(count) = next.get_mut(bucket(*hash) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut next {
        sum += *start;
        *start = sum;
    }
    let mut sorted = vec![(0, 0); hashes.len()];
    for one in hashes {
        let Some(place) = next.get_mut(bucket(one.0)) else { continue };
        if let Some(slot) = sorted.get_mut(*place) {
            *slot = *one;
        }
        *place += 1;
    }
    let mut start = 0;
    for end in next.into_iter().take(1 << bits) {
        if let Some(bucket) = sorted.get_mut(start..end) {
            bucket.sort_unstable();
        }
        start = end;
    }
    sorted
}

/// Bytes on the stage per partition: whole records, one at least.
const fn stage_of(width: usize) -> usize {
    if width > STAGE { width } else { STAGE / width * width }
}

#[derive(Debug, Default)]
struct Part {
    /// Bytes on the stage.
    staged: usize,
    /// Being filled.
    open: Vec<u8>,
    /// Full, in memory.
    blocks: Vec<Vec<u8>>,
    /// Full, in the file: where, and how long.
    spilled: Vec<(u64, usize)>,
}

/// Records apart by a hash.
#[derive(Debug)]
pub(crate) struct Parts {
    width: usize,
    /// The same number of bytes for each partition.
    stage: Vec<u8>,
    parts: Vec<Part>,
    budget: Budget,
    held: usize,
    file: Option<File>,
    length: u64,
}

impl Parts {
    /// Records of `width` bytes.
    pub(crate) fn new(width: usize, budget: &Budget) -> Self {
        let parts = (0..FAN).map(|_| Part::default()).collect();
        let stage = vec![0; FAN * stage_of(width)];
        Self { width, stage, parts, budget: budget.clone(), held: 0, file: None, length: 0 }
    }

    /// Adds a record to the partition of a hash. Its length is known when this is built, which makes it a few moves.
    pub(crate) fn push<const N: usize>(&mut self, hash: u64, record: &[u8; N]) -> Result<(), TableError> {
        let place = self.place(hash).and_then(|place| place.first_chunk_mut::<N>());
        place.into_iter().for_each(|place| *place = *record);
        self.pushed(hash, N)
    }

    /// Adds a record of any length.
    pub(crate) fn push_any(&mut self, hash: u64, record: &[u8]) -> Result<(), TableError> {
        let place = self.place(hash).and_then(|place| place.get_mut(..record.len()));
        place.into_iter().for_each(|place| place.copy_from_slice(record));
        self.pushed(hash, record.len())
    }

    /// Where the next record of this hash goes on the stage.
    fn place(&mut self, hash: u64) -> Option<&mut [u8]> {
        let index = partition(hash);
        let start = index * stage_of(self.width) + self.parts.get(index)?.staged;
        self.stage.get_mut(start..)
    }

    fn pushed(&mut self, hash: u64, length: usize) -> Result<(), TableError> {
        let Some(part) = self.parts.get_mut(partition(hash)) else { return Ok(()) };
        part.staged += length;
        if part.staged + self.width > stage_of(self.width) { self.clear_stage(partition(hash)) } else { Ok(()) }
    }

    /// What is on the stage goes to the block, and the block, when it is full, to where there is room.
    fn clear_stage(&mut self, index: usize) -> Result<(), TableError> {
        let start = index * stage_of(self.width);
        let Some(part) = self.parts.get_mut(index) else { return Ok(()) };
        part.open.extend_from_slice(self.stage.get(start..start + part.staged).unwrap_or_default());
        part.staged = 0;
        let block = self.budget.block;
        if part.open.len() + stage_of(self.width) <= block {
            return Ok(());
        }
        if self.budget.take(block) {
            self.held += block;
            part.blocks.push(std::mem::replace(&mut part.open, Vec::with_capacity(block)));
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile().map_err(TableError::Spill)?),
        };
        file.write_all_at(&part.open, self.length).map_err(TableError::Spill)?;
        part.spilled.push((self.length, part.open.len()));
        self.length += part.open.len() as u64;
        part.open.clear();
        Ok(())
    }

    /// All records of a partition, one after the other, in the order they came within each place they lie.
    pub(crate) fn read(&self, index: usize) -> Result<Vec<u8>, TableError> {
        let Some(part) = self.parts.get(index) else { return Ok(Vec::new()) };
        let spilled: usize = part.spilled.iter().map(|(_, length)| length).sum();
        let held: usize = part.blocks.iter().map(Vec::len).sum();
        let mut all = vec![0; spilled];
        all.reserve_exact(held + part.open.len() + part.staged);
        let mut rest = all.as_mut_slice();
        for (at, length) in &part.spilled {
            let Some((now, later)) = rest.split_at_mut_checked(*length) else { break };
            let Some(file) = &self.file else { break };
            file.read_exact_at(now, *at).map_err(TableError::Spill)?;
            rest = later;
        }
        part.blocks.iter().for_each(|block| all.extend_from_slice(block));
        all.extend_from_slice(&part.open);
        let start = index * stage_of(self.width);
        all.extend_from_slice(self.stage.get(start..start + part.staged).unwrap_or_default());
        Ok(all)
    }

    /// Bytes in the temporary file.
    pub(crate) const fn spilled(&self) -> u64 {
        self.length
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.held, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        /// Hashes of one partition, evenly spread or not.
        #[test]
        fn ordered_is_sorted(
            hashes in prop::collection::vec((prop_oneof![any::<u64>(), 0_u64..5, Just(u64::MAX)], any::<u32>()), 0..300),
        ) {
            let hashes: Vec<(u64, u32)> = hashes.into_iter().map(|(hash, row)| (hash & (u64::MAX >> 8), row)).collect();
            let mut sorted = hashes.clone();
            sorted.sort_unstable();
            prop_assert_eq!(super::ordered(&hashes), sorted);
        }
    }
}
