//! From the ledger into the spool: rows are claimed, their letters made once more, compared with the manifest, and made
//! durable.
//!
//! The letter of a row is drawn with its claim. A crash in between leaves a claim with a lease; when that has run out it
//! is looked whether the letter is there, and only if it is not it is made again, under the same name. So there is one
//! letter per row, whatever happens in which order.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream};
use sekisho_campaign::{
    RowNumber,
    approval::{Covered, Submission},
    manifest::{Altered, Purpose},
};
use sekisho_model::{
    CampaignId, Origin, Pause, Time,
    ledger::{RowState, RowStep},
};
use sekisho_store::{
    Campaign, CampaignRow, Change, ClientFacts, CommitError, PageRequest, RowClaim, RowCount, RowFilter, RowMove,
    StoredLetter, Unit,
};

use super::departures::Leaving;
use crate::{chance, error::StepError, house::House};

/// Rows of one campaign that are in the spool and have not left. Bounds what still leaves when rates change, and what
/// waits when it is paused. Four looks a second fill it again, so it also bounds how many letters leave: 1,600/s.
const WINDOW: u64 = 400;
/// Rows that are looked at for one claim: past those of a domain whose turn has not come.
const LOOKED_AT: usize = 2_000;
/// Rows per page, when the first of them were not enough.
const PAGE: u32 = 500;
/// How far ahead of its turn a letter is put into the spool.
const AHEAD: Duration = Duration::from_secs(2);
/// How long whoever claims rows has to make their letters durable.
const LEASE: Duration = Duration::from_secs(120);
/// Letters that are made durable at the same time: they share a sync.
const TOGETHER: usize = 64;

impl House {
    /// Puts as many letters into the spool as may leave soon; how many.
    pub(crate) async fn claim_some(
        &self,
        campaign: &Campaign,
        leaving: &Arc<Leaving>,
        counts: &[RowCount],
    ) -> Result<usize, StepError> {
        let on_way = counts.iter().filter(|count| matches!(count.state, RowState::Claimed | RowState::Handed));
        let room = WINDOW.saturating_sub(on_way.map(|count| count.rows).sum());
        let waiting = |count: &&RowCount| count.part > 0 && count.state == RowState::Pending;
        let Some(part) = counts.iter().filter(waiting).map(|count| count.part).min() else { return Ok(0) };
        if room == 0 || leaving.window.opens(self.clock.now()).is_some() {
            return Ok(0);
        }
        let room = usize::try_from(room).unwrap_or(usize::MAX).min(TOGETHER);
        let rows = self.choose(&campaign.id, leaving, part, room).await?;
        let claims = self.claim(&campaign.id, &rows).await?;
        if claims.is_empty() {
            return Ok(0);
        }
        crate::crash::point("campaign-claimed");
        self.spool_rows(&campaign.id, leaving, &claims).await?;
        Ok(claims.len())
    }

    /// Pending rows of a part whose turn comes soon, in order.
    async fn choose(
        &self,
        id: &CampaignId,
        leaving: &Leaving,
        part: u32,
        room: usize,
    ) -> Result<Vec<CampaignRow>, StepError> {
        let filter = RowFilter { state: Some(RowState::Pending), part: Some(part) };
        let first = u32::try_from(room).map_or(PAGE, |room| room.min(PAGE));
        let (mut chosen, mut looked, mut page) = (Vec::new(), 0, PageRequest { after: None, limit: first });
        let now = self.clock.now();
        loop {
            let found = self.store.campaign_rows(id, filter, page).await?;
            looked += found.rows.len();
            for row in found.rows {
                let Some(line) = leaving.whole.line(RowNumber(row.row)) else { continue };
                if chosen.len() < room && leaving.may_be_claimed(line.address.domain(), now, AHEAD) {
                    chosen.push(row);
                }
            }
            match found.next.filter(|_| chosen.len() < room && looked < LOOKED_AT) {
                Some(next) => page = PageRequest { after: Some(next), limit: PAGE },
                None => return Ok(chosen),
            }
        }
    }

    async fn claim(&self, id: &CampaignId, rows: &[CampaignRow]) -> Result<Vec<RowClaim>, StepError> {
        let now = self.clock.now();
        let claim = |row: &CampaignRow| {
            let letter = chance::letter_id(now)?;
            Ok::<_, StepError>(RowClaim { row: row.row, fence: row.fence, letter })
        };
        let rows = rows.iter().map(claim).collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            return Ok(rows);
        }
        let until = now.checked_add(LEASE).unwrap_or(now);
        let change = Change::ClaimRows { campaign: id.clone(), rows: rows.clone(), until };
        match self.store.commit(Unit::new(now).change(change)).await {
            Ok(_) => Ok(rows),
            // Another worker was faster, or the campaign rests since a moment ago.
            Err(CommitError::Row { .. }) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes the letters of claimed rows once more and puts them into the spool.
    async fn spool_rows(&self, id: &CampaignId, leaving: &Arc<Leaving>, claims: &[RowClaim]) -> Result<(), StepError> {
        let (made, wrong) = make(leaving, claims).await?;
        let now = self.clock.now();
        let work: Vec<_> = made.into_iter().map(|made| self.spool_row(made, now)).collect();
        let spooled: Vec<_> = stream::iter(work).buffer_unordered(TOGETHER).collect().await;
        let durable: Vec<RowClaim> = spooled.into_iter().flatten().collect();
        let change = Change::SpooledRows { campaign: id.clone(), rows: durable };
        self.store.commit(Unit::new(now).change(change)).await?;
        if !wrong.is_empty() {
            self.give_back(id, &wrong).await?;
            self.pause(id, Pause::Altered).await?;
        }
        Ok(())
    }

    /// One letter; a disk that does not take it leaves a claim that is looked at again when its lease has run out.
    async fn spool_row(&self, (claim, made): (RowClaim, Submission), at: Time) -> Option<RowClaim> {
        let origin = Origin::Campaign { campaign: made.campaign().clone(), row: made.row().0, root: made.root() };
        let (envelope, bytes) = (made.envelope().clone(), made.bytes().to_vec());
        let client = ClientFacts { protocol: "local".to_owned(), ..ClientFacts::default() };
        let letter = StoredLetter { id: claim.letter, at, origin, envelope, client, told: None, bytes };
        match self.take_in_stored(letter).await {
            Ok(_) => {
                crate::crash::point("campaign-spooled");
                Some(claim)
            }
            Err(error) => {
                tracing::error!(error = %crate::chain(&error), "a letter of a campaign was not made durable; it is tried again");
                None
            }
        }
    }

    /// What is stored is not what was approved: nothing of these rows was made.
    async fn give_back(&self, id: &CampaignId, wrong: &[RowClaim]) -> Result<(), StepError> {
        for claim in wrong {
            let row = RowMove::plain(claim.row, claim.fence + 1, RowStep::GiveBack);
            let change = Change::MoveRow { campaign: id.clone(), row };
            match self.store.commit(Unit::new(self.clock.now()).change(change)).await {
                Ok(_) | Err(CommitError::Row { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Claims whose lease has run out by `now`: their letters are there, or are made again under the same name.
    pub(crate) async fn look_after_claims(
        &self,
        campaign: &Campaign,
        leaving: &Arc<Leaving>,
        now: Time,
    ) -> Result<(), StepError> {
        let overdue = self.store.overdue_claims(&campaign.id, now, PAGE).await?;
        let (mut there, mut missing) = (Vec::new(), Vec::new());
        for row in overdue {
            let Some(letter) = row.letter else { continue };
            let claim = RowClaim { row: row.row, fence: row.fence.saturating_sub(1), letter };
            let into = if self.store.is_durable(letter).await? { &mut there } else { &mut missing };
            into.push(claim);
        }
        if !there.is_empty() {
            let change = Change::SpooledRows { campaign: campaign.id.clone(), rows: there };
            self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        }
        for missing in missing.chunks(TOGETHER) {
            self.spool_rows(&campaign.id, leaving, missing).await?;
        }
        Ok(())
    }
}

/// Letters of claimed rows, each compared with the manifest; and the rows whose letter is another now.
async fn make(
    leaving: &Arc<Leaving>,
    claims: &[RowClaim],
) -> Result<(Vec<(RowClaim, Submission)>, Vec<RowClaim>), StepError> {
    let (leaving, claims) = (Arc::clone(leaving), claims.to_vec());
    let work = move || {
        let rows: BTreeSet<RowNumber> = claims.iter().map(|claim| RowNumber(claim.row)).collect();
        let child = leaving.whole.part(Purpose::Rest, 1, &rows);
        let (mut made, mut wrong) = (Vec::new(), Vec::new());
        let covered = child.as_ref().ok_or(Altered).and_then(|child| leaving.released.cover(&leaving.whole, child));
        for claim in claims {
            let covered = covered.as_ref().map_err(|altered| *altered);
            match covered.and_then(|covered| one(&leaving, covered, RowNumber(claim.row))) {
                Ok(submission) => made.push((claim, submission)),
                Err(Altered) => wrong.push(claim),
            }
        }
        (made, wrong)
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| StepError::Panicked)
}

fn one(leaving: &Leaving, covered: &Covered<'_>, row: RowNumber) -> Result<Submission, Altered> {
    let source = leaving.loaded.audience.row(row).ok_or(Altered)?;
    let letter = leaving.loaded.job().letter(source).map_err(|_| Altered)?;
    covered.load(row, letter.envelope, letter.bytes)
}
