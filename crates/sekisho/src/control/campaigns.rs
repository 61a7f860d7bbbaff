//! Orders about campaigns. What is longer than a line travels behind it.

use sekisho_engine::{
    campaigns::{CampaignRejection, Dossier, MakingError, PartLine},
    desk::{CampaignAction, CampaignStand, CheckView, Desk, DeskError, SheetForm, Submitted, Viewer},
};
use sekisho_model::{CampaignId, Digest, UserId};
use serde::{Deserialize, Serialize};

use super::Answer;

/// What can be asked about a campaign.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub(crate) enum CampaignOrder {
    /// Take a dossier in, check it, and lay it before approvers when nothing is in the way. The dossier comes behind.
    Submit { index: Vec<PartLine> },
    /// Act on one.
    Act { id: CampaignId, action: CampaignAction, root: Option<String>, comment: Option<String> },
    /// Send letters for made-up persons to the plan's test addresses.
    Try { id: CampaignId },
    /// Whether the letter of a row that nobody knew about arrived.
    Settle { id: CampaignId, row: u32, arrived: bool, comment: Option<String> },
    /// Whether the letters of all such rows arrived, of which there are so many.
    SettleAll { id: CampaignId, count: u64, arrived: bool, comment: Option<String> },
    /// Answer for so many of a class of differences or a kind of finding, and have it checked again.
    Waive { id: CampaignId, class: String, count: u32, reason: String },
    /// Where it stands.
    Status { id: CampaignId },
    /// All there are.
    List,
    /// Rows with their outcomes. They come behind the answer.
    Rows { id: CampaignId, form: SheetForm },
    /// Differences with their cells. They come behind the answer.
    Differences { id: CampaignId, form: SheetForm },
    /// The certificate. It comes behind the answer.
    Certificate { id: CampaignId },
}

/// What came of a submission.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// What changed.
    pub(crate) submitted: Submitted,
    /// What the check found.
    pub(crate) check: CheckView,
    /// Where it stands now.
    pub(crate) stand: CampaignStand,
}

/// An answer, and what comes behind it.
pub(crate) type Told = (Answer, Vec<u8>);

pub(super) async fn carry_out(desk: &Desk, user: Option<UserId>, order: CampaignOrder, behind: &[u8]) -> Told {
    match done(desk, user, order, behind).await {
        Ok(bytes) => (Answer::Behind { bytes: bytes.len() as u64 }, bytes),
        Err(DeskError::Trouble(trouble)) => (Answer::Trouble(trouble), Vec::new()),
        Err(DeskError::Campaign(why)) => (Answer::Rejected(why), Vec::new()),
        Err(DeskError::NotFound) => {
            (Answer::Failed("there is no such campaign or row, or it is not theirs to see".to_owned()), Vec::new())
        }
        Err(DeskError::Forbidden) => (Answer::Rejected(CampaignRejection::NotAllowed), Vec::new()),
        Err(DeskError::Input { field, problem }) => {
            (Answer::Input { field: field.replace('_', "-"), problem }, Vec::new())
        }
        Err(DeskError::Conflict) => (Answer::Changed, Vec::new()),
        Err(error) => (Answer::Failed(error.to_string()), Vec::new()),
    }
}

async fn done(desk: &Desk, user: Option<UserId>, order: CampaignOrder, behind: &[u8]) -> Result<Vec<u8>, DeskError> {
    let viewer = desk.viewer_on_server(user).await?;
    Ok(match order {
        CampaignOrder::Submit { index } => {
            let dossier = Dossier::unpack(behind, &index).map_err(MakingError::from)?;
            let submitted = desk.submit_campaign(&viewer, &dossier).await?;
            json(&checked(desk, &viewer, submitted).await?)?
        }
        CampaignOrder::Waive { id, class, count, reason } => {
            desk.waive(&viewer, &id, &class, count, &reason).await?;
            let submitted = Submitted { id, changed: Vec::new(), voided: false };
            json(&checked(desk, &viewer, submitted).await?)?
        }
        CampaignOrder::Act { id, action, root, comment } => {
            // Whoever may not see it may still stop it.
            let shown = desk.campaign(&viewer, &id).await.ok().and_then(|page| page.row.root);
            let shown = shown.filter(|shown| root.as_ref().is_none_or(|root| is_meant(root, *shown)));
            json(&desk.act_on_campaign(&viewer, &id, action, shown, comment.as_deref()).await?)?
        }
        CampaignOrder::Try { id } => json(&desk.try_campaign(&viewer, &id).await?)?,
        CampaignOrder::Settle { id, row, arrived, comment } => {
            desk.settle_campaign_row(&viewer, &id, row, arrived, comment.as_deref()).await?;
            json(&row)?
        }
        CampaignOrder::SettleAll { id, count, arrived, comment } => {
            desk.settle_unknown_rows(&viewer, &id, count, arrived, comment.as_deref()).await?;
            json(&count)?
        }
        CampaignOrder::Status { id } => json(&desk.campaign(&viewer, &id).await?)?,
        CampaignOrder::List => json(&desk.campaigns(&viewer, None).await?.rows)?,
        CampaignOrder::Rows { id, form } => desk.export_rows(&viewer, &id, form).await?.bytes,
        CampaignOrder::Differences { id, form } => desk.difference_report(&viewer, &id, form).await?.bytes,
        CampaignOrder::Certificate { id } => desk.campaign_certificate(&viewer, &id).await?.bytes,
    })
}

/// Checks what was taken in, and lays it before approvers when nothing is in the way.
async fn checked(desk: &Desk, viewer: &Viewer, submitted: Submitted) -> Result<Taken, DeskError> {
    let check = desk.check_campaign_now(viewer, &submitted.id).await?;
    let stand = match check.root {
        None => CampaignStand::Open,
        root => desk.act_on_campaign(viewer, &submitted.id, CampaignAction::Propose, root, None).await?,
    };
    Ok(Taken { submitted, check, stand })
}

/// The beginning of a root names it, when it is long enough not to name another.
fn is_meant(written: &str, root: Digest) -> bool {
    written.len() >= 12 && root.to_string().starts_with(&written.to_ascii_lowercase())
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, DeskError> {
    serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        DeskError::Unavailable
    })
}
