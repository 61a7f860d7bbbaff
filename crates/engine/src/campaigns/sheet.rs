//! What the house keeps of a campaign beside its state and its files: sealed, and destroyed with them.

use std::collections::BTreeSet;

use sekisho_campaign::{
    Manifest,
    approval::Rights,
    manifest::{Altered, Heading, Line},
};
use sekisho_model::{Digest, Time, UserId};
use serde::{Deserialize, Serialize};

use super::{
    dossier::{self, Dossier, DossierError, PLAN, PartLine, PartName},
    plan::Plan,
};
use crate::desk::{CheckView, PartRole};

/// Kind of the file with the parts.
pub const DOSSIER: &str = "dossier";
/// Kind of the file with the manifest of the whole.
pub const MANIFEST: &str = "manifest";

/// The sheet of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// The parts in force.
    #[serde(default)]
    pub parts: Vec<Taken>,
    /// The text of the plan among them, so that a page need not open them all.
    #[serde(default)]
    pub plan: Option<String>,
    /// Everybody who ever had a hand in it: none of them approves it.
    #[serde(default)]
    pub makers: BTreeSet<UserId>,
    /// What the last check found.
    #[serde(default)]
    pub check: Option<CheckView>,
    /// Who may do what, as it was when it was laid before approvers.
    #[serde(default)]
    pub rights: Option<Rights>,
}

/// A part, and who brought it when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Name, size, digest.
    pub line: PartLine,
    /// Who brought it.
    pub by: UserId,
    /// When.
    pub at: Time,
}

impl Sheet {
    /// The index of the parts in force.
    #[must_use]
    pub fn index(&self) -> Vec<PartLine> {
        self.parts.iter().map(|taken| taken.line.clone()).collect()
    }

    /// One digest over all parts in force.
    #[must_use]
    pub fn digest(&self) -> Digest {
        dossier::digest(&self.index())
    }

    /// Whether the last check speaks of the parts in force.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.dossier == self.digest())
    }

    /// Whom the lists name as their authors: as the last check has it, and as the plan says.
    pub(crate) fn authors(&self) -> Vec<String> {
        let differences = self.check.iter().filter_map(|check| check.differences.as_ref());
        let compared = differences.flat_map(|differences| differences.sources.iter().take(2));
        let compared = compared.filter_map(|source| source.author.clone());
        let plan = self.plan.as_deref().and_then(|text| Plan::read(text).ok());
        let planned = plan.into_iter().flat_map(|plan| {
            let second = plan.list.second.and_then(|second| second.author);
            plan.list.author.into_iter().chain(second)
        });
        compared.chain(planned).collect()
    }

    /// Takes the index of a dossier; what is new or changed was brought by this person.
    pub(crate) fn take(&mut self, dossier: &Dossier, by: &UserId, at: Time) {
        let old = std::mem::take(&mut self.parts);
        let known = |line: &PartLine| old.iter().find(|taken| taken.line == *line).cloned();
        let fresh = |line: PartLine| known(&line).unwrap_or_else(|| Taken { line, by: by.clone(), at });
        self.parts = dossier.index().into_iter().map(fresh).collect();
        self.plan = PartName::parse(PLAN).ok().and_then(|name| dossier.text(&name).ok().map(str::to_owned));
        self.makers.insert(by.clone());
    }

    /// Who brought a part.
    #[must_use]
    pub fn brought_by(&self, name: &PartName) -> Option<&UserId> {
        self.parts.iter().find(|taken| taken.line.name == *name).map(|taken| &taken.by)
    }

    /// Who brought the newest of the parts that are for one of these things.
    pub(crate) fn newest(&self, role: impl Fn(&PartName) -> PartRole, of: &[PartRole]) -> Option<&UserId> {
        let ours = self.parts.iter().filter(|taken| of.contains(&role(&taken.line.name)));
        ours.max_by_key(|taken| taken.at).map(|taken| &taken.by)
    }

    /// Reads the parts in force from what is stored.
    ///
    /// # Errors
    /// [`DossierError::Replaced`] with the part that is not what was taken, [`DossierError::Damaged`].
    pub fn open(&self, packed: Option<&[u8]>) -> Result<Dossier, DossierError> {
        Dossier::unpack(packed.unwrap_or_default(), &self.index())
    }
}

/// A manifest as it is stored.
///
/// # Errors
/// What the writer says; it writes into memory.
pub fn pack(manifest: &Manifest) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_stdvec(&(manifest.heading(), manifest.lines()))
}

/// Reads a stored manifest; what is not under this root is no manifest.
///
/// # Errors
/// [`Altered`].
pub fn unpack(packed: &[u8], root: Digest) -> Result<Manifest, Altered> {
    let (heading, lines): (Heading, Vec<Line>) = postcard::from_bytes(packed).map_err(|_| Altered)?;
    Manifest::restore(heading, lines, root)
}
