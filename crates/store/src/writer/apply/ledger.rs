//! The ledger of a campaign: one step at a time, and only for who holds the fence.
//!
//! Invariant: whether a step is possible is said by [`RowState::after`] alone; a row is handed over only while its
//! campaign is running, in the same transaction in which both are read.

use sekisho_model::{
    CampaignId, Digest, LetterId, Time,
    ledger::{RowState, RowStep},
};

use super::{Tx, campaign::Found};
use crate::{
    CampaignState, CommitError, RowClaim, RowMove, RowRefusal,
    private::{At, json_text},
    row::{Cells, millis},
    rows::campaign,
    writer::failure::{Failure, sql},
};

// `materialized`: the claims lead to their rows; otherwise every row of the campaign would be compared with every claim.
const CLAIM: &str = "with claim (row, fence, letter) as materialized \
     (select value ->> 0, value ->> 1, value ->> 2 from json_each($2)) \
     update campaign_row set state = 'claimed', fence = campaign_row.fence + 1, letter = claim.letter, \
     lease_until = $3, updated_at = $4 from claim where campaign_row.campaign = $1 and campaign_row.row = claim.row \
     and campaign_row.fence = claim.fence and campaign_row.state = 'pending' and campaign_row.part > 0";
const SPOOLED: &str = "with claim (row, letter) as materialized \
     (select value ->> 0, value ->> 1 from json_each($2)) \
     update campaign_row set lease_until = null from claim where campaign_row.campaign = $1 \
     and campaign_row.row = claim.row and campaign_row.letter = claim.letter and campaign_row.state = 'claimed'";

/// Statements that must not scan.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 2] = [CLAIM, SPOOLED];

/// A row as it stands before a step.
struct Old {
    state: RowState,
    fence: u64,
    spooled: bool,
}

impl Tx<'_> {
    /// All or none.
    pub(super) async fn claim_rows(&mut self, id: &CampaignId, rows: &[RowClaim], until: Time) -> Result<(), Failure> {
        let found = self.running(id, rows.first().map_or(0, |claim| claim.row)).await?;
        let claims: Vec<_> = rows.iter().map(|claim| (claim.row, claim.fence, claim.letter.to_string())).collect();
        let statement = sqlx::query(CLAIM).bind(found.number).bind(json_text(&claims)?);
        let statement = statement.bind(millis(until)).bind(self.now());
        let claimed = self.run("claim rows", statement).await?;
        if claimed == rows.len() as u64 {
            return Ok(());
        }
        let row = rows.first().map_or(0, |claim| claim.row);
        Err(CommitError::Row { row, why: RowRefusal::Fenced }.into())
    }

    /// Their letters are durable: nobody makes them again. A row that went on meanwhile stays as it is.
    pub(super) async fn spooled_rows(&mut self, id: &CampaignId, rows: &[RowClaim]) -> Result<(), Failure> {
        let number = self.found(id).await?.number;
        let letters: Vec<_> = rows.iter().map(|claim| (claim.row, claim.letter.to_string())).collect();
        let statement = sqlx::query(SPOOLED).bind(number).bind(json_text(&letters)?);
        self.run("note durable letters", statement).await?;
        Ok(())
    }

    pub(super) async fn move_row(&mut self, id: &CampaignId, row: &RowMove) -> Result<(), Failure> {
        let refused = |why| Failure::from(CommitError::Row { row: row.row, why });
        let found = match row.step {
            RowStep::HandOver | RowStep::Claim => self.running(id, row.row).await?,
            _ => self.found(id).await?,
        };
        let old = self.old_row(&found, row.row).await?.ok_or_else(|| refused(RowRefusal::Missing))?;
        if old.fence != row.fence {
            return Err(refused(RowRefusal::Fenced));
        }
        // A letter in the spool leaves by itself: its row is not given to another one.
        let wrong = row.step == RowStep::GiveBack && old.spooled;
        let next = old.state.after(row.step).ok().filter(|_| !wrong);
        let next = next.ok_or_else(|| refused(RowRefusal::NotPossible))?;
        self.write_step(id, &found, row, next).await
    }

    async fn write_step(
        &mut self,
        id: &CampaignId,
        found: &Found,
        row: &RowMove,
        next: RowState,
    ) -> Result<(), Failure> {
        let reply = match row.reply.as_str() {
            "" => None,
            reply => Some(self.private.seal(At::RowReply(id, row.row), reply.as_bytes())?),
        };
        let handed = (row.step == RowStep::HandOver).then(|| self.now());
        let statement = sqlx::query(
            "update campaign_row set state = $3, fence = fence + 1, code = case when $4 > 0 then $4 else code end, \
             reply = coalesce($5, reply), handed_at = coalesce($6, handed_at), lease_until = null, \
             letter = case when $3 = 'pending' then null else letter end, updated_at = $7 \
             where campaign = $1 and row = $2",
        )
        .bind(found.number)
        .bind(i64::from(row.row))
        .bind(next.code())
        .bind(i64::from(row.code))
        .bind(reply)
        .bind(handed)
        .bind(self.now());
        self.run("move a row", statement).await?;
        Ok(())
    }

    pub(super) async fn note_row(&mut self, id: &CampaignId, row: u32, reply: &str) -> Result<(), Failure> {
        let number = self.found(id).await?.number;
        let reply = self.private.seal(At::RowReply(id, row), reply.as_bytes())?;
        let statement =
            sqlx::query("update campaign_row set reply = $3, updated_at = $4 where campaign = $1 and row = $2");
        let statement = statement.bind(number).bind(i64::from(row)).bind(reply).bind(self.now());
        self.run("note what was said about a row", statement).await?;
        Ok(())
    }

    /// A letter was found that this ledger does not know: the ledger is older than the spool, or was lost with the
    /// database. Nobody knows what became of it.
    pub(super) async fn find_row(
        &mut self,
        id: &CampaignId,
        row: u32,
        letter: LetterId,
        root: Digest,
    ) -> Result<(), Failure> {
        let number = match self.find_campaign(id).await? {
            Some(found) => found.number,
            None => {
                self.insert_campaign(id, CampaignState::Stopped, Some(root), &serde_json::Value::Bool(false)).await?
            }
        };
        let statement = sqlx::query(
            "insert into campaign_row (campaign, row, part, state, fence, letter, code, updated_at) \
             values ($1, $2, 0, 'unknown', 1, $3, 0, $4) on conflict (campaign, row) do update set state = 'unknown', \
             fence = fence + 1, letter = excluded.letter, lease_until = null, updated_at = excluded.updated_at \
             where state = 'pending' or (state = 'claimed' and lease_until is not null)",
        )
        .bind(number)
        .bind(i64::from(row))
        .bind(letter.to_string())
        .bind(self.now());
        self.run("note a row that was found", statement).await?;
        Ok(())
    }

    async fn running(&mut self, id: &CampaignId, row: u32) -> Result<Found, Failure> {
        let found = self.found(id).await?;
        match found.state {
            CampaignState::Running => Ok(found),
            _ => Err(CommitError::Row { row, why: RowRefusal::Rests }.into()),
        }
    }

    async fn old_row(&mut self, found: &Found, row: u32) -> Result<Option<Old>, Failure> {
        let text = "select state, fence, letter is not null and lease_until is null as spooled from campaign_row \
                    where campaign = $1 and row = $2";
        let query = sqlx::query(text).bind(found.number).bind(i64::from(row));
        let old = query.fetch_optional(&mut *self.connection).await.map_err(sql("read a row of a campaign"))?;
        let parse = |cells: &Cells<'_>| {
            Ok(Old {
                state: campaign::row_state(cells)?,
                fence: cells.number("fence")?,
                spooled: cells.flag("spooled")?,
            })
        };
        let key = format!("{}:{row}", found.number);
        Ok(old.map(|old| crate::row::one(&Cells(&old), "campaign_row", |_| key.as_str(), parse)).transpose()?)
    }
}
