//! Rows of the evidence chain, and the personal payloads beside it.

use sekisho_model::{
    CampaignId, Digest, Event,
    digest::Fields,
    event::{Broken, BrokenWhy, Link},
};
use sqlx::sqlite::SqliteRow;

use crate::{
    EventRow, Personal, StoreError,
    keys::KeyError,
    private::{At, Fault, Private},
    row::{self, Cells},
};

/// The columns [`link`] and [`event`] need, of `event e`.
macro_rules! event_columns {
    () => {
        "e.seq as e_seq, e.at as e_at, e.code as e_code, e.letter as e_letter, e.parcel as e_parcel, \
         e.campaign as e_campaign, e.event as e_event, e.personal as e_personal, e.previous as e_previous, e.hash as e_hash"
    };
}
pub(crate) use event_columns;

/// Bytes of a payload's salt: nobody can try payloads against a commitment.
pub(crate) const SALT: usize = 32;

/// A payload with its salt, as it is sealed: first the salt, then the JSON text that was committed to.
pub(crate) struct Payload {
    pub(crate) salt: [u8; SALT],
    pub(crate) json: String,
}

impl Payload {
    /// `sekisho.personal.v1` over salt and JSON text: what stands in the chain.
    pub(crate) fn commitment(&self) -> Digest {
        let mut fields = Fields::new("sekisho.personal.v1");
        fields.push(&self.salt).push(self.json.as_bytes());
        fields.finish()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&self.salt, self.json.as_bytes()].concat()
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (salt, json) = bytes.split_first_chunk::<SALT>()?;
        Some(Self { salt: *salt, json: String::from_utf8(json.to_vec()).ok()? })
    }
}

/// The link of a row. Where the columns that repeat the event differ from it, the row was changed.
pub(crate) fn link(row: &SqliteRow) -> Result<Link, StoreError> {
    row::one(&Cells(row), "event", seq, parse)
}

/// A row, with its payload when it was asked for (column `e_private`) and is there.
pub(crate) fn event(row: &SqliteRow, private: &Private, personal: bool) -> Result<EventRow, StoreError> {
    let link = link(row)?;
    if !personal {
        return Ok(EventRow { link, personal: None });
    }
    let payload = payload(row, private)?;
    let value = |payload: Payload| serde_json::from_str::<Personal>(&payload.json);
    let personal = payload.map(value).transpose();
    let personal = personal.map_err(|_| Fault::Column("private").at("event_personal", link.seq))?;
    Ok(EventRow { link, personal })
}

/// The payload of a row (column `e_private`); `None` when there was none or it was erased.
pub(crate) fn payload(row: &SqliteRow, private: &Private) -> Result<Option<Payload>, StoreError> {
    row::one(&Cells(row), "event_personal", seq, |cells| try_payload(cells, private))
}

fn try_payload(cells: &Cells<'_>, private: &Private) -> Result<Option<Payload>, Fault> {
    let Some(sealed) = cells.get::<Option<&[u8]>>("e_private")? else { return Ok(None) };
    let bytes = private.open(At::Personal(cells.number("e_seq")?), sealed)?;
    Payload::parse(&bytes).map(Some).ok_or(Fault::Column("private"))
}

/// The payload of a row, if it is there, after comparing it with what the link committed to.
pub(crate) fn checked_payload(row: &SqliteRow, private: &Private, link: &Link) -> Result<Option<Payload>, StoreError> {
    let broken = || StoreError::from(Broken { seq: link.seq, why: BrokenWhy::Personal });
    let cells = Cells(row);
    let payload = match try_payload(&cells, private) {
        // Opened with the right key, and not what was sealed.
        Err(Fault::Key(KeyError::Broken) | Fault::Column(_)) => return Err(broken()),
        other => other.map_err(|fault| fault.at("event_personal", link.seq))?,
    };
    match &payload {
        Some(payload) if Some(payload.commitment()) != link.personal => Err(broken()),
        _ => Ok(payload),
    }
}

/// Whether the columns for finding an event say what the event says. Of an event that a newer program wrote, only the
/// code is known.
pub(crate) fn check_columns(row: &SqliteRow, link: &Link) -> Result<(), StoreError> {
    let repeats = |cells: &Cells<'_>| -> Result<bool, Fault> {
        if cells.get::<&str>("e_code")? != code(&link.event) {
            return Ok(false);
        }
        let Ok(event) = serde_json::from_str::<Event>(&link.event) else { return Ok(true) };
        let letter = event.letter().map(|letter| letter.to_string());
        let parcel = event.parcel().map(|parcel| i64::from(parcel.number));
        Ok(cells.get::<Option<&str>>("e_letter")? == letter.as_deref()
            && cells.get::<Option<i64>>("e_parcel")? == parcel
            && cells.get::<Option<&str>>("e_campaign")? == event.campaign().map(CampaignId::as_str))
    };
    match row::one(&Cells(row), "event", seq, repeats)? {
        true => Ok(()),
        false => Err(Broken { seq: link.seq, why: BrokenWhy::Hash }.into()),
    }
}

/// The code in an event's JSON text: its tag is always written first.
pub(crate) fn code(event: &str) -> &str {
    let rest = event.strip_prefix("{\"event\":\"").unwrap_or_default();
    rest.split_once('"').map_or("", |(code, _)| code)
}

fn seq(cells: &Cells<'_>) -> i64 {
    cells.get("e_seq").unwrap_or(-1)
}

fn parse(cells: &Cells<'_>) -> Result<Link, Fault> {
    Ok(Link {
        seq: cells.number("e_seq")?,
        at: cells.time("e_at")?,
        event: cells.get::<&str>("e_event")?.to_owned(),
        personal: cells.optional_digest("e_personal")?,
        previous: cells.digest("e_previous")?,
        hash: cells.digest("e_hash")?,
    })
}

#[cfg(test)]
mod tests {
    use sekisho_model::{Event, UserId};

    #[test]
    fn the_code_stands_in_the_text() {
        let user = UserId::new("a\"b");
        for event in [Event::SignInFailed { user: user.clone() }, Event::SignedOut { user }] {
            assert_eq!(super::code(&serde_json::to_string(&event).unwrap()), event.code());
        }
        assert_eq!(super::code("{}"), "");
    }
}
