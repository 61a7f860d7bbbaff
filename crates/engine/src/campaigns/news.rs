//! News of campaigns by mail: approvers are asked, makers and those who may release are told.
//!
//! The evidence is the outbox: an act is told because it stands there, committed with what it did. How far it was told is
//! a value of the house, which moves on only after the mails are durable: a crash tells an act twice rather than never.
//! A mail names the campaign, who did it, and numbers; never a row, a letter or what somebody wrote. Its address is that
//! of the page, which asks for a sign-in: opening it does nothing.

use std::collections::BTreeSet;

use sekisho_campaign::canary::Question;
use sekisho_model::{CampaignAct, CampaignId, Event, UserId, ledger::RowState};
use sekisho_store::{Campaign, CampaignState, Change, EventFilter, EventRow, Page, PageRequest, Unit};
use sekisho_words::notice::{CampaignNews, CampaignTold, Notice};

use super::{
    parts::rows_of,
    rights::Accounts,
    sheet::Sheet,
    shelf::{ShelfError, sheet_of},
};
use crate::{error::StepError, house::House};

/// Name of the value that says up to where acts were told.
const TOLD: &str = "campaign-news";
/// Code of the event of an act.
const ACTED: &str = "campaign-acted";
/// Acts that are read at a time.
const PAGE: u32 = 100;

/// Up to which place in the chain acts were told; held by whoever tells them.
#[derive(Default)]
pub(crate) struct Told(tokio::sync::Mutex<Option<u64>>);

/// An act that is to be told.
struct Acted {
    seq: u64,
    campaign: CampaignId,
    act: CampaignAct,
    by: Option<UserId>,
}

/// To whom what is told.
struct Telling {
    news: CampaignNews,
    to: BTreeSet<UserId>,
}

impl House {
    /// What happened before the house told news is not told.
    pub(crate) async fn begin_news(&self) -> Result<(), StepError> {
        if self.store.setting(TOLD.to_owned()).await?.is_some() {
            return Ok(());
        }
        let newest = self.acts_page(PageRequest { after: None, limit: 1 }).await?;
        self.note_told(newest.rows.first().map_or(0, |row| row.link.seq)).await
    }

    /// Tells what was not told yet.
    pub(crate) async fn tell_news(&self) -> Result<(), StepError> {
        // Somebody is at it.
        let Ok(mut told) = self.told.0.try_lock() else { return Ok(()) };
        let before = match *told {
            Some(seq) => seq,
            None => self.told_until().await?,
        };
        for acted in self.acts_after(before).await? {
            self.tell_act(&acted).await?;
            crate::crash::point("campaign-told");
            self.note_told(acted.seq).await?;
            *told = Some(acted.seq);
        }
        *told = (*told).or(Some(before));
        Ok(())
    }

    async fn told_until(&self) -> Result<u64, StepError> {
        let value = self.store.setting(TOLD.to_owned()).await?;
        Ok(value.and_then(|value| value.as_u64()).unwrap_or(0))
    }

    async fn note_told(&self, seq: u64) -> Result<(), StepError> {
        let change = Change::SetSetting { key: TOLD.to_owned(), value: seq.into() };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }

    async fn acts_page(&self, page: PageRequest) -> Result<Page<EventRow>, StepError> {
        let filter = EventFilter { codes: vec![ACTED.to_owned()], ..EventFilter::default() };
        Ok(self.store.events(filter, page).await?)
    }

    /// Acts behind a place in the chain, oldest first.
    async fn acts_after(&self, seq: u64) -> Result<Vec<Acted>, StepError> {
        let mut found = Vec::new();
        // Nearly always there is nothing new: one row says so.
        let mut page = PageRequest { after: None, limit: 1 };
        loop {
            let Page { rows, next } = self.acts_page(page).await?;
            let fresh: Vec<EventRow> = rows.into_iter().take_while(|row| row.link.seq > seq).collect();
            let more = !fresh.is_empty();
            found.extend(fresh.iter().filter_map(acted));
            match next.filter(|_| more) {
                Some(next) => page = PageRequest { after: Some(next), limit: PAGE },
                None => break,
            }
        }
        found.reverse();
        Ok(found)
    }

    async fn tell_act(&self, acted: &Acted) -> Result<(), StepError> {
        let Some(campaign) = self.store.campaign(&acted.campaign).await? else { return Ok(()) };
        let Some(sheet) = readable(&campaign) else { return Ok(()) };
        let Some(Telling { news, mut to }) = self.telling(acted, &campaign, &sheet).await? else { return Ok(()) };
        if let Some(by) = &acted.by {
            to.remove(by);
        }
        self.write_news(&campaign.id, news, acted.by.as_ref(), &to).await
    }

    /// What is told of an act. What asks for something is told only while it is still to be done.
    async fn telling(&self, acted: &Acted, campaign: &Campaign, sheet: &Sheet) -> Result<Option<Telling>, StepError> {
        let rights = self.rights_today(sheet).await?;
        let makers = sheet.makers.clone();
        let hands = || makers.union(&rights.release).cloned().collect();
        let is_maker = acted.by.as_ref().is_some_and(|by| makers.contains(by));
        Ok(Some(match &acted.act {
            CampaignAct::Proposed { root, rows }
                if campaign.state == CampaignState::Proposed && campaign.root == Some(*root) =>
            {
                Telling { news: CampaignNews::Proposed { letters: u64::from(*rows) }, to: rights.approve.clone() }
            }
            CampaignAct::Approved { root, .. }
                if campaign.state == CampaignState::Approved && campaign.root == Some(*root) =>
            {
                Telling { news: CampaignNews::Approved, to: hands() }
            }
            CampaignAct::Made { .. } if !is_maker => Telling { news: CampaignNews::SentBack, to: makers },
            CampaignAct::Paused { why } => {
                Telling { news: CampaignNews::Paused { why: why.code().to_owned() }, to: hands() }
            }
            CampaignAct::Stopped => Telling { news: CampaignNews::Stopped, to: hands() },
            CampaignAct::Ended => Telling { news: self.ended(&campaign.id).await?, to: makers },
            _ => return Ok(None),
        }))
    }

    async fn rights_today(&self, sheet: &Sheet) -> Result<sekisho_campaign::approval::Rights, StepError> {
        let users = self.store.users().await?;
        Ok(self.campaign_rights(&Accounts::of(users), sheet))
    }

    async fn ended(&self, id: &CampaignId) -> Result<CampaignNews, StepError> {
        let counts = self.store.row_counts(id).await?;
        let rows = |state: RowState| rows_of(&counts, state);
        Ok(CampaignNews::Ended {
            accepted: rows(RowState::Accepted),
            failed: rows(RowState::Failed),
            unknown: rows(RowState::Unknown),
        })
    }

    /// The first rows are done and somebody is to decide about the rest: they are told once of each question.
    pub(crate) async fn tell_question(&self, campaign: &Campaign, question: Question) -> Result<(), StepError> {
        let key = format!("campaign-asked/{}", campaign.id);
        let value = serde_json::json!(question);
        if self.store.setting(key.clone()).await?.as_ref() == Some(&value) {
            return Ok(());
        }
        if let (Some(sheet), Some(question)) = (readable(campaign), value.as_str()) {
            let rights = self.rights_today(&sheet).await?;
            let to = sheet.makers.union(&rights.release).cloned().collect();
            self.write_news(&campaign.id, CampaignNews::Asked { question: question.to_owned() }, None, &to).await?;
        }
        let change = Change::SetSetting { key, value };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }

    async fn write_news(
        &self,
        id: &CampaignId,
        news: CampaignNews,
        by: Option<&UserId>,
        to: &BTreeSet<UserId>,
    ) -> Result<(), StepError> {
        let url = format!("{}/campaigns/{id}", self.settings.public_url);
        let by = by.map(|by| by.as_str().to_owned());
        let notice = Notice::Campaign(CampaignTold { news, campaign: id.to_string(), by, url });
        for reader in self.readers(to).await? {
            let written = self.words(reader.language).notice(&notice);
            let told = |letter| Some(reader.told(None, &notice, letter));
            self.post(&reader.correspondent(), &written, told).await?;
        }
        Ok(())
    }
}

fn acted(row: &EventRow) -> Option<Acted> {
    match serde_json::from_str(&row.link.event).ok()? {
        Event::CampaignActed { campaign, act, by } => Some(Acted { seq: row.link.seq, campaign, act, by }),
        _ => None,
    }
}

/// The sheet of a campaign that is not forgotten; one that cannot be read names nobody to be told.
fn readable(campaign: &Campaign) -> Option<Sheet> {
    let sheet: Result<Sheet, ShelfError> = sheet_of(campaign);
    sheet.ok().filter(|_| campaign.forgotten_at.is_none())
}
