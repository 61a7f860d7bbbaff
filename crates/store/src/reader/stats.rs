//! Numbers: kept while writing, so that asking costs nothing.

use sekisho_model::{Digest, Time};

use super::Reader;
use crate::{
    StateCount, Stats, StoreError, Tally,
    row::{self, Cells, millis},
    rows::parcel,
};

const HOUR: i64 = 3_600_000;

impl Reader {
    /// Numbers for metrics. Letters that are undecided are known only where the same process writes.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn stats(&self) -> Result<Stats, StoreError> {
        let letters = self.number("count letters", sqlx::query("select max(number) from letter")).await?;
        let unindexed = sqlx::query(
            "select (select count(*) from letter where number > (select upto from search_state)) + \
             (select count(*) from search_again)",
        );
        let unindexed = self.number("count what is to be indexed", unindexed).await?;
        let (events, last) = self.end().await?;
        Ok(Stats {
            undecided: self.0.waiting.as_ref().map_or(0, |waiting| waiting.len() as u64),
            states: self.states().await?,
            letters: unsigned(letters),
            events,
            last,
            unindexed: unsigned(unindexed),
        })
    }

    /// Number and hash of the last event.
    async fn end(&self) -> Result<(u64, Digest), StoreError> {
        let query = sqlx::query("select seq, hash from event order by seq desc limit 1");
        let row = self.row("read the end of the chain", query).await?;
        let Some(row) = row else { return Ok((0, Digest::ZERO)) };
        row::one(&Cells(&row), "event", |_| "last", |cells| Ok((cells.number("seq")?, cells.digest("hash")?)))
    }

    async fn states(&self) -> Result<Vec<StateCount>, StoreError> {
        let query = sqlx::query(
            "select state, parcels, (select l.at from parcel p cross join letter l on l.id = p.letter \
             where p.state = parcel_count.state and p.state in ('held', 'ready', 'sending', 'refused', 'altered') \
             and p.state in ('held', 'ready', 'sending') order by p.row limit 1) as oldest \
             from parcel_count where parcels > 0",
        );
        let rows = self.rows("count parcels", query).await?;
        let mut states = row::all(
            &rows,
            "parcel_count",
            |cells| cells.named("state"),
            |cells| {
                Ok(StateCount {
                    state: parcel::state(cells, "state")?,
                    parcels: cells.number("parcels")?,
                    oldest: cells.optional_time("oldest")?,
                })
            },
        )?;
        states.sort_by_key(|count| count.state);
        Ok(states)
    }

    /// Verdicts and findings of the parcels decided from `from` on, counted by whole hours: the hour of `from` is
    /// counted from its beginning. Most frequent first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn tally(&self, from: Time) -> Result<Tally, StoreError> {
        let query = sqlx::query(
            "select kind, code, sum(parcels) as parcels from tally where hour >= $1 group by kind, code \
             order by sum(parcels) desc, code",
        );
        let rows = self.rows("count findings", query.bind(millis(from).div_euclid(HOUR))).await?;
        let counts = row::all(
            &rows,
            "tally",
            |cells| cells.named("code"),
            |cells| {
                Ok((cells.get::<&str>("kind")? == "verdict", cells.get::<String>("code")?, cells.number("parcels")?))
            },
        )?;
        let mut tally = Tally::default();
        for (is_verdict, code, count) in counts {
            if is_verdict { &mut tally.verdicts } else { &mut tally.findings }.push((code, count));
        }
        Ok(tally)
    }
}

fn unsigned(number: Option<i64>) -> u64 {
    number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}
