//! Handing parcels to the next hop, mail by mail, and writing down what became of each recipient.
//!
//! Outcomes are committed in batches; a crash repeats at most the mails of one batch (docs/architecture.md, window of
//! duplicates). `Unknown` (connection lost after the final dot) is final: it is told to the sender, never retried.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};
use sekisho_model::{Envelope, Event, Outcome, ParcelId, Time};
use sekisho_smtp::client::XForward;
use sekisho_store::{
    Change, Parcel, ParcelSet, ParcelState, RecipientRow, RecipientSet, RecipientStatus, StoredLetter, Unit,
};
use serde_json::json;

use crate::{
    draw::{later_password, sender_password},
    error::StepError,
    house::House,
    release::Ready,
    upstreams::route,
};

/// Mails of one parcel on their way at a time.
const ABREAST: usize = 8;
/// Mails whose outcomes are committed together.
const BATCH: usize = 64;

/// Where one recipient stands before this round.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) number: u32,
    pub(crate) address: sekisho_model::Address,
    pub(crate) attempts: u32,
}

/// What became of one recipient in this round.
#[derive(Debug, Clone)]
struct Handed {
    target: Target,
    outcome: Outcome,
    upstream: String,
}

/// The state of a parcel that a commit expects and leaves behind.
pub(crate) struct Progress {
    pub(crate) version: u64,
    pub(crate) due_at: Option<Time>,
    pub(crate) state: ParcelState,
}

impl House {
    /// One round of delivery for a stored parcel that is ready. The caller has marked it as under way.
    pub(crate) async fn deliver_stored(&self, id: ParcelId) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        if parcel.state != ParcelState::Ready {
            return Ok(());
        }
        let (letter, ready) = match self.reopen(&parcel).await {
            Err(StepError::Altered(_) | StepError::Transform(_)) => return self.mark_altered(&parcel).await,
            Err(StepError::Unmet(_)) => return self.back_to_held(&parcel).await,
            other => other?,
        };
        let now = self.clock.now();
        let rows = self.store.recipients(id).await?;
        let targets = rows.iter().filter(|row| is_open(row, now)).filter_map(target).collect();
        self.deliver(&letter, &ready, targets, parcel.version).await
    }

    /// Hands every target its mail; commits as it goes.
    pub(crate) async fn deliver(
        &self,
        letter: &StoredLetter,
        ready: &Ready,
        targets: Vec<Target>,
        version: u64,
    ) -> Result<(), StepError> {
        let forwarded = xforward(letter);
        let mut version = version;
        for batch in self.mails(ready, targets, &letter.envelope).chunks(BATCH) {
            // Collected first: a closure that borrows would not be general enough for a spawned task.
            let work: Vec<_> = batch.iter().map(|mail| self.hand_over(ready, mail, forwarded.as_ref())).collect();
            let rounds: Vec<Vec<Handed>> = stream::iter(work).buffer_unordered(ABREAST).collect().await;
            let results: Vec<Handed> = rounds.into_iter().flatten().collect();
            crate::crash::point("handed-over");
            version = self.write_down(letter, ready, results, version).await?;
        }
        Ok(())
    }

    /// Targets grouped by mail and next hop.
    fn mails(&self, ready: &Ready, targets: Vec<Target>, envelope: &Envelope) -> Vec<Mail> {
        let mut mails: BTreeMap<(usize, String), Vec<Target>> = BTreeMap::new();
        let individual = ready.prepared.len() > 1;
        for target in targets {
            let number = if individual { target.number as usize } else { 0 };
            let upstream = route(&self.settings, &envelope.mail_from, &target.address).to_owned();
            mails.entry((number, upstream)).or_default().push(target);
        }
        let mail = |((number, upstream), targets)| Mail { number, upstream, targets, individual };
        mails.into_iter().map(mail).collect()
    }

    async fn hand_over(&self, ready: &Ready, mail: &Mail, forwarded: Option<&XForward>) -> Vec<Handed> {
        let outgoing = ready
            .prepared
            .mail(mail.number)
            .and_then(|(envelope, bytes)| ready.unsealed.load(mail.number, envelope, bytes).ok());
        let Some(outgoing) = outgoing else {
            tracing::error!(parcel = %ready.parcel, "a mail is not the sealed one; it was not sent");
            return Vec::new();
        };
        let keep: BTreeSet<usize> = match mail.individual {
            true => BTreeSet::from([0]),
            false => mail.targets.iter().map(|target| target.number as usize).collect(),
        };
        let sent = self.pool.send(&mail.upstream, outgoing.only(&keep), forwarded).await;
        metrics::counter!("sekisho_mails_handed_over_total").increment(1);
        let result = |(target, outcome): (&Target, Outcome)| Handed {
            target: target.clone(),
            outcome,
            upstream: mail.upstream.clone(),
        };
        mail.targets.iter().zip(sent.outcomes).map(result).collect()
    }

    /// One commit: recipients, events, and where the parcel stands now. Returns the parcel's new version.
    async fn write_down(
        &self,
        letter: &StoredLetter,
        ready: &Ready,
        results: Vec<Handed>,
        version: u64,
    ) -> Result<u64, StepError> {
        let now = self.clock.now();
        let sets: Vec<RecipientSet> = results.iter().map(|result| self.set(result, letter.at, now)).collect();
        let progress = self.progress(ready, &sets, version).await?;
        let mut set = ParcelSet::to(progress.state);
        set.due_at = progress.due_at;
        let done = progress.state == ParcelState::Done;
        if done && let Some((after, _)) = later_password(&ready.plan) {
            set.due_at = now.checked_add(after).ok();
        }
        let failed: Vec<(Target, Outcome)> = results
            .iter()
            .zip(&sets)
            .filter(|(_, set)| is_failure(set.status))
            .map(|(result, _)| (result.target.clone(), result.outcome.clone()))
            .collect();
        let change = Change::Parcel { parcel: ready.parcel, expect: progress.version, set, recipients: sets };
        let mut unit = Unit::new(now).change(change);
        let accepted = results.iter().filter(|result| matches!(result.outcome, Outcome::Accepted { .. }));
        let domains = accepted.map(|result| result.target.address.domain().clone());
        let worth = self.memory.see(domains, now);
        if !worth.is_empty() {
            unit = unit.change(Change::SeeDomains(worth));
        }
        for result in &results {
            unit = unit.event_with(self.event(ready, result), personal(result));
        }
        self.store.commit(unit).await?;
        crate::crash::point("written-down");
        if !failed.is_empty() {
            self.report_failure(letter, ready.parcel, &failed).await;
        }
        if done && sender_password(&ready.plan).is_some() {
            self.tell_password(ready.parcel).await;
        }
        Ok(progress.version + 1)
    }

    /// Where the parcel stands once these recipients are written.
    async fn progress(&self, ready: &Ready, sets: &[RecipientSet], version: u64) -> Result<Progress, StepError> {
        let mut open: BTreeMap<u32, Option<Time>> = BTreeMap::new();
        if ready.recipients > sets.len() {
            for row in self.store.recipients(ready.parcel).await? {
                if matches!(row.status, RecipientStatus::Pending | RecipientStatus::Deferred) {
                    open.insert(row.number, row.next_at);
                }
            }
        }
        for set in sets {
            match set.status {
                RecipientStatus::Deferred => open.insert(set.number, set.next_at),
                _ => open.remove(&set.number),
            };
        }
        let state = if open.is_empty() { ParcelState::Done } else { ParcelState::Ready };
        Ok(Progress { version, due_at: open.into_values().flatten().min(), state })
    }

    fn set(&self, result: &Handed, accepted_at: Time, now: Time) -> RecipientSet {
        let reply = result.outcome.reply();
        let (status, next_at) = match &result.outcome {
            Outcome::Accepted { .. } => (RecipientStatus::Accepted, None),
            Outcome::Refused { .. } => (RecipientStatus::Refused, None),
            Outcome::Unknown { .. } => (RecipientStatus::Unknown, None),
            Outcome::Deferred { .. } => match self.next_attempt(result.target.attempts, accepted_at, now) {
                Some(next) => (RecipientStatus::Deferred, Some(next)),
                None => (RecipientStatus::Returned, None),
            },
        };
        RecipientSet {
            number: result.target.number,
            status,
            attempted: true,
            next_at,
            code: reply.code,
            reply: reply.text.to_string(),
            upstream: result.upstream.clone(),
        }
    }

    /// When a deferred recipient is tried again; `None` when it is given up.
    fn next_attempt(&self, attempts: u32, accepted_at: Time, now: Time) -> Option<Time> {
        let waits = &self.settings.retry;
        let wait = waits.get(attempts as usize).or(waits.last()).copied()?;
        let next = now.checked_add(wait).ok()?;
        let last = accepted_at.checked_add(self.settings.give_up).ok()?;
        (next <= last).then_some(next)
    }

    fn event(&self, ready: &Ready, result: &Handed) -> Event {
        Event::delivered(ready.parcel, result.target.number, &result.outcome, ready.seal, &result.upstream)
    }

    /// Stored bytes changed: nothing is sent, an administrator must look.
    async fn mark_altered(&self, parcel: &Parcel) -> Result<(), StepError> {
        tracing::error!(parcel = %parcel.id, "stored bytes do not fit the seal; the parcel is held as altered");
        let set = ParcelSet::state(parcel, ParcelState::Altered);
        let unit = Unit::new(self.clock.now())
            .change(Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() })
            .event(Event::Altered { parcel: parcel.id, sealed: parcel.seal, found: None });
        self.store.commit(unit).await?;
        Ok(())
    }

    /// A ready parcel whose proofs do not release it any more is held again.
    async fn back_to_held(&self, parcel: &Parcel) -> Result<(), StepError> {
        tracing::error!(parcel = %parcel.id, "the evidence does not release this parcel; it is held again");
        let mut set = ParcelSet::state(parcel, ParcelState::Held);
        set.held_since = Some(self.clock.now());
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }
}

/// One mail to hand over.
struct Mail {
    number: usize,
    upstream: String,
    targets: Vec<Target>,
    individual: bool,
}

fn personal(result: &Handed) -> serde_json::Value {
    json!({ "address": result.target.address.as_str(), "reply": result.outcome.reply().text })
}

const fn is_failure(status: RecipientStatus) -> bool {
    matches!(status, RecipientStatus::Refused | RecipientStatus::Unknown | RecipientStatus::Returned)
}

fn is_open(row: &RecipientRow, now: Time) -> bool {
    match row.status {
        RecipientStatus::Pending => true,
        RecipientStatus::Deferred => row.next_at.is_none_or(|next| next <= now),
        _ => false,
    }
}

fn target(row: &RecipientRow) -> Option<Target> {
    let address = row.address.parse().ok()?;
    Some(Target { number: row.number, address, attempts: row.attempts })
}

/// All recipients of an envelope that nobody tried yet.
pub(crate) fn fresh_targets(envelope: &Envelope) -> Vec<Target> {
    let fresh = |(number, recipient): (usize, &sekisho_model::Recipient)| Target {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        address: recipient.address.clone(),
        attempts: 0,
    };
    envelope.recipients.iter().enumerate().map(fresh).collect()
}

fn xforward(letter: &StoredLetter) -> Option<XForward> {
    let addr = letter.client.peer.parse().ok();
    addr.map(|addr| XForward { addr: Some(addr), helo: Some(letter.client.helo.clone()), ..XForward::default() })
}
