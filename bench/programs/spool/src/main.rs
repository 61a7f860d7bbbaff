//! How many letters a second become durable: the spool of Sekisho against SQLite, redb and files, with the same
//! letters and the same number of writers. Every writer waits until its letter is durable before it brings the next.
//!
//! Sekisho's spool seals every letter with a key of its own; the others write plain bytes.

mod files;
mod group;
mod redb;
mod segment;
mod sekisho;
mod sqlite;
mod writers;

use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

use writers::Report;

#[derive(Parser)]
struct Arguments {
    #[arg(long, value_enum)]
    way: Way,
    /// An empty folder on the file system that is measured.
    #[arg(long)]
    folder: PathBuf,
    #[arg(long, default_value_t = 100)]
    writers: usize,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Octets of a letter.
    #[arg(long, default_value_t = 10_000)]
    size: usize,
}

/// A way to make a letter durable.
#[derive(Clone, Copy, ValueEnum)]
enum Way {
    /// Sekisho's spool.
    Sekisho,
    /// SQLite, WAL, synchronous=FULL, one transaction per letter.
    Sqlite,
    /// The same, one transaction for all letters that wait.
    SqliteGroup,
    /// redb, immediate durability, one transaction per letter.
    Redb,
    /// The same, one transaction for all letters that wait.
    RedbGroup,
    /// One file per letter: create, write, fsync, and fsync of the folder.
    Files,
    /// One preallocated file, one fdatasync for all letters that wait, nothing sealed: what the disk can do.
    Segment,
}

/// What is measured.
#[derive(Clone)]
pub struct Load {
    pub writers: usize,
    pub lasts: Duration,
    pub letter: Vec<u8>,
}

fn main() -> anyhow::Result<()> {
    let Arguments { way, folder, writers, seconds, size } = Arguments::parse();
    let load = Load { writers, lasts: Duration::from_secs_f64(seconds), letter: letter(size) };
    std::fs::create_dir_all(&folder)?;
    let report: Report = match way {
        Way::Sekisho => sekisho::run(&folder, &load)?,
        Way::Sqlite => sqlite::alone(&folder, &load)?,
        Way::SqliteGroup => sqlite::grouped(&folder, &load)?,
        Way::Redb => redb::alone(&folder, &load)?,
        Way::RedbGroup => redb::grouped(&folder, &load)?,
        Way::Files => files::run(&folder, &load)?,
        Way::Segment => segment::run(&folder, &load)?,
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

/// Octets that do not compress.
fn letter(size: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let octet = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..size).map(octet).collect()
}
