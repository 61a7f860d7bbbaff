//! Character recognition: pictures that a reading room handed out, read by the `tesseract` command in a cage.
//!
//! The cage is a child of the same program that gives up sockets (seccomp), bounds its memory, time and files, and then
//! becomes the command; the picture goes in by a pipe and words come out by another, nothing touches the disk. A picture
//! of which words were read with enough confidence counts as read, and so does a scanned document all of whose pages
//! did; everything else stays blind ([`Blind::Image`]) with the words that were found, because a picture nobody could
//! read may say anything. Whatever fails leaves the picture blind and never the letter behind.

mod known;
mod words;

use std::{
    io,
    os::unix::process::CommandExt as _,
    process::Stdio,
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustix::process::Resource;
use sekisho_content::{Mail, Part, Reading};
use sekisho_model::{Blind, Digest};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
    sync::{OwnedSemaphorePermit, Semaphore},
};

use self::{known::Known, words::Words};
use crate::{
    house::House,
    rooms::{Door, limit},
    settings::Recognition,
};

/// How long one picture may take. A page of A4 at 300 dpi takes about five seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of words of one picture.
const WORDS: u64 = 4 << 20;
/// Memory of the cage, in bytes of address space, its processor time in seconds, and its open files.
const MEMORY: u64 = 2 << 30;
const SECONDS: u64 = 60;
const FILES: u64 = 64;

/// The cage of a house.
pub(crate) struct Recogniser {
    door: OnceLock<Door>,
    places: Semaphore,
    known: Known,
    /// For what is read beside, for showing only.
    beside: Arc<Semaphore>,
}

impl Recogniser {
    pub(crate) fn new() -> Self {
        Self {
            door: OnceLock::new(),
            places: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
            known: Known::default(),
            beside: Arc::new(Semaphore::new(1)),
        }
    }

    /// From now on pictures are read through this door.
    pub(crate) fn open(&self, door: Door) {
        // A second door changes nothing.
        let _ = self.door.set(door);
    }

    /// Leave to read pictures again that nobody waits for; `None` while others are read.
    fn turn_beside(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.beside).try_acquire_owned().ok()
    }

    /// The words of a picture; `None` when the command failed.
    async fn words(&self, wanted: &Recognition, picture: &[u8]) -> Option<Arc<Words>> {
        let digest = Digest::of(picture);
        if let Some(words) = self.known.get(&digest) {
            return Some(words);
        }
        let words = Arc::new(self.read(wanted, picture).await?);
        self.known.keep(digest, &words);
        Some(words)
    }

    async fn read(&self, wanted: &Recognition, picture: &[u8]) -> Option<Words> {
        let door = self.door.get()?;
        let _place = self.places.acquire().await.ok()?;
        let read = tokio::time::timeout(PATIENCE, ask(door, wanted, picture)).await;
        match read {
            Ok(Ok(tsv)) => Some(Words::of(&tsv)),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a picture could not be recognised");
                None
            }
            Err(_) => {
                tracing::warn!("recognising a picture took too long");
                None
            }
        }
    }
}

impl House {
    /// Reads the pictures of a letter, where that is wanted.
    pub(crate) async fn recognise(&self, mail: &mut Mail) {
        let Some(wanted) = &self.settings.recognition else { return };
        for part in &mut mail.parts {
            let pictures = std::mem::take(&mut part.pictures);
            // As many at a time as the cage has places.
            let words = pictures.shown.iter().map(|picture| self.recogniser.words(wanted, picture));
            let words = futures_util::future::join_all(words).await;
            take_in(part, &words, pictures.all);
        }
    }

    /// Gives the pictures of a letter the words that were read when it was judged. What was forgotten since stays blind
    /// for now and is read again beside, for the next who looks.
    pub(crate) fn recognise_known(&self, mail: &mut Mail) {
        if self.settings.recognition.is_none() {
            return;
        }
        let mut forgotten = Vec::new();
        for part in &mut mail.parts {
            let pictures = std::mem::take(&mut part.pictures);
            let words: Vec<_> = pictures.shown.iter().map(|one| self.recogniser.known.get(&Digest::of(one))).collect();
            take_in(part, &words, pictures.all);
            let missing = pictures.shown.into_iter().zip(&words).filter(|(_, words)| words.is_none());
            forgotten.extend(missing.map(|(picture, _)| picture));
        }
        let Some(turn) = (!forgotten.is_empty()).then(|| self.recogniser.turn_beside()).flatten() else { return };
        let house = self.clone();
        tokio::spawn(async move {
            let _turn = turn;
            let Some(wanted) = &house.settings.recognition else { return };
            for picture in forgotten {
                house.recogniser.words(wanted, &picture).await;
            }
        });
    }
}

/// Gives a part the words of its pictures. It is read when nothing but they was unread and all their words are believed.
fn take_in(part: &mut Part, words: &[Option<Arc<Words>>], all: bool) {
    let Reading::Blind { why, text, tables } = &mut part.reading else { return };
    let (why, mut text, tables) = (*why, std::mem::take(text), std::mem::take(tables));
    for words in words.iter().flatten().filter(|words| !words.text.is_empty()) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&words.text);
    }
    let believed = words.iter().all(|words| words.as_ref().is_some_and(|words| words.are_believed()));
    part.reading = if all && believed && !words.is_empty() && why == Blind::Image {
        Reading::Read { text, tables }
    } else {
        Reading::Blind { why, text, tables }
    };
}

async fn ask(door: &Door, wanted: &Recognition, picture: &[u8]) -> io::Result<String> {
    let mut command = Command::new(&door.program);
    command.args(&door.arguments).arg(&wanted.command).args(["stdin", "stdout", "-l", &wanted.languages, "tsv"]);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("OMP_THREAD_LIMIT", "1");
    command.current_dir("/").kill_on_drop(true).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let lost = || io::Error::other("a cage without a pipe");
    let (mut input, output) = (child.stdin.take().ok_or_else(lost)?, child.stdout.take().ok_or_else(lost)?);
    let mut tsv = Vec::new();
    let give = async {
        // It may have ended already; what it said counts.
        let _ = input.write_all(picture).await;
        drop(input);
    };
    let mut output = output.take(WORDS);
    let (_, read) = tokio::join!(give, output.read_to_end(&mut tsv));
    read?;
    let status = child.wait().await?;
    if !status.success() {
        return Err(io::Error::other(format!("the command ended with {status}")));
    }
    Ok(String::from_utf8_lossy(&tsv).into_owned())
}

/// The life of a cage: gives up sockets, memory, time and files, then becomes the command.
///
/// # Errors
/// The cage could not be closed, or there is no such command: nothing is read without it.
pub fn serve(command: &[String]) -> io::Result<std::convert::Infallible> {
    let (program, arguments) = command.split_first().ok_or_else(|| io::Error::other("no command"))?;
    for (resource, most) in [
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Nofile, FILES),
    ] {
        limit(resource, most)?;
    }
    without_sockets()?;
    Err(std::process::Command::new(program).args(arguments).exec())
}

/// Calls that reach other machines or other processes fail from now on, here and in what this becomes.
fn without_sockets() -> io::Result<()> {
    const CALLS: [&str; 11] = [
        "socket",
        "socketpair",
        "connect",
        "bind",
        "listen",
        "accept4",
        "sendto",
        "sendmsg",
        "ptrace",
        "process_vm_readv",
        "process_vm_writev",
    ];
    let calls: Vec<serde_json::Value> = CALLS.iter().map(|call| serde_json::json!({ "syscall": call })).collect();
    let filter = serde_json::json!({
        "cage": { "mismatch_action": "allow", "match_action": { "errno": 1 }, "filter": calls }
    });
    let arch = std::env::consts::ARCH.try_into().map_err(io::Error::other)?;
    let filters = seccompiler::compile_from_json(filter.to_string().as_bytes(), arch).map_err(io::Error::other)?;
    let cage = filters.get("cage").ok_or_else(|| io::Error::other("an empty filter"))?;
    seccompiler::apply_filter(cage).map_err(io::Error::other)
}

#[cfg(test)]
mod tests;
