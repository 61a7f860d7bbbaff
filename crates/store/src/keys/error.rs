//! Why the master keys cannot be used. No text names a key, only its id.

use std::path::PathBuf;

use super::KeyId;

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operator asked for a new key file where there is one already.
    #[error("{} exists already; a key file is never overwritten: letters sealed with it would be lost", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The operator's file permissions let others read the key.
    #[error("{} can be read by others (mode {mode:03o}); set mode 0600 and consider the keys known", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Permission bits.
        mode: u32,
    },
    /// The file is not a key file, or was damaged. Restore it from the backup.
    #[error("{}, line {line}: {why}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Counted from 1; 0 = the file as a whole.
        line: usize,
        /// What is wrong there, without the key.
        why: &'static str,
    },
    /// The file could not be read or written.
    #[error("the key file {} could not be read or written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something was sealed with a key that is not in the file. Put the old key back below the first one.
    #[error("sealed with key {0}, which is not in the key file; add it again below the first key")]
    Unknown(KeyId),
    /// The bytes were altered, cut, or belong to something else.
    #[error("sealed bytes do not open: altered, or not sealed for this purpose")]
    Broken,
    /// The operating system gave no random bytes, or the crypto library refused. Nothing can be sealed.
    #[error("the cryptographic library failed")]
    Library,
}
