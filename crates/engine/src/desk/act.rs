//! Releasing, approving, declining, stopping.

use sekisho_model::{Digest, Event, ParcelId, Proof, Rejection, UserId, event::ReturnReason, hold::Means};
use sekisho_store::{Change, Parcel, ParcelState};

use super::{Action, Desk, DeskError, Done, Stand, Viewer};
use crate::meet::Met;

/// Who acts, and how we know.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) user: UserId,
    pub(crate) means: Means,
}

impl Desk {
    /// Does one thing with a parcel. `shown` is the digest of the seal that was on the page: other bytes are refused.
    pub async fn act(
        &self,
        viewer: &Viewer,
        parcel: ParcelId,
        action: Action,
        shown: Digest,
    ) -> Result<Done, DeskError> {
        let parcel = self.seen(viewer, parcel).await?;
        let may = self.may(&parcel, viewer);
        if action == Action::Stop && !may.stop {
            return Err(DeskError::Forbidden);
        }
        let actor = Actor { user: viewer.user.clone(), means: viewer.means };
        self.act_as(&parcel, &actor, action, shown, Vec::new()).await
    }

    /// The same for somebody who came by an invitation; `extra` uses it up in the same commit. The clockwork (a wait
    /// that ends) may change the parcel at the same moment without changing what was shown: then it is done once more to
    /// the parcel as it is now. Other bytes are refused by their seal.
    pub(crate) async fn act_as(
        &self,
        parcel: &Parcel,
        actor: &Actor,
        action: Action,
        shown: Digest,
        extra: Vec<Change>,
    ) -> Result<Done, DeskError> {
        match self.act_once(parcel, actor, action, shown, extra.clone()).await {
            Err(DeskError::Conflict) => {
                let now = self.house.store.parcel(parcel.id).await?.ok_or(DeskError::NotFound)?;
                self.act_once(&now, actor, action, shown, extra).await
            }
            done => done,
        }
    }

    async fn act_once(
        &self,
        parcel: &Parcel,
        actor: &Actor,
        action: Action,
        shown: Digest,
        extra: Vec<Change>,
    ) -> Result<Done, DeskError> {
        let open = match action {
            Action::Stop => matches!(parcel.state, ParcelState::Held | ParcelState::Altered),
            _ => parcel.state == ParcelState::Held,
        };
        if !open {
            return Err(Rejection::NotNeeded.into());
        }
        if parcel.seal.digest() != shown {
            return Err(Rejection::Stale.into());
        }
        match action {
            Action::Review => {
                let proof = Proof::Reviewed { by: actor.user.clone(), seal: parcel.seal, means: actor.means };
                self.prove(parcel, proof, extra).await
            }
            Action::Approve => {
                let proof = self.house.approval(parcel, &actor.user, parcel.seal, actor.means).await??;
                self.prove(parcel, proof, extra).await
            }
            Action::Decline => self.decline(parcel, actor, extra).await,
            Action::Stop => self.stop(parcel, actor, extra).await,
        }
    }

    async fn prove(&self, parcel: &Parcel, proof: Proof, extra: Vec<Change>) -> Result<Done, DeskError> {
        match self.house.meet(parcel, proof, extra).await? {
            Met::Rejected(why) => Err(why.into()),
            Met::Conflict => Err(DeskError::Conflict),
            Met::Waiting(needs) => {
                self.house.step(parcel.id).await;
                Ok(Done { stand: Stand::Held, needs })
            }
            Met::Released => {
                self.house.send_soon(parcel.id);
                Ok(Done { stand: Stand::Sending, needs: Vec::new() })
            }
        }
    }

    /// An approver says no: back to the sender.
    async fn decline(&self, parcel: &Parcel, actor: &Actor, extra: Vec<Change>) -> Result<Done, DeskError> {
        let proof = self.house.approval(parcel, &actor.user, parcel.seal, actor.means).await??;
        let allowed = matches!(&proof, Proof::Approved { group, by, .. }
            if self.house.circle_now(parcel, &[]).approvers.get(group).is_some_and(|users| users.contains(by)));
        if !allowed {
            return Err(DeskError::Forbidden);
        }
        let reason = ReturnReason::Declined { by: actor.user.clone() };
        self.house.return_to_sender(parcel, reason, extra).await?;
        self.house.step(parcel.id).await;
        Ok(Done { stand: Stand::Returned, needs: Vec::new() })
    }

    /// The sender's side (or an overseer) stops it for good.
    async fn stop(&self, parcel: &Parcel, actor: &Actor, extra: Vec<Change>) -> Result<Done, DeskError> {
        let event = Event::Discarded { parcel: parcel.id, by: actor.user.clone() };
        self.house.end(parcel, ParcelState::Discarded, event, extra).await?;
        self.house.step(parcel.id).await;
        Ok(Done { stand: Stand::Discarded, needs: Vec::new() })
    }
}
