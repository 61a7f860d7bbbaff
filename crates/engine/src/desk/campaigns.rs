//! Campaigns at the counter: who sees which, and what may be done with them.
//!
//! Drafts are seen by whoever has a hand in them; what lies before approvers also by those who approve and let go.
//! Administrators and officers see all, auditors all without letters and cells. Anybody with an account may stop one.

mod act;
mod check;
mod forms;
mod look;
mod page;
mod parts;
mod sending;
pub(crate) mod told;
mod waivers;

pub(crate) use check::Checks;
pub use parts::Submitted;

use std::collections::BTreeSet;

use sekisho_campaign::approval::{Rejection, Rights};
use sekisho_model::{CampaignId, UserId};
use sekisho_store::{Campaign, CampaignState};

use super::{CampaignMay, CampaignRow, CampaignStand, Desk, DeskError, Page, Role, Viewer, evidence::request};
use crate::campaigns::{
    DossierError, MakingError, Trouble,
    rights::Accounts,
    sheet::Sheet,
    shelf::{ShelfError, sheet_of},
};

/// A campaign as one person sees it.
pub(crate) struct Seen {
    pub(crate) campaign: Campaign,
    pub(crate) sheet: Sheet,
    /// The rights as they are today.
    pub(crate) rights: Rights,
    /// Everybody who had a hand in it.
    pub(crate) hands: BTreeSet<UserId>,
    pub(crate) may: CampaignMay,
}

impl Desk {
    /// Campaigns this person may look at, newest first.
    ///
    /// # Errors
    /// [`DeskError::Unavailable`], and [`DeskError::Input`] for a cursor that is none.
    pub async fn campaigns(&self, viewer: &Viewer, cursor: Option<&str>) -> Result<Page<CampaignRow>, DeskError> {
        let accounts = self.open_accounts().await?;
        let page = self.house.store.campaigns(request(cursor)).await?;
        let mut rows = Vec::new();
        for campaign in page.rows {
            if let Some(seen) = self.seen_as(viewer, campaign, &accounts)? {
                rows.push(self.campaign_row(&seen).await?);
            }
        }
        Ok(Page { rows, next: page.next, total: None })
    }

    /// The campaign, if the viewer may see it. Somebody else's does not exist.
    pub(crate) async fn seen_campaign(&self, viewer: &Viewer, id: &CampaignId) -> Result<Seen, DeskError> {
        let campaign = self.house.store.campaign(id).await?.ok_or(DeskError::NotFound)?;
        let accounts = self.open_accounts().await?;
        self.seen_as(viewer, campaign, &accounts)?.ok_or(DeskError::NotFound)
    }

    fn seen_as(&self, viewer: &Viewer, campaign: Campaign, accounts: &Accounts) -> Result<Option<Seen>, DeskError> {
        let sheet = sheet_of(&campaign)?;
        let rights = self.house.campaign_rights(accounts, &sheet);
        let may = may(viewer, &campaign, &sheet, &rights);
        let lies_before = campaign.state != CampaignState::Draft
            && (rights.approve.contains(&viewer.user) || rights.release.contains(&viewer.user));
        let sees = sheet.makers.contains(&viewer.user) || lies_before || !viewer.roles.is_empty();
        let hands = accounts.hands(&sheet);
        Ok(sees.then_some(Seen { campaign, sheet, rights, hands, may }))
    }

    /// Everybody with an open account.
    pub(crate) async fn open_accounts(&self) -> Result<Accounts, DeskError> {
        Ok(Accounts::of(self.house.store.users().await?))
    }

    pub(crate) async fn campaign_row(&self, seen: &Seen) -> Result<CampaignRow, DeskError> {
        let Seen { campaign, sheet, may, .. } = seen;
        let counts = self.house.store.row_counts(&campaign.id).await?;
        let settled = counts.iter().filter(|count| count.state.is_settled()).map(|count| count.rows).sum();
        let check = sheet.check.as_ref();
        Ok(CampaignRow {
            id: campaign.id.clone(),
            version: campaign.version,
            stand: self.campaign_stand(campaign, sheet),
            letters: check.map_or(0, |check| if check.root.is_some() { check.letters } else { check.rows }),
            settled,
            makers: sheet.makers.clone(),
            made: campaign.created_at,
            changed: campaign.updated_at,
            root: campaign.root,
            may: *may,
        })
    }

    pub(crate) fn campaign_stand(&self, campaign: &Campaign, sheet: &Sheet) -> CampaignStand {
        if campaign.forgotten_at.is_some() {
            return CampaignStand::Forgotten;
        }
        match campaign.state {
            CampaignState::Draft if self.house.checks.look(&campaign.id).is_some() => CampaignStand::Checking,
            CampaignState::Draft if !sheet.is_current() => CampaignStand::Draft,
            CampaignState::Draft if campaign.root.is_some() => CampaignStand::Ready,
            CampaignState::Draft => CampaignStand::Open,
            CampaignState::Proposed => CampaignStand::Proposed,
            CampaignState::Approved => CampaignStand::Approved,
            CampaignState::Running => CampaignStand::Running,
            CampaignState::Paused => CampaignStand::Paused,
            CampaignState::Stopped => CampaignStand::Stopped,
            CampaignState::Done => CampaignStand::Done,
        }
    }
}

/// Whether its parts can still be replaced: then approvals are void.
pub(crate) const fn is_open(state: CampaignState) -> bool {
    matches!(state, CampaignState::Draft | CampaignState::Proposed | CampaignState::Approved)
}

fn may(viewer: &Viewer, campaign: &Campaign, sheet: &Sheet, rights: &Rights) -> CampaignMay {
    let user = &viewer.user;
    let kept = campaign.forgotten_at.is_none();
    let maker = sheet.makers.contains(user);
    let overseer = viewer.roles.contains(&Role::Admin) || viewer.roles.contains(&Role::Officer);
    let open = kept && is_open(campaign.state);
    let hand = maker || rights.approve.contains(user) || rights.release.contains(user);
    let leaving = matches!(campaign.state, CampaignState::Running | CampaignState::Paused);
    let is = |state: CampaignState| kept && campaign.state == state;
    // Who has approved does not let it go, and who had a hand in it does not approve: the machine decides again.
    let approve = is(CampaignState::Proposed) && rights.approve.contains(user) && !maker;
    CampaignMay {
        list: open && maker && rights.list.contains(user),
        content: open && maker && rights.content.contains(user),
        check: is(CampaignState::Draft) && maker,
        propose: is(CampaignState::Draft) && maker && campaign.root.is_some() && sheet.is_current(),
        approve,
        release: is(CampaignState::Approved) && rights.release.contains(user),
        pause: is(CampaignState::Running) && (hand || overseer),
        resume: leaving && kept && rights.release.contains(user),
        stop: !matches!(campaign.state, CampaignState::Stopped | CampaignState::Done),
        settle: hand || overseer,
        reveal: kept && (hand || overseer),
    }
}

impl From<ShelfError> for DeskError {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Missing => Self::NotFound,
            error if error.is_altered() => {
                tracing::error!(error = %crate::chain(&error), "the stored files of a campaign are not what was written");
                MakingError::from(DossierError::Damaged).into()
            }
            ShelfError::Store(error) => error.into(),
            ShelfError::Making(error) => error.into(),
            ShelfError::Acts(why) => Self::Campaign(why),
            ShelfError::Forgotten => Self::Campaign(Rejection::NotNow),
            other => {
                tracing::error!(error = %crate::chain(&other), "a stored campaign cannot be used");
                Self::Unavailable
            }
        }
    }
}

impl From<MakingError> for DeskError {
    fn from(error: MakingError) -> Self {
        Self::Trouble(Box::new(Trouble::from(&error)))
    }
}

impl From<Rejection> for DeskError {
    fn from(why: Rejection) -> Self {
        Self::Campaign(why)
    }
}
