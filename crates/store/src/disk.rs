//! What the spool needs of a disk: flat names, positioned reads and writes, and explicit durability.
//!
//! Invariants: nothing is durable before the matching `sync_…` returned `Ok`; after a failed sync nothing is known
//! about what was written since the last good one. Two implementors: [`real::RealDisk`] (a directory) and
//! [`sim::SimDisk`] (memory that loses, tears and reorders whatever was not synced).
//! Never: a name with a path separator. How it fails: plain [`io::Error`]; "no space" keeps its kind.

use std::{fmt, io};

pub mod real;
#[doc(hidden)]
pub mod sim;

/// A directory of files with flat names.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Takes the exclusive right to write here, for as long as the result lives.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when another process has it.
    fn lock(&self) -> io::Result<Box<dyn Send + Sync>>;
    /// All names.
    ///
    /// # Errors
    /// What the system says.
    fn names(&self) -> io::Result<Vec<String>>;
    /// A new, empty file, readable by its owner only.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], or what the system says.
    fn create(&self, name: &str) -> io::Result<Box<dyn DiskFile>>;
    /// An existing file, for reading and writing.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`], or what the system says.
    fn open(&self, name: &str) -> io::Result<Box<dyn DiskFile>>;
    /// Gives a file another name. The new name must be free.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`], or what the system says.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Makes created, renamed and removed names durable.
    ///
    /// # Errors
    /// What the system says; afterwards nothing is known about the names changed since the last good call.
    fn sync_names(&self) -> io::Result<()>;
    /// Bytes that can still be written here by an unprivileged process.
    ///
    /// # Errors
    /// What the system says.
    fn free_bytes(&self) -> io::Result<u64>;
}

/// An open file.
#[expect(clippy::len_without_is_empty, reason = "a segment is never empty, and nobody asks")]
pub trait DiskFile: Send + Sync {
    /// Its length in bytes.
    ///
    /// # Errors
    /// What the system says.
    fn len(&self) -> io::Result<u64>;
    /// Reads until `into` is full or the file ends; the number of bytes read.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes the parts one after the other, all of them. After an error any of the bytes may have been written.
    ///
    /// # Errors
    /// What the system says.
    fn write_at(&self, parts: &[&[u8]], offset: u64) -> io::Result<()>;
    /// Makes the file `len` bytes of zeros with blocks of its own, durable when it returns.
    ///
    /// # Errors
    /// [`io::ErrorKind::StorageFull`] or what the system says.
    fn allocate(&self, len: u64) -> io::Result<()>;
    /// Makes everything written durable (fdatasync).
    ///
    /// # Errors
    /// What the system says; afterwards nothing is known about what was written since the last good call.
    fn sync_data(&self) -> io::Result<()>;
}

/// Whether the disk, a quota or a file size limit has no room left.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}
