//! What the next hop has taken, noted before it is committed.
//!
//! A commit waits for its turn and for the disk; a note is in the hands of the system at once, and outlives the process.
//! So after a `kill -9` nothing is sent again that a next hop answered for: only what was on its way without an answer.
//! Notes are not synced: a power cut may take those of the last moments, and then the window is that of the commits.
//! Invariants: a note opens with the keys of the house only, so nobody makes a letter look sent; a file is emptied or
//! removed when everything noted in it is committed, and not before.
//! Never: the truth. What is noted is committed as an outcome, and counts from then on.
//! How it fails: a note that cannot be written, or is torn, is as if nobody had noted it.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use sekisho_model::{ParcelId, outcome::RemoteReply};
use serde::{Deserialize, Serialize};

use crate::{MasterKeys, StoreError, private::json_bytes};

/// What a note is sealed for. Part of the file format: never changed.
const CONTEXT: &str = "answer";
const PREFIX: &str = "answers-";
/// A file that is longer is followed by the next one.
const FULL: u64 = 1 << 20;
/// Largest note: a reply has 512 octets, an upstream a name.
const MOST: u32 = 16 << 10;
/// Most that is read of one file: far more than a full one has.
const READ: u64 = 64 * FULL;

/// A next hop took a letter for a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The parcel.
    pub parcel: ParcelId,
    /// The recipient's number in it.
    pub recipient: u32,
    /// Attempts before this one: an answer of an earlier attempt says nothing of a later one.
    pub attempts: u32,
    /// What the next hop said: 2yz.
    pub reply: RemoteReply,
    /// Name of the upstream.
    pub upstream: String,
    /// It does not tell of successes, so the house does.
    pub relayed: bool,
}

/// The notes of a data directory.
pub(crate) struct Answers {
    folder: PathBuf,
    keys: Arc<MasterKeys>,
    files: Mutex<Files>,
}

#[derive(Default)]
struct Files {
    /// The file that is written; none as long as nothing was noted.
    current: Option<Current>,
    /// Number of the newest file.
    newest: u64,
    /// Notes of each file that are not committed.
    open: BTreeMap<u64, u64>,
    /// Files of an earlier process.
    old: Vec<PathBuf>,
}

struct Current {
    number: u64,
    file: File,
    len: u64,
}

/// Notes that were written and are not committed yet. Dropped without [`Noted::committed`], they are kept for the next
/// start.
#[must_use = "notes are kept until they are said to be committed"]
pub struct Noted {
    answers: Arc<Answers>,
    file: u64,
}

impl Answers {
    /// Reads what an earlier process noted, oldest first, up to where a file is torn.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when a file cannot be read.
    pub(crate) fn open(folder: &Path, keys: Arc<MasterKeys>) -> Result<(Self, Vec<Answer>), StoreError> {
        let failed = |source: io::Error| StoreError::Failed { what: "read answers", source: Box::new(source) };
        let old = numbered(folder).map_err(failed)?;
        let mut found = Vec::new();
        for path in old.values() {
            let mut bytes = Vec::new();
            File::open(path).and_then(|file| file.take(READ).read_to_end(&mut bytes)).map_err(failed)?;
            found.extend(Notes { bytes: &bytes, keys: &keys });
        }
        let newest = old.last_key_value().map_or(0, |(number, _)| *number);
        let files = Files { newest, old: old.into_values().collect(), ..Files::default() };
        Ok((Self { folder: folder.to_owned(), keys, files: Mutex::new(files) }, found))
    }

    /// Notes answers; `None` when they could not be noted, which is logged.
    pub(crate) fn note(self: &Arc<Self>, answers: &[Answer]) -> Option<Noted> {
        match self.try_note(answers) {
            Ok(file) => Some(Noted { answers: Arc::clone(self), file }),
            Err(error) => {
                tracing::warn!(error = %error, "answers of a next hop could not be noted; a crash now would repeat these mails");
                None
            }
        }
    }

    fn try_note(&self, answers: &[Answer]) -> Result<u64, StoreError> {
        let mut bytes = Vec::new();
        for answer in answers {
            let sealed = self.keys.seal_blob(CONTEXT, &json_bytes(answer)?)?;
            let len = u32::try_from(sealed.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&len.to_be_bytes());
            bytes.extend_from_slice(&sealed);
        }
        let failed = |source: io::Error| StoreError::Failed { what: "note an answer", source: Box::new(source) };
        self.lock().append(&self.folder, &bytes).map_err(failed)
    }

    /// What an earlier process noted is committed: its files go.
    pub(crate) fn forget(&self) {
        let old = std::mem::take(&mut self.lock().old);
        old.iter().for_each(|path| remove(path));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Noted {
    /// The outcomes are committed: these notes are not needed any more.
    pub fn committed(self) {
        let mut files = self.answers.lock();
        let Some(open) = files.open.get_mut(&self.file) else { return };
        *open = open.saturating_sub(1);
        if *open > 0 {
            return;
        }
        match files.current.as_mut().filter(|file| file.number == self.file) {
            Some(current) => current.empty(),
            None => {
                files.open.remove(&self.file);
                remove(&path(&self.answers.folder, self.file));
            }
        }
    }
}

impl std::fmt::Debug for Noted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Noted").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Files {
    /// Appends to the file that is written, or to a new one when that is full or its end is unsure; its number.
    fn append(&mut self, folder: &Path, bytes: &[u8]) -> io::Result<u64> {
        let mut current = match self.current.take().filter(|file| file.len < FULL) {
            Some(current) => current,
            None => self.next(folder)?,
        };
        // After an error it is not the current one any more: what follows a torn note would not be read.
        current.file.write_all(bytes)?;
        current.len += bytes.len() as u64;
        let number = current.number;
        self.current = Some(current);
        *self.open.entry(number).or_default() += 1;
        Ok(number)
    }

    fn next(&mut self, folder: &Path) -> io::Result<Current> {
        // All of these are committed, and nobody would remove them later.
        let done: Vec<u64> = self.open.iter().filter(|(_, open)| **open == 0).map(|(number, _)| *number).collect();
        for number in done {
            self.open.remove(&number);
            remove(&path(folder, number));
        }
        self.newest += 1;
        let options = OpenOptions::new().append(true).create_new(true).mode(0o600).to_owned();
        Ok(Current { number: self.newest, file: options.open(path(folder, self.newest))?, len: 0 })
    }
}

impl Current {
    /// Everything in it is committed: nothing of it is kept longer than it must be.
    fn empty(&mut self) {
        match self.file.set_len(0) {
            Ok(()) => self.len = 0,
            Err(error) => tracing::warn!(%error, "a file of noted answers could not be emptied"),
        }
    }
}

/// The notes of a file, up to the first that does not open.
struct Notes<'a> {
    bytes: &'a [u8],
    keys: &'a MasterKeys,
}

impl Iterator for Notes<'_> {
    type Item = Answer;

    fn next(&mut self) -> Option<Answer> {
        let (len, rest) = self.bytes.split_first_chunk::<4>()?;
        let len = Some(u32::from_be_bytes(*len)).filter(|len| *len <= MOST)?;
        let (sealed, rest) = rest.split_at_checked(usize::try_from(len).ok()?)?;
        let plain = self.keys.open_blob(CONTEXT, sealed).ok()?;
        self.bytes = rest;
        serde_json::from_slice(&plain).ok()
    }
}

fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{PREFIX}{number:08}"))
}

/// The files of this folder by their numbers.
fn numbered(folder: &Path) -> io::Result<BTreeMap<u64, PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|number| number.parse().ok());
        if let Some(number) = number {
            files.insert(number, entry.path());
        }
    }
    Ok(files)
}

/// A file that stays is read again at the next start, and says nothing new then.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a file of noted answers could not be removed");
    }
}

#[cfg(test)]
mod tests;
