//! A letter is decided: its row, its parcels, their people and recipients.

use std::collections::BTreeSet;

use sekisho_model::{Event, Finding, FindingKind, ParcelId};

use super::Tx;
use crate::{
    CommitError, LetterRow, NewParcel, ParcelState,
    bulk::{self, Value},
    private::{At, json_text},
    row::{millis, signed},
    rows::{letter::PrivateFields, parcel::seal_bytes},
    writer::failure::{Failure, sql},
};

const HOUR: i64 = 3_600_000;

const RECIPIENTS: bulk::Into = bulk::Into {
    head: "insert into recipient (parcel, number, domain, status, attempts, next_at, code, reply, upstream, \
           updated_at) values",
    tail: "",
};

impl Tx<'_> {
    pub(super) async fn decide(&mut self, letter: &LetterRow, parcels: &[NewParcel]) -> Result<(), Failure> {
        check(letter, parcels)?;
        if self.waiting.get(letter.id).is_some_and(|place| place != letter.location) {
            return Err(CommitError::Invalid("the letter lies elsewhere in the spool").into());
        }
        self.insert_letter(letter).await?;
        for parcel in parcels {
            self.insert_parcel(parcel).await?;
        }
        self.effects.lives(letter.location.segment, 1);
        self.effects.decided.push(letter.id);
        self.effects.searchable = true;
        Ok(())
    }

    async fn insert_letter(&mut self, letter: &LetterRow) -> Result<(), Failure> {
        let private = self.private.seal_json(At::Letter(letter.id), &PrivateFields::of(letter))?;
        let statement = sqlx::query(
            "insert into letter (id, at, origin, submitter, private, size, location, source, recipients) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing",
        )
        .bind(letter.id.to_string())
        .bind(millis(letter.at))
        .bind(json_text(&letter.origin)?)
        .bind(letter.submitter.as_ref().map(|user| user.as_str().to_owned()))
        .bind(private)
        .bind(signed(letter.size))
        .bind(letter.location.to_bytes().to_vec())
        .bind(letter.source.as_bytes().to_vec())
        .bind(i64::from(letter.recipients));
        self.must("insert a letter", statement, CommitError::Decided(letter.id)).await
    }

    async fn insert_parcel(&mut self, parcel: &NewParcel) -> Result<(), Failure> {
        let (letter, number) = super::pair(parcel.id);
        let due = due_at(parcel.state, parcel.due_at.map(millis), self.now());
        let statement = sqlx::query(
            "insert into parcel (letter, number, version, state, verdict, circle, findings, plan, envelope, seal, \
             policy, held_since, due_at, reminders, updated_at) \
             values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13)",
        )
        .bind(letter)
        .bind(number)
        .bind(parcel.state.code())
        .bind(json_text(&parcel.verdict)?)
        .bind(json_text(&parcel.circle)?)
        .bind(self.private.seal_json(At::Findings(parcel.id), &parcel.findings)?)
        .bind(self.private.seal_json(At::Plan(parcel.id), &parcel.plan)?)
        .bind(self.private.seal_json(At::Envelope(parcel.id), &parcel.envelope)?)
        .bind(seal_bytes(&parcel.seal))
        .bind(parcel.policy.as_bytes().to_vec())
        .bind(parcel.held_since.map(millis))
        .bind(due)
        .bind(self.now());
        let done = statement.execute(&mut *self.connection).await.map_err(sql("insert a parcel"))?;
        let row = done.last_insert_rowid();
        self.insert_recipients(row, &parcel.envelope).await?;
        self.insert_people(row, &parcel.circle, parcel.state).await?;
        self.effects.moved(None, parcel.state);
        self.tally(parcel);
        Ok(())
    }

    /// One row per recipient, all pending.
    pub(super) async fn insert_recipients(
        &mut self,
        row: i64,
        envelope: &sekisho_model::Envelope,
    ) -> Result<(), Failure> {
        let now = self.now();
        let recipients = (0..).zip(&envelope.recipients).map(|(number, recipient)| {
            [
                Value::Int(row),
                Value::Int(number),
                Value::Text(recipient.address.domain().to_string()),
                Value::Text("pending".to_owned()),
                Value::Int(0),
                Value::OptionalInt(None),
                Value::Int(0),
                Value::OptionalBlob(None),
                Value::Text(String::new()),
                Value::Int(now),
            ]
        });
        bulk::insert(self.connection, &RECIPIENTS, recipients).await.map_err(sql("insert recipients"))
    }

    /// Counts the verdict, and each finding once; also those that the evidence of this unit tells beside (rules that
    /// only observe).
    fn tally(&mut self, parcel: &NewParcel) {
        let hour = self.now().div_euclid(HOUR);
        self.effects.tally(hour, "verdict", parcel.verdict.code().to_owned());
        let told = self.unit.events.iter().filter_map(|(event, _)| match event {
            Event::Decided { parcel: id, findings, .. } if *id == parcel.id => Some(findings),
            _ => None,
        });
        let codes: BTreeSet<String> = parcel.findings.iter().chain(told.flatten()).flat_map(codes).collect();
        for code in codes {
            self.effects.tally(hour, "finding", code);
        }
    }
}

/// Kind and rule; the kind "rule" says nothing beside the rule.
fn codes(finding: &Finding) -> impl Iterator<Item = String> {
    let rule = finding.rule.as_ref().map(|rule| rule.as_str().to_owned());
    let kind = (finding.kind != FindingKind::Rule || rule.is_none()).then(|| finding.kind.code());
    kind.into_iter().chain(rule)
}

/// When a parcel is due; a ready one that does not say so is due at once.
pub(super) fn due_at(state: ParcelState, due_at: Option<i64>, now: i64) -> Option<i64> {
    match (state, due_at) {
        (ParcelState::Ready, None) => Some(now),
        (_, due_at) => due_at,
    }
}

fn check(letter: &LetterRow, parcels: &[NewParcel]) -> Result<(), CommitError> {
    if parcels.is_empty() {
        return Err(CommitError::Invalid("a letter without a parcel"));
    }
    if letter.shredded_at.is_some() {
        return Err(CommitError::Invalid("a shredded letter is decided"));
    }
    let ids: BTreeSet<ParcelId> = parcels.iter().map(|parcel| parcel.id).collect();
    if ids.len() != parcels.len() || ids.iter().any(|id| id.letter != letter.id) {
        return Err(CommitError::Invalid("a parcel of another letter, or twice"));
    }
    if parcels.iter().any(|parcel| parcel.envelope.recipients.is_empty()) {
        return Err(CommitError::Invalid("a parcel without a recipient"));
    }
    Ok(())
}
