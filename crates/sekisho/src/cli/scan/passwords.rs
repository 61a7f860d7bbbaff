//! Passwords for sealed files: from a file or standard input, one per line, never from the command line.

use std::{fmt, io::Read as _, path::Path};

use zeroize::Zeroize as _;

/// Largest list, in bytes.
const LARGEST: u64 = 1 << 20;
/// More are refused: how many are tried on one file is bounded, and the rest would silently not be.
const MOST: usize = 40;

/// Passwords that are wiped from memory when they are no longer needed.
#[derive(Default)]
pub(super) struct Passwords(Vec<String>);

impl Passwords {
    pub(super) fn all(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} password(s)", self.0.len())
    }
}

impl Drop for Passwords {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Reads a list; `-` is standard input. Empty lines say nothing; blanks belong to a password.
pub(super) fn read(path: &Path) -> miette::Result<Passwords> {
    let failed = |error: std::io::Error| miette::miette!("{} cannot be read: {error}", path.display());
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(LARGEST + 1).read_to_string(&mut text).map_err(failed)?;
    } else {
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(LARGEST + 1).read_to_string(&mut text).map_err(failed)?;
    }
    let all = Passwords(
        text.trim_start_matches('\u{FEFF}').lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    );
    let long = text.len() as u64 > LARGEST;
    text.zeroize();
    if long || all.0.len() > MOST {
        return Err(miette::miette!("{} has too many passwords; up to {MOST} are tried", path.display()));
    }
    Ok(all)
}
