//! The control socket: how the command line asks a running service to change something.
//!
//! Only one process writes the data directory. While the service runs, commands go through a Unix socket in that
//! directory (mode 0600, so only the service's own user and root reach it); otherwise the command opens the house
//! itself, does the same, and closes it. One JSON line each way, and behind it what is longer than a line; passwords travel
//! here and never on a command line.

mod campaigns;

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use sekisho_engine::{
    admin::{NewUser, UserChange},
    campaigns::{CampaignRejection, Trouble, dossier::MAX_WHOLE},
    desk::{Action, Desk, DeskError},
};
use sekisho_model::{ParcelId, UserId};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
};

pub(crate) use campaigns::{CampaignOrder, Taken, Told};

/// Longest line; a policy text, a list of addresses or the index of a dossier fits.
const MOST: u64 = 2 << 20;
/// Longest that comes behind a line: a dossier with the names of its parts.
const BEHIND: u64 = MAX_WHOLE + (16 << 20);
const PATIENCE: Duration = Duration::from_secs(60);
/// A campaign of a million rows is made and read back in some minutes.
const LONG_PATIENCE: Duration = Duration::from_secs(3_600);

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
    /// About a campaign, in somebody's name or nobody's; so many bytes come behind it.
    Campaign { user: Option<UserId>, about: CampaignOrder, behind: u64 },
}

/// The answer: a sentence, or what comes behind it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    Done(String),
    Failed(String),
    /// So many bytes follow.
    Behind {
        bytes: u64,
    },
    /// Something of a campaign does not fit.
    Trouble(Box<Trouble>),
    /// A campaign did not take the act.
    Rejected(CampaignRejection),
    /// A value of the order cannot be used.
    Input {
        field: String,
        problem: String,
    },
    /// Something is not as it was shown any more.
    Changed,
}

/// Where the socket of a data directory is.
pub(crate) fn socket(folder: &Path) -> PathBuf {
    folder.join("control.sock")
}

/// Does what is asked. `behind` came behind the order; what is given back goes behind the answer.
pub(crate) async fn obey(desk: &Desk, order: Order, behind: &[u8]) -> Told {
    let order = match order {
        Order::Campaign { user, about, .. } => return campaigns::carry_out(desk, user, about, behind).await,
        order => order,
    };
    match carry_out(desk, order).await {
        Ok(sentence) => (Answer::Done(sentence), Vec::new()),
        Err(error) => (Answer::Failed(error.to_string()), Vec::new()),
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
        // Carried out before it comes here.
        Order::Campaign { .. } => Err(DeskError::Unavailable),
    }
}

/// Opens the socket: from now on commands wait for an answer instead of opening the store themselves.
pub(crate) fn open(folder: &Path) -> std::io::Result<UnixListener> {
    let path = socket(folder);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until the process ends.
pub(crate) async fn listen(listener: UnixListener, desk: Desk) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let desk = desk.clone();
        tokio::spawn(async move { tokio::time::timeout(LONG_PATIENCE, converse(stream, &desk)).await });
    }
}

async fn converse(stream: UnixStream, desk: &Desk) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let line = tokio::time::timeout(PATIENCE, line(&mut read)).await??;
    let (answer, behind) = match serde_json::from_str(&line) {
        Ok(order) => {
            let behind = match &order {
                Order::Campaign { behind, .. } => take(&mut read, *behind).await?,
                _ => Vec::new(),
            };
            obey(desk, order, &behind).await
        }
        Err(error) => (Answer::Failed(format!("the order is not understood: {error}")), Vec::new()),
    };
    write.write_all(serde_json::to_string(&answer)?.as_bytes()).await?;
    write.write_all(b"\n").await?;
    write.write_all(&behind).await
}

async fn line(read: &mut (impl AsyncBufRead + Unpin)) -> std::io::Result<String> {
    let mut line = String::new();
    read.take(MOST).read_line(&mut line).await?;
    Ok(line)
}

/// So many bytes, as they come: what is announced and not sent takes no memory.
async fn take(read: &mut (impl AsyncRead + Unpin), bytes: u64) -> std::io::Result<Vec<u8>> {
    if bytes > BEHIND {
        return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
    }
    let mut behind = Vec::new();
    read.take(bytes).read_to_end(&mut behind).await?;
    if behind.len() as u64 == bytes { Ok(behind) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
}

/// Asks the running service; `None` when none runs.
pub(crate) async fn ask(folder: &Path, order: &Order) -> std::io::Result<Option<Answer>> {
    Ok(ask_with(folder, order, &[]).await?.map(|(answer, _)| answer))
}

/// The same with bytes behind order and answer.
pub(crate) async fn ask_with(folder: &Path, order: &Order, behind: &[u8]) -> std::io::Result<Option<Told>> {
    let Ok(stream) = UnixStream::connect(socket(folder)).await else { return Ok(None) };
    let (read, mut write) = stream.into_split();
    write.write_all(format!("{}\n", serde_json::to_string(order)?).as_bytes()).await?;
    write.write_all(behind).await?;
    let mut read = BufReader::new(read);
    let answer = serde_json::from_str(&line(&mut read).await?)?;
    let behind = match answer {
        Answer::Behind { bytes } => take(&mut read, bytes).await?,
        _ => Vec::new(),
    };
    Ok(Some((answer, behind)))
}
