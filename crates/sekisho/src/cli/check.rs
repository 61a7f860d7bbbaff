//! `config check`, `config docs`, `doctor`, `healthcheck`.

use std::{net::IpAddr, path::Path, process::ExitCode, time::Duration};

use clap::Subcommand;
use sekisho_model::GroupId;
use sekisho_store::MasterKeys;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    config::{self, Checked},
    control::{Answer, Order, ask},
};

/// The configuration file.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Checks the file and the policy it names. Exit status 1 with file, line and caret if something is wrong.
    Check,
    /// Prints every key with its meaning and default, as Markdown.
    Docs,
    /// Prints the JSON Schema.
    Schema,
}

impl Config {
    pub(crate) fn run(&self, path: &Path) -> miette::Result<ExitCode> {
        match self {
            Self::Check => {
                let checked = config::load(path)?;
                super::policy::load(&checked)?;
                say!("{} and its policy are good", path.display());
            }
            Self::Docs => say!("{}", config::docs::markdown().trim_end_matches('\n')),
            Self::Schema => say!("{}", config::docs::schema()),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Looks at everything `serve` needs; each line says what was looked at, what is wrong, and what to do.
pub(crate) async fn doctor(path: &Path) -> miette::Result<ExitCode> {
    let checked = config::load(path)?;
    let mut ill = 0;
    let mut say = |what: String, result: Result<String, String>| match result {
        Ok(good) => say!("ok    {what}: {good}"),
        Err(bad) => {
            ill += 1;
            say!("WRONG {what}: {bad}");
        }
    };
    say("configuration".to_owned(), Ok("readable and complete".to_owned()));
    say("policy".to_owned(), policy(&checked));
    say("key".to_owned(), key(&checked));
    say("data directory".to_owned(), folder(&checked));
    say("approvers".to_owned(), approvers(path, &checked).await);
    for upstream in &checked.settings.upstreams {
        say(format!("upstream {}", upstream.name), banner(&upstream.host, upstream.port).await);
    }
    say("service".to_owned(), service(&checked).await);
    if let Some(upstream) = way_back(&checked) {
        say!(
            "CHECK upstream {upstream}: port 25 of this machine is usually the door that asks the milter; released \
             letters would come back to it and be refused (5.4.6). Give the MTA a port for them, 10027 in \
             docs/operation.md"
        );
    }
    Ok(if ill == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn policy(checked: &Checked) -> Result<String, String> {
    super::policy::load(checked).map(|_| "no mistakes".to_owned()).map_err(|report| format!("{report}"))
}

fn key(checked: &Checked) -> Result<String, String> {
    let path = &checked.storage.key_file;
    match MasterKeys::load(path) {
        Ok(_) => Ok(format!("{} can be used", path.display())),
        Err(error) => Err(format!("{error}; make one with `sekisho init` or restore your copy")),
    }
}

/// Whether every group that the policy may ask has somebody who can act.
async fn approvers(path: &Path, checked: &Checked) -> Result<String, String> {
    let policy = super::policy::load(checked).map_err(|_| "cannot be told while the policy has mistakes".to_owned())?;
    let users = match super::evidence::reader(path).await {
        Ok(reader) => reader.users().await.map_err(|error| error.to_string())?,
        // Nothing was ever stored.
        Err(_) => Vec::new(),
    };
    let unmanned = sekisho_engine::unmanned_groups(&checked.settings, &policy, &users);
    let unmanned = unmanned.map_err(|error| error.to_string())?;
    let names: Vec<&str> = unmanned.iter().map(GroupId::as_str).collect();
    if names.is_empty() {
        return Ok("every group that is asked has somebody who can act".to_owned());
    }
    let names = names.join(", ");
    Err(format!(
        "nobody can act for {names}; letters that need them could only go back: name active accounts in [[group]]"
    ))
}

fn folder(checked: &Checked) -> Result<String, String> {
    let folder = &checked.storage.folder;
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let probe = folder.join(".doctor");
    std::fs::write(&probe, b"x").map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    std::fs::remove_file(&probe).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(format!("{} can be written", folder.display()))
}

/// An upstream that is likely the door of the MTA that asks the milter.
fn way_back(checked: &Checked) -> Option<&str> {
    checked.listen.milter?;
    let local = |host: &str| host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let mut upstreams = checked.settings.upstreams.iter();
    Some(&upstreams.find(|upstream| upstream.port == 25 && local(&upstream.host))?.name)
}

/// The greeting of a next hop.
async fn banner(host: &str, port: u16) -> Result<String, String> {
    let read = async {
        let mut stream = TcpStream::connect((host, port)).await?;
        let mut bytes = vec![0; 512];
        let count = stream.read(&mut bytes).await?;
        stream.write_all(b"QUIT\r\n").await?;
        bytes.truncate(count);
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&bytes).trim().to_owned())
    };
    match tokio::time::timeout(Duration::from_secs(10), read).await {
        Ok(Ok(greeting)) => Ok(greeting),
        Ok(Err(error)) => Err(format!("{host}:{port}: {error}; check host, port and firewall")),
        Err(_) => Err(format!("{host}:{port} does not answer within 10 s; check host, port and firewall")),
    }
}

async fn service(checked: &Checked) -> Result<String, String> {
    match ask(&checked.storage.folder, &Order::Hello).await {
        Ok(Some(Answer::Done(_) | Answer::Behind { .. })) => Ok("running".to_owned()),
        Ok(Some(Answer::Trouble(_) | Answer::Rejected(_) | Answer::Input { .. } | Answer::Changed)) => {
            Err("it does not understand what it is asked".to_owned())
        }
        Ok(None) => Ok("not running".to_owned()),
        Ok(Some(Answer::Failed(why))) => Err(why),
        Err(error) => Err(error.to_string()),
    }
}

/// Exit status 0 if the service answers on its control socket.
pub(crate) async fn healthcheck(path: &Path) -> miette::Result<ExitCode> {
    let checked = config::load(path)?;
    let hello = ask(&checked.storage.folder, &Order::Hello);
    match tokio::time::timeout(Duration::from_secs(5), hello).await {
        Ok(Ok(Some(Answer::Done(_)))) => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::FAILURE),
    }
}
