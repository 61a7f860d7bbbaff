//! Files of campaigns: lists, letters, manifests. Sealed beside the database, each with a key of its own that lies in it.
//!
//! Invariants: a file is whole and durable before a unit names it; it is never changed; without the row of its key nobody
//! can read it. What no row names is removed at the next start.
//! Never: a file name, a value or a person in an error.
//! How it fails: [`StoreError`]; a file that is missing or was changed is an error, never an empty one.

use std::{
    collections::HashSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use sekisho_model::{CampaignId, Digest};
use sqlx::{Row as _, SqlitePool};
use zeroize::Zeroizing;

use crate::{
    KeptFile, REBUILT, Reader, Store, StoreError,
    cipher::{LetterKey, Stream},
    database,
    error::failed,
    keys::{KeyError, Secret},
    rows::campaign,
};

/// Largest file: a manifest of two million rows, or a list of a gigabyte.
const MOST: u64 = 1 << 30;
/// What a file is sealed for. Part of the format.
const CONTEXT: &[u8] = b"sekisho.campaign-file.v1";

impl Store {
    /// Makes a file durable; it is of use once a unit names it.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], [`StoreError::Full`], [`StoreError::Failed`], [`StoreError::Key`].
    pub async fn keep(&self, plain: Zeroizing<Vec<u8>>) -> Result<KeptFile, StoreError> {
        let folder = self.files();
        let write = move || write(&folder, &plain);
        tokio::task::spawn_blocking(write).await.map_err(|_| StoreError::Closed)?
    }
}

impl Reader {
    /// Reads a file of a campaign; `None` when it has none of this kind, or it is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Key`].
    pub async fn kept(&self, id: &CampaignId, kind: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let text = "select f.file, f.private from campaign c cross join campaign_file f on f.campaign = c.number \
                    where c.id = $1 and f.kind = $2";
        let query = sqlx::query(text).bind(id.to_string()).bind(kind.to_owned());
        let Some(row) = self.row("find a file of a campaign", query).await? else { return Ok(None) };
        let name = crate::row::one(&crate::row::Cells(&row), "campaign_file", |_| id, |cells| cells.digest("file"))?;
        let (key, folder) = (campaign::key(&row, id, kind, self.private())?, self.files());
        let read = move || read(&folder, name, &key);
        tokio::task::spawn_blocking(read).await.map_err(|_| StoreError::Closed)?.map(Some)
    }
}

fn write(folder: &Path, plain: &[u8]) -> Result<KeptFile, StoreError> {
    if plain.len() as u64 > MOST {
        return Err(StoreError::TooLarge { bytes: plain.len() as u64, limit: MOST });
    }
    let (cipher, key) = LetterKey::draw().map_err(|_| KeyError::Library)?;
    let mut sealed = Vec::with_capacity(plain.len() + plain.len() / 1_000 + 64);
    cipher.seal(Stream::Body, CONTEXT, plain, &mut sealed).map_err(|_| KeyError::Library)?;
    let name = Digest::of(&sealed);
    put(folder, &name.to_string(), &sealed).map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => broken("write a file of a campaign", error),
    })?;
    Ok(KeptFile { name, key })
}

fn put(folder: &Path, name: &str, sealed: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let fresh = folder.join(format!("{name}.new"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join(name))?;
    File::open(folder)?.sync_all()
}

fn read(folder: &Path, name: Digest, key: &Secret) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let file = File::open(folder.join(name.to_string())).map_err(|error| broken("read a file of a campaign", error))?;
    let mut sealed = Vec::new();
    let most = MOST + MOST / 1_000 + 64;
    file.take(most).read_to_end(&mut sealed).map_err(|error| broken("read a file of a campaign", error))?;
    let cipher = LetterKey::new(key).map_err(|_| KeyError::Library)?;
    let plain = cipher.open(Stream::Body, CONTEXT, sealed).map_err(|_| KeyError::Broken)?;
    Ok(Zeroizing::new(plain))
}

/// Removes files that no row names. After a rebuild nothing is removed: the database that knows them may come back.
pub(crate) async fn sweep(folder: PathBuf, pool: &SqlitePool) -> Result<(), StoreError> {
    const WHAT: &str = "remove files without a campaign";
    let rebuilt = sqlx::query("select 1 from setting where key = $1").bind(REBUILT).fetch_optional(pool).await;
    if rebuilt.map_err(failed(WHAT))?.is_some() {
        return Ok(());
    }
    let rows = database::all_rows(pool, sqlx::query("select file from campaign_file")).await.map_err(failed(WHAT))?;
    let name = |row: &sqlx::sqlite::SqliteRow| {
        let bytes: Vec<u8> = row.try_get(0).ok()?;
        Some(Digest::from_bytes(bytes.try_into().ok()?).to_string())
    };
    let named: HashSet<String> = rows.iter().filter_map(name).collect();
    let clean = move || remove_others(&folder, &named).map_err(|error| broken(WHAT, error));
    tokio::task::spawn_blocking(clean).await.map_err(|_| StoreError::Closed)?
}

fn remove_others(folder: &Path, named: &HashSet<String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Only what is certainly ours.
        let ours = name.strip_suffix(".new").unwrap_or(&name).parse::<Digest>().is_ok();
        if ours && !named.contains(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn broken(what: &'static str, source: io::Error) -> StoreError {
    StoreError::Failed { what, source: Box::new(source) }
}
