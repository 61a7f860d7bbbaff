//! The command line. Each command is a short use of the house; words for people, exit status for scripts.

mod campaign;
mod check;
mod evidence;
mod init;
mod mail;
mod persons;
pub(crate) mod policy;
mod reconcile;
mod scan;
mod store;
mod tongue;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// The checkpoint for outgoing mail.
#[derive(Debug, Parser)]
#[command(name = "sekisho", version, about, propagate_version = true)]
struct Cli {
    /// The configuration file.
    #[arg(long, short, global = true, env = "SEKISHO_CONFIG", default_value = "sekisho.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a configuration, a policy and a key in a folder.
    Init(init::Init),
    /// Runs the service.
    Serve,
    /// Shows the gate with an invented organisation, replaying published accidents.
    Demo(crate::demo::Demo),
    /// The configuration file.
    #[command(subcommand)]
    Config(check::Config),
    /// The policy.
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Accounts.
    #[command(subcommand)]
    User(user::User),
    /// Letters.
    #[command(subcommand)]
    Mail(mail::Mail),
    /// The organisation's own master of persons.
    #[command(subcommand)]
    Persons(persons::Persons),
    /// Evidence.
    #[command(subcommand)]
    Evidence(evidence::Evidence),
    /// Spool and database on disk.
    #[command(subcommand)]
    Store(store::Store),
    /// Bulk mailings: every letter made and read back, approved by two people, sent once.
    #[command(subcommand)]
    Campaign(campaign::Campaign),
    /// Finds personal data in files, folders and letters, offline.
    Scan(scan::Scan),
    /// Writes a copy of a file with personal data masked.
    Redact(scan::Redact),
    /// Compares two lists, made independently, row by row, and with a master.
    Reconcile(Box<reconcile::Reconcile>),
    /// Opens documents for the service, confined; not for people.
    #[command(hide = true)]
    ReadingRoom,
    /// Becomes a command that recognises characters, confined; not for people.
    #[command(hide = true)]
    RecognitionRoom {
        /// The command and its arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<String>,
    },
    /// Looks for what keeps the service from working, and says what to do.
    Doctor,
    /// Exit status 0 if the running service answers; for supervisors.
    Healthcheck,
}

/// Parses the arguments and runs; errors go to standard error with their causes.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(report) => {
            complain!("{report:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> miette::Result<ExitCode> {
    let config = cli.config;
    match cli.command {
        Command::Init(init) => init.run(),
        Command::Serve => crate::run::block_on(crate::serve::serve(&config)),
        Command::Demo(demo) => crate::run::block_on(demo.run()),
        Command::Config(command) => command.run(&config),
        Command::Policy(command) => crate::run::block_on(command.run(&config)),
        Command::User(command) => crate::run::block_on(command.run(&config)),
        Command::Mail(command) => crate::run::block_on(command.run(&config)),
        Command::Persons(command) => crate::run::block_on(command.run(&config)),
        Command::Evidence(command) => crate::run::block_on(command.run(&config)),
        Command::Store(command) => crate::run::block_on(command.run(&config)),
        Command::ReadingRoom => reading_room(),
        Command::RecognitionRoom { command } => recognition_room(&command),
        Command::Reconcile(reconcile) => Ok(reconcile.run()),
        Command::Campaign(campaign) => crate::run::block_on(async { Ok(campaign.run(&config).await) }),
        Command::Scan(scan) => crate::run::block_on(scan.run()),
        Command::Redact(redact) => crate::run::block_on(redact.run()),
        Command::Doctor => crate::run::block_on(check::doctor(&config)),
        Command::Healthcheck => crate::run::block_on(check::healthcheck(&config)),
    }
}

/// The life of a reading room; ends with the service.
fn reading_room() -> miette::Result<ExitCode> {
    let done = sekisho_engine::rooms::serve(std::io::stdin().lock(), std::io::stdout().lock());
    done.map_err(|error| miette::miette!("the reading room is closed: {error}"))?;
    Ok(ExitCode::SUCCESS)
}

/// Never comes back when the command could be started.
fn recognition_room(command: &[String]) -> miette::Result<ExitCode> {
    match sekisho_engine::recognition::serve(command) {
        Err(error) => Err(miette::miette!("the command cannot be started in its cage: {error}")),
        Ok(never) => match never {},
    }
}
