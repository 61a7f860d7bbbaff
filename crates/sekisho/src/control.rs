//! The control socket: how the command line asks a running service to change something.
//!
//! Only one process writes the data directory. While the service runs, commands go through a Unix socket in that
//! directory (mode 0600, so only the service's own user and root reach it); otherwise the command opens the house
//! itself, does the same, and closes it. One JSON line each way; passwords travel here and never on a command line.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use sekisho_engine::{
    admin::{NewUser, UserChange},
    desk::{Action, Desk, DeskError},
};
use sekisho_model::{ParcelId, UserId};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
};

/// Longest line; a policy text or a list of addresses fits.
const MOST: u64 = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// What can be asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "kebab-case")]
pub(crate) enum Order {
    /// Is anybody there?
    Hello,
    /// A new account.
    AddUser { new: NewUser },
    /// A changed account.
    ChangeUser { user: UserId, change: UserChange },
    /// Act on a parcel in somebody's name.
    Act { parcel: ParcelId, user: UserId, action: Action },
    /// Read the master of persons.
    LoadPersons,
    /// Judge past letters by another policy.
    TryPolicy { source: String, file: String, days: u32 },
}

/// The answer: a sentence.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    Done(String),
    Failed(String),
}

/// Where the socket of a data directory is.
pub(crate) fn socket(folder: &Path) -> PathBuf {
    folder.join("control.sock")
}

/// Does what is asked.
pub(crate) async fn obey(desk: &Desk, order: Order) -> Answer {
    match carry_out(desk, order).await {
        Ok(sentence) => Answer::Done(sentence),
        Err(error) => Answer::Failed(error.to_string()),
    }
}

async fn carry_out(desk: &Desk, order: Order) -> Result<String, DeskError> {
    match order {
        Order::Hello => {
            desk.ready()?;
            Ok("here".to_owned())
        }
        Order::AddUser { new } => {
            let name = new.user.clone();
            desk.add_user(new).await.map(|()| format!("added {name}"))
        }
        Order::ChangeUser { user, change } => desk.change_user(&user, change).await.map(|()| format!("changed {user}")),
        Order::Act { parcel, user, action } => {
            let done = desk.act_on_server(parcel, user, action).await?;
            let stand = format!("{:?}", done.stand).to_lowercase();
            Ok(format!("{parcel} is now {stand}, {} need(s) open", done.needs.len()))
        }
        Order::LoadPersons => desk.load_persons().await.map(|loaded| {
            format!(
                "the index has {} person(s); {} row(s) that identify nobody were left out",
                loaded.rows, loaded.left_out
            )
        }),
        Order::TryPolicy { source, file, days } => crate::cli::policy::tried(desk, &source, &file, days).await,
    }
}

/// Listens until the process ends.
pub(crate) async fn listen(folder: &Path, desk: Desk) -> std::io::Result<()> {
    let path = socket(folder);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    loop {
        let (stream, _) = listener.accept().await?;
        let desk = desk.clone();
        tokio::spawn(async move { tokio::time::timeout(PATIENCE, converse(stream, &desk)).await });
    }
}

async fn converse(stream: UnixStream, desk: &Desk) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(MOST)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(order) => obey(desk, order).await,
        Err(error) => Answer::Failed(format!("the order is not understood: {error}")),
    };
    write.write_all(serde_json::to_string(&answer)?.as_bytes()).await?;
    write.write_all(b"\n").await
}

/// Asks the running service; `None` when none runs.
pub(crate) async fn ask(folder: &Path, order: &Order) -> std::io::Result<Option<Answer>> {
    let Ok(stream) = UnixStream::connect(socket(folder)).await else { return Ok(None) };
    let (read, mut write) = stream.into_split();
    write.write_all(format!("{}\n", serde_json::to_string(order)?).as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(read.take(MOST)).read_line(&mut line).await?;
    Ok(Some(serde_json::from_str(&line)?))
}
