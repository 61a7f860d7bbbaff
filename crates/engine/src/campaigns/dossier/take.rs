//! Taking a dossier from a folder, and answers of databases from the house's own sources.
//!
//! Only what the plan names is read, and only beside the plan: a link is an error, wherever it leads.

use std::{
    collections::BTreeMap,
    fs::OpenOptions,
    io::{self, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use sekisho_tables::{Declared, Limits, Opened, source};

use super::{Dossier, DossierError, MAX_PART, PLAN, PartName, is_name, rows, shown};
use crate::campaigns::{MakingError, plan::Plan};

/// In front of the name of a source that the house has configured: `source = "house:crm"`.
pub(crate) const HOUSE: &str = "house:";

/// Whether a description in the folder may ask a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queries {
    /// It is asked now, by whoever runs the command, and the answer is taken.
    Asked,
    /// It is an error: what a house asks stands in its own configuration.
    Refused,
}

/// Takes a plan and everything it names. Called where it may block.
///
/// # Errors
/// [`MakingError`]; nothing was taken.
pub fn take(path: &Path, queries: Queries) -> Result<Dossier, MakingError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut dossier = Dossier::new();
    dossier.put(PartName::parse(PLAN)?, read(path, PLAN)?)?;
    let plan = Plan::of(&dossier)?;
    for name in plan.names()? {
        // What the house itself has is brought by the house.
        if name.as_str().starts_with(HOUSE) || dossier.get(&name).is_some() {
            continue;
        }
        let full = folder.join(name.as_str());
        dossier.put(name.clone(), read(&full, name.as_str())?)?;
        if is_description(name.as_str()) {
            take_described(&mut dossier, &name, folder, queries)?;
        }
    }
    if let Some(files) = &plan.files {
        take_folder(&mut dossier, folder, files)?;
    }
    Ok(dossier)
}

/// What a description names; of a query the answer, in place of the description.
fn take_described(dossier: &mut Dossier, name: &PartName, folder: &Path, queries: Queries) -> Result<(), MakingError> {
    match source::describe(name.as_str(), dossier.text(name)?)?.file {
        Some(file) => {
            let file = PartName::parse(&file)?;
            dossier.put(file.clone(), read(&folder.join(file.as_str()), file.as_str())?)?;
            Ok(())
        }
        None if queries == Queries::Refused => Err(DossierError::Query { file: name.to_string() }.into()),
        None => {
            let rows = PartName::parse(&format!("{}.rows.csv", name.as_str().trim_end_matches(".toml")))?;
            copy_answer(dossier, name.clone(), rows, &folder.join(name.as_str()))
        }
    }
}

/// Whether a part is the description of a table.
pub(crate) fn is_description(name: &str) -> bool {
    name.ends_with(".toml") || name.starts_with(HOUSE) && !name.ends_with(".csv")
}

/// Asks a source that the house has configured, and puts its answer where the plan looks for it. Called where it may
/// block.
///
/// # Errors
/// [`DossierError::NoSource`], and what the database says.
pub(crate) fn bring(
    dossier: &mut Dossier,
    wanted: &PartName,
    sources: &BTreeMap<String, PathBuf>,
) -> Result<(), MakingError> {
    let name = wanted.as_str().trim_start_matches(HOUSE);
    let Some(path) = sources.get(name) else {
        let known = sources.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(DossierError::NoSource { name: shown(name), known }.into());
    };
    copy_answer(dossier, wanted.clone(), brought(&format!("{wanted}.csv"))?, path)
}

/// The name of a part that the house itself brings: `house:crm`, `house:crm.csv`.
pub(crate) fn brought(name: &str) -> Result<PartName, DossierError> {
    let own = name.strip_prefix(HOUSE).filter(|rest| !rest.contains('/') && is_name(rest));
    match own {
        Some(_) => Ok(PartName(name.into())),
        None => Err(DossierError::Name { name: shown(name) }),
    }
}

/// Reads a table through its description, and takes its rows and a description of them.
fn copy_answer(
    dossier: &mut Dossier,
    description: PartName,
    rows_name: PartName,
    path: &Path,
) -> Result<(), MakingError> {
    let limits = Limits { bytes: MAX_PART, ..Limits::default() };
    let Opened { table, maker } = source::open(path, &Declared::default(), &limits)?;
    let mut text = String::new();
    rows::write(&mut text, table.columns().iter().map(String::as_str));
    table.pass(false, &limits, |row| {
        rows::write(&mut text, row.cells());
        Ok(())
    })?;
    let copied = source::Copied { file: rows_name.as_str(), maker: &maker, query: table.query() };
    dossier.put(description, copied.to_text().into_bytes())?;
    dossier.put(rows_name, text.into_bytes())?;
    Ok(())
}

/// Every file of a folder; what begins with a dot stays where it is.
fn take_folder(dossier: &mut Dossier, folder: &Path, name: &str) -> Result<(), MakingError> {
    let failed = |source| DossierError::Io { file: name.to_owned(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder.join(name)).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let file = entry.file_name();
        // What is no text cannot be named by a column either.
        let Some(file) = file.to_str().filter(|file| !file.starts_with('.')) else { continue };
        if entry.file_type().map_err(failed)?.is_file() {
            names.push(PartName::parse(&format!("{name}/{file}"))?);
        }
    }
    names.sort();
    for part in names {
        dossier.put(part.clone(), read(&folder.join(part.as_str()), part.as_str())?)?;
    }
    Ok(())
}

/// A file beside the plan, up to the bound. Links and pipes are refused before anything is read.
fn read(path: &Path, name: &str) -> Result<Vec<u8>, DossierError> {
    let failed = |source| DossierError::Io { file: name.to_owned(), source };
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(failed(io::Error::from(io::ErrorKind::InvalidInput)));
    }
    let mut bytes = Vec::new();
    file.take(MAX_PART + 1).read_to_end(&mut bytes).map_err(failed)?;
    let size = bytes.len() as u64;
    if size > MAX_PART {
        return Err(DossierError::Large { file: name.to_owned(), bytes: size, limit: MAX_PART });
    }
    Ok(bytes)
}
