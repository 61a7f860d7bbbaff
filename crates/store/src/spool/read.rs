//! A letter read back from its place.

use sekisho_model::LetterId;

use super::{
    Location, SpoolError,
    error::{damaged, io},
    inner::Inner,
    letter, record,
    shelf::{large_name, segment_name},
};
use crate::cipher::sealed_len;

impl Inner {
    /// What was given to append, if the place holds this letter.
    pub(super) fn read(&self, id: LetterId, place: &Location) -> Result<(Vec<u8>, Vec<u8>), SpoolError> {
        let gone = |why| {
            move |error: std::io::Error| match error.kind() {
                std::io::ErrorKind::NotFound => damaged(place.segment, place.offset, why),
                _ => io("read a letter")(error),
            }
        };
        if place.len > self.options.segment_bytes.max(1 << 32) {
            return Err(damaged(place.segment, place.offset, "the length"));
        }
        let file = self.shelf.disk().open(&segment_name(place.segment)).map_err(gone("the segment is gone"))?;
        let mut bytes = vec![0; usize::try_from(place.len).unwrap_or(0)];
        let count = file.read_at(&mut bytes, place.offset).map_err(io("read a letter"))?;
        bytes.truncate(count);
        let (header, slot) = letter::header_at(&bytes, place, id)?;
        if slot == record::Slot::Empty {
            return Err(SpoolError::Shredded);
        }
        let large = place.large.then(|| self.read_large(id, &header, gone("its large file is gone"))).transpose()?;
        letter::open_record(&self.keys, id, place, bytes, large)
    }

    fn read_large(
        &self,
        id: LetterId,
        header: &record::Header,
        gone: impl Fn(std::io::Error) -> SpoolError,
    ) -> Result<Vec<u8>, SpoolError> {
        let file = self.shelf.disk().open(&large_name(id)).map_err(gone)?;
        let len = file.len().map_err(io("measure a large letter"))?;
        // The file's own length was paid for already; a header that asks for more is not believed.
        if len != sealed_len(header.body_len.min(u64::MAX >> 1)) {
            return Err(damaged(header.segment, header.offset, "its large file has another length"));
        }
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        let count = file.read_at(&mut bytes, 0).map_err(io("read a large letter"))?;
        bytes.truncate(count);
        Ok(bytes)
    }
}
