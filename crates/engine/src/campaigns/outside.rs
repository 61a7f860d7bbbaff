//! What people and the outside say of a campaign on its way: go on, once more, it arrived, it did not, "I got somebody
//! else's data".
//!
//! Each is one commit with its event. Rights are looked at by the desk.

use std::collections::BTreeSet;

use sekisho_campaign::Manifest;
use sekisho_model::{
    CampaignAct, CampaignId, Event, UserId,
    ledger::{RowState, RowStep},
};
use sekisho_store::{Campaign, CampaignRow, Change, CommitError, PageRequest, RowFilter, RowMove, Unit};

use super::{
    parts::{Opened, is_free, rows_of},
    shelf::sheet_of,
    way::moved,
};
use crate::{error::StepError, house::House};

/// Rows that are settled in one commit.
const SLICE: u32 = 200;
/// Longest note that is kept, in characters.
const NOTE: usize = 500;

impl House {
    /// A person lets the rest follow the part that went ahead. `false`: there is nothing to let go, or somebody else
    /// changed the campaign at the same moment.
    pub(crate) async fn let_rest_go(
        &self,
        campaign: &Campaign,
        whole: &Manifest,
        by: UserId,
    ) -> Result<bool, StepError> {
        let counts = self.store.row_counts(&campaign.id).await?;
        if !is_free(&counts) || counts.iter().all(|count| count.part == 0) {
            return Ok(false);
        }
        Ok(self.open_rest(campaign, whole, Some(by)).await? == Opened::Yes)
    }

    /// Somebody has found out what became of a row nobody knew about. `false`: it is not such a row any more.
    pub(crate) async fn settle_row(
        &self,
        campaign: &CampaignId,
        row: u32,
        arrived: bool,
        by: Option<UserId>,
        note: &str,
    ) -> Result<bool, StepError> {
        let Some(found) = self.store.campaign_row(campaign, row).await? else { return Ok(false) };
        let (change, event) = settled(campaign, &found, arrived, by, note);
        match self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await {
            Ok(_) => Ok(true),
            Err(CommitError::Row { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The same of all rows nobody knows about, of which there must be just `count`. `false`: there are others.
    pub(crate) async fn settle_unknown(
        &self,
        campaign: &CampaignId,
        count: u64,
        arrived: bool,
        by: &UserId,
        note: &str,
    ) -> Result<bool, StepError> {
        if rows_of(&self.store.row_counts(campaign).await?, RowState::Unknown) != count {
            return Ok(false);
        }
        let filter = RowFilter { state: Some(RowState::Unknown), part: None };
        let mut left = count;
        while left > 0 {
            let limit = u32::try_from(left).unwrap_or(u32::MAX).min(SLICE);
            let rows = self.store.campaign_rows(campaign, filter, PageRequest { after: None, limit }).await?.rows;
            if rows.is_empty() {
                return Ok(false);
            }
            let unit = rows.iter().fold(Unit::new(self.clock.now()), |unit, row| {
                let (change, event) = settled(campaign, row, arrived, Some(by.clone()), note);
                unit.change(change).event(event)
            });
            match self.store.commit(unit).await {
                Ok(_) => left = left.saturating_sub(rows.len() as u64),
                Err(CommitError::Row { .. }) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// Somebody complained, about a row where that is known. Counts against what goes ahead.
    pub(crate) async fn complain(
        &self,
        campaign: &CampaignId,
        row: Option<u32>,
        by: Option<UserId>,
        note: Option<&str>,
    ) -> Result<(), StepError> {
        let act = CampaignAct::Complained { row };
        let event = Event::CampaignActed { campaign: campaign.clone(), act, by };
        let unit = Unit::new(self.clock.now());
        let unit = match note {
            Some(note) => {
                let note: String = note.chars().take(NOTE).collect();
                unit.event_with(event, serde_json::json!({ "comment": note }))
            }
            None => unit.event(event),
        };
        self.store.commit(unit).await?;
        Ok(())
    }

    /// Everybody who had a hand in a campaign.
    pub(crate) async fn makers(&self, campaign: &CampaignId) -> Result<BTreeSet<UserId>, StepError> {
        let Some(found) = self.store.campaign(campaign).await? else { return Ok(BTreeSet::new()) };
        // Of a campaign whose sheet is gone nobody is known, and its letters are not approved by anybody.
        Ok(sheet_of(&found).map(|sheet| sheet.makers).unwrap_or_default())
    }

    /// Who stopped a campaign.
    pub(crate) async fn stopped_by(&self, campaign: &CampaignId) -> Result<UserId, StepError> {
        let acts = self.store.acts(campaign, false).await?;
        let stopped = acts.iter().rev().find_map(|row| match serde_json::from_str(&row.link.event) {
            Ok(Event::CampaignActed { act: CampaignAct::Stopped, by, .. }) => by,
            _ => None,
        });
        Ok(stopped.unwrap_or_else(|| UserId::new("sekisho")))
    }
}

/// What somebody found out about a row, with their note.
fn settled(campaign: &CampaignId, row: &CampaignRow, arrived: bool, by: Option<UserId>, note: &str) -> (Change, Event) {
    let step = if arrived { RowStep::SettleAccepted } else { RowStep::SettleFailed };
    let reply = note.chars().take(NOTE).collect();
    moved(campaign, RowMove { reply, ..RowMove::plain(row.row, row.fence, step) }, None, by)
}
