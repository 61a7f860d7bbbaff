//! What is done about a campaign in the house: taken in, approved, let go, paused, stopped, looked at.
//!
//! The running service does it, or the house is opened for it. The rules are those of the console: nobody approves what
//! they had a hand in. Exit status 0: done. 1: not taken, or something is in the way. 2: the input is wrong.

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
    desk::{CampaignAction, SheetForm},
};
use sekisho_model::{CampaignId, UserId};
use sekisho_words::{Value, Words};

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

/// Says whether the letter of a row that nobody knew about arrived.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("end").required(true).args(["arrived", "lost"])))]
pub(crate) struct Settle {
    /// Its id.
    id: CampaignId,
    /// The row.
    #[arg(long)]
    row: u32,
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

/// Says where campaigns stand.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Its id; without one all campaigns.
    id: Option<CampaignId>,
    #[command(flatten)]
    how: How,
}

/// Writes rows with their outcomes into a file, or the differences of the lists.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Its id.
    id: CampaignId,
    /// The file: `.csv` or `.xlsx`. It has personal data; nothing is overwritten.
    #[arg(long, short)]
    out: PathBuf,
    /// The differences of the lists instead of the rows.
    #[arg(long)]
    differences: bool,
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
        let order = CampaignOrder::Settle { id, row: self.row, arrived: self.arrived, comment };
        if let Err(why) = ask(config, Some(&self.who), order, &[]).await? {
            return Ok(rejected(why, self.how.words()));
        }
        if self.how.json {
            say!("{}", serde_json::json!({ "campaign": self.id, "row": self.row, "arrived": self.arrived }));
        } else {
            say!("{}", self.how.words().with("campaign-settled", &[("row", Value::from(self.row))]));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Status {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let order = match &self.id {
            Some(id) => CampaignOrder::Status { id: id.clone() },
            None => CampaignOrder::List,
        };
        let words = self.how.words();
        let bytes = match ask(config, None, order, &[]).await? {
            Ok(bytes) => bytes,
            Err(why) => return Ok(rejected(why, words)),
        };
        let told: serde_json::Value = read(&bytes)?;
        if self.how.json {
            say!("{told}");
        } else if self.id.is_some() {
            say!("{}", status::page(&told, words));
        } else {
            say!("{}", status::list(&told, words));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Export {
    pub(super) const fn how(&self) -> &How {
        &self.how
    }

    pub(super) async fn run(&self, config: &Path) -> Result<ExitCode, Wrong> {
        let form = match self.out.extension().and_then(|extension| extension.to_str()) {
            Some("csv") => SheetForm::Csv,
            Some("xlsx") => SheetForm::Xlsx,
            _ => return Err(miette::miette!("{}: the name must end in .csv or .xlsx", self.out.display()).into()),
        };
        let id = self.id.clone();
        let order = match self.differences {
            true => CampaignOrder::Differences { id, form },
            false => CampaignOrder::Rows { id, form },
        };
        save(config, order, &self.out, &self.how, "campaign-written").await
    }
}

/// Has something made and writes it into a new file that only this user can read.
pub(super) async fn save(
    config: &Path,
    order: CampaignOrder,
    out: &Path,
    how: &How,
    said: &str,
) -> Result<ExitCode, Wrong> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let bytes = match ask(config, None, order, &[]).await? {
        Ok(bytes) => bytes,
        Err(why) => return Ok(rejected(why, how.words())),
    };
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(out);
    let written = file.and_then(|mut file| file.write_all(&bytes));
    written.map_err(|error| miette::miette!("{}: {error}", out.display()))?;
    let name = out.display().to_string();
    if how.json {
        say!("{}", serde_json::json!({ "file": name, "bytes": bytes.len() }));
    } else {
        say!("{}", how.words().with(said, &[("file", Value::from(name))]));
    }
    Ok(ExitCode::SUCCESS)
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
