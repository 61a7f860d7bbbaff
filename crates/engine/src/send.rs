//! Handing parcels to the next hop, mail by mail, and writing down what became of each recipient.
//!
//! What a next hop takes is noted at once and committed in batches; a crash repeats at most the mails that were under way
//! without an answer (docs/operation.md, window of duplicates). What is read is read before the first mail leaves, and a
//! full disk is waited out: nothing but a crash makes a mail leave twice. `Unknown` (connection lost after the final dot) is final: it is told to the sender, never
//! retried.

mod recipient;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, stream};
pub(crate) use recipient::{Handed, Target, fresh_targets, said, target, xforward};
use recipient::{event, is_failure, personal};
use sekisho_model::{Envelope, Event, Origin, Outcome, ParcelId, Time};
use sekisho_smtp::client::{DsnHandling, XForward};
use sekisho_store::{
    Change, CommitError, Noted, Parcel, ParcelSet, ParcelState, RecipientRow, RecipientSet, RecipientStatus,
    StoredLetter, Unit,
};

use crate::{
    ahead::{Ahead, is_open},
    campaigns::way::Way,
    error::StepError,
    house::House,
    release::Ready,
    report,
    upstreams::route,
};

/// Mails of one parcel on their way at a time.
const ABREAST: usize = 8;
/// Mails whose outcomes are committed together.
const BATCH: usize = 64;
/// Until the store is asked again to take an outcome.
const WRITE_AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

/// What became of one mail: its recipients, and the note of those that were taken.
#[derive(Debug, Default)]
struct Answered {
    handed: Vec<Handed>,
    noted: Option<Noted>,
}

/// One round of delivery.
pub(crate) struct Round<'a> {
    pub(crate) letter: &'a StoredLetter,
    pub(crate) ready: &'a Ready,
    /// The parcel's version.
    pub(crate) version: u64,
    /// Recipients without a final outcome: number, and when a deferred one is tried again.
    pub(crate) open: BTreeMap<u32, Option<Time>>,
    /// Recipients of this round of whom the sender is still to be told: failures, and successes nobody else reports.
    pub(crate) untold: BTreeSet<u32>,
    /// What is due besides attempts.
    pub(crate) ahead: Ahead,
    /// When the parcel is looked at next, as last written down.
    pub(crate) due: Option<Time>,
}

impl House {
    /// One round of delivery for a stored parcel that is ready. The caller has marked it as under way.
    pub(crate) async fn deliver_stored(&self, id: ParcelId) -> Result<(), StepError> {
        // A crash may have come between a failure and its report.
        self.speak(id).await?;
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        if parcel.state != ParcelState::Ready || parcel.due_at.is_some_and(|due| due > self.clock.now()) {
            return Ok(());
        }
        let (letter, ready) = match self.reopen(&parcel).await {
            Err(StepError::Altered(_) | StepError::Transform(_)) => return self.mark_altered(id).await,
            Err(StepError::Unmet(_)) => return self.back_to_held(&parcel).await,
            other => other?,
        };
        let now = self.clock.now();
        let rows = self.store.recipients(id).await?;
        let targets: Vec<Target> = rows.iter().filter(|row| is_due(row, now)).filter_map(target).collect();
        if targets.is_empty() {
            let open = rows.iter().filter(|row| is_open(row)).map(|row| (row.number, row.next_at)).collect();
            return self.nothing_due(&parcel, &rows, &open).await;
        }
        let round = self.round(&parcel, &rows, &letter, &ready).await?;
        self.deliver(round, targets).await
    }

    /// A round for a parcel that was read back.
    pub(crate) async fn round<'a>(
        &self,
        parcel: &Parcel,
        rows: &[RecipientRow],
        letter: &'a StoredLetter,
        ready: &'a Ready,
    ) -> Result<Round<'a>, StepError> {
        let open = rows.iter().filter(|row| is_open(row)).map(|row| (row.number, row.next_at)).collect();
        let ahead = if Way::of(letter).is_some() {
            Ahead::default()
        } else if rows.iter().all(|row| row.status == RecipientStatus::Pending) {
            Ahead::fresh(self, &parcel.envelope, ready.since)
        } else {
            self.ahead(parcel, rows).await?
        };
        let (version, untold) = (parcel.version, BTreeSet::new());
        Ok(Round { letter, ready, version, open, untold, ahead, due: None })
    }

    /// Hands every target its mail; commits as it goes. A mail that is not the sealed one stops the parcel.
    pub(crate) async fn deliver(&self, mut round: Round<'_>, targets: Vec<Target>) -> Result<(), StepError> {
        let id = round.ready.parcel;
        let done = match Way::of(round.letter) {
            Some(way) => self.deliver_row(round, targets, way).await.map(|()| None),
            None => self.hand_over_all(&mut round, targets).await.map(|()| round.due),
        };
        match done {
            Err(StepError::Altered(_)) => {
                self.speak(id).await?;
                self.mark_altered(id).await
            }
            other => {
                // Most rounds leave nothing to be told, and then the parcel need not be read again.
                let speaks = other?.is_some_and(|due| due <= self.clock.now());
                if speaks { self.speak(id).await } else { Ok(()) }
            }
        }
    }

    async fn hand_over_all(&self, round: &mut Round<'_>, targets: Vec<Target>) -> Result<(), StepError> {
        let forwarded = xforward(round.letter);
        let ready = round.ready;
        for batch in self.mails(ready, targets, &round.letter.envelope).chunks(BATCH) {
            // Collected first: a closure that borrows would not be general enough for a spawned task.
            let work: Vec<_> = batch.iter().map(|mail| self.hand_over(ready, mail, forwarded.as_ref())).collect();
            let answers: Vec<Result<Answered, StepError>> =
                stream::iter(work).buffer_unordered(ABREAST).collect().await;
            let (good, bad): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
            let (mut handed, mut notes) = (Vec::new(), Vec::new());
            for answered in good.into_iter().flatten() {
                handed.extend(answered.handed);
                notes.extend(answered.noted);
            }
            crate::crash::point("handed-over");
            if !handed.is_empty() {
                self.write_down(round, handed, None).await?;
            }
            notes.into_iter().for_each(Noted::committed);
            if let Some(Err(error)) = bad.into_iter().next() {
                return Err(error);
            }
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

    async fn hand_over(&self, ready: &Ready, mail: &Mail, forwarded: Option<&XForward>) -> Result<Answered, StepError> {
        // Somebody wants nothing more of it to leave: these recipients stay open, and whoever stops it ends them.
        if self.is_stopping(ready.parcel) {
            return Ok(Answered::default());
        }
        let altered = || StepError::Altered(ready.parcel);
        let (envelope, bytes) = ready.prepared.mail(mail.number).ok_or_else(altered)?;
        let outgoing = ready.unsealed.load(mail.number, envelope, bytes).map_err(|_| altered())?;
        let keep: BTreeSet<usize> = match mail.individual {
            true => BTreeSet::from([0]),
            false => mail.targets.iter().map(|target| target.number as usize).collect(),
        };
        let sent = self.pool.send(&mail.upstream, outgoing.only(&keep), forwarded).await;
        metrics::counter!("sekisho_mails_handed_over_total").increment(1);
        let result = |(target, outcome): (&Target, Outcome)| Handed {
            target: target.clone(),
            relayed: sent.dsn == DsnHandling::Dropped && matches!(outcome, Outcome::Accepted { .. }),
            outcome,
            upstream: mail.upstream.clone(),
        };
        let handed: Vec<Handed> = mail.targets.iter().zip(sent.outcomes).map(result).collect();
        crate::crash::point("answered");
        // Before anything is waited for.
        let noted = self.note_answers(ready.parcel, &handed);
        Ok(Answered { handed, noted })
    }

    /// One commit: recipients, events, and where the parcel stands now; and what else it means (`also`).
    pub(crate) async fn write_down(
        &self,
        round: &mut Round<'_>,
        results: Vec<Handed>,
        also: Option<(Change, Event)>,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let ready = round.ready;
        let sets: Vec<RecipientSet> = results.iter().map(|result| self.set(result, ready.since, now)).collect();
        // Of letters of campaigns the ledger tells.
        let told = !matches!(round.letter.origin, Origin::Campaign { .. });
        for (set, result) in sets.iter().zip(&results) {
            match set.status {
                RecipientStatus::Deferred => round.open.insert(set.number, set.next_at),
                _ => round.open.remove(&set.number),
            };
            let (envelope, address) = (&round.letter.envelope, &result.target.address);
            let wanted = is_failure(set.status) && report::is_wanted(envelope, address)
                || result.relayed && report::wants_success(envelope, address);
            if wanted && told {
                round.untold.insert(set.number);
            }
        }
        if results.iter().any(|result| matches!(result.outcome, Outcome::Accepted { .. })) {
            round.ahead.accepted(&ready.plan, now);
        }
        let done = round.open.is_empty();
        let mut moved = ParcelSet::to(if done { ParcelState::Done } else { ParcelState::Ready });
        moved.due_at = if !round.untold.is_empty() {
            Some(now)
        } else if done {
            round.ahead.due_done(&ready.plan, now)
        } else {
            round.ahead.due(&round.open, now)
        };
        round.due = moved.due_at;
        let change =
            Change::Parcel { parcel: ready.parcel, expect: round.version, set: moved, recipients: sets.clone() };
        let mut unit = Unit::new(now).change(change);
        if !round.untold.is_empty() {
            unit = unit.change(report::untold(ready.parcel, &round.untold));
        }
        let accepted = results.iter().filter(|result| matches!(result.outcome, Outcome::Accepted { .. }));
        let worth = self.memory.see(accepted.map(|result| result.target.address.domain().clone()), now);
        if !worth.is_empty() {
            unit = unit.change(Change::SeeDomains(worth));
        }
        for (result, set) in results.iter().zip(&sets) {
            unit = unit.event_with(event(ready, result, set), personal(result));
        }
        if let Some((change, event)) = also {
            unit = unit.change(change).event(event);
        }
        self.write_surely(unit).await?;
        crate::crash::point("written-down");
        round.version += 1;
        Ok(())
    }

    /// Writes what has happened at the next hop. A store that cannot write is waited for: the same mails handed over
    /// again would be duplicates.
    async fn write_surely(&self, unit: Unit) -> Result<(), StepError> {
        loop {
            match self.store.commit(unit.clone()).await {
                Ok(_) => return Ok(()),
                Err(error @ (CommitError::Full | CommitError::Failed(_))) => {
                    tracing::error!(error = %crate::chain(&error), "an outcome cannot be written yet; it is tried again");
                    tokio::time::sleep(WRITE_AGAIN).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    pub(crate) fn set(&self, result: &Handed, since: Time, now: Time) -> RecipientSet {
        let reply = result.outcome.reply();
        let (status, next_at) = match &result.outcome {
            Outcome::Accepted { .. } => (RecipientStatus::Accepted, None),
            Outcome::Refused { .. } => (RecipientStatus::Refused, None),
            Outcome::Unknown { .. } => (RecipientStatus::Unknown, None),
            Outcome::Deferred { .. } => match self.next_attempt(result.target.attempts, since, now) {
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
            reply: said(&result.outcome),
            upstream: result.upstream.clone(),
        }
    }

    /// When a deferred recipient is tried again; `None` when it is given up.
    fn next_attempt(&self, attempts: u32, since: Time, now: Time) -> Option<Time> {
        let waits = &self.settings.retry;
        let wait = waits.get(attempts as usize).or(waits.last()).copied()?;
        let next = now.checked_add(wait).ok()?;
        let last = since.checked_add(self.settings.give_up).ok()?;
        (next <= last).then_some(next)
    }
}

/// One mail to hand over.
struct Mail {
    number: usize,
    upstream: String,
    targets: Vec<Target>,
    individual: bool,
}

/// When a parcel with these open recipients is due: at once for those nobody tried yet.
pub(crate) fn next_due(open: &BTreeMap<u32, Option<Time>>, now: Time) -> Option<Time> {
    open.values().map(|next| next.unwrap_or(now)).min()
}

fn is_due(row: &RecipientRow, now: Time) -> bool {
    is_open(row) && row.next_at.is_none_or(|next| next <= now)
}
