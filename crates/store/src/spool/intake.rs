//! A letter on its way into the log: its size, room in the queue, and sealing.

use sekisho_model::LetterId;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Limit, SpoolError,
    error::io,
    inner::Inner,
    letter::Draft,
    options::QUEUE_UNIT,
    record::{HEADER, SECTOR},
    shelf::large_name,
};
use crate::{cipher::sealed_len, disk::is_full};

impl Inner {
    /// Bytes of a letter that is not too large.
    pub(super) fn size(&self, meta: &[u8], body: &[u8]) -> Result<u64, SpoolError> {
        let (meta, all) = (meta.len() as u64, (meta.len() as u64).saturating_add(body.len() as u64));
        if all > self.options.max_letter_bytes {
            return Err(SpoolError::TooLarge { bytes: all, limit: self.options.max_letter_bytes });
        }
        if meta > self.options.large_bytes {
            return Err(SpoolError::TooLarge { bytes: meta, limit: self.options.large_bytes });
        }
        Ok(all)
    }

    /// Waits for room in the queue. A letter larger than the queue takes all of it.
    pub(super) async fn queue_room(&self, size: u64) -> Result<OwnedSemaphorePermit, SpoolError> {
        let most = self.options.queue_bytes / QUEUE_UNIT;
        let units = (size + HEADER as u64 + SECTOR).div_ceil(QUEUE_UNIT).min(most);
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        self.queue.clone().acquire_many_owned(units).await.map_err(|_| SpoolError::Closed)
    }

    /// Seals a letter that takes some time, or gets a file of its own.
    pub(super) fn draft(&self, id: LetterId, meta: &[u8], body: &[u8], size: u64) -> Result<Draft, SpoolError> {
        if size <= self.options.large_bytes {
            return Draft::inline(&self.keys, id, meta, body);
        }
        let bytes = sealed_len(body.len() as u64);
        self.shelf.reserve(bytes)?;
        let name = large_name(id);
        let disk = self.shelf.disk();
        let file = disk.create(&name).map_err(|source| {
            self.shelf.release(bytes);
            if is_full(&source) { SpoolError::Full(Limit::Disk) } else { io("create a large letter")(source) }
        })?;
        let sealed = Draft::large(&self.keys, id, meta, body, &*file).and_then(|written| match written {
            Ok(draft) => Ok(draft),
            Err(error) if is_full(&error) => Err(SpoolError::Full(Limit::Disk)),
            Err(error) => Err(io("write a large letter")(error)),
        });
        if sealed.is_err() {
            self.shelf.release(bytes);
            // What cannot be removed now has no record and is swept after the next start.
            let _ = disk.remove(&name);
        }
        let draft = sealed?;
        self.durably(file.sync_data(), "sync a large letter")?;
        self.durably(disk.sync_names(), "sync the directory")?;
        Ok(draft)
    }
}
