//! Proposing, approving, releasing, pausing, resuming, stopping.
//!
//! Every act is one commit with its event and is bound to the root that was shown. What the machine of
//! `sekisho-campaign` does not take changes nothing.

use sekisho_campaign::{
    Standing,
    approval::{Act, Approval, Rejection},
};
use sekisho_model::{
    CampaignId, Digest, Event,
    campaign::{CampaignAct, Pause},
};
use sekisho_store::{CampaignSet, CampaignState, Change, Unit};

use super::{Seen, is_open, page::approved_by, parts::written};
use crate::desk::{CampaignAction, CampaignStand, Desk, DeskError, Viewer, act::comment};

impl Desk {
    /// Does one thing with a campaign. `shown` is the root that was on the page: another campaign is refused. `wrote`
    /// is kept beside the evidence.
    ///
    /// # Errors
    /// [`DeskError::Campaign`] with the reason, [`DeskError::Forbidden`], [`DeskError::Conflict`],
    /// [`DeskError::Trouble`] when what is stored is not what was taken.
    pub async fn act_on_campaign(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        action: CampaignAction,
        shown: Option<Digest>,
        wrote: Option<&str>,
    ) -> Result<CampaignStand, DeskError> {
        let comment = comment(wrote)?;
        if action == CampaignAction::Stop {
            return self.stop_campaign(viewer, id, comment).await;
        }
        let seen = self.seen_campaign(viewer, id).await?;
        if seen.campaign.root.is_none() || shown != seen.campaign.root {
            return Err(Rejection::Stale.into());
        }
        match action {
            CampaignAction::Propose => self.propose(viewer, seen, comment).await,
            CampaignAction::Withdraw => self.withdraw(viewer, seen, comment).await,
            CampaignAction::Approve | CampaignAction::Release => {
                self.prove_campaign(viewer, seen, action, comment).await
            }
            CampaignAction::Pause => {
                require(seen.may.settle, seen.campaign.state == CampaignState::Running)?;
                let act = CampaignAct::Paused { why: Pause::Person };
                self.move_campaign(viewer, &seen, CampaignState::Paused, act, comment).await
            }
            // The rows that went ahead are done, and somebody is asked.
            CampaignAction::Resume if seen.campaign.state == CampaignState::Running => {
                self.let_rest_go(viewer, id, shown).await
            }
            CampaignAction::Resume => {
                let right = seen.rights.release.contains(&viewer.user);
                require(right, seen.campaign.state == CampaignState::Paused)?;
                self.refuse_approver(viewer, &seen).await?;
                self.move_campaign(viewer, &seen, CampaignState::Running, CampaignAct::Resumed, comment).await
            }
            CampaignAction::Stop => Err(Rejection::NotNow.into()),
        }
    }

    /// Whoever approved a campaign never lets it go: not the first letter, not the rest, not again.
    pub(super) async fn refuse_approver(&self, viewer: &Viewer, seen: &Seen) -> Result<(), DeskError> {
        let acts = self.house.store.acts(&seen.campaign.id, false).await?;
        if approved_by(&acts).contains(&viewer.user) { Err(Rejection::Own.into()) } else { Ok(()) }
    }

    async fn propose(
        &self,
        viewer: &Viewer,
        mut seen: Seen,
        comment: Option<String>,
    ) -> Result<CampaignStand, DeskError> {
        let maker = seen.sheet.makers.contains(&viewer.user);
        require(maker, seen.may.propose)?;
        let manifest = self.house.manifest_of(&seen.campaign).await?;
        self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        Standing::propose(&manifest, seen.rights.clone())?;
        seen.sheet.rights = Some(seen.rights.clone());
        let rows = u32::try_from(manifest.lines().len()).unwrap_or(u32::MAX);
        let act = CampaignAct::Proposed { root: manifest.root(), rows };
        self.move_campaign(viewer, &seen, CampaignState::Proposed, act, comment).await
    }

    /// Back to its makers, unchanged; approvals are void.
    async fn withdraw(
        &self,
        viewer: &Viewer,
        mut seen: Seen,
        comment: Option<String>,
    ) -> Result<CampaignStand, DeskError> {
        let maker = seen.sheet.makers.contains(&viewer.user) || seen.rights.approve.contains(&viewer.user);
        require(maker, is_open(seen.campaign.state) && seen.campaign.state != CampaignState::Draft)?;
        seen.sheet.rights = None;
        let act = CampaignAct::Made { dossier: seen.sheet.digest() };
        self.move_campaign(viewer, &seen, CampaignState::Draft, act, comment).await
    }

    /// An approval or a release: the stored parts and the manifest are looked at once more, and the acts so far are
    /// taken again from the evidence.
    async fn prove_campaign(
        &self,
        viewer: &Viewer,
        seen: Seen,
        action: CampaignAction,
        comment: Option<String>,
    ) -> Result<CampaignStand, DeskError> {
        if !matches!(seen.campaign.state, CampaignState::Proposed | CampaignState::Approved) {
            return Err(Rejection::NotNow.into());
        }
        if action == CampaignAction::Approve && seen.hands.contains(&viewer.user) {
            return Err(Rejection::Own.into());
        }
        self.house.dossier_of(&seen.campaign, &seen.sheet).await?;
        let manifest = self.house.manifest_of(&seen.campaign).await?;
        let standing = self.house.standing_of(&seen.campaign, &seen.sheet, &manifest).await?;
        let (root, means) = (manifest.root(), viewer.means);
        let approval = Approval { by: viewer.user.clone(), root, means };
        let (act, told, today) = match action {
            CampaignAction::Release => {
                (Act::Release(approval), CampaignAct::Released { root, means }, &seen.rights.release)
            }
            _ => (Act::Approve(approval), CampaignAct::Approved { root, means }, &seen.rights.approve),
        };
        let next = standing.take(&act).map_err(|rejected| rejected.why)?;
        // Who lost the right since it was laid before them has lost it.
        if !today.contains(&viewer.user) {
            return Err(Rejection::NotAllowed.into());
        }
        let state = match next {
            Standing::Proposed(_) => CampaignState::Proposed,
            Standing::Approved(_) => CampaignState::Approved,
            Standing::Released(_) => CampaignState::Running,
            Standing::Stopped => CampaignState::Stopped,
        };
        self.move_campaign(viewer, &seen, state, told, comment).await
    }

    async fn stop_campaign(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        comment: Option<String>,
    ) -> Result<CampaignStand, DeskError> {
        let campaign = self.house.store.campaign(id).await?.ok_or(DeskError::NotFound)?;
        if matches!(campaign.state, CampaignState::Stopped | CampaignState::Done) {
            return Err(Rejection::NotNow.into());
        }
        let set = CampaignSet::to(CampaignState::Stopped);
        let unit = Unit::new(self.house.clock.now())
            .change(Change::SetCampaign { campaign: id.clone(), expect: campaign.version, set })
            .change(Change::WithdrawRows { campaign: id.clone() });
        self.commit_act(viewer, id, unit, CampaignAct::Stopped, comment).await?;
        Ok(CampaignStand::Stopped)
    }

    async fn move_campaign(
        &self,
        viewer: &Viewer,
        seen: &Seen,
        state: CampaignState,
        act: CampaignAct,
        comment: Option<String>,
    ) -> Result<CampaignStand, DeskError> {
        let (campaign, expect) = (seen.campaign.id.clone(), seen.campaign.version);
        let mut set = CampaignSet::to(state);
        set.sheet = Some(written(&seen.sheet)?);
        let unit = Unit::new(self.house.clock.now()).change(Change::SetCampaign { campaign, expect, set });
        self.commit_act(viewer, &seen.campaign.id, unit, act, comment).await?;
        let now = self.house.store.campaign(&seen.campaign.id).await?.ok_or(DeskError::NotFound)?;
        Ok(self.campaign_stand(&now, &seen.sheet))
    }

    async fn commit_act(
        &self,
        viewer: &Viewer,
        id: &CampaignId,
        unit: Unit,
        act: CampaignAct,
        comment: Option<String>,
    ) -> Result<(), DeskError> {
        let event = Event::CampaignActed { campaign: id.clone(), act, by: Some(viewer.user.clone()) };
        let unit = match comment {
            Some(comment) => unit.event_with(event, serde_json::json!({ "comment": comment })),
            None => unit.event(event),
        };
        self.house.store.commit(unit).await?;
        Ok(())
    }
}

/// The right first, then the moment.
fn require(right: bool, now: bool) -> Result<(), DeskError> {
    match (right, now) {
        (true, true) => Ok(()),
        (false, _) => Err(Rejection::NotAllowed.into()),
        (true, false) => Err(Rejection::NotNow.into()),
    }
}
