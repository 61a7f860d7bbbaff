//! Released parcels that do not leave after all: their stored bytes changed, their proofs do not release them, or nobody
//! of theirs is to be tried now. Whatever does not fit stays in the house.

use std::collections::BTreeMap;

use sekisho_model::{Event, ParcelId, Time};
use sekisho_store::{Change, Parcel, ParcelSet, ParcelState, RecipientRow, Unit};

use crate::{error::StepError, house::House};

impl House {
    /// Nobody is to be tried now; the row says when somebody is.
    pub(crate) async fn nothing_due(
        &self,
        parcel: &Parcel,
        rows: &[RecipientRow],
        open: &BTreeMap<u32, Option<Time>>,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let ahead = self.ahead(parcel, rows).await?;
        let mut set = ParcelSet::to(if open.is_empty() { ParcelState::Done } else { ParcelState::Ready });
        set.due_at = if open.is_empty() { ahead.due_done(&parcel.plan, now) } else { ahead.due(open, now) };
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(now).change(change)).await?;
        Ok(())
    }

    /// Stored bytes changed: nothing is sent, an administrator must look, and the sender is told.
    pub(crate) async fn mark_altered(&self, id: ParcelId) -> Result<(), StepError> {
        tracing::error!(parcel = %id, "stored bytes do not fit the seal; the parcel is held as altered");
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let event = Event::Altered { parcel: id, sealed: parcel.seal, found: None };
        self.end(&parcel, ParcelState::Altered, event.into(), Vec::new()).await?;
        self.tell_end_of(id).await
    }

    /// A ready parcel whose proofs do not release it any more is held again: people are asked anew.
    pub(crate) async fn back_to_held(&self, parcel: &Parcel) -> Result<(), StepError> {
        tracing::error!(parcel = %parcel.id, "the evidence does not release this parcel; it is held again");
        let now = self.clock.now();
        let mut set = ParcelSet::to(ParcelState::Held);
        (set.held_since, set.due_at) = (Some(now), Some(now));
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(now).change(change).event(crate::opening::decided(parcel))).await?;
        Ok(())
    }
}
