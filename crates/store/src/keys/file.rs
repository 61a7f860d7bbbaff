//! The key file: text, one key a line, `#` starts a comment:
//! `sekisho-key-1 <id, 16 hex digits> <32 bytes, base64>`.
//!
//! Invariants: it is written new or replaced as a whole, with mode 0600, durable when that returns; it is read only when
//! nobody else can; a line whose id does not fit its key is refused. Never: a key in an error text.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{KeyError, Master, MasterKeys};

/// A key file holds a handful of keys; more than this is another file.
const MAX_FILE: u64 = 64 * 1024;
const MAX_KEYS: usize = 64;
const LINE_TAG: &str = "sekisho-key-1";

impl MasterKeys {
    /// Draws a key and writes it to a new file with mode 0600, durable when this returns.
    ///
    /// # Errors
    /// [`KeyError::Exists`] when there is a file of that name, [`KeyError::Io`], [`KeyError::Library`].
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let first = Master::draw()?;
        let text = file_text(std::slice::from_ref(&first));
        write_new(path, &text)?;
        sync_parent(path)?;
        Ok(Self { first, older: Vec::new() })
    }

    /// Puts a fresh key in front of those in the file (replaced atomically, mode 0600). What was sealed before stays
    /// readable as long as the older lines stay in the file.
    ///
    /// # Errors
    /// As [`MasterKeys::load`] and [`MasterKeys::create`].
    pub fn rotate(path: &Path) -> Result<Self, KeyError> {
        let old = Self::load(path)?;
        let mut all = vec![Master::draw()?];
        all.push(old.first);
        all.extend(old.older);
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let fresh = PathBuf::from(name);
        write_new(&fresh, &file_text(&all))?;
        fs::rename(&fresh, path).map_err(io_at(path))?;
        sync_parent(path)?;
        Self::from_masters(all, path)
    }

    /// Reads a key file that only its owner may read.
    ///
    /// # Errors
    /// [`KeyError::Exposed`] when group or others have any permission, [`KeyError::Format`], [`KeyError::Io`].
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        Self::read(path, 0o077)
    }

    /// Reads the keys from a systemd credential (`$CREDENTIALS_DIRECTORY/…`, systemd.exec(5)). The directory is
    /// private to the unit and the manager may show its access list as group bits, so only others are refused.
    ///
    /// # Errors
    /// As [`MasterKeys::load`].
    pub fn from_credential(path: &Path) -> Result<Self, KeyError> {
        Self::read(path, 0o007)
    }

    fn read(path: &Path, forbidden: u32) -> Result<Self, KeyError> {
        let file = File::open(path).map_err(io_at(path))?;
        let mode = file.metadata().map_err(io_at(path))?.permissions().mode() & 0o777;
        if mode & forbidden != 0 {
            return Err(KeyError::Exposed { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        let read = file.take(MAX_FILE + 1).read_to_string(&mut text).map_err(io_at(path))?;
        if read as u64 > MAX_FILE {
            return Err(KeyError::Format { path: path.to_owned(), line: 0, why: "too long for a key file" });
        }
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, KeyError> {
        let mut masters = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let at = |why| KeyError::Format { path: path.to_owned(), line: index + 1, why };
            masters.push(parse_line(line).map_err(at)?);
            if masters.len() > MAX_KEYS {
                return Err(at("more than 64 keys"));
            }
        }
        Self::from_masters(masters, path)
    }

    fn from_masters(masters: Vec<Master>, path: &Path) -> Result<Self, KeyError> {
        let mut masters = masters.into_iter();
        let none = || KeyError::Format { path: path.to_owned(), line: 0, why: "no key in it" };
        let first = masters.next().ok_or_else(none)?;
        Ok(Self { first, older: masters.collect() })
    }
}

fn parse_line(line: &str) -> Result<Master, &'static str> {
    let mut words = line.split_whitespace();
    if words.next() != Some(LINE_TAG) {
        return Err("a key line starts with sekisho-key-1");
    }
    let (Some(id), Some(encoded), None) = (words.next(), words.next(), words.next()) else {
        return Err("a key line has three words");
    };
    let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| "the key is not base64")?);
    let mut secret = Zeroizing::new([0; 32]);
    if bytes.len() != secret.len() {
        return Err("the key does not have 32 bytes");
    }
    secret.copy_from_slice(&bytes);
    let master = Master::new(secret).map_err(|_| "the cryptographic library failed")?;
    if master.id.to_string() == id { Ok(master) } else { Err("key and id do not fit: mistyped or damaged") }
}

fn file_text(masters: &[Master]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::from(
        "# Master keys of Sekisho. Who has this file can read every stored letter; who loses it cannot read any.\n\
         # Keep a copy off this machine. The first key writes, the others only read.\n",
    ));
    for master in masters {
        let encoded = Zeroizing::new(STANDARD.encode(&master.secret[..]));
        text.push_str(&format!("{LINE_TAG} {} ", master.id));
        text.push_str(&encoded);
        text.push('\n');
    }
    text
}

fn write_new(path: &Path, text: &str) -> Result<(), KeyError> {
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|source| {
            match source.kind() {
                std::io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
                _ => KeyError::Io { path: path.to_owned(), source },
            }
        })?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io_at(path))
}

fn sync_parent(path: &Path) -> Result<(), KeyError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(io_at(path))
}

fn io_at(path: &Path) -> impl Fn(std::io::Error) -> KeyError {
    let path = path.to_owned();
    move |source| KeyError::Io { path: path.clone(), source }
}

#[cfg(test)]
mod tests;
