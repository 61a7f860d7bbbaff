//! Reading rooms: documents are opened in processes of their own that can do nothing else.
//!
//! A letter is first read here without opening documents, archives or images; only when it has one is it handed to a
//! room: a child of the same program, without environment, that has given up new files, sockets, processes and files on
//! disk, and that has bounded memory and time. A room that dies, hangs or answers nonsense leaves the documents blind
//! ([`Blind::ReaderFailed`]), which needs a person; it never takes the letter or this process with it.

use std::{
    io::{self, Read, Write},
    path::PathBuf,
    process::Stdio,
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use rustix::process::{Resource, Rlimit, setrlimit};
use sekisho_content::{self as content, Limits, Mail, Part, Reading};
use sekisho_model::Blind;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Semaphore,
};

/// Longest frame in either direction, in bytes: a letter, or what was read of it.
const LONGEST: usize = 512 << 20;
/// How long one letter may take. Honest documents of 50 MiB take about two seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// Letters after which a room is closed: what a reader leaks does not pile up.
const LETTERS: u32 = 500;
/// Memory of a room, in bytes of address space.
const MEMORY: u64 = 2 << 30;
/// Processor time of a room in its life, in seconds.
const SECONDS: u64 = 300;

/// How a room is started.
#[derive(Debug, Clone)]
pub struct Door {
    /// The program.
    pub program: PathBuf,
    /// Its arguments; the program must then call [`serve`].
    pub arguments: Vec<String>,
}

impl Door {
    /// A command of this very program. Not by path: the program on disk may be replaced while this one runs.
    #[must_use]
    pub fn own(command: &str) -> Self {
        Self { program: "/proc/self/exe".into(), arguments: vec![command.to_owned()] }
    }
}

/// The rooms of a house, or of a command.
pub struct Rooms {
    door: OnceLock<Door>,
    free: Mutex<Vec<Room>>,
    places: Semaphore,
}

struct Room {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    letters: u32,
}

/// What a room needs besides the letter. Goes through the pipe, never on a command line.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Order {
    /// Passwords on file for sealed archives and documents.
    pub(crate) passwords: Vec<String>,
    /// Bytes of pictures that are handed out for character recognition.
    pub(crate) picture_bytes: usize,
    /// It is no letter but a file, with its name.
    pub(crate) file: Option<Option<String>>,
}

impl Default for Rooms {
    fn default() -> Self {
        Self::new()
    }
}

impl Rooms {
    /// None is open yet.
    #[must_use]
    pub fn new() -> Self {
        let places = std::thread::available_parallelism().map_or(2, usize::from);
        Self { door: OnceLock::new(), free: Mutex::default(), places: Semaphore::new(places) }
    }

    /// From now on documents are opened in rooms. Without a door they are opened in this process.
    pub fn open(&self, door: Door) {
        // A second door changes nothing.
        let _ = self.door.set(door);
    }

    pub(crate) fn is_open(&self) -> bool {
        self.door.get().is_some()
    }

    /// What a room read of a file and of the files in it; `None` when it did not.
    pub async fn read_file(&self, bytes: &[u8], name: Option<&str>, passwords: &[String]) -> Option<Vec<Part>> {
        let file = Some(name.map(str::to_owned));
        let order = Order { passwords: passwords.to_vec(), picture_bytes: 0, file };
        Some(self.read(bytes, &order).await?.parts)
    }

    /// What a room read of a letter; `None` when it did not.
    pub(crate) async fn read(&self, letter: &[u8], order: &Order) -> Option<Mail> {
        let door = self.door.get()?;
        let _place = self.places.acquire().await.ok()?;
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut room = match free {
            Some(room) => room,
            None => {
                Room::enter(door).map_err(|error| tracing::error!(%error, "a reading room cannot be opened")).ok()?
            }
        };
        // Dropped when it failed: the process is killed.
        let mail = tokio::time::timeout(PATIENCE, room.ask(letter, order)).await.ok()?.ok()?;
        room.letters += 1;
        if room.letters < LETTERS {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push(room);
        }
        Some(mail)
    }
}

impl Room {
    fn enter(door: &Door) -> io::Result<Self> {
        let mut command = Command::new(&door.program);
        command.args(&door.arguments).env_clear().current_dir("/").kill_on_drop(true);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let lost = || io::Error::other("a room without a pipe");
        let (input, output) = (child.stdin.take().ok_or_else(lost)?, child.stdout.take().ok_or_else(lost)?);
        Ok(Self { child, input, output, letters: 0 })
    }

    async fn ask(&mut self, letter: &[u8], order: &Order) -> io::Result<Mail> {
        let order = postcard::to_stdvec(order).map_err(io::Error::other)?;
        for frame in [order.as_slice(), letter] {
            let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
            self.input.write_all(&length.to_le_bytes()).await?;
            self.input.write_all(frame).await?;
        }
        self.input.flush().await?;
        let mut length = [0; 4];
        self.output.read_exact(&mut length).await?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return Err(io::Error::other("an answer that is too long"));
        }
        let mut answer = vec![0; length];
        self.output.read_exact(&mut answer).await?;
        postcard::from_bytes(&answer).map_err(io::Error::other)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.start_kill();
    }
}

/// Whether reading left something to a room.
pub(crate) fn is_left_over(mail: &Mail) -> bool {
    mail.parts.iter().any(|part| matches!(part.reading, Reading::Blind { why: Blind::ReaderFailed, .. }))
}

/// Everything but documents.
pub(crate) fn shallow() -> Limits {
    Limits { documents: false, ..Limits::default() }
}

/// The life of a room: gives up everything but its pipes, then reads letters until there are no more.
///
/// # Errors
/// The pipes broke, or the limits could not be set: nothing is read without them.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    confine()?;
    while let Some(order) = frame(&mut input)? {
        let order: Order = postcard::from_bytes(&order).map_err(io::Error::other)?;
        let letter = frame(&mut input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let limits = Limits { picture_bytes: order.picture_bytes, ..Limits::default() };
        let mail = match &order.file {
            None => content::read_knowing(&letter, &limits, &order.passwords),
            Some(name) => Mail {
                parts: content::open_file_knowing(&letter, name.as_deref(), &limits, &order.passwords),
                ..Mail::default()
            },
        };
        let answer = postcard::to_stdvec(&mail).map_err(io::Error::other)?;
        let length = u32::try_from(answer.len()).map_err(io::Error::other)?;
        output.write_all(&length.to_le_bytes())?;
        output.write_all(&answer)?;
        output.flush()?;
    }
    Ok(())
}

/// The next frame; `None` when there are no more.
fn frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    if input.read_exact(&mut length).is_err() {
        return Ok(None);
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::Error::other("a frame that is too long"));
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// No new descriptors (files, sockets, pipes), no processes, no bytes into files, no core, bounded memory and time.
fn confine() -> io::Result<()> {
    for (resource, most) in [
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nproc, 0),
        (Resource::Nofile, 0),
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
    ] {
        limit(resource, most)?;
    }
    Ok(())
}

/// Bounds a resource of this process, for good.
pub(crate) fn limit(resource: Resource, most: u64) -> io::Result<()> {
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}
