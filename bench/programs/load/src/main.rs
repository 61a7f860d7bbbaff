//! The mail clients of the benchmarks: so many connections, each sending its next letter as soon as the last one was
//! answered, until the time or the letters are used up. One thread, so that it takes as little as possible from what
//! is measured.
//!
//! The time starts when every connection has been greeted. It counts a letter as accepted only when the `250` behind its last dot was read. It never sends a letter twice: one
//! whose reply was lost is in doubt, and stays so.

mod client;
mod letters;
mod people;
mod tally;
mod text;

use std::{cell::RefCell, fs, net::SocketAddr, path::PathBuf, rc::Rc, time::Duration};

use clap::Parser;
use tokio::{sync::Barrier, task::LocalSet};

use letters::Letters;
use tally::Tally;

/// What to send, how and how long.
#[derive(Parser, Clone)]
pub struct Arguments {
    /// The server.
    #[arg(long)]
    pub target: SocketAddr,
    #[arg(long, default_value_t = 10)]
    pub connections: usize,
    /// No letter is begun after this time.
    #[arg(long, default_value_t = 10.0)]
    pub seconds: f64,
    /// No more letters than this.
    #[arg(long, default_value_t = u64::MAX)]
    pub letters: u64,
    /// Size of a letter in octets, about.
    #[arg(long, default_value_t = 10_000)]
    pub size: usize,
    /// Number of the run, for Message-IDs.
    #[arg(long, default_value_t = 1)]
    pub run: u64,
    /// Letters are of one recipient each, or of so many.
    #[arg(long, default_value_t = 1)]
    pub recipients: usize,
    /// How long a connection that broke is tried again. 0: it ends.
    #[arg(long, default_value_t = 0.0)]
    pub patience: f64,
    /// File for the numbers of accepted letters (`a N`) and of letters in doubt (`d N`).
    #[arg(long)]
    pub log: Option<PathBuf>,
    /// Writes the letters into this folder and ends.
    #[arg(long)]
    pub show: Option<PathBuf>,
    /// For each letter a chosen text, for example one that is held.
    #[arg(long)]
    pub note: Option<String>,
}

impl Arguments {
    pub fn patience(&self) -> Duration {
        Duration::from_secs_f64(self.patience)
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let letters = Letters::new(&arguments);
    if let Some(folder) = &arguments.show {
        return show(&letters, folder);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tally = LocalSet::new().block_on(&runtime, send(&arguments, letters));
    if let Some(path) = &arguments.log {
        fs::write(path, tally.log())?;
    }
    println!("{}", serde_json::to_string(&tally.report())?);
    Ok(())
}

async fn send(arguments: &Arguments, letters: Letters) -> Tally {
    let tally = Rc::new(RefCell::new(Tally::new(arguments)));
    let (arguments, letters) = (Rc::new(arguments.clone()), Rc::new(letters));
    let start = Rc::new(Barrier::new(arguments.connections));
    let clients = (0..arguments.connections).map(|_| {
        let client = client::run(Rc::clone(&arguments), Rc::clone(&letters), Rc::clone(&tally), Rc::clone(&start));
        tokio::task::spawn_local(client)
    });
    for client in clients.collect::<Vec<_>>() {
        // A client that panics has been reported already.
        let _ = client.await;
    }
    tally.replace(Tally::default())
}

fn show(letters: &Letters, folder: &std::path::Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for number in 0..384 {
        let letter = letters.letter(number);
        let mut bytes = letter.head.into_bytes();
        // As it arrives: without the final dot. No line of these letters begins with one.
        bytes.extend_from_slice(letter.body.strip_suffix(b".\r\n").unwrap_or(letter.body));
        fs::write(folder.join(format!("{number}.eml")), bytes)?;
    }
    Ok(())
}
