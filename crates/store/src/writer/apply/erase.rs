//! Forgetting: personal payloads of events, and everything private of a letter whose key is gone.
//!
//! Invariant: the chain stays as it is; what is removed here is overwritten in the file, and leaves the write-ahead log
//! when that is cut next.

use sekisho_model::LetterId;
use sqlx::Row as _;

use super::Tx;
use crate::{
    CommitError, Location,
    private::Fault,
    writer::failure::{Failure, sql},
};

/// Blanks in this order; `$1` is the letter, `$2` the instant.
const BLANK: [(&str, &str); 6] = [
    ("blank a letter", "update letter set private = null, shredded_at = $2 where id = $1"),
    (
        "blank parcels",
        "update parcel set findings = null, plan = null, envelope = null, version = version + 1 where letter = $1",
    ),
    (
        "blank recipients",
        "update recipient set domain = '', reply = null where parcel in (select row from parcel where letter = $1)",
    ),
    (
        "blank links",
        "update link set private = null, locked_at = coalesce(locked_at, $2) \
         where parcel in (select row from parcel where letter = $1)",
    ),
    ("forget to search", "delete from search_again where number = (select number from letter where id = $1)"),
    ("forget in the search", "delete from letter_search where rowid = (select number from letter where id = $1)"),
];

impl Tx<'_> {
    pub(super) async fn erase_personal(&mut self, letter: LetterId) -> Result<(), Failure> {
        let statement =
            sqlx::query("delete from event_personal where seq in (select seq from event where letter = $1)");
        let erased = self.run("erase personal payloads", statement.bind(letter.to_string())).await?;
        self.effects.erased |= erased > 0;
        Ok(())
    }

    /// Blanks a letter whose key is destroyed; `false` when that was done before.
    pub(in crate::writer) async fn shred(&mut self, letter: LetterId) -> Result<bool, Failure> {
        let query = sqlx::query("select location, shredded_at is not null from letter where id = $1");
        let row = query.bind(letter.to_string()).fetch_optional(&mut *self.connection).await;
        let row = row.map_err(sql("find a letter"))?.ok_or(CommitError::Missing("letter"))?;
        let read = |error| sql("find a letter")(error);
        let (location, shredded): (Vec<u8>, bool) = (row.try_get(0).map_err(read)?, row.try_get(1).map_err(read)?);
        if shredded {
            return Ok(false);
        }
        let place = Location::from_bytes(&location).ok_or_else(|| Fault::Column("location").at("letter", letter))?;
        for (what, text) in BLANK {
            let mut statement = sqlx::query(text).bind(letter.to_string());
            if text.contains("$2") {
                statement = statement.bind(self.now());
            }
            self.run(what, statement).await?;
        }
        self.effects.lives(place.segment, -1);
        self.effects.erased = true;
        Ok(true)
    }
}
