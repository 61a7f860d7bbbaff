//! Character recognition: pictures that a reading room handed out, read by the `tesseract` command in a cage.
//!
//! The cage is a child of the same program that gives up sockets (seccomp), bounds its memory, time and files, and then
//! becomes the command; the picture goes in by a pipe and words come out by another, nothing touches the disk. A picture
//! of which enough words were read with enough confidence counts as read; everything else stays blind
//! ([`Blind::Image`]) with the words that were found, because a picture nobody could read may say anything. Whatever
//! fails leaves the picture blind and never the letter behind.

use std::{io, os::unix::process::CommandExt as _, process::Stdio, sync::OnceLock, time::Duration};

use rustix::process::Resource;
use sekisho_content::{Mail, Part, Reading};
use sekisho_model::Blind;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::Command,
    sync::Semaphore,
};

use crate::{
    house::House,
    rooms::{Door, limit},
    settings::Recognition,
};

/// Pictures below this are logos, lines and icons.
const SMALLEST: usize = 8 << 10;
/// Pictures of one letter.
const PICTURES: usize = 20;
/// How long one picture may take. A page of A4 at 300 dpi takes about five seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of words of one picture.
const WORDS: u64 = 4 << 20;
/// Mean confidence from which on words are believed, in parts of a hundred.
const BELIEVED: u32 = 60;
/// Memory of the cage, in bytes of address space, its processor time in seconds, and its open files.
const MEMORY: u64 = 2 << 30;
const SECONDS: u64 = 60;
const FILES: u64 = 64;

/// The cage of a house.
pub(crate) struct Recogniser {
    door: OnceLock<Door>,
    places: Semaphore,
}

impl Recogniser {
    pub(crate) fn new() -> Self {
        Self {
            door: OnceLock::new(),
            places: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
        }
    }

    /// From now on pictures are read through this door.
    pub(crate) fn open(&self, door: Door) {
        // A second door changes nothing.
        let _ = self.door.set(door);
    }

    /// The words of a picture; `None` when the command failed.
    async fn words(&self, wanted: &Recognition, picture: &[u8]) -> Option<Words> {
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
        let mut left = PICTURES;
        for part in &mut mail.parts {
            let Some(picture) = part.picture.take().filter(|picture| picture.len() >= SMALLEST) else { continue };
            if left == 0 {
                continue;
            }
            left -= 1;
            if let Some(words) = self.recogniser.words(wanted, &picture).await {
                take_in(part, words);
            }
        }
    }
}

/// Gives a part the words of its picture.
fn take_in(part: &mut Part, words: Words) {
    let Reading::Blind { why: Blind::Image, text } = &mut part.reading else { return };
    let mut text = std::mem::take(text);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&words.text);
    part.reading = if words.confidence >= BELIEVED && !words.text.trim().is_empty() {
        Reading::Read { text, tables: Vec::new() }
    } else {
        Reading::Blind { why: Blind::Image, text }
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

/// What was read of a picture.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    text: String,
    /// Mean over the words, in parts of a hundred.
    confidence: u32,
}

impl Words {
    /// Reads tesseract's table: level, page, block, paragraph, line, word, four of place, confidence, text.
    fn of(tsv: &str) -> Self {
        let mut words = Self { text: String::new(), confidence: 0 };
        let (mut sum, mut count, mut last) = (0.0_f64, 0_u32, None);
        for row in tsv.lines() {
            let cells: Vec<&str> = row.split('\t').collect();
            let [level, page, block, paragraph, line, _, _, _, _, _, confidence, text] = cells.as_slice() else {
                continue;
            };
            let Some(confidence) = confidence.parse::<f64>().ok().filter(|confidence| *confidence >= 0.0) else {
                continue;
            };
            if *level != "5" || text.trim().is_empty() {
                continue;
            }
            let here = Some((*page, *block, *paragraph, *line));
            words.add(text.trim(), last.is_some() && last != here);
            (sum, count, last) = (sum + confidence, count + 1, here);
        }
        if count > 0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of 0 to 100")]
            let mean = (sum / f64::from(count)) as u32;
            words.confidence = mean;
        }
        words
    }

    /// Japanese is written without blanks, and the command parts it at random.
    fn add(&mut self, word: &str, new_line: bool) {
        let wide = |c: Option<char>| c.is_some_and(|c| c >= '\u{2E80}');
        let joined = self.text.is_empty() || wide(self.text.chars().next_back()) && wide(word.chars().next());
        if new_line {
            self.text.push('\n');
        } else if !joined {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }
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
