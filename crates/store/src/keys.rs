//! The master keys: one small text file from which every other key of the house is derived.
//!
//! Invariants: a key file is never overwritten by [`MasterKeys::create`] and never read when other people can read
//! it; the first key writes, all keys read; a key that was mistyped is refused because its id does not fit.
//! Never: a key in a log, a `Debug` output or an error text; a key left in memory after its last use.
//! How it fails: every failure is a [`KeyError`]; without keys nothing is accepted and nothing is read.
//!
//! The file is text, one key a line, `#` starts a comment:
//! `sekisho-key-1 <id, 16 hex digits> <32 bytes, base64>`.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
    key_wrap::{AES_256, AesKek, KeyWrap as _},
    rand,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// A 256-bit secret that is wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// Length of a wrapped data key: RFC 3394 adds 8 bytes to 32.
pub(crate) const WRAPPED_LEN: usize = 40;
/// A key file holds a handful of keys; more than this is another file.
const MAX_FILE: u64 = 64 * 1024;
const MAX_KEYS: usize = 64;
const LINE_TAG: &str = "sekisho-key-1";
/// First byte of a sealed blob.
const BLOB_VERSION: u8 = 1;
const BLOB_SALT: usize = 24;
const BLOB_HEAD: usize = 1 + 8 + BLOB_SALT;
const TAG_LEN: usize = 16;

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

/// The public name of a master key: derived from the key, so it also finds typing mistakes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(crate) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One key of the file.
struct Master {
    id: KeyId,
    secret: Secret,
    /// Wraps the data keys of letters.
    wrap: Secret,
    /// Parent of the keys of small blobs.
    blob: Secret,
}

/// The master keys of this installation: the first one writes, all read. Share it in an `Arc`.
pub struct MasterKeys {
    first: Master,
    older: Vec<Master>,
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKeys").field("ids", &self.ids()).finish_non_exhaustive()
    }
}

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

    /// Keys that exist in memory only; everything sealed with them is lost with the process. For tests and for
    /// checking a configuration.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn ephemeral() -> Result<Self, KeyError> {
        Ok(Self { first: Master::draw()?, older: Vec::new() })
    }

    /// The ids, the writing key first.
    #[must_use]
    pub fn ids(&self) -> Vec<KeyId> {
        self.all().map(|master| master.id).collect()
    }

    /// A 256-bit secret for one purpose, from the first key: HKDF-SHA256 (RFC 5869) with `label` as info. The same
    /// label gives the same secret until the keys are rotated.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn derive(&self, label: &str) -> Result<Secret, KeyError> {
        derived(&self.first, label)
    }

    /// [`MasterKeys::derive`] for every key, the writing one first: to check what was made before a rotation.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn derive_all(&self, label: &str) -> Result<Vec<Secret>, KeyError> {
        self.all().map(|master| derived(master, label)).collect()
    }

    /// Seals a small secret for one purpose. `context` names the purpose and the row it belongs to
    /// (`"plan:<parcel>"`): the blob opens only with the same context.
    ///
    /// Each blob has its own key from a random 192-bit salt, so there is no limit on the number of blobs.
    /// Layout: version, key id (8), salt (24), ciphertext, tag (16): 49 bytes longer than the plaintext.
    ///
    /// # Errors
    /// [`KeyError::Library`].
    pub fn seal_blob(&self, context: &str, plaintext: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut salt = [0; BLOB_SALT];
        rand::fill(&mut salt).map_err(|_| KeyError::Library)?;
        let mut blob = Vec::with_capacity(BLOB_HEAD + plaintext.len() + TAG_LEN);
        blob.push(BLOB_VERSION);
        blob.extend_from_slice(&self.first.id.0);
        blob.extend_from_slice(&salt);
        blob.extend_from_slice(plaintext);
        let key = blob_key(&self.first, &salt)?;
        let (head, body) = blob.split_at_mut(BLOB_HEAD);
        let tag = key
            .seal_in_place_separate_tag(blob_nonce(), Aad::from(blob_aad(head, context)), body)
            .map_err(|_| KeyError::Library)?;
        blob.extend_from_slice(tag.as_ref());
        Ok(blob)
    }

    /// Opens what [`MasterKeys::seal_blob`] made for the same context. The result is wiped when dropped.
    ///
    /// # Errors
    /// [`KeyError::Unknown`] when its key is gone, [`KeyError::Broken`] when the bytes or the context differ.
    pub fn open_blob(&self, context: &str, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let (head, sealed) = blob.split_at_checked(BLOB_HEAD).ok_or(KeyError::Broken)?;
        let (version, rest) = head.split_first().ok_or(KeyError::Broken)?;
        if *version != BLOB_VERSION {
            return Err(KeyError::Broken);
        }
        let (id, salt) = rest.split_first_chunk::<8>().ok_or(KeyError::Broken)?;
        let key = blob_key(self.find(KeyId(*id))?, salt)?;
        let mut plain = Zeroizing::new(sealed.to_vec());
        let len = key
            .open_in_place(blob_nonce(), Aad::from(blob_aad(head, context)), &mut plain)
            .map_err(|_| KeyError::Broken)?
            .len();
        plain.truncate(len);
        Ok(plain)
    }

    /// Wraps the data key of a letter (AES-256 key wrap, RFC 3394: deterministic, so no nonce can repeat).
    pub(crate) fn wrap(&self, data_key: &Secret) -> Result<(KeyId, [u8; WRAPPED_LEN]), KeyError> {
        let mut wrapped = [0; WRAPPED_LEN];
        let kek = AesKek::new(&AES_256, &self.first.wrap[..]).map_err(|_| KeyError::Library)?;
        kek.wrap(&data_key[..], &mut wrapped).map_err(|_| KeyError::Library)?;
        Ok((self.first.id, wrapped))
    }

    /// The reverse of [`MasterKeys::wrap`].
    pub(crate) fn unwrap(&self, id: KeyId, wrapped: &[u8; WRAPPED_LEN]) -> Result<Secret, KeyError> {
        let master = self.find(id)?;
        let kek = AesKek::new(&AES_256, &master.wrap[..]).map_err(|_| KeyError::Library)?;
        // The library wants room for one block more than it writes.
        let mut room = Zeroizing::new([0; WRAPPED_LEN]);
        let plain = kek.unwrap(wrapped, &mut room[..]).map_err(|_| KeyError::Broken)?;
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(plain.get(..32).ok_or(KeyError::Broken)?);
        Ok(key)
    }

    fn all(&self) -> impl Iterator<Item = &Master> {
        std::iter::once(&self.first).chain(&self.older)
    }

    fn find(&self, id: KeyId) -> Result<&Master, KeyError> {
        self.all().find(|master| master.id == id).ok_or(KeyError::Unknown(id))
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

impl Master {
    fn draw() -> Result<Self, KeyError> {
        let mut secret = Zeroizing::new([0; 32]);
        rand::fill(&mut secret[..]).map_err(|_| KeyError::Library)?;
        Self::new(secret)
    }

    fn new(secret: Secret) -> Result<Self, KeyError> {
        let named = expand(&secret, b"sekisho.key-id.v1")?;
        let mut id = [0; 8];
        id.copy_from_slice(named.get(..8).ok_or(KeyError::Library)?);
        let wrap = expand(&secret, b"sekisho.letter-wrap.v1")?;
        let blob = expand(&secret, b"sekisho.blob.v1")?;
        Ok(Self { id: KeyId(id), secret, wrap, blob })
    }
}

/// The length of what HKDF gives.
struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

fn expand(secret: &Secret, info: &[u8]) -> Result<Secret, KeyError> {
    expand_parts(secret, &[info])
}

fn expand_parts(secret: &Secret, info: &[&[u8]]) -> Result<Secret, KeyError> {
    let mut out = Zeroizing::new([0; 32]);
    Salt::new(HKDF_SHA256, &[])
        .extract(&secret[..])
        .expand(info, Bytes32)
        .and_then(|okm| okm.fill(&mut out[..]))
        .map_err(|_| KeyError::Library)?;
    Ok(out)
}

fn derived(master: &Master, label: &str) -> Result<Secret, KeyError> {
    expand_parts(&master.secret, &[b"sekisho.derive.v1:", label.as_bytes()])
}

fn blob_key(master: &Master, salt: &[u8]) -> Result<LessSafeKey, KeyError> {
    let key = expand_parts(&master.blob, &[salt])?;
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|_| KeyError::Library)?))
}

/// Every blob has its own key and the key seals once, so the nonce can be a constant.
fn blob_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

/// The head has a fixed length, so head and context cannot be shifted against each other.
fn blob_aad(head: &[u8], context: &str) -> Vec<u8> {
    [head, context.as_bytes()].concat()
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
