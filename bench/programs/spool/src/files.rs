//! One file per letter, as mail servers do: written, synced, and its name synced, too.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use crate::{
    Load,
    writers::{self, Report},
};

/// Folders, so that none gets very large.
const FOLDERS: u64 = 16;

pub fn run(folder: &Path, load: &Load) -> anyhow::Result<Report> {
    for number in 0..FOLDERS {
        fs::create_dir(folder.join(number.to_string()))?;
    }
    writers::threads(load, |number, letter| {
        let folder = folder.join((number % FOLDERS).to_string());
        let mut file = File::create_new(folder.join(format!("{number:016x}")))?;
        file.write_all(letter)?;
        file.sync_all()?;
        Ok(File::open(folder)?.sync_all()?)
    })
}
