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
use sekisho_model::Blind;
use sekisho_words::Words;

pub(crate) use redact::Redact;

use super::tongue::{Tongue, lang};

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
    #[arg(long, conflicts_with = "json")]
    text: bool,
    /// A file with passwords, one per line, that are tried on sealed files; `-` for standard input. Passwords have no place
    /// on a command line, which others can see.
    #[arg(long, value_name = "FILE", conflicts_with = "stdin_lines")]
    passwords: Option<PathBuf>,
    /// Read one text per line from standard input and answer one JSON object per line.
    #[arg(long, conflicts_with = "paths")]
    stdin_lines: bool,
    /// The language of the sentences; default: that of the environment.
    #[arg(long)]
    lang: Option<Tongue>,
}

/// Why a file was not looked at at all.
struct NotLookedAt {
    why: Blind,
    report: miette::Report,
}

impl Scan {
    pub(crate) async fn run(&self) -> miette::Result<ExitCode> {
        if self.stdin_lines {
            return self.lines();
        }
        let passwords = self.passwords.as_deref().map(passwords::read).transpose()?.unwrap_or_default();
        let words = Words::new(lang(self.lang));
        let Found { paths, passed } = files(&self.paths)?;
        for path in &passed {
            eprintln!("{}", words.with("scan-passed-over", &[("path", path.to_string_lossy().into_owned().into())]));
        }
        let opener = look::Opener::new();
        let mut unread = 0_usize;
        for path in &paths {
            if !self.one(&opener, path, passwords.all(), words).await {
                unread += 1;
            }
        }
        if paths.len() > 1 && !self.json && !self.text {
            say!("{}", words.with("scan-sum", &[("files", paths.len().into()), ("unread", unread.into())]));
        }
        Ok(if unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Looks at one file; whether all of it was read. One that cannot be opened is said and does not end the others.
    async fn one(&self, opener: &look::Opener, path: &Path, passwords: &[String], words: Words) -> bool {
        let start = Instant::now();
        let bytes = match bytes(path) {
            Ok(bytes) => bytes,
            Err(NotLookedAt { why, report }) => {
                let path_text = path.to_string_lossy().into_owned();
                let values = [("path", path_text.into()), ("why", report.to_string().into())];
                eprintln!("{}", words.with("scan-failed", &values));
                if self.json {
                    say!("{}", report::failed(path, why));
                }
                return false;
            }
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let seen = look::look(opener, &bytes, name.as_deref(), passwords).await;
        let elapsed = start.elapsed();
        if self.text {
            seen.parts.iter().for_each(|part| say!("--- {}\n{}", part.name, part.text));
        } else if self.json {
            say!("{}", report::json(path, &seen, self.reveal, elapsed));
        } else {
            say!("{}", report::lines(path, &seen, self.reveal, words));
        }
        seen.is_complete()
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
    bytes(path).map_err(|error| error.report)
}

fn bytes(path: &Path) -> Result<Vec<u8>, NotLookedAt> {
    let failed = |error: std::io::Error| NotLookedAt {
        why: Blind::ReaderFailed,
        report: miette::miette!("{} cannot be read: {error}", path.display()),
    };
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST {
        let report = miette::miette!("{} has {size} bytes; files up to {LARGEST} are looked at", path.display());
        return Err(NotLookedAt { why: Blind::Limit, report });
    }
    std::fs::read(path).map_err(failed)
}

/// What lies below the paths that were given.
#[derive(Default)]
struct Found {
    paths: Vec<PathBuf>,
    /// Links, pipes and devices: nobody looked at them, and that is said.
    passed: Vec<PathBuf>,
}

/// The files below these paths, in order. Links are followed for the paths given, not inside folders.
fn files(paths: &[PathBuf]) -> miette::Result<Found> {
    let mut found = Found::default();
    let mut folders = Vec::new();
    for path in paths {
        if path.is_dir() {
            folders.push(path.clone())
        } else {
            found.paths.push(path.clone())
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
                    found.paths.push(entry.path());
                } else {
                    found.passed.push(entry.path());
                }
            }
        }
    }
    Ok(found)
}
