//! Parcels, one by one, and those that are due.

use sekisho_model::{LetterId, ParcelId, Time, UserId};

use super::{Reader, most};
use crate::{
    Due, Parcel, ParcelState, RecipientRow, StoreError,
    row::{self, millis},
    rows::parcel::{self, Envelopes, parcel_columns, recipient_columns},
};

const DUE: &str = "select letter as p_letter, number as p_number, state, due_at from parcel \
                   where due_at is not null and due_at <= $1 order by due_at, row limit $2";
const IN_STATE: &str = "select letter as p_letter, number as p_number from parcel where state = $1 \
                        and state in ('held', 'ready', 'sending', 'refused', 'altered') order by row limit $2";
const MAY_SEE: &str = "select 1 from parcel_person where parcel = (select row from parcel where letter = $1 \
                       and number = $2) and person = $3 limit 1";

/// Statements that must not scan.
#[cfg(test)]
pub(crate) const STATEMENTS: [&str; 3] = [DUE, IN_STATE, MAY_SEE];

impl Reader {
    /// Parcels that are due at `now`, longest due first.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn due(&self, now: Time, limit: u32) -> Result<Vec<Due>, StoreError> {
        let rows = self.rows("read what is due", sqlx::query(DUE).bind(millis(now)).bind(most(limit))).await?;
        row::all(
            &rows,
            "parcel",
            |cells| cells.named("p_letter"),
            |cells| {
                Ok(Due {
                    parcel: parcel::parse_id(cells)?,
                    state: parcel::state(cells, "state")?,
                    due_at: cells.time("due_at")?,
                })
            },
        )
    }

    /// Parcels in one state, oldest first (at start-up: those found sending). Meant for the states a parcel leaves
    /// again: held, ready, sending, refused, altered.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn parcels_in(&self, state: ParcelState, limit: u32) -> Result<Vec<ParcelId>, StoreError> {
        let text = match state {
            ParcelState::Done | ParcelState::Returned | ParcelState::Discarded => {
                "select letter as p_letter, number as p_number from parcel where state = $1 order by row limit $2"
            }
            _ => IN_STATE,
        };
        let query = sqlx::query(text).bind(state.code()).bind(most(limit));
        self.rows("read parcels of a state", query).await?.iter().map(parcel::id).collect()
    }

    /// One parcel.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn parcel(&self, id: ParcelId) -> Result<Option<Parcel>, StoreError> {
        let text = concat!("select ", parcel_columns!(), " from parcel p where p.letter = $1 and p.number = $2");
        let query = sqlx::query(text).bind(id.letter.to_string()).bind(i64::from(id.number));
        let row = self.row("read a parcel", query).await?;
        row.map(|row| parcel::parcel(&row, self.private())).transpose()
    }

    /// The parcels of a letter, in order.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn parcels_of(&self, letter: LetterId) -> Result<Vec<Parcel>, StoreError> {
        let text = concat!("select ", parcel_columns!(), " from parcel p where p.letter = $1 order by p.number");
        let rows = self.rows("read parcels", sqlx::query(text).bind(letter.to_string())).await?;
        rows.iter().map(|row| parcel::parcel(row, self.private())).collect()
    }

    /// The recipients of a parcel, in order.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn recipients(&self, parcel: ParcelId) -> Result<Vec<RecipientRow>, StoreError> {
        // The envelope comes with the first recipient alone: with each of thousands it would be gigabytes.
        let text = concat!(
            "select ",
            recipient_columns!("case when r.number = 0 then p.envelope end"),
            " from parcel p cross join recipient r on r.parcel = p.row \
             where p.letter = $1 and p.number = $2 order by r.number"
        );
        let query = sqlx::query(text).bind(parcel.letter.to_string()).bind(i64::from(parcel.number));
        let rows = self.rows("read recipients", query).await?;
        let mut envelopes = Envelopes::default();
        rows.iter().map(|row| Ok(parcel::recipient(row, &mut envelopes, self.private())?.0)).collect()
    }

    /// The recipients of a parcel without a final outcome, in order: number, and the next attempt of deferred ones.
    /// Cheap, whatever the size of the parcel: no address is opened.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Row`].
    pub async fn open_recipients(&self, parcel: ParcelId) -> Result<Vec<(u32, Option<Time>)>, StoreError> {
        let query = sqlx::query(
            "select r.number, r.next_at from parcel p cross join recipient r on r.parcel = p.row \
             where p.letter = $1 and p.number = $2 and r.status in ('pending', 'deferred') order by r.number",
        );
        let query = query.bind(parcel.letter.to_string()).bind(i64::from(parcel.number));
        let rows = self.rows("read recipients", query).await?;
        row::all(&rows, "recipient", |_| parcel, |cells| Ok((cells.number("number")?, cells.optional_time("next_at")?)))
    }

    /// Whether somebody stands in the circle of a parcel, in any role.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn may_see(&self, user: UserId, parcel: ParcelId) -> Result<bool, StoreError> {
        let query = sqlx::query(MAY_SEE).bind(parcel.letter.to_string()).bind(i64::from(parcel.number));
        Ok(self.number("read a circle", query.bind(user.as_str().to_owned())).await?.is_some())
    }
}
