//! Limits of a spool.

use super::{SpoolError, record::SECTOR};

/// Queue room is counted in these.
pub(super) const QUEUE_UNIT: u64 = 1024;

/// Limits of a spool. All sizes in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpoolOptions {
    /// Size of a segment file. 64 MiB: filled in some seconds under full load, so recycling is not the bottleneck,
    /// and a start reads at most one of them.
    pub segment_bytes: u64,
    /// Letters (envelope data + body) above this get a file of their own; envelope data is never larger. 4 MiB: a
    /// batch stays short for those who wait behind it.
    pub large_bytes: u64,
    /// Letters above this are refused. 256 MiB.
    pub max_letter_bytes: u64,
    /// Quota over all files of the spool.
    pub max_bytes: u64,
    /// Space on the file system that the spool leaves to others (the index lives there, too). 1 GiB.
    pub min_free_bytes: u64,
    /// Memory of letters that wait for the disk; callers wait when it is used up. 64 MiB.
    pub queue_bytes: u64,
    /// Emptied segments that are kept for another life. 8.
    pub spare_segments: usize,
    /// Whether a spare segment is made in the background before it is needed.
    pub prepare_ahead: bool,
}

impl Default for SpoolOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            large_bytes: 4 << 20,
            max_letter_bytes: 256 << 20,
            max_bytes: u64::MAX,
            min_free_bytes: 1 << 30,
            queue_bytes: 64 << 20,
            spare_segments: 8,
            prepare_ahead: true,
        }
    }
}

impl SpoolOptions {
    pub(super) fn check(&self) -> Result<(), SpoolError> {
        if !self.segment_bytes.is_multiple_of(SECTOR) || self.segment_bytes > 1 << 32 {
            return Err(SpoolError::Options("segment_bytes must be a multiple of 512 and at most 4 GiB"));
        }
        // Start, fence, header, tags and padding beside the largest letter.
        if self.segment_bytes < self.large_bytes.saturating_add(self.large_bytes / 1024).saturating_add(8 * SECTOR) {
            return Err(SpoolError::Options("segment_bytes must be larger than large_bytes, with room for overhead"));
        }
        if self.queue_bytes < QUEUE_UNIT {
            return Err(SpoolError::Options("queue_bytes must be at least 1 KiB"));
        }
        Ok(())
    }
}
