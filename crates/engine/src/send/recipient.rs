//! One recipient of a round: where it stands before, what became of it, and how that is told.

use sekisho_model::{Envelope, Event, Outcome};
use sekisho_smtp::client::XForward;
use sekisho_store::{RecipientRow, RecipientSet, RecipientStatus, StoredLetter};
use serde_json::json;

use crate::release::Ready;

/// Where one recipient stands before this round.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) number: u32,
    pub(crate) address: sekisho_model::Address,
    pub(crate) attempts: u32,
}

/// What became of one recipient in this round.
#[derive(Debug, Clone)]
pub(crate) struct Handed {
    pub(crate) target: Target,
    pub(crate) outcome: Outcome,
    pub(crate) upstream: String,
    /// Taken by a next hop that does not tell of successes.
    pub(crate) relayed: bool,
}

/// The event of an attempt. That a recipient was given up is told, too: the state follows from the events.
pub(super) fn event(ready: &Ready, result: &Handed, set: &RecipientSet) -> Event {
    let (number, upstream) = (result.target.number, &result.upstream);
    let mut event = Event::delivered(ready.parcel, number, &result.outcome, ready.seal, upstream);
    if let (RecipientStatus::Returned, Event::Delivered { outcome, .. }) = (set.status, &mut event) {
        set.status.code().clone_into(outcome);
    }
    event
}

/// What is personal about an attempt.
pub(super) fn personal(result: &Handed) -> serde_json::Value {
    json!({ "address": result.target.address.as_str(), "reply": said(&result.outcome) })
}

/// Enhanced code and text of a reply.
pub(crate) fn said(outcome: &Outcome) -> String {
    let reply = outcome.reply();
    reply.enhanced.as_ref().map_or_else(|| reply.text.to_string(), |code| format!("{code} {}", reply.text))
}

/// Whether the sender is told that it did not arrive.
pub(super) const fn is_failure(status: RecipientStatus) -> bool {
    matches!(status, RecipientStatus::Refused | RecipientStatus::Unknown | RecipientStatus::Returned)
}

/// A recipient as the store has it.
pub(crate) fn target(row: &RecipientRow) -> Option<Target> {
    let address = row.address.parse().ok()?;
    Some(Target { number: row.number, address, attempts: row.attempts })
}

/// All recipients of an envelope that nobody tried yet.
pub(crate) fn fresh_targets(envelope: &Envelope) -> Vec<Target> {
    let fresh = |(number, recipient): (u32, &sekisho_model::Recipient)| Target {
        number,
        address: recipient.address.clone(),
        attempts: 0,
    };
    (0..).zip(&envelope.recipients).map(fresh).collect()
}

/// Where the letter came from, for a next hop that asks (Postfix XFORWARD).
pub(crate) fn xforward(letter: &StoredLetter) -> Option<XForward> {
    let client = &letter.client;
    let addr = client.peer.parse().ok()?;
    // Every other `with` of RFC 3848 is spoken after EHLO.
    let proto = if client.protocol == "SMTP" { "SMTP" } else { "ESMTP" };
    Some(XForward {
        addr: Some(addr),
        helo: Some(client.helo.clone()),
        proto: Some(proto.to_owned()),
        ident: Some(letter.id.to_string()),
        ..XForward::default()
    })
}
