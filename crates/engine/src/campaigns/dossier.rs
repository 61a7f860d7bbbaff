//! The dossier of a campaign: everything it is made of, taken as a copy into the house.
//!
//! Once it is taken, what happens to the files outside changes nothing. Every part is known by its digest; a dossier
//! that is read back and does not fit names the part that was replaced. Bounds are looked at before a part is taken:
//! size of each, number, and the whole.
//!
//! Parts have names, not paths: one folder deep at most, and no name leads out of the dossier. Nothing in a dossier is
//! a query: the answers of databases are copied in as rows.

use std::{collections::BTreeMap, fmt, sync::Arc};

use sekisho_model::{Digest, digest::Fields};
use serde::{Deserialize, Serialize};

mod rows;
mod take;

pub(crate) use rows::write as write_row;
pub(crate) use take::{HOUSE, bring, brought, is_description};
pub use take::{Queries, take};

/// The name of the part that says how the others belong together.
pub const PLAN: &str = "campaign.toml";
/// Largest part, in bytes: what a workbook may have.
pub const MAX_PART: u64 = 512 << 20;
/// Most parts.
pub const MAX_PARTS: usize = 2_000;
/// Largest dossier, in bytes: what a sealed file may have, less what packing adds.
pub const MAX_WHOLE: u64 = 1_000 << 20;
/// Longest name of a file or folder, in characters.
const MAX_NAME: usize = 200;

/// The name of a part: a file, or a file in one folder (`files/ticket.pdf`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartName(Box<str>);

impl PartName {
    /// Takes a name that leads nowhere else.
    ///
    /// # Errors
    /// [`DossierError::Name`].
    pub fn parse(name: &str) -> Result<Self, DossierError> {
        let fits = name.split('/').count() <= 2 && name.split('/').all(is_name);
        if fits { Ok(Self(name.into())) } else { Err(DossierError::Name { name: shown(name) }) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file in a folder of this name, if it is one.
    #[must_use]
    pub fn inside(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_name(name: &str) -> bool {
    let bad = |c: char| c.is_control() || matches!(c, '/' | '\\');
    (1..=MAX_NAME).contains(&name.chars().count())
        && name.trim() == name
        && !name.contains(bad)
        && !name.starts_with('.')
        && !name.starts_with(HOUSE)
}

/// A name that is none, fit to be shown.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect()
}

/// Why there is no dossier. Nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The operator's fault: a name that leads out of the dossier, or is none.
    #[error("`{name}` is not the name of a file beside {PLAN}")]
    Name {
        /// What was named.
        name: String,
    },
    /// The operator's fault: a part that is too large.
    #[error("{file} has {bytes} bytes; at most {limit} are taken")]
    Large {
        /// Which.
        file: String,
        /// Its size.
        bytes: u64,
        /// The bound.
        limit: u64,
    },
    /// The operator's fault: too many parts.
    #[error("more than {limit} files")]
    Many {
        /// The bound.
        limit: usize,
    },
    /// The operator's fault: too large as a whole.
    #[error("more than {limit} bytes in all")]
    Whole {
        /// The bound.
        limit: u64,
    },
    /// The operator's fault: the plan names a part that is not there.
    #[error("{file} is not there")]
    Missing {
        /// Which.
        file: String,
    },
    /// The operator's fault: a text that is not UTF-8.
    #[error("{file}:{line} is not UTF-8")]
    Text {
        /// Which.
        file: String,
        /// The first line that is not.
        line: u64,
    },
    /// The operator's fault: a description that would ask a database.
    #[error("{file} asks a database; queries stand in the server's own configuration")]
    Query {
        /// Which.
        file: String,
    },
    /// The operator's fault: a source of the house that nobody configured.
    #[error("the house has no source `{name}`")]
    NoSource {
        /// What was named.
        name: String,
        /// The names there are.
        known: String,
    },
    /// Somebody changed what is stored: a part is not what was taken.
    #[error("{file} is not what was taken into the dossier")]
    Replaced {
        /// Which.
        file: String,
    },
    /// What is stored is no dossier.
    #[error("the stored dossier is damaged")]
    Damaged,
    /// A file cannot be read.
    #[error("{file} cannot be read")]
    Io {
        /// Which.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// One part of a dossier, as its index has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartLine {
    /// Its name.
    pub name: PartName,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, as any `sha256sum` prints it.
    pub digest: Digest,
}

/// The parts of a dossier by name. Cheap to clone: bytes are shared.
#[derive(Clone, Default)]
pub struct Dossier {
    parts: BTreeMap<PartName, Arc<[u8]>>,
}

impl fmt::Debug for Dossier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dossier").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl Dossier {
    /// Nothing taken yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a part in, or puts it in the place of the one of its name.
    ///
    /// # Errors
    /// [`DossierError::Large`], [`DossierError::Many`], [`DossierError::Whole`]; the dossier stays as it was.
    pub fn put(&mut self, name: PartName, bytes: impl Into<Arc<[u8]>>) -> Result<(), DossierError> {
        let bytes = bytes.into();
        let size = bytes.len() as u64;
        if size > MAX_PART {
            return Err(DossierError::Large { file: name.to_string(), bytes: size, limit: MAX_PART });
        }
        let old = self.parts.get(&name).map_or(0, |old| old.len() as u64);
        if self.bytes() - old + size > MAX_WHOLE {
            return Err(DossierError::Whole { limit: MAX_WHOLE });
        }
        if self.parts.len() >= MAX_PARTS && !self.parts.contains_key(&name) {
            return Err(DossierError::Many { limit: MAX_PARTS });
        }
        self.parts.insert(name, bytes);
        Ok(())
    }

    /// Takes a part out; whether there was one.
    pub fn remove(&mut self, name: &PartName) -> bool {
        self.parts.remove(name).is_some()
    }

    /// The bytes of a part.
    #[must_use]
    pub fn get(&self, name: &PartName) -> Option<&Arc<[u8]>> {
        self.parts.get(name)
    }

    /// The bytes of a part that is named somewhere.
    ///
    /// # Errors
    /// [`DossierError::Missing`].
    pub fn part(&self, name: &PartName) -> Result<&Arc<[u8]>, DossierError> {
        self.get(name).ok_or_else(|| DossierError::Missing { file: name.to_string() })
    }

    /// A part that is a text.
    ///
    /// # Errors
    /// [`DossierError::Missing`], [`DossierError::Text`].
    pub fn text(&self, name: &PartName) -> Result<&str, DossierError> {
        let bytes = self.part(name)?;
        std::str::from_utf8(bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
            DossierError::Text { file: name.to_string(), line }
        })
    }

    /// All parts by name.
    pub fn iter(&self) -> impl Iterator<Item = (&PartName, &Arc<[u8]>)> {
        self.parts.iter()
    }

    /// Bytes in all.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.parts.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// Name, size and digest of each part.
    #[must_use]
    pub fn index(&self) -> Vec<PartLine> {
        let line = |(name, bytes): (&PartName, &Arc<[u8]>)| PartLine {
            name: name.clone(),
            bytes: bytes.len() as u64,
            digest: Digest::of(bytes),
        };
        self.iter().map(line).collect()
    }

    /// One digest over names and contents.
    #[must_use]
    pub fn digest(&self) -> Digest {
        digest(&self.index())
    }

    /// As it is stored.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut packed = Vec::with_capacity(usize::try_from(self.bytes()).unwrap_or(0) + (self.parts.len() << 8));
        for (name, bytes) in self.iter() {
            for field in [name.as_str().as_bytes(), bytes] {
                packed.extend_from_slice(&(field.len() as u64).to_le_bytes());
                packed.extend_from_slice(field);
            }
        }
        packed
    }

    /// Reads a stored dossier and compares every part with the index.
    ///
    /// # Errors
    /// [`DossierError::Replaced`] with the part that is missing, additional or another; [`DossierError::Damaged`].
    pub fn unpack(packed: &[u8], index: &[PartLine]) -> Result<Self, DossierError> {
        let mut dossier = Self::new();
        let mut rest = packed;
        while !rest.is_empty() {
            let name = field(&mut rest)?;
            let name = std::str::from_utf8(name).map_err(|_| DossierError::Damaged)?;
            let name = PartName::parse(name).or_else(|_| brought(name)).map_err(|_| DossierError::Damaged)?;
            dossier.put(name, field(&mut rest)?).map_err(|_| DossierError::Damaged)?;
        }
        let found = dossier.index();
        let replaced = |file: &PartName| DossierError::Replaced { file: file.to_string() };
        for line in index {
            if !found.contains(line) {
                return Err(replaced(&line.name));
            }
        }
        match found.iter().find(|line| !index.contains(line)) {
            Some(line) => Err(replaced(&line.name)),
            None => Ok(dossier),
        }
    }
}

/// One digest over an index.
#[must_use]
pub fn digest(index: &[PartLine]) -> Digest {
    let mut fields = Fields::new("sekisho.dossier.v1");
    for line in index {
        fields.push(line.name.as_str().as_bytes()).push(line.digest.as_bytes());
    }
    fields.finish()
}

fn field<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], DossierError> {
    let (length, after) = rest.split_first_chunk::<8>().ok_or(DossierError::Damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| DossierError::Damaged)?;
    let (field, after) = after.split_at_checked(length).ok_or(DossierError::Damaged)?;
    *rest = after;
    Ok(field)
}

#[cfg(test)]
mod tests;
