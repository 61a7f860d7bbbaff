//! Meeting a need: one proof, one commit.
//!
//! The proof is tried on the hold machine first; only what it takes is written, with the version that was read, so
//! that two people (or a person and a freeze) never both win.

use std::collections::BTreeSet;

use sekisho_model::{Circle, Event, GroupId, Need, ParcelId, Proof, Rejection, Standing, Time, UserId, hold::Means};
use sekisho_store::{Change, CommitError, Parcel, ParcelSet, ParcelState, Unit};

use crate::{error::StepError, house::House};

/// How a proof was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Met {
    /// Taken; these needs are still open.
    Waiting(Vec<Need>),
    /// Taken; every need is met.
    Released,
    /// Not taken.
    Rejected(Rejection),
    /// Somebody else changed the parcel meanwhile.
    Conflict,
}

impl House {
    /// Gives a proof to a held parcel. `extra` joins the commit (a token that is used up, for example).
    pub(crate) async fn meet(&self, parcel: &Parcel, proof: Proof, extra: Vec<Change>) -> Result<Met, StepError> {
        if parcel.state != ParcelState::Held {
            return Ok(Met::Rejected(Rejection::NotNeeded));
        }
        let proofs = self.proofs(parcel.id).await?;
        let circle = self.circle_now(parcel, &proofs);
        let standing = Standing::open(parcel.id, parcel.seal, &parcel.verdict, circle.clone()).replay(proofs);
        let Standing::Held(held) = standing else { return Ok(Met::Rejected(Rejection::NotNeeded)) };
        let now = self.clock.now();
        let event = told(parcel.id, &proof, parcel);
        let is_look = matches!(proof, Proof::Reviewed { .. } | Proof::Approved { .. });
        let met = match held.meet(proof) {
            Err(rejected) => return Ok(Met::Rejected(rejected.why)),
            Ok(Standing::Held(held)) => Met::Waiting(held.open_needs().cloned().collect()),
            Ok(_) => Met::Released,
        };
        let unit = self.met_unit(parcel, &met, circle, now, event, extra);
        match self.store.commit(unit).await {
            Ok(_) => {
                crate::crash::point("met");
                if is_look {
                    self.bursts.looked(parcel.id.letter);
                }
                Ok(met)
            }
            Err(CommitError::Conflict { .. }) => Ok(Met::Conflict),
            Err(error) => Err(error.into()),
        }
    }

    fn met_unit(
        &self,
        parcel: &Parcel,
        met: &Met,
        circle: Circle,
        now: Time,
        event: Event,
        extra: Vec<Change>,
    ) -> Unit {
        let released = *met == Met::Released;
        let state = if released { ParcelState::Ready } else { ParcelState::Held };
        let mut set = ParcelSet::state(parcel, state);
        set.circle = Some(circle);
        // After the review it is the approvers' turn, and their time starts now.
        let next_turn = matches!(event, Event::Reviewed { .. }) && !released;
        let (since, reminders) =
            if next_turn { (now, 0) } else { (parcel.held_since.unwrap_or(now), parcel.reminders) };
        if next_turn {
            (set.held_since, set.reminders) = (Some(since), reminders);
        }
        set.due_at = match met {
            Met::Waiting(needs) => self.due(needs, since, reminders, now),
            _ => None,
        };
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        let mut unit = Unit::new(now).change(change).event(event);
        unit.changes.splice(0..0, extra);
        if released {
            unit = unit
                .change(Change::VoidTokensOf { parcel: parcel.id })
                .event(Event::Released { parcel: parcel.id, seal: parcel.seal });
        }
        unit
    }

    /// Who may do what now: today's roster, plus those who have approved already, in the circle they had then.
    pub(crate) fn circle_now(&self, parcel: &Parcel, proofs: &[Proof]) -> Circle {
        let mut circle = parcel.circle.clone();
        let groups: BTreeSet<_> = circle.approvers.keys().cloned().collect();
        let today = self.law().roster.approvers(&groups);
        for (group, people) in &mut circle.approvers {
            let gave = |user: &UserId| {
                proofs.iter().any(
                    |proof| matches!(proof, Proof::Approved { by, group: given, .. } if by == user && given == group),
                )
            };
            let kept: BTreeSet<UserId> = people.iter().filter(|user| gave(user)).cloned().collect();
            *people = today.get(group).cloned().unwrap_or_default();
            people.extend(kept);
        }
        circle
    }

    /// The proof of an approver: for the first open group in which this person may approve.
    pub(crate) async fn approval(
        &self,
        parcel: &Parcel,
        by: &UserId,
        seal: sekisho_model::Seal,
        means: Means,
    ) -> Result<Result<Proof, Rejection>, StepError> {
        let proofs = self.proofs(parcel.id).await?;
        let circle = self.circle_now(parcel, &proofs);
        let open = crate::desk::open_needs(parcel, proofs.clone());
        let groups: Vec<_> = open
            .iter()
            .filter_map(|need| match need {
                Need::Approval { group, .. } => Some(group),
                _ => None,
            })
            .collect();
        if groups.is_empty() {
            return Ok(Err(Rejection::NotNeeded));
        }
        let mine = |group: &&&GroupId| circle.approvers.get(**group).is_some_and(|users| users.contains(by));
        let given = |group: &GroupId| {
            let is =
                |proof: &Proof| matches!(proof, Proof::Approved { by: who, group: of, .. } if who == by && of == group);
            proofs.iter().any(is)
        };
        // Who approved for one group already approves for the next one of theirs.
        let next = groups.iter().filter(mine).find(|group| !given(group)).or_else(|| groups.iter().find(mine));
        let Some(group) = next.or(groups.first()).copied().cloned() else { return Ok(Err(Rejection::NotNeeded)) };
        let capacity = self.law().roster.capacity(&group, by);
        Ok(Ok(Proof::Approved { by: by.clone(), group, capacity, seal, means }))
    }
}

/// The event that tells of a proof.
fn told(id: ParcelId, proof: &Proof, parcel: &Parcel) -> Event {
    match proof.clone() {
        Proof::Waited { .. } => Event::Waited { parcel: id, seal: parcel.seal },
        Proof::Reviewed { by, seal, means } => Event::Reviewed { parcel: id, by, seal, means },
        Proof::Approved { by, group, capacity, seal, means } => {
            Event::Approved { parcel: id, by, group, capacity, seal, means }
        }
        Proof::Thawed { by, incident } => Event::Thawed { parcel: id, by, incident },
    }
}
