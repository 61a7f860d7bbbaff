//! The judgement of letters of a campaign: what the approved root stands for, and what it does not.
//!
//! People have approved the very bytes, so needs that ask people and the hold-back wait are met, and nothing is changed
//! any more: what the policy would add or take away belongs into the template. A refusal and a freeze stand. A letter
//! that names another person than its recipient is held like any other, and its campaign rests until somebody has
//! looked: what holds back the rest of a mail merge holds back the rest of a campaign. For the same reason letters of a
//! campaign neither begin a burst nor are held with one.

use std::sync::Arc;

use sekisho_content::Mail;
use sekisho_model::{
    CampaignAct, CampaignId, Event, GroupId, Need, Needs, Pause, RefuseReason, UserId, Verdict,
    ledger::{RowState, RowStep},
};
use sekisho_policy::ParcelDecision;
use sekisho_store::{CampaignSet, CampaignState, Change, CommitError, ParcelState, RowMove, StoredLetter, Unit};

use super::way::{Place, Way};
use crate::{
    bursts::names_another,
    error::StepError,
    house::{House, Law},
    judge::{Bench, Case},
    opening::Opened,
    stricter::with_approval,
    worker::passing,
};

/// What is committed together with a decision.
#[derive(Debug, Default)]
pub(crate) struct Also {
    pub(crate) changes: Vec<Change>,
    pub(crate) events: Vec<Event>,
}

impl Also {
    fn push(&mut self, (change, event): (Change, Event)) {
        self.changes.push(change);
        self.events.push(event);
    }
}

/// The decision with the root standing in for people.
pub(crate) fn stand_in(mut parcel: ParcelDecision, group: &GroupId) -> ParcelDecision {
    parcel.wishes.clear();
    if let Verdict::Hold { needs } = &parcel.verdict {
        let frozen = needs.as_slice().iter().filter(|need| matches!(need, Need::Thaw { .. })).cloned();
        parcel.verdict = Needs::new(frozen).map_or(Verdict::Pass, |needs| Verdict::Hold { needs });
    }
    if names_another(&parcel.findings) {
        parcel.verdict = with_approval(parcel.verdict, group);
    }
    parcel
}

/// The decision for a trial: whoever sends it has looked, and its addresses are fixed; what asks others, stands.
fn tried(mut parcel: ParcelDecision) -> ParcelDecision {
    parcel.wishes.clear();
    if let Verdict::Hold { needs } = &parcel.verdict {
        let others = needs.as_slice().iter().filter(|need| !matches!(need, Need::Wait { .. } | Need::SelfReview));
        parcel.verdict = Needs::new(others.cloned()).map_or(Verdict::Pass, |needs| Verdict::Hold { needs });
    }
    parcel
}

impl House {
    /// What is decided for a letter of a trial.
    pub(crate) async fn trial_decisions(
        &self,
        law: &Law,
        letter: &StoredLetter,
        mail: &Mail,
        submitter: Option<&UserId>,
    ) -> Result<Vec<ParcelDecision>, StepError> {
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let case = Case { at: letter.at, envelope: &letter.envelope, submitter, mail, merges: false };
        Ok(self.judge(bench, case).await?.parcels.into_iter().map(tried).collect())
    }

    /// What is decided for a letter of a campaign.
    pub(crate) async fn campaign_decisions(
        &self,
        law: &Law,
        letter: &StoredLetter,
        mail: &Mail,
        place: &Place,
    ) -> Result<Vec<ParcelDecision>, StepError> {
        let count = letter.envelope.recipients.len();
        let refused = |reason| vec![ParcelDecision { verdict: Verdict::Refuse { reason }, ..passing(count) }];
        match place {
            Place::Unknown => return Ok(refused(RefuseReason::CampaignUnknown)),
            Place::Past(row) if row.state == RowState::Unknown => {
                return Ok(refused(RefuseReason::CampaignUnknown));
            }
            Place::Past(_) => return Ok(refused(RefuseReason::CampaignStopped)),
            Place::Due(_) => {}
        }
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let case = Case { at: letter.at, envelope: &letter.envelope, submitter: None, mail, merges: false };
        let decided = self.judge(bench, case).await?.parcels;
        let group = law.last_resort();
        Ok(decided.into_iter().map(|parcel| stand_in(parcel, &group)).collect())
    }

    /// What a decision means for the row and its campaign. The campaign rests before the decision is durable.
    pub(crate) async fn note_row(
        &self,
        way: &Way,
        place: &Place,
        letter: &Arc<StoredLetter>,
        opened: &mut Opened,
    ) -> Result<Also, StepError> {
        let mut also = Also::default();
        self.keep_sealed(letter, opened);
        opened.new.circle.authors.extend(self.makers(&way.campaign).await?);
        let parcel = Some(opened.new.id);
        match (place, &opened.new.verdict) {
            (Place::Unknown, _) => {
                also.push(way.found());
                self.pause(&way.campaign, Pause::FoundAgain).await?;
            }
            (Place::Due(row), Verdict::Refuse { reason }) => {
                let said = self.words(self.settings.language).refuse(reason);
                let step = RowMove { reply: said, ..RowMove::plain(row.row, row.fence, RowStep::Fail) };
                also.push(way.step(step, parcel, None));
                self.pause(&way.campaign, Pause::Refused).await?;
            }
            (Place::Due(_), Verdict::Hold { .. }) if names_another(&opened.new.findings) => {
                self.pause(&way.campaign, Pause::OtherPerson).await?;
            }
            _ => {}
        }
        Ok(also)
    }

    /// Above the approved bytes there are a trace and a signature, and below them nothing.
    fn keep_sealed(&self, letter: &StoredLetter, opened: &mut Opened) {
        let mail = opened.mails.as_ref().and_then(|mails| mails.prepared.mail(0));
        let kept = mail.is_some_and(|(_, bytes)| bytes.ends_with(&letter.bytes));
        if !kept && !matches!(opened.new.verdict, Verdict::Refuse { .. }) {
            tracing::error!(letter = %letter.id, "what would leave is not what was approved; the letter is refused");
            opened.new.verdict = Verdict::Refuse { reason: RefuseReason::Unsendable };
            (opened.new.state, opened.new.due_at) = (ParcelState::Refused, Some(self.clock.now()));
            opened.new.held_since = None;
            opened.mails = None;
        }
    }

    /// Nothing more of a campaign leaves, for this reason of the house's own.
    pub(crate) async fn pause(&self, campaign: &CampaignId, why: Pause) -> Result<(), StepError> {
        loop {
            let Some(found) = self.store.campaign(campaign).await? else { return Ok(()) };
            if found.state != CampaignState::Running {
                return Ok(());
            }
            let (campaign, expect) = (campaign.clone(), found.version);
            let event = Event::CampaignActed { campaign: campaign.clone(), act: CampaignAct::Paused { why }, by: None };
            let set = CampaignSet::to(CampaignState::Paused);
            let unit = Unit::new(self.clock.now()).change(Change::SetCampaign { campaign, expect, set }).event(event);
            match self.store.commit(unit).await {
                // Somebody else changed it at the same moment.
                Err(CommitError::Exists(_)) => {}
                done => {
                    done?;
                    tracing::warn!(campaign = %found.id, why = why.code(), "a campaign rests until somebody has looked");
                    return Ok(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
