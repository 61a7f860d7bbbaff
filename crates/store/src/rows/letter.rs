//! The row of a letter.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;

use crate::{
    LetterRow, Location, StoreError,
    private::{At, Fault, Private},
    row::{self, Cells},
};

/// The columns [`parse`] needs, of `letter l`.
macro_rules! letter_columns {
    () => {
        "l.number as l_number, l.id as l_id, l.at as l_at, l.origin as l_origin, l.submitter as l_submitter, \
         l.private as l_private, l.size as l_size, l.location as l_location, l.source as l_source, \
         l.recipients as l_recipients, l.shredded_at as l_shredded_at"
    };
}
pub(crate) use letter_columns;

/// What is sealed of a letter's row.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrivateFields {
    mail_from: String,
    header_from: String,
    subject: String,
    message_id: String,
}

impl PrivateFields {
    /// Of a letter.
    pub(crate) fn of(letter: &LetterRow) -> Self {
        Self {
            mail_from: letter.mail_from.clone(),
            header_from: letter.header_from.clone(),
            subject: letter.subject.clone(),
            message_id: letter.message_id.clone(),
        }
    }

    /// Of a shredded letter.
    const fn gone() -> Self {
        Self { mail_from: String::new(), header_from: String::new(), subject: String::new(), message_id: String::new() }
    }
}

/// A row as stored.
pub(crate) fn letter(row: &SqliteRow, private: &Private) -> Result<LetterRow, StoreError> {
    row::one(&Cells(row), "letter", |cells| cells.named("l_id"), |cells| parse(cells, private))
}

/// Its number, for cursors and the search.
pub(crate) fn number(row: &SqliteRow) -> Result<i64, StoreError> {
    row::one(&Cells(row), "letter", |cells| cells.named("l_id"), |cells| cells.get("l_number"))
}

fn parse(cells: &Cells<'_>, private: &Private) -> Result<LetterRow, Fault> {
    let id = cells.parse("l_id")?;
    let shredded_at = cells.optional_time("l_shredded_at")?;
    let fields = match (cells.get::<Option<&[u8]>>("l_private")?, shredded_at) {
        (Some(sealed), None) => private.open_json(At::Letter(id), "private", sealed)?,
        (None, Some(_)) => PrivateFields::gone(),
        _ => return Err(Fault::Column("private")),
    };
    let PrivateFields { mail_from, header_from, subject, message_id } = fields;
    Ok(LetterRow {
        id,
        at: cells.time("l_at")?,
        origin: cells.json("l_origin")?,
        submitter: cells.get::<Option<&str>>("l_submitter")?.map(sekisho_model::UserId::new),
        mail_from,
        header_from,
        subject,
        message_id,
        size: cells.number("l_size")?,
        location: Location::from_bytes(cells.get("l_location")?).ok_or(Fault::Column("location"))?,
        source: cells.digest("l_source")?,
        recipients: cells.number("l_recipients")?,
        shredded_at,
    })
}
