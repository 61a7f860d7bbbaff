//! The evidence chain: finding events, verifying, exporting.

use sqlx::sqlite::SqliteRow;

use super::{Reader, one_more};
use crate::{
    About, EventFilter, EventRow, Page, PageRequest, StoreError,
    cursor::{self, Question},
    row::{millis, signed},
    rows::event::{self, event_columns},
};

mod export;
mod verify;

pub use export::verify_export;
pub(crate) use verify::walk;

/// Codes of one question; there are fewer in all.
const CODES: usize = 64;
/// Events are numbered when they are committed, a little after their time was taken: an event further out of order than
/// this would need a clock that was set back by as much.
const DISORDER: i64 = 3_600_000;

macro_rules! events {
    ($where:expr) => {
        concat!(
            "select ",
            event_columns!(),
            ", null as e_private from event e where e.seq < $1 and e.seq >= $2 and e.at >= $3 ",
            $where,
            " order by e.seq desc limit $4"
        )
    };
}

const ALL: &str = events!("");
const CODE: &str = events!("and e.code = $5");
const LETTER: &str =
    events!("and e.letter = $6 and (json_array_length($5) = 0 or e.code in (select value from json_each($5)))");
const OF_LETTER: &str = concat!(
    "select ",
    event_columns!(),
    ", p.private as e_private from event e left join event_personal p on p.seq = e.seq and $2 \
     where e.letter = $1 order by e.seq"
);
const OF_PARCEL: &str = concat!(
    "select ",
    event_columns!(),
    ", p.private as e_private from event e left join event_personal p on p.seq = e.seq and $2 \
     where e.letter = $1 and (e.parcel is null or e.parcel = $3) order by e.seq"
);

/// Every statement here, for checking their plans.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 5] = [ALL, CODE, LETTER, OF_LETTER, OF_PARCEL];

impl Reader {
    /// The events about a letter or parcel, in order; with personal payloads when asked for.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn events_of(&self, about: About, personal: bool) -> Result<Vec<EventRow>, StoreError> {
        let query = match about {
            About::Letter(letter) => sqlx::query(OF_LETTER).bind(letter.to_string()).bind(personal),
            About::Parcel(parcel) => {
                sqlx::query(OF_PARCEL).bind(parcel.letter.to_string()).bind(personal).bind(i64::from(parcel.number))
            }
        };
        let rows = self.rows("read events", query).await?;
        rows.iter().map(|row| event::event(row, self.private(), personal)).collect()
    }

    /// The chain, newest first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`], [`StoreError::Cursor`].
    pub async fn events(&self, filter: EventFilter, page: PageRequest) -> Result<Page<EventRow>, StoreError> {
        let [before] = cursor::read(Question::Events, &page)?.unwrap_or([i64::MAX]);
        let limit = cursor::limit(&page);
        let first = match filter.from {
            Some(from) => self.first_since(millis(from).saturating_sub(DISORDER)).await?,
            None => 0,
        };
        let range = Range { before, first, from: filter.from.map_or(i64::MIN, millis), limit };
        let mut codes = filter.codes.clone();
        codes.sort();
        codes.dedup();
        codes.truncate(CODES);
        let rows = match filter.letter {
            Some(letter) => self.of_letter(&range, letter.to_string(), &codes).await?,
            None if codes.is_empty() => self.rows("read events", range.query(ALL)).await?,
            None => self.of_codes(&range, &codes).await?,
        };
        let mut events =
            rows.iter().map(|row| event::event(row, self.private(), false)).collect::<Result<Vec<_>, _>>()?;
        events.sort_by_key(|event| std::cmp::Reverse(event.link.seq));
        let next = cursor::cut(&mut events, limit, Question::Events, |event| [signed(event.link.seq)]);
        Ok(Page { rows: events, next })
    }

    async fn of_letter(&self, range: &Range, letter: String, codes: &[String]) -> Result<Vec<SqliteRow>, StoreError> {
        let query = range.query(LETTER).bind(crate::private::json_text(&codes)?).bind(letter);
        self.rows("read events", query).await
    }

    /// A page of each code; together they contain the page of all.
    async fn of_codes(&self, range: &Range, codes: &[String]) -> Result<Vec<SqliteRow>, StoreError> {
        let mut rows = Vec::new();
        for code in codes {
            rows.extend(self.rows("read events", range.query(CODE).bind(code.clone())).await?);
        }
        Ok(rows)
    }

    /// The first event that is not older: found by halving, because time runs along the chain.
    async fn first_since(&self, at: i64) -> Result<i64, StoreError> {
        let last = self.number("read events", sqlx::query("select max(seq) from event")).await?.unwrap_or(0);
        let (mut low, mut high) = (1, last + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let query = sqlx::query("select at from event where seq = $1").bind(middle);
            match self.number("read events", query).await? {
                Some(found) if found >= at => high = middle,
                _ => low = middle + 1,
            }
        }
        Ok(low)
    }
}

/// Which part of the chain.
struct Range {
    before: i64,
    first: i64,
    from: i64,
    limit: usize,
}

impl Range {
    fn query(&self, text: &'static str) -> super::Statement<'static> {
        sqlx::query(text).bind(self.before).bind(self.first).bind(self.from).bind(one_more(self.limit))
    }
}
