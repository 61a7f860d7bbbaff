//! Campaigns as a whole: made, changed, divided into parts, stopped, forgotten.

use std::collections::BTreeMap;

use sekisho_model::{CampaignId, ledger::RowState};
use serde_json::Value as Json;

use super::{Tx, access::bytes};
use crate::{
    CampaignSet, CampaignState, Change, CommitError, KeptFile, NewCampaign, Part,
    private::{At, json_text},
    row::{Cells, millis},
    rows::campaign,
    writer::failure::{Failure, sql},
};

/// A campaign as it stands before the change.
pub(super) struct Found {
    pub(super) number: i64,
    pub(super) state: CampaignState,
    version: u64,
    forgotten: bool,
}

impl Tx<'_> {
    pub(super) async fn apply_campaign(&mut self, change: &Change) -> Result<(), Failure> {
        match change {
            Change::AddCampaign(new) => self.add_campaign(new).await,
            Change::SetCampaign { campaign, expect, set } => self.set_campaign(campaign, *expect, set).await,
            Change::AddRows { campaign, rows } => self.add_rows(campaign, rows).await,
            Change::OpenPart { campaign, part, rows } => self.open_part(campaign, part, rows).await,
            Change::WithdrawRows { campaign } => {
                self.end_rows(campaign, &[RowState::Pending, RowState::Claimed], RowState::Withdrawn).await
            }
            Change::LoseRows { campaign } => {
                let open = [RowState::Pending, RowState::Claimed, RowState::Handed];
                self.end_rows(campaign, &open, RowState::Unknown).await
            }
            Change::ForgetCampaign { campaign } => self.forget_campaign(campaign).await,
            Change::ClaimRows { campaign, rows, until } => self.claim_rows(campaign, rows, *until).await,
            Change::SpooledRows { campaign, rows } => self.spooled_rows(campaign, rows).await,
            Change::MoveRow { campaign, row } => self.move_row(campaign, row).await,
            Change::NoteRow { campaign, row, reply } => self.note_row(campaign, *row, reply).await,
            Change::FindRow { campaign, row, letter, root } => self.find_row(campaign, *row, *letter, *root).await,
            _ => Err(CommitError::Invalid("a change in the wrong place").into()),
        }
    }

    /// The campaign of this name.
    pub(super) async fn found(&mut self, id: &CampaignId) -> Result<Found, Failure> {
        self.find_campaign(id).await?.ok_or_else(|| CommitError::Missing("campaign").into())
    }

    pub(super) async fn find_campaign(&mut self, id: &CampaignId) -> Result<Option<Found>, Failure> {
        let text = "select number, version, state, forgotten_at is not null as forgotten from campaign where id = $1";
        let row = sqlx::query(text).bind(id.to_string()).fetch_optional(&mut *self.connection).await;
        let Some(row) = row.map_err(sql("find a campaign"))? else { return Ok(None) };
        let parse = |cells: &Cells<'_>| {
            Ok(Found {
                number: cells.get("number")?,
                state: campaign::state(cells)?,
                version: cells.number("version")?,
                forgotten: cells.flag("forgotten")?,
            })
        };
        Ok(Some(crate::row::one(&Cells(&row), "campaign", |_| id, parse)?))
    }

    async fn add_campaign(&mut self, new: &NewCampaign) -> Result<(), Failure> {
        let number = self.insert_campaign(&new.id, CampaignState::Draft, None, &new.sheet).await?;
        self.put_files(&new.id, number, &new.files).await
    }

    pub(super) async fn insert_campaign(
        &mut self,
        id: &CampaignId,
        state: CampaignState,
        root: Option<sekisho_model::Digest>,
        sheet: &Json,
    ) -> Result<i64, Failure> {
        let private = self.private.seal_json(At::Sheet(id), sheet)?;
        let statement = sqlx::query(
            "insert into campaign (id, version, state, root, private, created_at, updated_at) \
             values ($1, 1, $2, $3, $4, $5, $5) on conflict do nothing",
        )
        .bind(id.to_string())
        .bind(state.code())
        .bind(root.as_ref().map(bytes))
        .bind(private)
        .bind(self.now());
        self.must("add a campaign", statement, CommitError::Exists("campaign")).await?;
        Ok(self.found(id).await?.number)
    }

    async fn set_campaign(&mut self, id: &CampaignId, expect: u64, set: &CampaignSet) -> Result<(), Failure> {
        let found = self.found(id).await?;
        if found.version != expect {
            return Err(CommitError::Exists("campaign").into());
        }
        if found.forgotten {
            return Err(CommitError::Invalid("new contents for a forgotten campaign").into());
        }
        let private = set.sheet.as_ref().map(|sheet| self.private.seal_json(At::Sheet(id), sheet)).transpose()?;
        self.effects.erased |= private.is_some();
        let statement = sqlx::query(
            "update campaign set version = version + 1, state = $2, root = case when $3 then $4 else root end, \
             private = coalesce($5, private), updated_at = $6 where number = $1",
        )
        .bind(found.number)
        .bind(set.state.code())
        .bind(set.root.is_some())
        .bind(set.root.flatten().as_ref().map(bytes))
        .bind(private)
        .bind(self.now());
        self.run("change a campaign", statement).await?;
        self.put_files(id, found.number, &set.files).await
    }

    async fn put_files(
        &mut self,
        id: &CampaignId,
        number: i64,
        files: &BTreeMap<String, KeptFile>,
    ) -> Result<(), Failure> {
        for (kind, file) in files {
            let key = self.private.seal(At::FileKey(id, kind), &file.key[..])?;
            let statement = sqlx::query(
                "insert into campaign_file (campaign, kind, file, private) values ($1, $2, $3, $4) \
                 on conflict (campaign, kind) do update set file = excluded.file, private = excluded.private",
            )
            .bind(number)
            .bind(kind.clone())
            .bind(bytes(&file.name))
            .bind(key);
            self.run("name a file of a campaign", statement).await?;
            self.effects.erased = true;
        }
        Ok(())
    }

    async fn add_rows(&mut self, id: &CampaignId, rows: &[u32]) -> Result<(), Failure> {
        let number = self.found(id).await?.number;
        let statement = sqlx::query(
            "insert into campaign_row (campaign, row, part, state, fence, code, updated_at) \
             select $1, value, 0, 'pending', 1, 0, $3 from json_each($2) where true on conflict do nothing",
        );
        let statement = statement.bind(number).bind(json_text(&rows)?).bind(self.now());
        self.run("add rows to a campaign", statement).await?;
        Ok(())
    }

    /// All rows of a part must be free: pending and in no part, or, for a resend, certainly not delivered.
    async fn open_part(&mut self, id: &CampaignId, part: &Part, rows: &[u32]) -> Result<(), Failure> {
        let number = self.found(id).await?.number;
        let statement = sqlx::query(
            "insert into campaign_part (campaign, number, purpose, root, rows, opened_at) select $1, $2, $3, $4, $5, $6 \
             where $2 = (select count(*) + 1 from campaign_part where campaign = $1)",
        )
        .bind(number)
        .bind(i64::from(part.number))
        .bind(part.purpose.clone())
        .bind(bytes(&part.root))
        .bind(i64::from(part.rows))
        .bind(millis(part.opened_at));
        self.must("open a part", statement, CommitError::Exists("part")).await?;
        let statement = sqlx::query(
            "update campaign_row set part = $3, state = 'pending', fence = fence + 1, letter = null, lease_until = null, \
             code = 0, reply = null, updated_at = $4 where campaign = $1 and row in (select value from json_each($2)) \
             and ((part = 0 and state = 'pending') or (part > 0 and state in ('failed', 'withdrawn')))",
        )
        .bind(number)
        .bind(json_text(&rows)?)
        .bind(i64::from(part.number))
        .bind(self.now());
        let given = self.run("give rows to a part", statement).await?;
        if given == rows.len() as u64 && rows.len() == part.rows as usize {
            return Ok(());
        }
        Err(CommitError::Invalid("a row of the part is not free").into())
    }

    /// Rows in these states come to this end.
    async fn end_rows(&mut self, id: &CampaignId, open: &[RowState], end: RowState) -> Result<(), Failure> {
        let number = self.found(id).await?.number;
        for state in open {
            let statement = sqlx::query(
                "update campaign_row set state = $4, fence = fence + 1, lease_until = null, updated_at = $3 \
                 where campaign = $1 and state = $2",
            );
            let statement = statement.bind(number).bind(state.code()).bind(self.now()).bind(end.code());
            self.run("end rows", statement).await?;
        }
        Ok(())
    }

    async fn forget_campaign(&mut self, id: &CampaignId) -> Result<(), Failure> {
        let number = self.found(id).await?.number;
        let now = self.now();
        for (what, text) in FORGET {
            let mut statement = sqlx::query(text).bind(number);
            if text.contains("$2") {
                statement = statement.bind(now);
            }
            self.run(what, statement).await?;
        }
        let statement =
            sqlx::query("delete from event_personal where seq in (select seq from event where campaign = $1)");
        self.run("erase personal payloads", statement.bind(id.to_string())).await?;
        self.effects.erased = true;
        Ok(())
    }
}

/// Forgets in this order; `$1` is the campaign, `$2` the instant.
const FORGET: [(&str, &str); 3] = [
    (
        "forget a campaign",
        "update campaign set private = null, forgotten_at = coalesce(forgotten_at, $2), version = version + 1 \
         where number = $1",
    ),
    ("destroy keys", "delete from campaign_file where campaign = $1"),
    ("forget replies", "update campaign_row set reply = null where campaign = $1 and reply is not null"),
];
