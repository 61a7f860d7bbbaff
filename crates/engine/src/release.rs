//! From a stored parcel back to bytes that may leave.
//!
//! The only road: the letter is read again, the plan applied again, a fresh seal compared with the stored one, and
//! the proofs in the evidence are given once more to a fresh hold. Whatever does not fit leaves the parcel held.

use std::{panic::AssertUnwindSafe, sync::Arc};

use sekisho_content::transform::{self, Prepared};
use sekisho_model::{
    Circle, Digest, Envelope, Event, Leaf, ParcelId, Plan, Proof, Seal, Standing, Time, Verdict, hold::Unsealed,
};
use sekisho_store::{About, EventRow, Parcel, StoreError, StoredLetter, spool::SpoolError};

use crate::{error::StepError, house::House};

/// Letters above this size, and parcels of many mails, are made on a thread of their own.
const INLINE: usize = 256 << 10;
/// Mails of a parcel whose seal is compared before one of them is shown.
const COMPARED: usize = 64;

/// A parcel that may leave, ready to be handed to the next hop mail by mail.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) parcel: ParcelId,
    pub(crate) seal: Seal,
    pub(crate) plan: Plan,
    /// Since when it may leave.
    pub(crate) since: Time,
    pub(crate) prepared: Prepared,
    pub(crate) unsealed: Unsealed,
}

/// The mails of a parcel, and what each digests to.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) prepared: Prepared,
    pub(crate) leaves: Vec<Leaf>,
}

/// What is needed to open a parcel.
pub(crate) struct Sealed<'a> {
    pub(crate) id: ParcelId,
    pub(crate) plan: &'a Plan,
    pub(crate) seal: Seal,
    pub(crate) verdict: &'a Verdict,
    pub(crate) circle: Circle,
    /// Since when it may leave, if every need is met.
    pub(crate) since: Time,
}

impl House {
    /// Applies a plan to a letter, where nobody has to wait for it. A transform that panics is an error.
    pub(crate) async fn make_mails(
        &self,
        letter: &Arc<StoredLetter>,
        envelope: &Envelope,
        plan: &Plan,
    ) -> Result<Made, StepError> {
        let make = |source: &[u8], envelope: &Envelope, plan: &Plan, keys: &transform::Keys| {
            let prepared = transform::prepare(source, envelope, plan, keys)?;
            let leaves = prepared.leaves();
            Ok(Made { prepared, leaves })
        };
        if letter.bytes.len() <= INLINE && envelope.recipients.len() < COMPARED {
            let made = || make(&letter.bytes, envelope, plan, &self.dkim);
            let _turn = self.turns.acquire().await.ok();
            return std::panic::catch_unwind(AssertUnwindSafe(made)).unwrap_or(Err(StepError::Panicked));
        }
        let (letter, envelope, plan, house) = (Arc::clone(letter), envelope.clone(), plan.clone(), self.clone());
        let made = move || make(&letter.bytes, &envelope, &plan, &house.dkim);
        tokio::task::spawn_blocking(made).await.unwrap_or(Err(StepError::Panicked))
    }

    /// The mails of a stored parcel, compared with its seal.
    pub(crate) async fn mails_of(&self, parcel: &Parcel, letter: &Arc<StoredLetter>) -> Result<Made, StepError> {
        let made = self.make_mails(letter, &parcel.envelope, &parcel.plan).await?;
        let fresh = Seal::new(&parcel.envelope, Digest::of(&letter.bytes), &made.leaves);
        if fresh == parcel.seal { Ok(made) } else { Err(StepError::Altered(parcel.id)) }
    }

    /// One mail of a stored parcel, for showing. Of a parcel of many mails only what they are made from is compared
    /// with the seal; all of them are compared before the first one leaves.
    pub(crate) async fn mail_of(
        &self,
        parcel: &Parcel,
        letter: &Arc<StoredLetter>,
        number: usize,
    ) -> Result<Option<(Envelope, Vec<u8>)>, StepError> {
        if !parcel.plan.is_individual() || parcel.envelope.recipients.len() <= COMPARED {
            return Ok(self.mails_of(parcel, letter).await?.prepared.mail(number));
        }
        let (parcel, letter, house) = (parcel.clone(), Arc::clone(letter), self.clone());
        let show = move || {
            let source = Digest::of(&letter.bytes) == parcel.seal.source;
            if !source || parcel.envelope.digest() != parcel.seal.parcel {
                return Err(StepError::Altered(parcel.id));
            }
            Ok(transform::prepare(&letter.bytes, &parcel.envelope, &parcel.plan, &house.dkim)?.mail(number))
        };
        tokio::task::spawn_blocking(show).await.unwrap_or(Err(StepError::Panicked))
    }

    /// Wins the release of a parcel from its verdict, its seal and the proofs in the evidence. A mail that is not the
    /// sealed one is refused when it is loaded.
    pub(crate) fn win(&self, sealed: Sealed<'_>, made: Made, proofs: Vec<Proof>) -> Result<Ready, StepError> {
        let (parcel, seal, since) = (sealed.id, sealed.seal, sealed.since);
        let plan = sealed.plan.clone();
        let standing = Standing::open(parcel, seal, sealed.verdict, sealed.circle).replay(proofs);
        let Standing::Released(release) = standing else { return Err(StepError::Unmet(parcel)) };
        let unsealed = release.unseal(made.leaves).map_err(|_| StepError::Altered(parcel))?;
        Ok(Ready { parcel, seal, plan, since, prepared: made.prepared, unsealed })
    }

    /// The proofs given for a parcel since its recipients were last changed.
    pub(crate) async fn proofs(&self, parcel: ParcelId) -> Result<Vec<Proof>, StepError> {
        let events = self.store.events_of(About::Parcel(parcel), false).await?;
        Ok(proofs_in(parcel, &events))
    }

    /// Reads a stored parcel back to what may leave.
    pub(crate) async fn reopen(&self, parcel: &Parcel) -> Result<(Arc<StoredLetter>, Ready), StepError> {
        let letter = self.store.load(parcel.id.letter).await;
        let letter = Arc::new(letter.map_err(|error| unreadable(parcel.id, error))?);
        let made = self.mails_of(parcel, &letter).await?;
        let events = self.store.events_of(About::Parcel(parcel.id), false).await?;
        let sealed = Sealed {
            id: parcel.id,
            plan: &parcel.plan,
            seal: parcel.seal,
            verdict: &parcel.verdict,
            circle: parcel.circle.clone(),
            since: released_since(parcel.id, &events, letter.at),
        };
        let ready = self.win(sealed, made, proofs_in(parcel.id, &events))?;
        Ok((letter, ready))
    }
}

/// Bytes that are there and are not what was written, or whose key is gone before its time, are altered ones; a disk
/// that does not answer is not.
fn unreadable(parcel: ParcelId, error: StoreError) -> StepError {
    let damaged = match &error {
        StoreError::Shredded(_) => true,
        StoreError::Failed { source, .. } => {
            matches!(source.downcast_ref::<SpoolError>(), Some(SpoolError::Damaged { .. }))
        }
        _ => false,
    };
    if damaged { StepError::Altered(parcel) } else { error.into() }
}

/// Since when a parcel may leave: its last release, or when its letter came in.
pub(crate) fn released_since(parcel: ParcelId, events: &[EventRow], came_in: Time) -> Time {
    let is_release = |row: &&EventRow| {
        let event = serde_json::from_str::<Event>(&row.link.event);
        event.is_ok_and(|event| matches!(event, Event::Released { parcel: id, .. } if id == parcel))
    };
    events.iter().rev().find(is_release).map_or(came_in, |row| row.link.at)
}

/// Proofs are told by events; an edit voids what came before it.
pub(crate) fn proofs_in(parcel: ParcelId, events: &[EventRow]) -> Vec<Proof> {
    let mut proofs = Vec::new();
    for row in events {
        let Ok(event) = serde_json::from_str::<Event>(&row.link.event) else { continue };
        if event.parcel() != Some(parcel) {
            continue;
        }
        match event {
            Event::Edited { .. } => proofs.clear(),
            Event::Waited { .. } => proofs.push(Proof::Waited { now: row.link.at }),
            Event::Reviewed { by, seal, means, .. } => proofs.push(Proof::Reviewed { by, seal, means }),
            Event::Approved { by, group, capacity, seal, means, .. } => {
                proofs.push(Proof::Approved { by, group, capacity, seal, means });
            }
            Event::Thawed { by, incident, .. } => proofs.push(Proof::Thawed { by, incident }),
            _ => {}
        }
    }
    proofs
}
