//! Rows of parcels and their recipients.

use sekisho_model::{Digest, Envelope, ParcelId, Plan, ReversePath, Seal};
use sqlx::sqlite::SqliteRow;

use crate::{
    Parcel, ParcelState, RecipientRow, RecipientStatus, StoreError,
    private::{At, Fault, Private},
    row::{self, Cells},
};

/// The columns [`parcel`] needs, of `parcel p`.
macro_rules! parcel_columns {
    () => {
        "p.row as p_row, p.letter as p_letter, p.number as p_number, p.version as p_version, p.state as p_state, \
         p.verdict as p_verdict, p.circle as p_circle, p.findings as p_findings, p.plan as p_plan, \
         p.envelope as p_envelope, p.seal as p_seal, p.policy as p_policy, p.held_since as p_held_since, \
         p.due_at as p_due_at, p.reminders as p_reminders, p.updated_at as p_updated_at"
    };
}
pub(crate) use parcel_columns;

/// The columns [`recipient`] needs, of `recipient r` and `parcel p`. The envelope may be left out of a row that follows
/// another one of its parcel.
macro_rules! recipient_columns {
    ($envelope:literal) => {
        concat!(
            "p.letter as p_letter, p.number as p_number, ",
            $envelope,
            " as p_envelope, p.envelope is not null as p_kept, r.parcel as r_parcel, r.number as r_number, \
             r.domain as r_domain, r.status as r_status, r.attempts as r_attempts, r.next_at as r_next_at, \
             r.code as r_code, r.reply as r_reply, r.upstream as r_upstream, r.updated_at as r_updated_at"
        )
    };
}
pub(crate) use recipient_columns;

/// Letter and number.
pub(crate) fn id(row: &SqliteRow) -> Result<ParcelId, StoreError> {
    row::one(&Cells(row), "parcel", named, parse_id)
}

/// A whole parcel.
pub(crate) fn parcel(row: &SqliteRow, private: &Private) -> Result<Parcel, StoreError> {
    row::one(&Cells(row), "parcel", named, |cells| parse(cells, private))
}

/// A key of the database, for cursors.
pub(crate) fn row_number(row: &SqliteRow) -> Result<i64, StoreError> {
    row::one(&Cells(row), "parcel", named, |cells| cells.get("p_row"))
}

/// The state alone.
pub(crate) fn state(cells: &Cells<'_>, column: &'static str) -> Result<ParcelState, Fault> {
    ParcelState::parse(cells.get(column)?).ok_or(Fault::Column(column))
}

fn named(cells: &Cells<'_>) -> String {
    let number = cells.get::<i64>("p_number").map_or_else(|_| "?".to_owned(), |number| number.to_string());
    format!("{}-{number}", cells.named("p_letter"))
}

pub(crate) fn parse_id(cells: &Cells<'_>) -> Result<ParcelId, Fault> {
    Ok(ParcelId { letter: cells.parse("p_letter")?, number: cells.number("p_number")? })
}

fn parse(cells: &Cells<'_>, private: &Private) -> Result<Parcel, Fault> {
    let id = parse_id(cells)?;
    let findings = cells.get::<Option<&[u8]>>("p_findings")?;
    let findings = findings.map(|sealed| private.open_json(At::Findings(id), "findings", sealed)).transpose()?;
    let plan = cells.get::<Option<&[u8]>>("p_plan")?;
    let plan: Option<Plan> = plan.map(|sealed| private.open_json(At::Plan(id), "plan", sealed)).transpose()?;
    Ok(Parcel {
        id,
        version: cells.number("p_version")?,
        state: state(cells, "p_state")?,
        verdict: cells.json("p_verdict")?,
        // Without a value only when the letter was shredded, which the table guards.
        findings: findings.unwrap_or_default(),
        circle: cells.json("p_circle")?,
        plan: plan.unwrap_or_default(),
        seal: seal(cells.get("p_seal")?)?,
        envelope: envelope(id, cells.get("p_envelope")?, private)?,
        policy: cells.digest("p_policy")?,
        held_since: cells.optional_time("p_held_since")?,
        due_at: cells.optional_time("p_due_at")?,
        reminders: cells.number("p_reminders")?,
        updated_at: cells.time("p_updated_at")?,
    })
}

/// The envelope of a parcel; nobody's once it was shredded.
pub(crate) fn envelope(id: ParcelId, sealed: Option<&[u8]>, private: &Private) -> Result<Envelope, Fault> {
    match sealed {
        Some(sealed) => private.open_json(At::Envelope(id), "envelope", sealed),
        None => Ok(Envelope::plain(ReversePath::Null, Vec::new())),
    }
}

/// Three digests, one after the other.
fn seal(bytes: &[u8]) -> Result<Seal, Fault> {
    let digest = |part: usize| {
        let bytes = bytes.get(part * 32..(part + 1) * 32).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Digest::from_bytes).ok_or(Fault::Column("seal"))
    };
    if bytes.len() != 96 {
        return Err(Fault::Column("seal"));
    }
    Ok(Seal { parcel: digest(0)?, source: digest(1)?, outgoing: digest(2)? })
}

/// The reverse of [`seal`].
pub(crate) fn seal_bytes(seal: &Seal) -> Vec<u8> {
    [seal.parcel, seal.source, seal.outgoing].map(|digest| *digest.as_bytes()).concat()
}

/// Opens the envelopes of rows that follow each other once per parcel.
#[derive(Default)]
pub(crate) struct Envelopes(Option<(ParcelId, Envelope)>);

impl Envelopes {
    fn get(&mut self, id: ParcelId, sealed: Option<&[u8]>, private: &Private) -> Result<&Envelope, Fault> {
        let known = self.0.take().filter(|(known, _)| *known == id);
        let (_, envelope) = match known {
            Some(known) => self.0.insert(known),
            None => self.0.insert((id, envelope(id, sealed, private)?)),
        };
        Ok(envelope)
    }
}

/// A recipient, and the envelope sender of its parcel.
pub(crate) fn recipient(
    row: &SqliteRow,
    envelopes: &mut Envelopes,
    private: &Private,
) -> Result<(RecipientRow, String), StoreError> {
    let cells = Cells(row);
    let key = |cells: &Cells<'_>| {
        let number = cells.get::<i64>("r_number").map_or_else(|_| "?".to_owned(), |number| number.to_string());
        format!("{}:{number}", named(cells))
    };
    parse_recipient(&cells, envelopes, private).map_err(|fault| fault.at("recipient", key(&cells)))
}

fn parse_recipient(
    cells: &Cells<'_>,
    envelopes: &mut Envelopes,
    private: &Private,
) -> Result<(RecipientRow, String), Fault> {
    let parcel = parse_id(cells)?;
    let number: u32 = cells.number("r_number")?;
    let sealed: Option<&[u8]> = cells.get("p_envelope")?;
    let envelope = envelopes.get(parcel, sealed, private)?;
    let address = match (envelope.recipients.get(number as usize), cells.flag("p_kept")?) {
        (Some(recipient), _) => recipient.address.as_str().to_owned(),
        (None, false) => String::new(),
        (None, true) => return Err(Fault::Column("number")),
    };
    let mail_from = envelope.mail_from.to_string();
    let reply = cells.get::<Option<&[u8]>>("r_reply")?;
    let reply = reply.map(|sealed| private.open(At::Reply(parcel, number), sealed)).transpose()?;
    let reply = reply.map(|text| String::from_utf8(text.to_vec())).transpose().map_err(|_| Fault::Column("reply"))?;
    let recipient = RecipientRow {
        parcel,
        number,
        address,
        status: RecipientStatus::parse(cells.get("r_status")?).ok_or(Fault::Column("status"))?,
        attempts: cells.number("r_attempts")?,
        next_at: cells.optional_time("r_next_at")?,
        code: cells.number("r_code")?,
        reply: reply.unwrap_or_default(),
        upstream: cells.get::<&str>("r_upstream")?.to_owned(),
        updated_at: cells.time("r_updated_at")?,
    };
    Ok((recipient, mail_from))
}
