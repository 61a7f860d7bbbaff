//! Releasing, approving, declining, stopping.

use sekisho_model::{Digest, Event, ParcelId, Proof, Rejection, UserId, event::ReturnReason, hold::Means};
use sekisho_store::{Change, Parcel, ParcelState};

use super::{Action, Desk, DeskError, Done, Stand, Viewer, recall};
use crate::{meet::Met, tell::End};

/// Characters of a comment: a page of text.
const COMMENT: usize = 2_000;

/// Who acts, how we know, and what they wrote with it.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) user: UserId,
    pub(crate) means: Means,
    /// Kept beside the chain, like everything people write.
    pub(crate) comment: Option<String>,
}

/// A comment as it is kept; `None` for one without words.
pub(crate) fn comment(written: Option<&str>) -> Result<Option<String>, DeskError> {
    let text = written.unwrap_or_default().replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().count() > COMMENT {
        return Err(DeskError::Input { field: "comment", problem: format!("at most {COMMENT} characters") });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

impl Desk {
    /// Does one thing with a parcel. `shown` is the digest of the seal that was on the page: other bytes are refused.
    /// `written` is told to the sender when it is sent back or stopped.
    pub async fn act(
        &self,
        viewer: &Viewer,
        parcel: ParcelId,
        action: Action,
        shown: Digest,
        written: Option<&str>,
    ) -> Result<Done, DeskError> {
        let parcel = match action {
            Action::Stop => self.seen_or_stopped(viewer, parcel).await?,
            _ => self.seen(viewer, parcel).await?,
        };
        let may = self.may(&parcel, viewer);
        if action == Action::Stop && !may.stop {
            return Err(DeskError::Forbidden);
        }
        let actor = Actor { user: viewer.user.clone(), means: viewer.means, comment: comment(written)? };
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
            Action::Stop => {
                matches!(parcel.state, ParcelState::Held | ParcelState::Altered) || recall::is_unsent(parcel)
            }
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
            Action::Stop if recall::is_unsent(parcel) => self.recall(parcel.id, actor).await,
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
        let end = End { events: vec![Event::Returned { parcel: parcel.id, reason }], comment: actor.comment.clone() };
        self.house.end(parcel, ParcelState::Returned, end, extra).await?;
        self.house.step(parcel.id).await;
        Ok(Done { stand: Stand::Returned, needs: Vec::new() })
    }

    /// What is told of a stop: of a recipient inside, also that it was one.
    fn stopped(&self, parcel: &Parcel, actor: &Actor) -> Vec<Event> {
        let (id, by, means) = (parcel.id, actor.user.clone(), actor.means);
        let discarded = Event::Discarded { parcel: id, by: by.clone() };
        let inside = self.stops_inside(parcel, &by) && !parcel.circle.reviewers.contains(&by);
        inside.then_some(Event::StoppedInside { parcel: id, by, means }).into_iter().chain([discarded]).collect()
    }

    /// The sender's side (or an overseer, or a recipient inside) stops it for good.
    async fn stop(&self, parcel: &Parcel, actor: &Actor, extra: Vec<Change>) -> Result<Done, DeskError> {
        let end = End { events: self.stopped(parcel, actor), comment: actor.comment.clone() };
        self.house.end(parcel, ParcelState::Discarded, end, extra).await?;
        self.house.step(parcel.id).await;
        Ok(Done { stand: Stand::Discarded, needs: Vec::new() })
    }
}
