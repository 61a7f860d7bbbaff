//! New files: nothing that is there is ever overwritten.

use std::{fs::OpenOptions, io, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

/// Only this user can read it.
pub(crate) const OWN: u32 = 0o600;
/// Whoever the user's mask lets.
pub(crate) const COMMON: u32 = 0o666;

/// Writes a file that is not there yet.
pub(crate) fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?.write_all(bytes)
}
