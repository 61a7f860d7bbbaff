//! `campaign`: a bulk mailing made and looked at before anybody sends it (docs/campaign.md).
//!
//! `plan` makes every letter, reads it back and says what is wrong; `show` prints one letter exactly as it would leave.
//! Nothing is sent and nothing is kept. Without `show` nothing that is said shows what a cell says.

mod certificate;
mod complaint;
mod json;
mod new;
mod orders;
mod status;
mod told;

use std::{
    io::Write as _,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::{Args, Subcommand};
use sekisho_campaign::{RowNumber, sample::Pick};
use sekisho_content::{Limits, Part, open_file};
use sekisho_engine::campaigns::{
    Loaded, Made, Watch,
    dossier::{Queries, take},
    make,
    making::{InTheWay, Making},
};
use sekisho_engine::desk::CampaignAction;
use sekisho_words::{Value, Words};

use self::{
    certificate::Certificate,
    complaint::Wrong,
    new::New,
    orders::{Act, Export, Prove, Settle, Status, Submit, Try, Waive},
};
use super::tongue::{Tongue, lang};

/// Bulk mailings: one letter per row of a list.
#[derive(Debug, Subcommand)]
pub(crate) enum Campaign {
    /// Makes the files of a campaign in a folder, to be edited.
    New(New),
    /// Makes every letter, reads it back and says what is wrong. Exit status 0 only if nothing forbids sending, 1 if
    /// something does, 2 if a file cannot be read.
    Plan(Plan),
    /// Prints the letter of one row as it would leave.
    Show(Show),
    /// Takes a campaign and its files into the house, checks it, and lays it before approvers. Exit status 0 only if
    /// nothing is in the way, 1 if something is, 2 if a file cannot be read or does not fit.
    Submit(Submit),
    /// Answers for what was found, by its exact number, and has it checked again.
    Waive(Waive),
    /// Approves what stands under a root.
    Approve(Prove),
    /// Lets an approved campaign go.
    Start(Prove),
    /// Nothing more leaves until it is resumed; looked at before each letter.
    Pause(Act),
    /// It goes on.
    Resume(Act),
    /// Takes it back from its approvers, to change something.
    Withdraw(Act),
    /// Nothing more leaves; every row that has not left is withdrawn. Anybody with an account may.
    Stop(Act),
    /// Sends letters for made-up persons to the test addresses of the plan.
    Try(Try),
    /// Says whether the letter of a row that nobody knew about arrived.
    Settle(Settle),
    /// Says where campaigns stand.
    Status(Status),
    /// Writes rows with their outcomes, or the differences of the lists.
    Export(Export),
    /// The signed certificate of a campaign.
    #[command(subcommand)]
    Certificate(Certificate),
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The campaign's file.
    file: PathBuf,
    /// Letters named for people to look at first.
    #[arg(long, default_value_t = 20)]
    sample: usize,
    /// How many letters are made at the same time; default: as many as there are processors.
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// One JSON object instead of sentences.
    #[arg(long)]
    json: bool,
    /// The language of the sentences; default: that of the environment.
    #[arg(long, value_enum)]
    lang: Option<Tongue>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The campaign's file.
    file: PathBuf,
    /// The row of the list, from 1 under the heading.
    #[arg(long)]
    row: u32,
    /// The language of the sentences; default: that of the environment.
    #[arg(long, value_enum)]
    lang: Option<Tongue>,
}

/// All that is told of a plan.
struct Planned {
    made: Made,
    sample: Vec<Pick>,
    elapsed: Duration,
}

/// What was decided about it.
enum Verdict {
    /// So many letters are ready.
    Ready(usize),
    /// These are in the way.
    Open(InTheWay),
}

/// Whoever sees what did not work: the input is wrong, or the output failed.
const BAD_INPUT: u8 = 2;

impl Campaign {
    pub(crate) async fn run(&self, config: &Path) -> ExitCode {
        let (tongue, done) = match self {
            Self::New(new) => (new.tongue(), new.run()),
            Self::Plan(plan) => (plan.lang, plan.run()),
            Self::Show(show) => (show.lang, show.run()),
            Self::Submit(submit) => (submit.how().tongue(), submit.run(config).await),
            Self::Waive(waive) => (waive.how().tongue(), waive.run(config).await),
            Self::Approve(prove) => (prove.how().tongue(), prove.run(config, CampaignAction::Approve).await),
            Self::Start(prove) => (prove.how().tongue(), prove.run(config, CampaignAction::Release).await),
            Self::Pause(act) => (act.how().tongue(), act.run(config, CampaignAction::Pause).await),
            Self::Resume(act) => (act.how().tongue(), act.run(config, CampaignAction::Resume).await),
            Self::Withdraw(act) => (act.how().tongue(), act.run(config, CampaignAction::Withdraw).await),
            Self::Stop(act) => (act.how().tongue(), act.run(config, CampaignAction::Stop).await),
            Self::Try(trial) => (trial.how().tongue(), trial.run(config).await),
            Self::Settle(settle) => (settle.how().tongue(), settle.run(config).await),
            Self::Status(status) => (status.how().tongue(), status.run(config).await),
            Self::Export(export) => (export.how().tongue(), export.run(config).await),
            Self::Certificate(certificate) => (certificate.how().tongue(), certificate.run(config).await),
        };
        done.unwrap_or_else(|wrong| {
            complain!("{}", wrong.lines(Words::new(lang(tongue))).trim_end());
            ExitCode::from(BAD_INPUT)
        })
    }
}

impl Plan {
    fn run(&self) -> Result<ExitCode, Wrong> {
        let start = Instant::now();
        let dossier = take(&self.file, Queries::Asked)?;
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        let making = Making { opener: &opened, people: &|_| None, threads, house: None };
        let made = make(&dossier, &making, &Watch::default())?;
        let sample = made.report.sample(self.sample);
        let planned = Planned { made, sample, elapsed: start.elapsed() };
        let words = Words::new(lang(self.lang));
        let said = if self.json { json::begun(&planned) } else { told::lines(&planned, words).into() };
        let verdict = settle(planned);
        if self.json {
            say!("{}", json::ended(said, &verdict));
        } else {
            let verdict = told::verdict(&verdict, words);
            say!("{}{}", said.as_str().unwrap_or_default(), verdict.trim_end_matches('\n'));
        }
        Ok(if matches!(verdict, Verdict::Ready(_)) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn settle(planned: Planned) -> Verdict {
    match planned.made.settle() {
        Ok(sound) => Verdict::Ready(sound.checked().lines().len()),
        Err(open) => Verdict::Open(open),
    }
}

/// Documents are opened here: whoever runs the command could open them anyway.
fn opened(name: &str, bytes: &[u8]) -> Vec<Part> {
    open_file(bytes, Some(name), &Limits::default())
}

impl Show {
    fn run(&self) -> Result<ExitCode, Wrong> {
        let loaded = Loaded::read(&take(&self.file, Queries::Asked)?, &opened)?;
        let Some(row) = loaded.audience.row(RowNumber(self.row)) else {
            let words = Words::new(lang(self.lang));
            complain!("{}", words.with("campaign-error-no-row", &[("row", Value::from(self.row))]));
            return Ok(ExitCode::from(BAD_INPUT));
        };
        let letter = loaded.job().letter(row)?;
        crate::say::written(std::io::stdout().lock().write_all(&letter.bytes));
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests;
