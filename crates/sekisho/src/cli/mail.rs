//! `mail`: letters on the command line of the server.

use std::{path::Path, process::ExitCode};

use clap::Subcommand;
use sekisho_engine::desk::Action;
use sekisho_model::{ParcelId, UserId};
use sekisho_store::{About, PageRequest, Tray};

use crate::{control::Order, run::report, serve::order};

/// Letters.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Lists held letters, oldest first: id, since when, sender, recipients, subject.
    List,
    /// Shows one parcel: state, needs, findings, recipients, history.
    Show {
        /// Its id.
        parcel: ParcelId,
    },
    /// Stops and discards a held parcel, in the name of a person.
    Stop {
        /// Its id.
        parcel: ParcelId,
        /// Login name of who decides.
        #[arg(long = "as")]
        user: String,
    },
    /// Meets the self-review or approval of a parcel, in the name of a person. The same rules hold as in the console:
    /// nobody approves their own letter.
    Release {
        /// Its id.
        parcel: ParcelId,
        /// Login name of who decides.
        #[arg(long = "as")]
        user: String,
        /// Approve; without it: self-review.
        #[arg(long)]
        approve: bool,
    },
}

impl Mail {
    pub(crate) async fn run(&self, config: &Path) -> miette::Result<ExitCode> {
        let act = |parcel: ParcelId, user: &str, action| Order::Act { parcel, user: UserId::new(user), action };
        match self {
            Self::List => list(config).await,
            Self::Show { parcel } => show(config, *parcel).await,
            Self::Stop { parcel, user } => order(config, act(*parcel, user, Action::Stop)).await,
            Self::Release { parcel, user, approve: true } => order(config, act(*parcel, user, Action::Approve)).await,
            Self::Release { parcel, user, approve: false } => order(config, act(*parcel, user, Action::Review)).await,
        }
    }
}

async fn list(config: &Path) -> miette::Result<ExitCode> {
    let reader = super::evidence::reader(config).await?;
    let mut page = PageRequest::default();
    loop {
        let held = reader.held(Tray::All, page).await.map_err(|error| report("held letters cannot be read", &error))?;
        for line in &held.rows {
            let since = line.parcel.held_since.unwrap_or(line.letter.at);
            let recipients = line.parcel.envelope.recipients.len();
            say!("{}\t{since}\t{}\t{recipients}\t{}", line.parcel.id, line.letter.mail_from, line.letter.subject);
        }
        match held.next {
            Some(next) => page = PageRequest { after: Some(next), limit: 0 },
            None => return Ok(ExitCode::SUCCESS),
        }
    }
}

async fn show(config: &Path, id: ParcelId) -> miette::Result<ExitCode> {
    let reader = super::evidence::reader(config).await?;
    let failed = |error: sekisho_store::StoreError| report("the parcel cannot be read", &error);
    let Some(parcel) = reader.parcel(id).await.map_err(failed)? else {
        return Err(miette::miette!(help = "`sekisho mail list` shows held ones", "there is no parcel {id}"));
    };
    say!("{id}\nstate: {}\nverdict: {}", parcel.state.code(), parcel.verdict.code());
    for finding in &parcel.findings {
        let facts: Vec<String> = finding.facts.iter().map(|(name, fact)| format!("{name}={fact}")).collect();
        say!("finding: {} {}", finding.kind.code(), facts.join(" "));
    }
    for row in reader.recipients(id).await.map_err(failed)? {
        say!("recipient: {}\t{}\t{} {}", row.address, row.status.code(), row.code, row.reply);
    }
    for row in reader.events_of(About::Parcel(id), false).await.map_err(failed)? {
        say!("event: {}\t{}\t{}", row.link.seq, row.link.at, row.link.event);
    }
    Ok(ExitCode::SUCCESS)
}
