//! What units have done to the counters, and what has to follow their commit. Written once per batch.

use std::collections::BTreeMap;

use sekisho_model::LetterId;
use sqlx::SqliteConnection;

use super::failure::{Failure, sql};
use crate::{ParcelState, private::json_text};

/// Hours since 1970, kind, code.
type TallyKey = (i64, &'static str, String);

/// Effects of one unit, or of all units of a batch.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    states: BTreeMap<&'static str, i64>,
    segments: BTreeMap<u64, i64>,
    tally: BTreeMap<TallyKey, i64>,
    /// Letters that are decided now.
    pub(crate) decided: Vec<LetterId>,
    /// Whether the search has something to read.
    pub(crate) searchable: bool,
    /// Whether sealed values were deleted: their bytes must leave the write-ahead log soon.
    pub(crate) erased: bool,
}

impl Effects {
    /// A parcel went from one state to another.
    pub(crate) fn moved(&mut self, from: Option<ParcelState>, to: ParcelState) {
        if let Some(from) = from {
            *self.states.entry(from.code()).or_default() -= 1;
        }
        *self.states.entry(to.code()).or_default() += 1;
    }

    /// Letters with a key in a segment became more or fewer.
    pub(crate) fn lives(&mut self, segment: u64, change: i64) {
        *self.segments.entry(segment).or_default() += change;
    }

    /// A parcel had this verdict or finding.
    pub(crate) fn tally(&mut self, hour: i64, kind: &'static str, code: String) {
        *self.tally.entry((hour, kind, code)).or_default() += 1;
    }

    /// Takes the effects of a unit that stands.
    pub(crate) fn add(&mut self, other: Self) {
        for (state, change) in other.states {
            *self.states.entry(state).or_default() += change;
        }
        for (segment, change) in other.segments {
            *self.segments.entry(segment).or_default() += change;
        }
        for (key, change) in other.tally {
            *self.tally.entry(key).or_default() += change;
        }
        self.decided.extend(other.decided);
        self.searchable |= other.searchable;
        self.erased |= other.erased;
    }

    /// Writes the counters into the open transaction.
    pub(crate) async fn flush(&self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        self.flush_states(connection).await?;
        self.flush_segments(connection).await?;
        self.flush_tally(connection).await
    }

    async fn flush_states(&self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        let changed: BTreeMap<_, _> = self.states.iter().filter(|(_, change)| **change != 0).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let text = "update parcel_count set parcels = parcels + change.value from json_each($1) as change \
                    where parcel_count.state = change.key";
        sqlx::query(text).bind(json_text(&changed)?).execute(connection).await.map_err(sql("count parcels"))?;
        Ok(())
    }

    async fn flush_segments(&self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        for (segment, change) in self.segments.iter().filter(|(_, change)| **change != 0) {
            let text = "insert into spool_segment (segment, living) values ($1, 0) on conflict do nothing; \
                        update spool_segment set living = living + $2 where segment = $1";
            let query = sqlx::query(text).bind(crate::row::signed(*segment)).bind(*change);
            query.execute(&mut *connection).await.map_err(sql("count letters"))?;
        }
        Ok(())
    }

    async fn flush_tally(&self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        if self.tally.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = self.tally.iter().map(|((hour, kind, code), count)| (hour, kind, code, count)).collect();
        let text = "insert into tally (hour, kind, code, parcels) \
                    select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($1) where true \
                    on conflict (hour, kind, code) do update set parcels = parcels + excluded.parcels";
        sqlx::query(text).bind(json_text(&rows)?).execute(connection).await.map_err(sql("count findings"))?;
        Ok(())
    }
}
