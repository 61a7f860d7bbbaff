//! Campaigns, their parts and their ledger.

use sekisho_model::{CampaignId, LetterId, Time};
use sqlx::sqlite::SqliteRow;

use super::{Reader, most, one_more};
use crate::{
    Campaign, CampaignRow, CampaignState, EventRow, Page, PageRequest, Part, RowCount, RowFilter, StoreError,
    cursor::{self, Question},
    row::millis,
    rows::{
        campaign,
        event::{self, event_columns},
    },
};

const ONE: &str = "select * from campaign where id = $1";
const ALL: &str = "select * from campaign where number < $1 order by number desc limit $2";
const IN_STATE: &str = "select * from campaign where state = $1 order by number limit $2";
const PARTS: &str = "select p.* from campaign c cross join campaign_part p on p.campaign = c.number where c.id = $1 \
                     order by p.number";
const COUNTS: &str = "select n.part, n.state, n.rows from campaign c cross join campaign_count n \
                      on n.campaign = c.number where c.id = $1 and n.rows > 0 order by n.part, n.state";

macro_rules! ledger {
    ($where:expr) => {
        concat!(
            "select r.* from campaign c cross join campaign_row r on r.campaign = c.number where c.id = $1 ",
            $where
        )
    };
}

const ROW: &str = ledger!("and r.row = $2");
const ROWS: &str = ledger!("and r.row > $2 order by r.row limit $3");
const ROWS_STATE: &str = ledger!("and r.state = $4 and r.row > $2 order by r.row limit $3");
const ROWS_PART: &str = ledger!("and r.part = $4 and r.state = $5 and r.row > $2 order by r.row limit $3");
const UNSPOOLED: &str = ledger!("and r.state = 'claimed' and r.lease_until <= $2 order by r.row limit $3");
const OF_LETTER: &str = "select c.id as c_id, r.* from campaign_row r cross join campaign c on c.number = r.campaign \
                         where r.letter = $1";
const LAST: &str = "select max(r.handed_at) from campaign c cross join campaign_row r on r.campaign = c.number \
                    where c.id = $1 and r.part = $2";
const ACTS: &str = concat!(
    "select ",
    event_columns!(),
    ", p.private as e_private from event e left join event_personal p on p.seq = e.seq and $2 \
     where e.campaign = $1 and e.campaign is not null order by e.seq"
);

/// Statements that must not scan.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 13] =
    [ONE, ALL, IN_STATE, PARTS, COUNTS, ROW, ROWS, ROWS_STATE, ROWS_PART, UNSPOOLED, OF_LETTER, LAST, ACTS];

impl Reader {
    /// One campaign.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn campaign(&self, id: &CampaignId) -> Result<Option<Campaign>, StoreError> {
        let row = self.row("read a campaign", sqlx::query(ONE).bind(id.to_string())).await?;
        row.map(|row| campaign::campaign(&row, self.private())).transpose()
    }

    /// All campaigns, newest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn campaigns(&self, page: PageRequest) -> Result<Page<Campaign>, StoreError> {
        let [before] = cursor::read(Question::Campaigns, &page)?.unwrap_or([i64::MAX]);
        let limit = cursor::limit(&page);
        let query = sqlx::query(ALL).bind(before).bind(one_more(limit));
        let rows = self.rows("read campaigns", query).await?;
        let read = |row| Ok::<_, StoreError>((campaign::number(row)?, campaign::campaign(row, self.private())?));
        let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let next = cursor::cut(&mut found, limit, Question::Campaigns, |(number, _)| [*number]);
        Ok(Page { rows: found.into_iter().map(|(_, campaign)| campaign).collect(), next })
    }

    /// Campaigns in one state, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn campaigns_in(&self, state: CampaignState, limit: u32) -> Result<Vec<Campaign>, StoreError> {
        let query = sqlx::query(IN_STATE).bind(state.code()).bind(most(limit));
        let rows = self.rows("read campaigns", query).await?;
        rows.iter().map(|row| campaign::campaign(row, self.private())).collect()
    }

    /// The parts of a campaign, in order.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn parts(&self, id: &CampaignId) -> Result<Vec<Part>, StoreError> {
        let rows = self.rows("read parts", sqlx::query(PARTS).bind(id.to_string())).await?;
        rows.iter().map(campaign::part).collect()
    }

    /// How many rows stand where; what is not there is 0.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn row_counts(&self, id: &CampaignId) -> Result<Vec<RowCount>, StoreError> {
        let rows = self.rows("count rows", sqlx::query(COUNTS).bind(id.to_string())).await?;
        rows.iter().map(campaign::count).collect()
    }

    /// One row of a ledger.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn campaign_row(&self, id: &CampaignId, row: u32) -> Result<Option<CampaignRow>, StoreError> {
        let query = sqlx::query(ROW).bind(id.to_string()).bind(i64::from(row));
        let found = self.row("read a row of a campaign", query).await?;
        found.map(|row| campaign::ledger(&row, id, self.private())).transpose()
    }

    /// Rows of a ledger by number. A part is asked for together with a state.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn campaign_rows(
        &self,
        id: &CampaignId,
        filter: RowFilter,
        page: PageRequest,
    ) -> Result<Page<CampaignRow>, StoreError> {
        let [after] = cursor::read(Question::CampaignRows, &page)?.unwrap_or([-1]);
        let limit = cursor::limit(&page);
        let query = match (filter.state, filter.part) {
            (Some(state), Some(part)) => asked(ROWS_PART, id, after, limit).bind(i64::from(part)).bind(state.code()),
            (Some(state), None) => asked(ROWS_STATE, id, after, limit).bind(state.code()),
            (None, _) => asked(ROWS, id, after, limit),
        };
        let rows = self.rows("read rows of a campaign", query).await?;
        let mut found = self.ledger(id, &rows)?;
        let next = cursor::cut(&mut found, limit, Question::CampaignRows, |row| [i64::from(row.row)]);
        found.retain(|row| filter.part.is_none_or(|part| row.part == part));
        Ok(Page { rows: found, next })
    }

    /// Claimed rows whose letter should be durable by now, by number.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn overdue_claims(&self, id: &CampaignId, now: Time, limit: u32) -> Result<Vec<CampaignRow>, StoreError> {
        let query = sqlx::query(UNSPOOLED).bind(id.to_string()).bind(millis(now)).bind(most(limit));
        let rows = self.rows("read claims", query).await?;
        self.ledger(id, &rows)
    }

    /// The row a letter belongs to.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn row_of_letter(&self, letter: LetterId) -> Result<Option<(CampaignId, CampaignRow)>, StoreError> {
        let row = self.row("read a row of a campaign", sqlx::query(OF_LETTER).bind(letter.to_string())).await?;
        let Some(row) = row else { return Ok(None) };
        let id = crate::row::one(&crate::row::Cells(&row), "campaign", |_| letter, |cells| cells.parse("c_id"))?;
        let found = campaign::ledger(&row, &id, self.private())?;
        Ok(Some((id, found)))
    }

    /// When the last row of a part was handed over.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn last_handed(&self, id: &CampaignId, part: u32) -> Result<Option<Time>, StoreError> {
        let query = sqlx::query(LAST).bind(id.to_string()).bind(i64::from(part));
        let at = self.number("read when a part was handed over", query).await?;
        Ok(at.and_then(|at| Time::from_millisecond(at).ok()))
    }

    /// The acts of a campaign, in order; with what people wrote with them when asked for.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn acts(&self, id: &CampaignId, personal: bool) -> Result<Vec<EventRow>, StoreError> {
        let rows = self.rows("read acts", sqlx::query(ACTS).bind(id.to_string()).bind(personal)).await?;
        rows.iter().map(|row| event::event(row, self.private(), personal)).collect()
    }

    /// Whether a letter is durable, decided or not.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn is_durable(&self, letter: LetterId) -> Result<bool, StoreError> {
        // The map first: a letter leaves it only after the database knows it.
        if self.0.waiting.as_ref().is_some_and(|waiting| waiting.get(letter).is_some()) {
            return Ok(true);
        }
        Ok(self.place(letter).await?.is_some())
    }

    fn ledger(&self, id: &CampaignId, rows: &[SqliteRow]) -> Result<Vec<CampaignRow>, StoreError> {
        rows.iter().map(|row| campaign::ledger(row, id, self.private())).collect()
    }
}

fn asked<'q>(text: &'static str, id: &CampaignId, after: i64, limit: usize) -> super::Statement<'q> {
    sqlx::query(text).bind(id.to_string()).bind(after).bind(one_more(limit))
}
