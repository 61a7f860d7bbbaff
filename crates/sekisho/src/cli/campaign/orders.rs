//! What is done about a campaign in the house: taken in, approved, let go, paused, stopped.
//!
//! The running service does it, or the house is opened for it. The rules are those of the console: nobody approves what
//! they had a hand in. Exit status 0: done. 1: not taken, or something is in the way. 2: the input is wrong.

mod outcome;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use sekisho_engine::{
    campaigns::{
        CampaignRejection, MakingError,
        dossier::{Queries, take},
    },
    desk::CampaignAction,
};
use sekisho_model::{CampaignId, UserId};
use sekisho_words::{Value, Words};

pub(super) use outcome::{Export, Status, save};

use super::{BAD_INPUT, complaint, complaint::Wrong, status};
use crate::{
    cli::tongue::{Tongue, lang},
    control::{Answer, CampaignOrder, Order, Taken},
};

/// Takes a campaign and its files into the house, checks it, and lays it before approvers when nothing is in the way.
#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// The campaign's file.
    file: PathBuf,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    how: How,
}

/// Answers for a class of differences or a kind of finding, and has the campaign checked again.
#[derive(Debug, Args)]
pub(crate) struct Waive {
    /// Its id.
    id: CampaignId,
    /// The code of the class (`only-a`, `changed`, …) or of the kind (`empty-value`, …).
    #[arg(long)]
    class: String,
    /// How many there are; with one more the waiver is void.
    #[arg(long)]
    count: u32,
    /// Why they are all right.
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    how: How,
}

/// Approves a campaign or lets it go, for the root that was shown.
#[derive(Debug, Args)]
pub(crate) struct Prove {
    /// Its id.
    id: CampaignId,
    /// The root that `status` shows: its first 12 digits or more. Another campaign is refused.
    #[arg(long)]
    root: String,
    #[command(flatten)]
    who: Who,
    /// A word to it, kept beside the evidence.
    #[arg(long)]
    comment: Option<String>,
    #[command(flatten)]
    how: How,
}

/// Acts on a campaign as it stands.
#[derive(Debug, Args)]
pub(crate) struct Act {
    /// Its id.
    id: CampaignId,
    #[command(flatten)]
    who: Who,
    /// A word to it, kept beside the evidence.
    #[arg(long)]
    comment: Option<String>,
    #[command(flatten)]
    how: How,
}

/// Sends letters for made-up persons to the test addresses of the plan.
#[derive(Debug, Args)]
pub(crate) struct Try {
    /// Its id.
    id: CampaignId,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    how: How,
}

/// Says whether the letter of a row that nobody knew about arrived, or the letters of all such rows.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("end").required(true).args(["arrived", "lost"])))]
#[command(group(clap::ArgGroup::new("which").required(true).args(["row", "unknown"])))]
pub(crate) struct Settle {
    /// Its id.
    id: CampaignId,
    /// The row.
    #[arg(long)]
    row: Option<u32>,
    /// All rows nobody knows about: how many there are. With another number nothing is settled.
    #[arg(long, value_name = "COUNT")]
    unknown: Option<u64>,
    /// It arrived.
    #[arg(long)]
    arrived: bool,
    /// It did not arrive.
    #[arg(long)]
    lost: bool,
    /// How that is known.
    #[arg(long)]
    comment: Option<String>,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    how: How,
}

/// In whose name.
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Login name of who decides.
    #[arg(long = "as")]
    user: String,
}

/// How the answer is told.
#[derive(Debug, Args)]
pub(crate) struct How {
    /// JSON instead of sentences.
    #[arg(long)]
    pub(super) json: bool,
    /// The language of the sentences; default: that of the environment.
    #[arg(long, value_enum)]
    lang: Option<Tongue>,
}

impl How {
    pub(super) fn words(&self) -> Words {
        Words::new(lang(self.lang))
    }

    pub(super) const fn tongue(&self) -> Option<Tongue> {
        self.lang
    }
}

impl Submit {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let dossier = take(&self.file, Queries::Refused)?;
        let order = CampaignOrder::Submit { index: dossier.index() };
        tell(ask(config, Some(&self.who), order, &dossier.pack()).await?, &self.how)
    }
}

impl Waive {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let (id, class, reason) = (self.id.clone(), self.class.clone(), self.reason.clone());
        let order = CampaignOrder::Waive { id, class, count: self.count, reason };
        tell(ask(config, Some(&self.who), order, &[]).await?, &self.how)
    }
}

/// What a check found, as exit status, too.
fn tell(told: Result<Vec<u8>, CampaignRejection>, how: &How) -> Result<ExitCode, Wrong> {
    let taken: Taken = match told {
        Ok(bytes) => read(&bytes)?,
        Err(why) => return Ok(rejected(why, how.words())),
    };
    if how.json {
        say!("{}", serde_json::to_string(&taken).unwrap_or_default());
    } else {
        say!("{}", status::taken(&taken, how.words()));
    }
    let wrong = taken.check.trouble.is_some();
    Ok(match taken.check.root {
        Some(_) => ExitCode::SUCCESS,
        None if wrong => ExitCode::from(BAD_INPUT),
        None => ExitCode::FAILURE,
    })
}

impl Prove {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path, action: CampaignAction) -> Result<ExitCode, Wrong> {
        act(config, &self.who, &self.how, &self.id, action, Some(&self.root), self.comment.as_deref()).await
    }
}

impl Act {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path, action: CampaignAction) -> Result<ExitCode, Wrong> {
        act(config, &self.who, &self.how, &self.id, action, None, self.comment.as_deref()).await
    }
}

async fn act(
    config: &Path,
    who: &Who,
    how: &How,
    id: &CampaignId,
    action: CampaignAction,
    root: Option<&str>,
    comment: Option<&str>,
) -> Result<ExitCode, Wrong> {
    let (root, comment) = (root.map(str::to_owned), comment.map(str::to_owned));
    let order = CampaignOrder::Act { id: id.clone(), action, root, comment };
    let stand: String = match ask(config, Some(who), order, &[]).await? {
        Ok(bytes) => read(&bytes)?,
        Err(why) => return Ok(rejected(why, how.words())),
    };
    if how.json {
        say!("{}", serde_json::json!({ "campaign": id, "stand": stand }));
    } else {
        let words = how.words();
        let stand = words.text(&format!("campaign-stand-{stand}"));
        say!("{}", words.with("campaign-now", &[("id", Value::from(id.as_str())), ("stand", Value::from(stand))]));
    }
    Ok(ExitCode::SUCCESS)
}

impl Try {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let sent: u32 = match ask(config, Some(&self.who), CampaignOrder::Try { id: self.id.clone() }, &[]).await? {
            Ok(bytes) => read(&bytes)?,
            Err(why) => return Ok(rejected(why, self.how.words())),
        };
        if self.how.json {
            say!("{}", serde_json::json!({ "campaign": self.id, "letters": sent }));
        } else {
            say!("{}", self.how.words().with("campaign-tried", &[("rows", Value::from(sent))]));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Settle {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let (id, comment) = (self.id.clone(), self.comment.clone());
        let arrived = self.arrived;
        // One of the two is there: the command line asks for it.
        let count = self.unknown.unwrap_or(0);
        let (order, said) = match self.row {
            Some(row) => {
                (CampaignOrder::Settle { id, row, arrived, comment }, ("campaign-settled", "row", u64::from(row)))
            }
            None => (CampaignOrder::SettleAll { id, count, arrived, comment }, ("campaign-settled-all", "rows", count)),
        };
        if let Err(why) = ask(config, Some(&self.who), order, &[]).await? {
            return Ok(rejected(why, self.how.words()));
        }
        if self.how.json {
            let (row, rows) = (self.row, self.unknown);
            say!("{}", serde_json::json!({ "campaign": self.id, "row": row, "rows": rows, "arrived": arrived }));
        } else {
            let (key, name, number) = said;
            say!("{}", self.how.words().with(key, &[(name, Value::from(number))]));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What came behind the answer, or why the campaign did not take it.
async fn ask(
    config: &Path,
    who: Option<&Who>,
    order: CampaignOrder,
    behind: &[u8],
) -> Result<Result<Vec<u8>, CampaignRejection>, Wrong> {
    let user = who.map(|who| UserId::new(who.user.as_str()));
    let order = Order::Campaign { user, about: order, behind: behind.len() as u64 };
    match crate::serve::ask(config, order, behind).await? {
        (Answer::Behind { .. }, bytes) => Ok(Ok(bytes)),
        (Answer::Rejected(why), _) => Ok(Err(why)),
        (Answer::Trouble(trouble), _) => Err(Wrong::Trouble(trouble)),
        (Answer::Input { field, problem }, _) => Err(Wrong::Input { field, problem }),
        (Answer::Changed, _) => Err(Wrong::Changed),
        (Answer::Failed(why) | Answer::Done(why), _) => Err(miette::miette!("{why}").into()),
    }
}

fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Wrong> {
    serde_json::from_slice(bytes).map_err(|error| miette::miette!("the answer is not understood: {error}").into())
}

/// Nothing happened; why.
fn rejected(why: CampaignRejection, words: Words) -> ExitCode {
    complain!("{}", words.text(&format!("campaign-rejected-{}", complaint::code(why))));
    ExitCode::FAILURE
}

impl From<sekisho_engine::campaigns::DossierError> for Wrong {
    fn from(error: sekisho_engine::campaigns::DossierError) -> Self {
        Self::Making(MakingError::from(error))
    }
}
