//! A parcel moves.

use sekisho_model::{Circle, ParcelId};
use sqlx::sqlite::SqliteRow;

use super::{Tx, letter::due_at, pair};
use crate::{
    CommitError, ParcelSet, ParcelState, RecipientSet,
    private::{At, Fault, json_text},
    row::{self, Cells, millis},
    rows::parcel::{seal_bytes, state},
    writer::failure::{Failure, sql},
};

/// A parcel as it stands before the change.
struct Old {
    row: i64,
    version: u64,
    state: ParcelState,
    circle: Circle,
    shredded: bool,
}

impl Tx<'_> {
    pub(super) async fn set_parcel(
        &mut self,
        id: ParcelId,
        expect: u64,
        set: &ParcelSet,
        recipients: &[RecipientSet],
    ) -> Result<(), Failure> {
        let old = self.old(id).await?;
        let conflict = |found| CommitError::Conflict { parcel: id, expected: expect, found };
        let old = old.ok_or_else(|| conflict(None))?;
        if old.version != expect {
            return Err(conflict(Some(old.version)).into());
        }
        if old.shredded && (set.envelope.is_some() || set.plan.is_some() || set.findings.is_some()) {
            return Err(CommitError::Invalid("new contents for a shredded parcel").into());
        }
        self.update(id, &old, set).await?;
        if let Some(envelope) = &set.envelope {
            self.replace_recipients(id, old.row, envelope).await?;
        }
        for recipient in recipients {
            self.set_recipient(id, old.row, recipient).await?;
        }
        self.set_people(&old, set).await?;
        self.effects.moved(Some(old.state), set.state);
        Ok(())
    }

    async fn old(&mut self, id: ParcelId) -> Result<Option<Old>, Failure> {
        let (letter, number) = pair(id);
        let text = "select row, version, state, circle, plan is null as shredded from parcel \
                    where letter = $1 and number = $2";
        let row = sqlx::query(text).bind(letter).bind(number).fetch_optional(&mut *self.connection).await;
        let row = row.map_err(sql("read a parcel"))?;
        Ok(row.map(|row| old(&row, id)).transpose()?)
    }

    async fn update(&mut self, id: ParcelId, old: &Old, set: &ParcelSet) -> Result<(), Failure> {
        let private = self.private;
        let findings = set.findings.as_ref().map(|value| private.seal_json(At::Findings(id), value)).transpose()?;
        let plan = set.plan.as_ref().map(|value| private.seal_json(At::Plan(id), value)).transpose()?;
        let envelope = set.envelope.as_ref().map(|value| private.seal_json(At::Envelope(id), value)).transpose()?;
        self.effects.erased |= findings.is_some() || plan.is_some() || envelope.is_some();
        let statement = sqlx::query(
            "update parcel set version = version + 1, state = $2, due_at = $3, held_since = $4, reminders = $5, \
             updated_at = $6, verdict = coalesce($7, verdict), circle = coalesce($8, circle), \
             findings = coalesce($9, findings), plan = coalesce($10, plan), envelope = coalesce($11, envelope), \
             seal = coalesce($12, seal), policy = coalesce($13, policy) where row = $1",
        )
        .bind(old.row)
        .bind(set.state.code())
        .bind(due_at(set.state, set.due_at.map(millis), self.now()))
        .bind(set.held_since.map(millis))
        .bind(i64::from(set.reminders))
        .bind(self.now())
        .bind(set.verdict.as_ref().map(json_text).transpose()?)
        .bind(set.circle.as_ref().map(json_text).transpose()?)
        .bind(findings)
        .bind(plan)
        .bind(envelope)
        .bind(set.seal.as_ref().map(seal_bytes))
        .bind(set.policy.map(|digest| digest.as_bytes().to_vec()));
        self.run("change a parcel", statement).await?;
        Ok(())
    }

    async fn replace_recipients(
        &mut self,
        id: ParcelId,
        row: i64,
        envelope: &sekisho_model::Envelope,
    ) -> Result<(), Failure> {
        if envelope.recipients.is_empty() {
            return Err(CommitError::Invalid("a parcel without a recipient").into());
        }
        let statement = sqlx::query("delete from recipient where parcel = $1").bind(row);
        self.run("replace recipients", statement).await?;
        self.insert_recipients(row, envelope);
        self.flush().await?;
        let again = "insert into search_again (number) select number from letter where id = $1 on conflict do nothing";
        self.run("have it read again", sqlx::query(again).bind(id.letter.to_string())).await?;
        self.effects.searchable = true;
        Ok(())
    }

    async fn set_recipient(&mut self, id: ParcelId, row: i64, set: &RecipientSet) -> Result<(), Failure> {
        let reply = match set.reply.as_str() {
            "" => None,
            reply => Some(self.private.seal(At::Reply(id, set.number), reply.as_bytes())?),
        };
        let statement = sqlx::query(
            "update recipient set status = $3, attempts = attempts + $4, next_at = $5, code = $6, reply = $7, \
             upstream = $8, updated_at = $9 where parcel = $1 and number = $2",
        )
        .bind(row)
        .bind(i64::from(set.number))
        .bind(set.status.code())
        .bind(i64::from(set.attempted))
        .bind(set.next_at.map(millis))
        .bind(i64::from(set.code))
        .bind(reply)
        .bind(set.upstream.clone())
        .bind(self.now());
        self.must("change a recipient", statement, CommitError::Invalid("there is no such recipient")).await
    }

    async fn set_people(&mut self, old: &Old, set: &ParcelSet) -> Result<(), Failure> {
        let (was, is) = (old.state == ParcelState::Held, set.state == ParcelState::Held);
        match &set.circle {
            Some(circle) if *circle != old.circle || (is && !was) => {
                self.replace_people(old.row, circle, set.state).await
            }
            None if is && !was => self.replace_people(old.row, &old.circle, set.state).await,
            _ if was && !is => self.leave_trays(old.row).await,
            _ => Ok(()),
        }
    }
}

fn old(row: &SqliteRow, id: ParcelId) -> Result<Old, crate::StoreError> {
    row::one(
        &Cells(row),
        "parcel",
        |_| id,
        |cells| -> Result<Old, Fault> {
            Ok(Old {
                row: cells.get("row")?,
                version: cells.number("version")?,
                state: state(cells, "state")?,
                circle: cells.json("circle")?,
                shredded: cells.flag("shredded")?,
            })
        },
    )
}
