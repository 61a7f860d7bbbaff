//! Files beside the database that are replaced as a whole, and that nobody reads without the keys.
//!
//! Invariant: a file is the old one or the new one, never a mixture, also after a crash; mode 0600. What can be made
//! again from its source lives here, not what must not be lost. How it fails: [`StoreError`]; a file that does not open
//! is an error, not an absence.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{MasterKeys, StoreError};

/// Largest file, in bytes: a master of two million persons has a fifth of it.
const MOST: u64 = 1 << 30;

/// A sealed file of a data directory.
#[derive(Debug, Clone)]
pub struct SealedFile {
    folder: PathBuf,
    name: &'static str,
}

impl SealedFile {
    /// The file of this name.
    #[must_use]
    pub fn new(folder: &Path, name: &'static str) -> Self {
        Self { folder: folder.to_owned(), name }
    }

    /// What was written last; `None` when nothing was.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Key`].
    pub fn read(&self, keys: &MasterKeys) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let file = match File::open(self.path()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("reading a sealed file", error)),
        };
        let mut sealed = Vec::new();
        file.take(MOST + 1).read_to_end(&mut sealed).map_err(|error| failed("reading a sealed file", error))?;
        Ok(Some(keys.open_blob(&self.context(), &sealed)?))
    }

    /// Replaces it; durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Failed`], [`StoreError::Key`]. The old file stays.
    pub fn write(&self, keys: &MasterKeys, plain: &[u8]) -> Result<(), StoreError> {
        if plain.len() as u64 > MOST {
            return Err(failed("writing a sealed file", io::Error::other("more than 1 GiB")));
        }
        let sealed = keys.seal_blob(&self.context(), plain)?;
        self.replace(&sealed).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => failed("writing a sealed file", error),
        })
    }

    fn replace(&self, sealed: &[u8]) -> io::Result<()> {
        let fresh = self.folder.join(format!("{}.new", self.name));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&fresh, self.path())?;
        File::open(&self.folder)?.sync_all()
    }

    fn path(&self) -> PathBuf {
        self.folder.join(self.name)
    }

    fn context(&self) -> String {
        format!("file:{}", self.name)
    }
}

fn failed(what: &'static str, source: io::Error) -> StoreError {
    StoreError::Failed { what, source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_comes_back_under_its_name_and_keys_only() {
        let folder = tempfile::tempdir().unwrap();
        let (keys, others) = (MasterKeys::ephemeral().unwrap(), MasterKeys::ephemeral().unwrap());
        let file = SealedFile::new(folder.path(), "persons.index");
        assert!(file.read(&keys).unwrap().is_none());
        for plain in [&b"first"[..], b"second, longer", b""] {
            file.write(&keys, plain).unwrap();
            assert_eq!(file.read(&keys).unwrap().unwrap().as_slice(), plain);
        }
        file.write(&keys, b"hanako@one.example").unwrap();
        let bytes = fs::read(folder.path().join("persons.index")).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"hanako"));
        assert_eq!(fs::metadata(folder.path().join("persons.index")).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(file.read(&others).is_err());
        fs::rename(folder.path().join("persons.index"), folder.path().join("other")).unwrap();
        assert!(SealedFile::new(folder.path(), "other").read(&keys).is_err());
        fs::write(folder.path().join("persons.index"), b"nonsense").unwrap();
        assert!(file.read(&keys).is_err());
    }
}
