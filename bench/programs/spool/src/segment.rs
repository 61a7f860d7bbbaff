//! What the disk can do: letters one after the other in preallocated files, one fdatasync for all that wait, nothing
//! sealed, nothing to find them by.

use std::{fs::File, os::unix::fs::FileExt as _, path::Path};

use crate::{Load, group, writers::Report};

/// As large as a segment of Sekisho's spool.
const SEGMENT: usize = 64 << 20;

pub fn run(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    let file = File::create_new(folder.join("segment"))?;
    file.write_all_at(&vec![0; SEGMENT], 0)?;
    file.sync_all()?;
    let mut end = 0;
    group::run(load, move |letters| {
        let mut bytes = Vec::with_capacity(letters.iter().map(|(_, letter)| letter.len() + 8).sum());
        for (number, letter) in letters {
            bytes.extend_from_slice(&number.to_le_bytes());
            bytes.extend_from_slice(letter);
        }
        if end + bytes.len() > SEGMENT {
            // Used again from its start, as recycled segments are.
            end = 0;
        }
        file.write_all_at(&bytes, end as u64)?;
        end += bytes.len();
        Ok(file.sync_data()?)
    })
}
