//! "I mis-sent": stopping what was released and has not left. Whoever got the letter has it; nobody else will.
//!
//! Invariant: an outcome of the next hop is never lost. Deliveries are heard out to the end of the mail they hand over,
//! begin no other, and only then the rest ends. Links are locked and passwords that were to follow do not.

use sekisho_model::{Event, ParcelId, Rejection, ledger::RowStep};
use sekisho_store::{Change, Parcel, ParcelSet, ParcelState, RecipientRow, RecipientSet, RecipientStatus, Unit};

use super::{Desk, DeskError, Done, act::Actor};
use crate::{
    ahead::{delay_key, is_open, password_key},
    draw::later_password,
};

/// Whether something of a released parcel has not left: a recipient, or a password that follows.
pub(crate) fn is_unsent(parcel: &Parcel) -> bool {
    match parcel.state {
        ParcelState::Ready | ParcelState::Sending => true,
        ParcelState::Done => parcel.due_at.is_some() && later_password(&parcel.plan).is_some(),
        _ => false,
    }
}

impl Desk {
    pub(super) async fn recall(&self, id: ParcelId, actor: &Actor) -> Result<Done, DeskError> {
        let house = &self.house;
        let (_wish, mark) = house.take_to_stop(id).await;
        // The next hop does not answer: nobody knows yet what becomes of the mail on its way.
        let mark = mark.ok_or(DeskError::Unavailable)?;
        house.tell_failures(id).await?;
        let parcel = house.store.parcel(id).await?.ok_or(DeskError::NotFound)?;
        if !is_unsent(&parcel) {
            return Err(Rejection::NotNeeded.into());
        }
        let unit = self.recalled(&parcel, actor).await?;
        house.store.commit(unit).await?;
        drop(mark);
        house.step(id).await;
        let ended = house.store.parcel(id).await?.ok_or(DeskError::NotFound)?;
        Ok(Done { stand: self.stand(&ended).await?, needs: Vec::new() })
    }

    async fn recalled(&self, parcel: &Parcel, actor: &Actor) -> Result<Unit, DeskError> {
        let (id, now) = (parcel.id, self.house.clock.now());
        let mut set = ParcelSet::to(ParcelState::Discarded);
        set.due_at = Some(now);
        let rows = self.house.store.recipients(id).await?;
        let recipients = rows.iter().filter(|row| is_open(row)).map(ended).collect();
        let mut unit = Unit::new(now)
            .change(Change::Parcel { parcel: id, expect: parcel.version, set, recipients })
            .change(Change::VoidTokensOf { parcel: id })
            .change(Change::LockLinksOf { parcel: id })
            .change(Change::SetSetting { key: password_key(id), value: serde_json::Value::Null })
            .change(Change::SetSetting { key: delay_key(id), value: serde_json::Value::Null });
        let links = self.house.store.links_of(id).await?;
        for link in links.iter().filter(|link| link.locked_at.is_none() && now < link.expires_at) {
            unit = unit.event(Event::LinkLocked { link: link.link, by: Some(actor.user.clone()) });
        }
        let by = Some(actor.user.clone());
        if let Some((change, event)) = self.house.row_ends(id, RowStep::Withdraw, by).await? {
            unit = unit.change(change).event(event);
        }
        let event = Event::Discarded { parcel: id, by: actor.user.clone() };
        Ok(match &actor.comment {
            Some(comment) => unit.event_with(event, serde_json::json!({ "comment": comment })),
            None => unit.event(event),
        })
    }
}

/// A recipient who will not get it.
fn ended(row: &RecipientRow) -> RecipientSet {
    RecipientSet {
        number: row.number,
        status: RecipientStatus::Returned,
        attempted: false,
        next_at: None,
        code: row.code,
        reply: row.reply.clone(),
        upstream: row.upstream.clone(),
    }
}
