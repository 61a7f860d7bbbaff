//! `demo`: the real gateway with an invented organisation, in a folder that goes away with it.
//!
//! Everything is what `serve` runs, from a configuration file that can be looked at: real doors, a real spool, real
//! delivery to a next hop. Only the next hop is made for the demonstration: it keeps what recipients really got and shows
//! it on a page. Nothing listens but on loopback; the passwords are drawn anew each time.

mod accidents;
mod campaigns;
mod house;
mod letters;
mod mailbox;
mod people;
mod postman;
mod report;
mod said;
mod sight;
mod sink;

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use clap::Args;
use sekisho_engine::clock::Clock;
use tokio::signal::unix::{SignalKind, signal};

use house::Staged;
use sink::Sink;

/// Shows the gate with an invented organisation, replaying published accidents.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Replay, print the table and end: exit status 0 only if every accident was stopped.
    #[arg(long)]
    once: bool,
    /// Where the console listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    console: SocketAddr,
    /// Where the mailboxes of the recipients are shown.
    #[arg(long, default_value = "127.0.0.1:8081")]
    mailboxes: SocketAddr,
    /// Also print addresses, accounts and results as one line of JSON, for scripts.
    #[arg(long)]
    json: bool,
    /// How many seconds the accidents may take; a machine with much else to do needs more.
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    patience: u64,
}

impl Demo {
    pub(crate) async fn run(&self) -> miette::Result<ExitCode> {
        let failed = |error: anyhow::Error| miette::miette!("the demonstration failed: {error:#}");
        if !self.loopback() {
            return Err(miette::miette!("the demonstration listens on loopback only; its mailboxes need no password"));
        }
        let sink = Sink::open().await.map_err(failed)?;
        let ports = if self.once { (any_port(), any_port()) } else { (self.console, self.mailboxes) };
        let staged = Staged::new(&sink, ports.0).map_err(failed)?;
        let clock = Clock::adjustable();
        let checked = crate::config::load(&staged.config)?;
        let keys = crate::serve::keys(&checked)?;
        let policy = crate::cli::policy::source(&checked)?;
        let running = crate::serve::start(&checked, policy, keys, clock.clone()).await?;
        let mailboxes = mailbox::open(ports.1, sink.clone()).await.map_err(failed)?;
        let stage = accidents::Stage { running: &running, staged: &staged, sink: &sink, clock: &clock };
        let replayed = stage.play(Duration::from_secs(self.patience)).await.map_err(failed)?;
        let addresses = report::Addresses { console: running.addresses.console, mailboxes, doors: &running.addresses };
        let mut text = report::text(&staged, &addresses, &replayed, !self.once);
        if self.json {
            text = format!("{text}\n{}", report::json(&staged, &addresses, &replayed));
        }
        // Who does not read is not waited for, and the folder goes away all the same.
        let heard = crate::say::heard(&text);
        let stopped = replayed.iter().all(|accident| accident.stopped);
        if heard && !self.once {
            until_told().await;
        }
        running.close().await;
        Ok(if stopped { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn loopback(&self) -> bool {
        self.console.ip().is_loopback() && self.mailboxes.ip().is_loopback()
    }
}

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

async fn until_told() {
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
