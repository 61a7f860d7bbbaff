//! A letter is decided: its row, its parcels, their people and recipients.

use std::collections::BTreeSet;

use sekisho_model::{Envelope, Event, Finding, FindingKind, LetterId, ParcelId};

use super::Tx;
use crate::{
    CommitError, LetterRow, NewParcel, ParcelState,
    bulk::Value,
    private::{At, json_text},
    row::{millis, signed},
    rows::{letter::PrivateFields, parcel::seal_bytes},
    writer::failure::{Failure, sql},
};

const HOUR: i64 = 3_600_000;

impl Tx<'_> {
    pub(super) async fn decide(&mut self, letter: &LetterRow, parcels: &[NewParcel]) -> Result<(), Failure> {
        check(letter, parcels)?;
        if self.waiting.get(letter.id).is_some_and(|place| place != letter.location) {
            return Err(CommitError::Invalid("the letter lies elsewhere in the spool").into());
        }
        if self.alone {
            self.not_decided(letter.id).await?;
        }
        self.insert_letter(letter)?;
        for parcel in parcels {
            self.insert_parcel(parcel)?;
        }
        self.effects.lives(letter.location.segment, 1);
        self.effects.decided.push(letter.id);
        self.effects.searchable = true;
        Ok(())
    }

    /// Without this the unique name of a letter refuses the whole batch, which is then written unit by unit.
    async fn not_decided(&mut self, id: LetterId) -> Result<(), Failure> {
        let query = sqlx::query_scalar("select 1 from letter where id = $1").bind(id.to_string());
        let found: Option<i64> = query.fetch_optional(&mut *self.connection).await.map_err(sql("find a letter"))?;
        if found.is_some() || self.buffer.holds(id) { Err(CommitError::Decided(id).into()) } else { Ok(()) }
    }

    fn insert_letter(&mut self, letter: &LetterRow) -> Result<(), Failure> {
        let private = self.private.seal_json(At::Letter(letter.id), &PrivateFields::of(letter))?;
        let row = [
            Value::Int(self.numbers.letter()),
            Value::Text(letter.id.to_string()),
            Value::Int(millis(letter.at)),
            Value::Text(json_text(&letter.origin)?),
            Value::OptionalText(letter.submitter.as_ref().map(|user| user.as_str().to_owned())),
            Value::Blob(private),
            Value::Int(signed(letter.size)),
            Value::Blob(letter.location.to_bytes().to_vec()),
            Value::Blob(letter.source.as_bytes().to_vec()),
            Value::Int(i64::from(letter.recipients)),
        ];
        self.buffer.letter(letter.id, row);
        Ok(())
    }

    fn insert_parcel(&mut self, parcel: &NewParcel) -> Result<(), Failure> {
        let (letter, number) = super::pair(parcel.id);
        let row = self.numbers.parcel();
        let due = due_at(parcel.state, parcel.due_at.map(millis), self.now());
        self.buffer.parcel([
            Value::Int(row),
            Value::Text(letter),
            Value::Int(number),
            Value::Int(1),
            Value::Text(parcel.state.code().to_owned()),
            Value::Text(json_text(&parcel.verdict)?),
            Value::Text(json_text(&parcel.circle)?),
            Value::Blob(self.private.seal_json(At::Findings(parcel.id), &parcel.findings)?),
            Value::Blob(self.private.seal_json(At::Plan(parcel.id), &parcel.plan)?),
            Value::Blob(self.private.seal_json(At::Envelope(parcel.id), &parcel.envelope)?),
            Value::Blob(seal_bytes(&parcel.seal)),
            Value::Blob(parcel.policy.as_bytes().to_vec()),
            Value::OptionalInt(parcel.held_since.map(millis)),
            Value::OptionalInt(due),
            Value::Int(0),
            Value::Int(self.now()),
        ]);
        self.insert_recipients(row, &parcel.envelope);
        self.insert_people(row, &parcel.circle, parcel.state);
        self.effects.moved(None, parcel.state);
        self.tally(parcel);
        Ok(())
    }

    /// One row per recipient, all pending.
    pub(super) fn insert_recipients(&mut self, row: i64, envelope: &Envelope) {
        let now = self.now();
        let recipients = (0..).zip(&envelope.recipients).map(|(number, recipient)| {
            [
                Value::Int(row),
                Value::Int(number),
                Value::Text(recipient.address.domain().as_str().to_owned()),
                Value::Text("pending".to_owned()),
                Value::Int(0),
                Value::OptionalInt(None),
                Value::Int(0),
                Value::OptionalBlob(None),
                Value::Text(String::new()),
                Value::Int(now),
            ]
        });
        self.buffer.recipients(recipients);
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
