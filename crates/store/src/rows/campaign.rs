//! Rows of campaigns and of their ledger.

use sekisho_model::{CampaignId, ledger::RowState};
use serde_json::Value;
use sqlx::sqlite::SqliteRow;

use crate::{
    Campaign, CampaignRow, CampaignState, Part, RowCount, StoreError,
    keys::Secret,
    private::{At, Fault, Private},
    row::{self, Cells},
};

/// A campaign.
pub(crate) fn campaign(row: &SqliteRow, private: &Private) -> Result<Campaign, StoreError> {
    row::one(&Cells(row), "campaign", |cells| cells.named("id"), |cells| parse(cells, private))
}

/// The database's number of a campaign.
pub(crate) fn number(row: &SqliteRow) -> Result<i64, StoreError> {
    row::one(&Cells(row), "campaign", |cells| cells.named("id"), |cells| cells.get("number"))
}

fn parse(cells: &Cells<'_>, private: &Private) -> Result<Campaign, Fault> {
    let id: CampaignId = cells.parse("id")?;
    let sheet = cells.get::<Option<&[u8]>>("private")?;
    let sheet = sheet.map(|sealed| private.open_json(At::Sheet(&id), "private", sealed)).transpose()?;
    Ok(Campaign {
        version: cells.number("version")?,
        state: state(cells)?,
        root: cells.optional_digest("root")?,
        // Without a value only once it was forgotten, which the table guards.
        sheet: sheet.unwrap_or(Value::Null),
        created_at: cells.time("created_at")?,
        updated_at: cells.time("updated_at")?,
        forgotten_at: cells.optional_time("forgotten_at")?,
        id,
    })
}

/// Where a campaign stands.
pub(crate) fn state(cells: &Cells<'_>) -> Result<CampaignState, Fault> {
    CampaignState::parse(cells.get("state")?).ok_or(Fault::Column("state"))
}

/// A part.
pub(crate) fn part(row: &SqliteRow) -> Result<Part, StoreError> {
    let parse = |cells: &Cells<'_>| {
        Ok(Part {
            number: cells.number("number")?,
            purpose: cells.get::<&str>("purpose")?.to_owned(),
            root: cells.digest("root")?,
            rows: cells.number("rows")?,
            opened_at: cells.time("opened_at")?,
        })
    };
    row::one(&Cells(row), "campaign_part", |_| "?", parse)
}

/// How many rows of a part stand in a state.
pub(crate) fn count(row: &SqliteRow) -> Result<RowCount, StoreError> {
    let parse = |cells: &Cells<'_>| {
        Ok(RowCount { part: cells.number("part")?, state: row_state(cells)?, rows: cells.number("rows")? })
    };
    row::one(&Cells(row), "campaign_count", |_| "?", parse)
}

/// A row of the ledger of this campaign.
pub(crate) fn ledger(row: &SqliteRow, campaign: &CampaignId, private: &Private) -> Result<CampaignRow, StoreError> {
    let key = |cells: &Cells<'_>| format!("{campaign}:{}", cells.get::<i64>("row").unwrap_or(-1));
    row::one(&Cells(row), "campaign_row", key, |cells| parse_ledger(cells, campaign, private))
}

fn parse_ledger(cells: &Cells<'_>, campaign: &CampaignId, private: &Private) -> Result<CampaignRow, Fault> {
    let row: u32 = cells.number("row")?;
    let reply = cells.get::<Option<&[u8]>>("reply")?;
    let reply = reply.map(|sealed| private.open(At::RowReply(campaign, row), sealed)).transpose()?;
    let reply = reply.map(|text| String::from_utf8(text.to_vec())).transpose().map_err(|_| Fault::Column("reply"))?;
    let letter = cells.get::<Option<&str>>("letter")?;
    Ok(CampaignRow {
        row,
        part: cells.number("part")?,
        state: row_state(cells)?,
        fence: cells.number("fence")?,
        letter: letter.map(str::parse).transpose().map_err(|_| Fault::Column("letter"))?,
        lease_until: cells.optional_time("lease_until")?,
        code: cells.number("code")?,
        reply: reply.unwrap_or_default(),
        handed_at: cells.optional_time("handed_at")?,
        updated_at: cells.time("updated_at")?,
    })
}

pub(crate) fn row_state(cells: &Cells<'_>) -> Result<RowState, Fault> {
    RowState::from_code(cells.get("state")?).ok_or(Fault::Column("state"))
}

/// The key of a file.
pub(crate) fn key(row: &SqliteRow, campaign: &CampaignId, kind: &str, private: &Private) -> Result<Secret, StoreError> {
    let open = |cells: &Cells<'_>| {
        let sealed = private.open(At::FileKey(campaign, kind), cells.get("private")?)?;
        let bytes: [u8; 32] = sealed.as_slice().try_into().map_err(|_| Fault::Column("private"))?;
        Ok(Secret::new(bytes))
    };
    row::one(&Cells(row), "campaign_file", |_| format!("{campaign}:{kind}"), open)
}
