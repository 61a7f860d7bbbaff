//! `scan`, `redact`: what personal data lies in files, offline, without configuration, key or service.
//!
//! What is found is masked unless `--reveal` is given. A file that could not be read in full says so (`blind`); it is
//! never reported as clean. Nothing is written but to standard output and the copy that `redact` is told to make.

mod look;
mod passwords;
mod redact;
mod report;

use std::{
    io::{BufRead as _, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::Args;

pub(crate) use redact::Redact;

/// Largest file looked at, in bytes.
const LARGEST: u64 = 256 << 20;
/// Longest line of `--stdin-lines`, in bytes.
const LONGEST_LINE: u64 = 16 << 20;

/// Finds personal data in files, folders and letters. Exit status 0 if every file was read in full, else 1.
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Files or folders.
    #[arg(required_unless_present = "stdin_lines")]
    paths: Vec<PathBuf>,
    /// One JSON object per file (docs/scan.md).
    #[arg(long)]
    json: bool,
    /// Show what was found instead of a mask.
    #[arg(long)]
    reveal: bool,
    /// Print the extracted text of each part: `start` and `end` count its characters.
    #[arg(long)]
    text: bool,
    /// A file with passwords, one per line, that are tried on sealed files; `-` for standard input. Passwords have no place
    /// on a command line, which others can see.
    #[arg(long, value_name = "FILE", conflicts_with = "stdin_lines")]
    passwords: Option<PathBuf>,
    /// Read one text per line from standard input and answer one JSON object per line.
    #[arg(long, conflicts_with = "paths")]
    stdin_lines: bool,
}

impl Scan {
    pub(crate) fn run(&self) -> miette::Result<ExitCode> {
        if self.stdin_lines {
            return self.lines();
        }
        let passwords = self.passwords.as_deref().map(passwords::read).transpose()?.unwrap_or_default();
        let mut complete = true;
        for path in files(&self.paths)? {
            complete &= self.one(&path, passwords.all())?;
        }
        Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Looks at one file; whether all of it was read.
    fn one(&self, path: &Path, passwords: &[String]) -> miette::Result<bool> {
        let start = Instant::now();
        let bytes = read(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let seen = look::look(&bytes, name.as_deref(), passwords);
        if self.text {
            seen.parts.iter().for_each(|part| say!("--- {}\n{}", part.name, part.text));
            return Ok(seen.is_complete());
        }
        let elapsed = start.elapsed();
        if self.json {
            say!("{}", report::json(path, &seen, self.reveal, elapsed));
        } else {
            say!("{}", report::lines(path, &seen, self.reveal).trim_end_matches('\n'));
        }
        Ok(seen.is_complete())
    }

    fn lines(&self) -> miette::Result<ExitCode> {
        let mut input = std::io::stdin().lock();
        let mut output = std::io::BufWriter::new(std::io::stdout().lock());
        let failed = |error: std::io::Error| miette::miette!("standard input failed: {error}");
        let mut line = Vec::new();
        while {
            line.clear();
            (&mut input).take(LONGEST_LINE).read_until(b'\n', &mut line).map_err(failed)?
        } > 0
        {
            let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
            crate::say::written(writeln!(output, "{}", report::line(&text, self.reveal)));
        }
        crate::say::written(output.flush());
        Ok(ExitCode::SUCCESS)
    }
}

pub(super) fn read(path: &Path) -> miette::Result<Vec<u8>> {
    let failed = |error: std::io::Error| miette::miette!("{} cannot be read: {error}", path.display());
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST {
        return Err(miette::miette!("{} has {size} bytes; files up to {LARGEST} are looked at", path.display()));
    }
    std::fs::read(path).map_err(failed)
}

/// The files below these paths, in order. Links are followed for the paths given, not inside folders.
fn files(paths: &[PathBuf]) -> miette::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = Vec::new();
    for path in paths {
        if path.is_dir() {
            folders.push(path.clone())
        } else {
            found.push(path.clone())
        }
        while let Some(folder) = folders.pop() {
            let failed = |error: std::io::Error| miette::miette!("{} cannot be listed: {error}", folder.display());
            let mut entries: Vec<_> =
                std::fs::read_dir(&folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
            entries.sort_by_key(std::fs::DirEntry::file_name);
            for entry in entries {
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    found.push(entry.path());
                }
            }
        }
    }
    Ok(found)
}
