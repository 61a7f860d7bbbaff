//! `policy`: check, explain, try.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use sekisho_engine::desk::{Desk, DeskError, TriedRow};
use sekisho_policy::{Policy as Checked, PolicyError};
use sekisho_words::Words;

use super::tongue::{self, Tongue};
use crate::{config, control::Order};

mod explained;

/// The policy.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Checks the file and runs its cases. Exit status 1 with file, line, column and caret if something is wrong.
    Check {
        /// A policy file instead of the configured one.
        file: Option<PathBuf>,
    },
    /// Says for each rule whether it matches a letter, and why.
    Explain {
        /// The letter (RFC 5322).
        letter: PathBuf,
        /// Envelope recipients; default: those of the header.
        #[arg(long = "to")]
        to: Vec<sekisho_model::Address>,
        /// Language of the sentences. Default: that of the environment.
        #[arg(long)]
        lang: Option<Tongue>,
    },
    /// Judges the letters of the last days by a policy and shows the difference. Changes nothing.
    Try {
        /// A policy file instead of the configured one.
        file: Option<PathBuf>,
        /// How many days back.
        #[arg(long, default_value_t = 30)]
        days: u32,
    },
}

impl Policy {
    pub(crate) async fn run(&self, path: &Path) -> miette::Result<ExitCode> {
        match self {
            Self::Check { file: Some(file) } => check(&read(file)?, file),
            Self::Check { file: None } => {
                let checked = config::load(path)?;
                let file = checked.policy_file.clone().unwrap_or_else(|| PathBuf::from("(defaults)"));
                check(&source(&checked)?, &file)
            }
            Self::Explain { letter, to, lang } => explain(path, letter, to, Words::new(tongue::lang(*lang))),
            Self::Try { file, days } => try_on_past(path, file.as_deref(), *days).await,
        }
    }
}

/// Text of the configured policy; empty for the defaults.
pub(crate) fn source(checked: &config::Checked) -> miette::Result<String> {
    checked.policy_file.as_deref().map_or_else(|| Ok(String::new()), read)
}

/// The configured policy, checked.
pub(crate) fn load(checked: &config::Checked) -> miette::Result<Checked> {
    let name = checked.policy_file.as_ref().map_or_else(String::new, |file| file.display().to_string());
    Checked::from_toml(&source(checked)?, &name).map_err(|errors| mistakes(&errors))
}

fn read(file: &Path) -> miette::Result<String> {
    std::fs::read_to_string(file).map_err(|error| miette::miette!("{} cannot be read: {error}", file.display()))
}

fn mistakes(errors: &[PolicyError]) -> miette::Report {
    let texts: Vec<String> = errors.iter().map(PolicyError::to_string).collect();
    miette::miette!("{}\n{} mistake(s) in the policy", texts.join("\n"), errors.len())
}

fn check(source: &str, file: &Path) -> miette::Result<ExitCode> {
    let policy = Checked::from_toml(source, &file.display().to_string()).map_err(|errors| mistakes(&errors))?;
    let cases = policy.run_cases();
    let failed: Vec<_> = cases.iter().filter(|case| !case.passed).collect();
    for case in &failed {
        say!("rule {}, case \"{}\": {}", case.rule, case.name, case.happened);
    }
    say!(
        "{} is good; {} rules, {} of {} cases pass",
        file.display(),
        policy.rules().len(),
        cases.len() - failed.len(),
        cases.len()
    );
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn explain(path: &Path, letter: &Path, to: &[sekisho_model::Address], words: Words) -> miette::Result<ExitCode> {
    let checked = config::load(path)?;
    let bytes =
        std::fs::read(letter).map_err(|error| miette::miette!("{} cannot be read: {error}", letter.display()))?;
    let policy = load(&checked)?;
    let explained = sekisho_engine::explain::explain(
        &checked.settings,
        &policy,
        &bytes,
        to,
        sekisho_engine::clock::Clock::system().now(),
    )
    .map_err(|error| crate::run::report("the letter cannot be explained", &error))?;
    say!("{}", explained::told(words, &explained, &checked.settings.time_zone));
    Ok(ExitCode::SUCCESS)
}

/// The service that runs judges them, or, when none runs, this process: only one opens the data directory.
async fn try_on_past(path: &Path, file: Option<&Path>, days: u32) -> miette::Result<ExitCode> {
    let checked = config::load(path)?;
    let source = file.map_or_else(|| source(&checked), read)?;
    let name = file.or(checked.policy_file.as_deref()).map_or_else(String::new, |file| file.display().to_string());
    Checked::from_toml(&source, &name).map_err(|errors| mistakes(&errors))?;
    crate::serve::order(path, Order::TryPolicy { source, file: name, days }).await
}

/// What another policy would have done to past letters, as a text.
pub(crate) async fn tried(desk: &Desk, source: &str, file: &str, days: u32) -> Result<String, DeskError> {
    let wrong = |errors: Vec<PolicyError>| DeskError::Input { field: "policy", problem: mistakes(&errors).to_string() };
    let policy = Checked::from_toml(source, file).map_err(wrong)?;
    let tried = desk.try_on_past(&policy, days).await?;
    let mut text = format!(
        "{} letters of the last {days} days, {} could not be read again\nheld or refused: {} then, {} with this policy",
        tried.letters, tried.skipped, tried.held_before, tried.held_after
    );
    for row in &tried.rows {
        let kinds: Vec<String> = row.findings.iter().map(|finding| finding.kind.code()).collect();
        let TriedRow { letter, before, after, sender, subject, .. } = row;
        text.push_str(&format!("\n{letter}\t{before} -> {after}\t{sender}\t{subject}\t{}", kinds.join(" ")));
    }
    Ok(text)
}
