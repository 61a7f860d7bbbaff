//! Waivers: a person explains the cases of one class, by their exact number.
//!
//! A waiver for another number than there is says that something changed since it was written: it is void. So is one
//! by a person who made one of the lists, and one that would excuse rows nobody could look at. Void waivers are told,
//! never used.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Class, Outcome, TableError, error::Place, independence::same_person};

/// One waiver, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The code of the class.
    pub class: String,
    /// How many cases: pairs for `changed`, rows otherwise.
    pub count: u64,
    /// Why they are right.
    pub reason: String,
    /// Who says so.
    pub approver: String,
}

/// Why a waiver was not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Void {
    /// There are more or fewer cases.
    Count,
    /// The approver made one of the lists.
    OwnList,
    /// Another waiver stands for the same class.
    Twice,
}

impl Void {
    /// Its code, for the catalogue of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::OwnList => "own-list",
            Self::Twice => "twice",
        }
    }

    /// All reasons.
    pub const ALL: [Self; 3] = [Self::Count, Self::OwnList, Self::Twice];
}

/// What became of the waivers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Explained {
    /// Classes with cases that nobody explains, and how many.
    pub unexplained: Vec<(Class, u64)>,
    /// Waivers that were used.
    pub used: Vec<Waiver>,
    /// Waivers that were not, and why.
    pub void: Vec<(Waiver, Void)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Waiver>,
}

/// Reads a file of waivers (TOML, `[[waiver]]`).
pub fn read(path: &Path) -> Result<Vec<Waiver>, TableError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| TableError::Io { file: name.clone(), source })?;
    let file: File = toml::from_str(&text).map_err(|error| described(&name, &text, &error))?;
    for waiver in &file.waiver {
        let known = crate::CLASSES.iter().any(|class| class.code() == waiver.class && *class != Class::Identical);
        let why = match waiver {
            _ if !known => format!("`{}` is no class that can be waived", waiver.class),
            Waiver { reason, .. } if reason.trim().is_empty() => "a waiver needs a reason".to_owned(),
            Waiver { approver, .. } if approver.trim().is_empty() => "a waiver needs an approver".to_owned(),
            _ => continue,
        };
        return Err(TableError::Description { place: Place::file(&name), why });
    }
    Ok(file.waiver)
}

/// The place of an error in TOML.
pub(crate) fn described(name: &str, text: &str, error: &toml::de::Error) -> TableError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    TableError::Description { place: Place::at(name, line, column), why: error.message().to_owned() }
}

/// Whether who answers made one of the lists, by name: then the waiver counts for nothing.
#[must_use]
pub fn is_own(approver: &str, authors: &[&str]) -> bool {
    authors.iter().any(|author| same_person(author) == same_person(approver))
}

/// Which cases of a result are explained. `authors`: who made the lists.
#[must_use]
pub fn explain(outcome: &Outcome, waivers: &[Waiver], authors: &[&str]) -> Explained {
    let mut explained = Explained::default();
    for waiver in waivers {
        let same = |other: &&Waiver| other.class == waiver.class;
        let cases = outcome.counts.iter().find(|count| count.class.code() == waiver.class);
        let void = if waivers.iter().filter(same).count() > 1 {
            Some(Void::Twice)
        } else if is_own(&waiver.approver, authors) {
            Some(Void::OwnList)
        } else if cases.map_or(0, crate::Count::cases) != waiver.count {
            Some(Void::Count)
        } else {
            None
        };
        match void {
            Some(void) => explained.void.push((waiver.clone(), void)),
            None => explained.used.push(waiver.clone()),
        }
    }
    for count in outcome.counts.iter().filter(|count| count.class != Class::Identical && count.cases() > 0) {
        if explained.used.iter().all(|waiver| waiver.class != count.class.code()) {
            explained.unexplained.push((count.class, count.cases()));
        }
    }
    explained
}

#[cfg(test)]
mod tests;
