//! From a stored parcel back to bytes that may leave.
//!
//! The only road: the letter is read again, the plan applied again, a fresh seal compared with the stored one, and
//! the proofs in the evidence are given once more to a fresh hold. Whatever does not fit leaves the parcel held.

use sekisho_content::transform::{self, Prepared};
use sekisho_model::{
    Circle, Event, ParcelId, Plan, Proof, Seal, Standing, Verdict,
    hold::Unsealed,
};
use sekisho_store::{About, EventRow, NewParcel, Parcel, StoredLetter};

use crate::{error::StepError, house::House};

/// A parcel that may leave, ready to be handed to the next hop mail by mail.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) parcel: ParcelId,
    pub(crate) seal: Seal,
    /// Recipients of the parcel.
    pub(crate) recipients: usize,
    pub(crate) plan: Plan,
    pub(crate) prepared: Prepared,
    pub(crate) unsealed: Unsealed,
}

/// What is needed to open a parcel.
pub(crate) struct Sealed<'a> {
    pub(crate) id: ParcelId,
    pub(crate) envelope: &'a sekisho_model::Envelope,
    pub(crate) plan: &'a Plan,
    pub(crate) seal: Seal,
    pub(crate) verdict: &'a Verdict,
    pub(crate) circle: Circle,
}

impl<'a> Sealed<'a> {
    pub(crate) fn of(parcel: &'a Parcel) -> Self {
        Self {
            id: parcel.id,
            envelope: &parcel.envelope,
            plan: &parcel.plan,
            seal: parcel.seal,
            verdict: &parcel.verdict,
            circle: parcel.circle.clone(),
        }
    }

    pub(crate) fn of_new(parcel: &'a NewParcel) -> Self {
        Self {
            id: parcel.id,
            envelope: &parcel.envelope,
            plan: &parcel.plan,
            seal: parcel.seal,
            verdict: &parcel.verdict,
            circle: parcel.circle.clone(),
        }
    }
}

impl House {
    /// Applies the plan to the letter and compares with the seal.
    pub(crate) fn prepare(&self, sealed: &Sealed<'_>, source: &[u8]) -> Result<Prepared, StepError> {
        let prepared = transform::prepare(source, sealed.envelope, sealed.plan, &self.dkim)?;
        let fresh = prepared.seal(sekisho_model::Digest::of(source));
        if fresh == sealed.seal { Ok(prepared) } else { Err(StepError::Altered(sealed.id)) }
    }

    /// Wins the release of a parcel from its verdict, its seal and the proofs in the evidence.
    pub(crate) fn win(&self, sealed: Sealed<'_>, source: &[u8], proofs: Vec<Proof>) -> Result<Ready, StepError> {
        let prepared = self.prepare(&sealed, source)?;
        self.win_with(sealed, prepared, proofs)
    }

    /// The same for mails that are at hand; a mail that is not the sealed one is refused when it is loaded.
    pub(crate) fn win_with(
        &self,
        sealed: Sealed<'_>,
        prepared: Prepared,
        proofs: Vec<Proof>,
    ) -> Result<Ready, StepError> {
        let (parcel, seal, recipients) = (sealed.id, sealed.seal, sealed.envelope.recipients.len());
        let plan = sealed.plan.clone();
        let standing = Standing::open(parcel, seal, sealed.verdict, sealed.circle).replay(proofs);
        let Standing::Released(release) = standing else { return Err(StepError::Unmet(parcel)) };
        let unsealed = release.unseal(prepared.leaves()).map_err(|_| StepError::Altered(parcel))?;
        Ok(Ready { parcel, seal, recipients, plan, prepared, unsealed })
    }

    /// The proofs given for a parcel since its recipients were last changed.
    pub(crate) async fn proofs(&self, parcel: ParcelId) -> Result<Vec<Proof>, StepError> {
        let events = self.store.events_of(About::Parcel(parcel), false).await?;
        Ok(proofs_in(parcel, &events))
    }

    /// Reads a stored parcel back to what may leave.
    pub(crate) async fn reopen(&self, parcel: &Parcel) -> Result<(StoredLetter, Ready), StepError> {
        let letter = self.store.load(parcel.id.letter).await?;
        let proofs = self.proofs(parcel.id).await?;
        let ready = self.win(Sealed::of(parcel), &letter.bytes, proofs)?;
        Ok((letter, ready))
    }
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
