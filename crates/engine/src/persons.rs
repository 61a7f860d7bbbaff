//! The house's own master of persons at the gate: read from its sources, kept as an index of keyed hashes, renewed when
//! a source changes.
//!
//! Invariant: an index in use is whole. Reading the sources again either replaces it or leaves it as it was; a source
//! that cannot be read any more costs freshness, never the index. Names and addresses are in memory only while a row is
//! taken in; what is kept and what lies on disk are hashes under a key of the house, sealed besides.

mod source;

use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use sekisho_model::Digest;
use sekisho_privacy::master::{Builder, Index};
use sekisho_store::{MasterKeys, SealedFile, StoreError};
use serde::{Deserialize, Serialize};

use crate::{
    error::PersonsError,
    house::House,
    settings::{PersonSource, Persons},
};

/// Rows of all sources together. With five identifiers each, two million take about 150 MiB.
const MOST: u32 = 2_000_000;
const FILE: &str = "persons.index";
const LABEL: &str = "sekisho.persons.v1";

/// The index in use, and what it was made of.
pub(crate) struct Master {
    file: SealedFile,
    current: RwLock<Option<Arc<Index>>>,
    made_of: RwLock<Option<Stamp>>,
    /// Held while sources are read, so that they are read once.
    loading: tokio::sync::Mutex<()>,
}

/// How an index came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonsLoaded {
    /// Rows in the index.
    pub rows: u64,
    /// Rows of the sources that identify nobody.
    pub left_out: u64,
}

/// What sources looked like: their settings, sizes and times of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    settings: String,
    files: Vec<(u64, Option<SystemTime>)>,
}

impl Master {
    /// The index of the last time. Without one, or when the settings are others now, the first [`House::load_persons`]
    /// makes it.
    pub(crate) fn open(folder: &Path, keys: &MasterKeys, persons: Option<&Persons>) -> Self {
        let file = SealedFile::new(folder, FILE);
        let stored = persons.and_then(|persons| match read(&file, keys) {
            Ok(stored) => stored.filter(|(stamp, _)| stamp.settings == settings(persons)),
            Err(error) => {
                tracing::warn!(error = %crate::chain(&error), "the stored index of persons cannot be used; the sources are read");
                None
            }
        });
        let (made_of, current) = stored.map(|(stamp, index)| (stamp, Arc::new(index))).unzip();
        Self {
            file,
            current: RwLock::new(current),
            made_of: RwLock::new(made_of),
            loading: tokio::sync::Mutex::default(),
        }
    }

    /// The index in use.
    pub(crate) fn current(&self) -> Option<Arc<Index>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_made_of(&self, stamp: &Stamp) -> bool {
        self.made_of.read().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(stamp)
    }

    fn replace(&self, stamp: Stamp, index: Index) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(index));
        *self.made_of.write().unwrap_or_else(PoisonError::into_inner) = Some(stamp);
    }
}

impl House {
    /// Reads the sources of the master, whether or not they changed, and puts the new index in use.
    ///
    /// # Errors
    /// [`PersonsError`]: the index in use stays.
    pub async fn load_persons(&self) -> Result<PersonsLoaded, PersonsError> {
        let persons = self.settings.persons.clone().ok_or(PersonsError::None)?;
        let _loading = self.master.loading.lock().await;
        let stamp = stamp(&persons);
        let (keys, file) = (Arc::clone(&self.keys), self.master.file.clone());
        let sealed = stamp.clone();
        let made = tokio::task::spawn_blocking(move || {
            let (index, loaded) = make(&persons.sources, &keys)?;
            write(&file, &keys, &sealed, &index)?;
            Ok::<_, PersonsError>((index, loaded))
        });
        let (index, loaded) = made.await.map_err(|_| PersonsError::Panicked)??;
        self.master.replace(stamp, index);
        tracing::info!(rows = loaded.rows, left_out = loaded.left_out, "the index of persons is in use");
        Ok(loaded)
    }

    /// Reads the sources when they changed since. With a stored index at hand a source that fails is told and no more.
    ///
    /// # Errors
    /// [`PersonsError`] when there is no index at all.
    pub async fn refresh_persons(&self) -> Result<(), PersonsError> {
        let Some(persons) = &self.settings.persons else { return Ok(()) };
        // Of what a database says now its description tells nothing.
        let queried = persons.sources.iter().any(PersonSource::is_query);
        if !queried && self.master.is_made_of(&stamp(persons)) {
            return Ok(());
        }
        match self.load_persons().await {
            Ok(_) => Ok(()),
            Err(error) if self.master.current().is_none() => Err(error),
            Err(error) => {
                metrics::counter!("sekisho_persons_refresh_failed_total").increment(1);
                tracing::error!(error = %crate::chain(&error), "the master of persons cannot be read; the index in use stays");
                Ok(())
            }
        }
    }

    /// Looks at the sources until the process ends.
    pub async fn run_persons(self) {
        let Some(every) =
            self.settings.persons.as_ref().map(|persons| persons.refresh).filter(|every| *every > Duration::ZERO)
        else {
            return;
        };
        loop {
            tokio::time::sleep(every).await;
            if let Err(error) = self.refresh_persons().await {
                tracing::error!(error = %crate::chain(&error), "there is no index of persons");
            }
        }
    }
}

/// Makes an index of all sources.
fn make(sources: &[PersonSource], keys: &MasterKeys) -> Result<(Index, PersonsLoaded), PersonsError> {
    let key = keys.derive(LABEL).map_err(StoreError::from)?;
    let mut builder = Builder::new(&key, MOST);
    let mut loaded = PersonsLoaded { rows: 0, left_out: 0 };
    for (number, source) in (1..).zip(sources) {
        source::read(number, source, |row| {
            let taken = builder.add(row)?;
            loaded.rows += u64::from(taken);
            loaded.left_out += u64::from(!taken);
            Ok(())
        })?;
    }
    Ok((builder.finish(), loaded))
}

fn read(file: &SealedFile, keys: &MasterKeys) -> Result<Option<(Stamp, Index)>, PersonsError> {
    let Some(plain) = file.read(keys)? else { return Ok(None) };
    let (stamp, rest) = postcard::take_from_bytes::<Stamp>(&plain).map_err(|_| PersonsError::Damaged)?;
    // Made before the keys were rotated, it opens with an older one.
    let all = keys.derive_all(LABEL).map_err(StoreError::from)?;
    let index = all.iter().find_map(|key| Index::from_bytes(rest, key)).ok_or(PersonsError::Damaged)?;
    Ok(Some((stamp, index)))
}

fn write(file: &SealedFile, keys: &MasterKeys, stamp: &Stamp, index: &Index) -> Result<(), PersonsError> {
    let mut plain = postcard::to_stdvec(stamp).map_err(|_| PersonsError::Damaged)?;
    plain.extend(index.to_bytes());
    Ok(file.write(keys, &plain)?)
}

/// A file that cannot be looked at has a stamp of its own, so that its return is a change.
fn stamp(persons: &Persons) -> Stamp {
    let seen = |source: &PersonSource| {
        let seen = std::fs::metadata(&source.path).ok();
        (seen.as_ref().map_or(u64::MAX, std::fs::Metadata::len), seen.and_then(|seen| seen.modified().ok()))
    };
    Stamp { settings: settings(persons), files: persons.sources.iter().map(seen).collect() }
}

/// The settings an index depends on.
fn settings(persons: &Persons) -> String {
    Digest::of(format!("{:?}", persons.sources).as_bytes()).to_string()
}

#[cfg(test)]
mod tests;
