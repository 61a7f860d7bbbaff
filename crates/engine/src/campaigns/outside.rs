//! What people and the outside say of a campaign on its way: go on, once more, it arrived, it did not, "I got somebody
//! else's data".
//!
//! Each is one commit with its event. Rights are looked at by the desk.

use std::collections::BTreeSet;

use sekisho_campaign::{Manifest, RowNumber};
use sekisho_model::{CampaignAct, CampaignId, Event, UserId, ledger::RowStep};
use sekisho_store::{Campaign, CommitError, RowMove, Unit};

use super::{
    parts::{Opened, is_free},
    shelf::sheet_of,
    way::moved,
};
use crate::{error::StepError, house::House};

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

    /// Rows once more. `false`: nobody is certain that none of these letters arrived, or a row is none.
    pub(crate) async fn send_again(
        &self,
        campaign: &Campaign,
        whole: &Manifest,
        rows: &BTreeSet<RowNumber>,
        by: UserId,
    ) -> Result<bool, StepError> {
        Ok(self.open_again(campaign, whole, rows, by).await? == Opened::Yes)
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
        let step = if arrived { RowStep::SettleAccepted } else { RowStep::SettleFailed };
        let reply = note.chars().take(NOTE).collect();
        let (change, event) = moved(campaign, RowMove { reply, ..RowMove::plain(row, found.fence, step) }, None, by);
        match self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await {
            Ok(_) => Ok(true),
            Err(CommitError::Row { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
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
