//! Lines of the delivery log and of the evidence.

use sekisho_engine::desk::{DeliveryRow, EvidenceRow, Verified};
use sekisho_model::Event;
use sekisho_words::Value;

use super::{Chip, Choice};
use crate::say::{Say, Stamp};

/// Outcomes that can be filtered by.
pub(crate) const STATUSES: [&str; 6] = ["accepted", "pending", "deferred", "refused", "unknown", "returned"];

/// Codes of events that can be filtered by.
pub(crate) const EVENTS: [&str; 30] = [
    "accepted",
    "decided",
    "stuck",
    "waited",
    "reviewed",
    "approved",
    "thawed",
    "released",
    "discarded",
    "returned",
    "edited",
    "altered",
    "delivered",
    "notified",
    "revealed",
    "viewed",
    "link-made",
    "link-code-sent",
    "link-opened",
    "link-refused",
    "link-locked",
    "signed-in",
    "sign-in-failed",
    "signed-out",
    "user-changed",
    "list-changed",
    "policy-loaded",
    "policy-tried",
    "started",
    "shredded",
];

/// One recipient's outcome.
pub(crate) struct DeliveryLine {
    pub(crate) parcel: String,
    /// Whether the person who looks may open the letter.
    pub(crate) open: bool,
    pub(crate) recipient: String,
    pub(crate) sender: String,
    pub(crate) status: Chip,
    pub(crate) reply: String,
    pub(crate) upstream: String,
    pub(crate) attempts: u32,
    pub(crate) at: Stamp,
}

pub(crate) fn delivery(say: &Say, row: &DeliveryRow, open: bool) -> DeliveryLine {
    DeliveryLine {
        parcel: row.parcel.to_string(),
        open,
        recipient: sekisho_words::clean(&row.recipient).into_owned(),
        sender: super::sender(say, &row.sender),
        status: super::status(say, &row.status),
        reply: sekisho_words::clean(&row.reply).into_owned(),
        upstream: row.upstream.clone(),
        attempts: row.attempts,
        at: say.stamp(row.at),
    }
}

/// The outcomes to choose from.
pub(crate) fn statuses(say: &Say, chosen: &str) -> Vec<Choice> {
    choices(say.t("deliveries-all"), &STATUSES, chosen, |code| say.words.status(code))
}

/// One record of the chain.
pub(crate) struct EvidenceLine {
    pub(crate) seq: u64,
    pub(crate) at: Stamp,
    pub(crate) text: String,
    pub(crate) summary: String,
    /// The letter or parcel it is about, and the page of the parcel for those who may open it.
    pub(crate) about: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) event: String,
    pub(crate) hash: String,
}

pub(crate) fn evidence(say: &Say, row: &EvidenceRow, open: bool) -> EvidenceLine {
    let event: Option<Event> = serde_json::from_str(&row.event).ok();
    let parcel = event.as_ref().and_then(Event::parcel).map(|parcel| parcel.to_string());
    let letter = event.as_ref().and_then(Event::letter).map(|letter| letter.to_string());
    EvidenceLine {
        href: parcel.as_ref().filter(|_| open).map(|parcel| format!("/letters/{parcel}")),
        about: parcel.or(letter).map(|id| say.with("evidence-letter", &[("id", Value::from(id))])),
        seq: row.seq,
        at: say.stamp(row.at),
        text: say.words.event(&row.code),
        summary: event.map(|event| say.words.told(&event)).unwrap_or_default(),
        event: row.event.clone(),
        hash: row.hash.to_string(),
    }
}

/// The kinds of event to choose from.
pub(crate) fn events(say: &Say, chosen: &str) -> Vec<Choice> {
    choices(say.t("evidence-all"), &EVENTS, chosen, |code| say.words.event(code))
}

fn choices(all: String, codes: &[&str], chosen: &str, words: impl Fn(&str) -> String) -> Vec<Choice> {
    let first = Choice { value: String::new(), text: all, chosen: chosen.is_empty() };
    let choice = |code: &&str| Choice { value: (*code).to_owned(), text: words(code), chosen: *code == chosen };
    std::iter::once(first).chain(codes.iter().map(choice)).collect()
}

/// Whether the chain is sound.
pub(crate) struct VerifiedLine {
    pub(crate) text: String,
    pub(crate) detail: String,
    pub(crate) tone: &'static str,
    pub(crate) last: Option<String>,
}

pub(crate) fn verified(say: &Say, verified: &Verified) -> VerifiedLine {
    match &verified.broken {
        None => VerifiedLine {
            text: say.t("evidence-good"),
            detail: say.n("evidence-good-detail", verified.events),
            tone: "good",
            last: Some(verified.last.to_string()),
        },
        Some((seq, why)) => {
            let values = [("count", Value::from(verified.events)), ("why", Value::from(why))];
            VerifiedLine {
                text: say.with("evidence-broken", &[("seq", Value::from(seq.to_string()))]),
                detail: say.with("evidence-broken-detail", &values),
                tone: "bad",
                last: None,
            }
        }
    }
}
