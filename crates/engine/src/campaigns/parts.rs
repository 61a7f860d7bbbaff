//! The parts of a released campaign: the first rows ahead, the rest when a rule or a person says so, some once more.
//!
//! Rows come into the ledger before the first part is opened, in slices; doing it again after a crash changes nothing.
//! A part is opened in one commit with its rows, its file and its event.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_campaign::{
    Division, Manifest, RowNumber,
    canary::{Next, Question},
    manifest::Purpose,
};
use sekisho_model::{CampaignAct, CampaignId, Event, UserId, ledger::RowState};
use sekisho_store::{
    Campaign, CampaignSet, CampaignState, Change, CommitError, Page, PageRequest, Part, RowCount, RowFilter, Unit,
};
use zeroize::Zeroizing;

use super::departures::{Leaving, part_kind};
use crate::{error::StepError, house::House};

/// Rows that come into the ledger in one commit: some 50 ms in which nobody else writes.
const SLICE: usize = 10_000;

/// What became of opening a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    /// It is open.
    Yes,
    /// Somebody else changed the campaign at the same moment: read it again and think again.
    Raced,
    /// No row is left for it, or one is not free.
    No,
}

impl House {
    /// Opens the first part of a campaign that was just released.
    pub(crate) async fn open_first(&self, campaign: &Campaign, leaving: &Leaving) -> Result<Opened, StepError> {
        self.add_rows(campaign, &leaving.whole).await?;
        let ahead = leaving.sending().canary as usize;
        let Ok(mut division) = Division::of(&leaving.whole) else { return Ok(Opened::No) };
        let child = if ahead > 0 { division.canary(ahead) } else { division.rest() };
        match child {
            Ok(child) => self.open_part(campaign, &child, None).await,
            Err(_) => Ok(Opened::No),
        }
    }

    /// Rows that the ledger does not have yet.
    pub(crate) async fn add_rows(&self, campaign: &Campaign, whole: &Manifest) -> Result<(), StepError> {
        let rows: Vec<u32> = whole.lines().iter().map(|line| line.row.0).collect();
        for slice in rows.chunks(SLICE) {
            let change = Change::AddRows { campaign: campaign.id.clone(), rows: slice.to_vec() };
            self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        }
        Ok(())
    }

    /// Opens the part with every row that none has.
    pub(crate) async fn open_rest(
        &self,
        campaign: &Campaign,
        whole: &Manifest,
        by: Option<UserId>,
    ) -> Result<Opened, StepError> {
        let number = self.next_part(&campaign.id).await?;
        let filter = RowFilter { state: Some(RowState::Pending), part: Some(0) };
        let rows = self.rows_in(&campaign.id, filter).await?;
        match whole.part(Purpose::Rest, number, &rows).filter(|_| !rows.is_empty()) {
            Some(child) => self.open_part(campaign, &child, by).await,
            None => Ok(Opened::No),
        }
    }

    /// Opens a part with rows once more; the ledger must be certain that nobody has their letters.
    pub(crate) async fn open_again(
        &self,
        campaign: &Campaign,
        whole: &Manifest,
        rows: &BTreeSet<RowNumber>,
        by: UserId,
    ) -> Result<Opened, StepError> {
        let number = self.next_part(&campaign.id).await?;
        match whole.part(Purpose::Resend, number, rows).filter(|_| !rows.is_empty()) {
            Some(child) => self.open_part(campaign, &child, Some(by)).await,
            None => Ok(Opened::No),
        }
    }

    async fn next_part(&self, id: &CampaignId) -> Result<u32, StepError> {
        let last = self.store.parts(id).await?.last().map_or(0, |part| part.number);
        Ok(last.saturating_add(1))
    }

    async fn rows_in(&self, id: &CampaignId, filter: RowFilter) -> Result<BTreeSet<RowNumber>, StepError> {
        let (mut rows, mut page) = (BTreeSet::new(), PageRequest { after: None, limit: 500 });
        loop {
            let Page { rows: found, next } = self.store.campaign_rows(id, filter, page).await?;
            rows.extend(found.iter().map(|row| RowNumber(row.row)));
            let Some(next) = next else { return Ok(rows) };
            page = PageRequest { after: Some(next), limit: 500 };
        }
    }

    async fn open_part(&self, campaign: &Campaign, child: &Manifest, by: Option<UserId>) -> Result<Opened, StepError> {
        let (heading, now) = (child.heading(), self.clock.now());
        let rows: BTreeSet<RowNumber> = child.lines().iter().map(|line| line.row).collect();
        let packed = postcard::to_stdvec(&rows).map_err(|_| StepError::Panicked)?;
        let file = self.store.keep(Zeroizing::new(packed)).await?;
        let mut set = CampaignSet::to(CampaignState::Running);
        set.files = BTreeMap::from([(part_kind(heading.number), file)]);
        let size = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let (number, purpose, root) = (heading.number, heading.purpose.code().to_owned(), child.root());
        let act = CampaignAct::PartOpened { number, purpose: purpose.clone(), root, rows: size };
        let part = Part { number, purpose, root, rows: size, opened_at: now };
        let (id, rows) = (campaign.id.clone(), rows.iter().map(|row| row.0).collect());
        let unit = Unit::new(now)
            .change(Change::SetCampaign { campaign: id.clone(), expect: campaign.version, set })
            .change(Change::OpenPart { campaign: id.clone(), part, rows })
            .event(Event::CampaignActed { campaign: id, act, by });
        match self.store.commit(unit).await {
            Ok(_) => Ok(Opened::Yes),
            Err(CommitError::Exists(_)) => Ok(Opened::Raced),
            Err(CommitError::Invalid(_)) => Ok(Opened::No),
            Err(error) => Err(error.into()),
        }
    }

    /// What follows the part that is on its way, once nothing more comes of it by itself: the rest, a question, the end.
    pub(crate) async fn go_on(&self, campaign: &Campaign, leaving: &Leaving) -> Result<(), StepError> {
        let counts = self.store.row_counts(&campaign.id).await?;
        if is_free(&counts) {
            match self.after_canary(campaign, leaving, &counts).await? {
                Next::GoOn => drop(self.open_rest(campaign, &leaving.whole, None).await?),
                Next::Ask(question) => self.tell_question(campaign, question).await?,
                Next::Wait => {}
            }
            return Ok(());
        }
        if counts.iter().all(|count| count.state.is_settled()) {
            self.end_campaign(campaign).await?;
        }
        Ok(())
    }

    /// What the rule of the campaign says about the part that went ahead.
    pub(crate) async fn after_canary(
        &self,
        campaign: &Campaign,
        leaving: &Leaving,
        counts: &[RowCount],
    ) -> Result<Next, StepError> {
        let Some(part) = counts.iter().map(|count| count.part).max().filter(|part| *part > 0) else {
            return Ok(Next::Wait);
        };
        let mut states: BTreeMap<RowState, u32> = BTreeMap::new();
        for count in counts.iter().filter(|count| count.part > 0) {
            let rows = u32::try_from(count.rows).unwrap_or(u32::MAX);
            let sum = states.entry(count.state).or_default();
            *sum = sum.saturating_add(rows);
        }
        let complaints = self.complaints(&campaign.id).await?;
        let now = self.clock.now();
        let last = self.store.last_handed(&campaign.id, part).await?.unwrap_or(now);
        Ok(leaving.sending().canary_rule.next(&states, complaints, last, now))
    }

    /// Complaints about a campaign so far.
    pub(crate) async fn complaints(&self, id: &CampaignId) -> Result<u32, StepError> {
        let acts = self.store.acts(id, false).await?;
        let complained = acts.iter().filter(|row| {
            let event = serde_json::from_str::<Event>(&row.link.event);
            matches!(event, Ok(Event::CampaignActed { act: CampaignAct::Complained { .. }, .. }))
        });
        Ok(u32::try_from(complained.count()).unwrap_or(u32::MAX))
    }

    async fn end_campaign(&self, campaign: &Campaign) -> Result<(), StepError> {
        let (id, expect) = (campaign.id.clone(), campaign.version);
        let set = CampaignSet::to(CampaignState::Done);
        let event = Event::CampaignActed { campaign: id.clone(), act: CampaignAct::Ended, by: None };
        let unit = Unit::new(self.clock.now()).change(Change::SetCampaign { campaign: id, expect, set }).event(event);
        match self.store.commit(unit).await {
            Ok(_) | Err(CommitError::Exists(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether rows wait for a part.
pub(crate) fn is_free(counts: &[RowCount]) -> bool {
    counts.iter().any(|count| count.part == 0 && count.state == RowState::Pending)
}

/// Rows that stand in a state, over all parts.
pub(crate) fn rows_of(counts: &[RowCount], state: RowState) -> u64 {
    counts.iter().filter(|count| count.state == state).map(|count| count.rows).sum()
}

/// What is asked of a person, if something is.
pub(crate) const fn question(next: Next) -> Option<Question> {
    match next {
        Next::Ask(question) => Some(question),
        Next::Wait | Next::GoOn => None,
    }
}
