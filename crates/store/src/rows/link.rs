//! Rows of download links.

use sekisho_model::{Address, Digest, PartPath};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;

use crate::{
    Link, LinkAccess, LinkCode, LinkFile, StoreError,
    private::{At, Fault, Private},
    row::{self, Cells},
    rows::parcel,
};

/// What is sealed of a link.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrivateFields {
    files: Vec<File>,
    recipients: Vec<Address>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    part: PartPath,
    name: String,
    mime: String,
    size: u64,
}

impl PrivateFields {
    /// Of a link.
    pub(crate) fn of(link: &Link) -> Self {
        let file = |file: &LinkFile| File {
            part: file.part.clone(),
            name: file.name.clone(),
            mime: file.mime.clone(),
            size: file.size,
        };
        Self { files: link.files.iter().map(file).collect(), recipients: link.recipients.clone() }
    }
}

/// A link; the parcel comes as `p_letter` and `p_number`.
pub(crate) fn link(row: &SqliteRow, private: &Private) -> Result<Link, StoreError> {
    row::one(&Cells(row), "link", key, |cells| {
        let link = cells.digest("link")?;
        let fields = match cells.get::<Option<&[u8]>>("private")? {
            Some(sealed) => private.open_json(At::Link(&link), "private", sealed)?,
            // The letter was shredded.
            None => PrivateFields::default(),
        };
        let file = |file: File| LinkFile { part: file.part, name: file.name, mime: file.mime, size: file.size };
        Ok(Link {
            link,
            parcel: parcel::parse_id(cells)?,
            files: fields.files.into_iter().map(file).collect(),
            recipients: fields.recipients,
            created_at: cells.time("created_at")?,
            expires_at: cells.time("expires_at")?,
            locked_at: cells.optional_time("locked_at")?,
            opened: cells.number("opened")?,
        })
    })
}

/// A one-time code.
pub(crate) fn code(row: &SqliteRow) -> Result<LinkCode, StoreError> {
    row::one(&Cells(row), "link_code", key, |cells| {
        Ok(LinkCode {
            link: cells.digest("link")?,
            recipient: cells.number("recipient")?,
            code: cells.digest("code")?,
            expires_at: cells.time("expires_at")?,
            tries: cells.number("tries")?,
            created_at: cells.time("created_at")?,
        })
    })
}

/// A fetch.
pub(crate) fn access(row: &SqliteRow) -> Result<LinkAccess, StoreError> {
    row::one(&Cells(row), "link_access", key, |cells| {
        Ok(LinkAccess { link: cells.digest("link")?, recipient: cells.number("recipient")?, at: cells.time("at")? })
    })
}

fn key(cells: &Cells<'_>) -> String {
    let link: Result<Digest, Fault> = cells.digest("link");
    link.map_or_else(|_| "?".to_owned(), |link| link.to_string())
}
