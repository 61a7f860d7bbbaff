//! The configuration file: raw (as written) → checked (as used).
//!
//! A closed world: an unknown key, a wrong type, a name that refers to nothing are errors with file, line and caret,
//! and an erroneous file never starts the service and never replaces a running configuration. Secrets are never in
//! this file; it names files (or systemd credentials) that hold them.

pub(crate) mod checked;
pub(crate) mod docs;
mod mistake;
pub(crate) mod raw;

use std::path::Path;

pub(crate) use checked::Checked;
pub(crate) use mistake::{Mistakes, at};

/// Reads and checks the file. Relative paths in it are relative to its folder.
pub(crate) fn load(path: &Path) -> miette::Result<Checked> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        miette::miette!(
            help = "create one with `sekisho init`, or name it with --config",
            "the configuration {} cannot be read: {error}",
            path.display()
        )
    })?;
    parse(&text, path).map_err(miette::Report::new)
}

/// Checks the text of a file that lies (or would lie) at `path`.
pub(crate) fn parse(text: &str, path: &Path) -> Result<Checked, Mistakes> {
    let failed = |mistakes| Mistakes::new(path, text, mistakes);
    let raw: raw::Raw = toml::from_str(text).map_err(|error| failed(vec![mistake::from_toml(text, &error)]))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut checked = checked::check(raw, folder).map_err(failed)?;
    checked.digest = sekisho_model::Digest::of(text.as_bytes());
    Ok(checked)
}

#[cfg(test)]
mod tests;
