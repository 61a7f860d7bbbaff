//! The hold machine: the only road from a verdict to bytes that may leave.
//!
//! ```text
//! Verdict --Standing::open--> Held --meet(proof)*--> Release --unseal(leaves)--> Unsealed --load(bytes)--> Outgoing
//! ```
//!
//! [`Release`], [`Unsealed`] and [`Outgoing`] have private fields, no `Clone`, no `Deserialize`. After a restart a
//! release is won again: the stored proofs are given to a fresh [`Held`] with a fresh seal, and a proof for other
//! bytes is [`Rejection::Stale`]. Nothing here knows the time; a proof of waiting carries the instant.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Time,
    id::{GroupId, ParcelId, UserId},
    seal::Seal,
    verdict::{Need, Needs, RefuseReason, Verdict},
};

mod proof;
mod release;

pub use proof::{Capacity, Means, Proof, Rejection};
pub use release::{Altered, Outgoing, Release, Unsealed};

/// Who may do what with one parcel, drawn from the roster by the engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circle {
    /// People who wrote, submitted or edited it, or may have (every member of a shared mailbox when nobody signed
    /// in). None of them can approve it.
    pub authors: BTreeSet<UserId>,
    /// People who may review, stop and fix it: the sender, and every member of a shared sender.
    pub reviewers: BTreeSet<UserId>,
    /// Recipients inside who may stop the external copies, and nothing else: they never review, approve or edit, and see
    /// no more than their own copy shows.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub stoppers: BTreeSet<UserId>,
    /// Members and deputies per approving group.
    pub approvers: BTreeMap<GroupId, BTreeSet<UserId>>,
    /// People who may thaw.
    pub officers: BTreeSet<UserId>,
}

/// A need and who has met it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Open {
    need: Need,
    approved_by: BTreeSet<UserId>,
}

/// A parcel that waits.
#[derive(Debug)]
pub struct Held {
    parcel: ParcelId,
    seal: Seal,
    circle: Circle,
    open: Vec<Open>,
    /// Everybody who has approved, for any group: such a person can no longer be the one who reviews.
    approved: BTreeSet<UserId>,
}

/// Where a parcel stands.
#[derive(Debug)]
pub enum Standing {
    /// Still waiting.
    Held(Held),
    /// Every need is met.
    Released(Release),
    /// It goes back to its sender.
    Refused(RefuseReason),
}

impl Standing {
    /// Opens a parcel with its verdict. The only place where a pass becomes a release.
    #[must_use]
    pub fn open(parcel: ParcelId, seal: Seal, verdict: &Verdict, circle: Circle) -> Self {
        match verdict {
            Verdict::Pass => Self::Released(Release::new(parcel, seal)),
            Verdict::Hold { needs } => Self::Held(Held::new(parcel, seal, needs, circle)),
            Verdict::Refuse { reason } => Self::Refused(reason.clone()),
        }
    }

    /// Gives stored proofs again, in order; a proof that is not taken any more leaves the parcel held.
    #[must_use]
    pub fn replay(self, proofs: impl IntoIterator<Item = Proof>) -> Self {
        proofs.into_iter().fold(self, |standing, proof| match standing {
            Self::Held(held) => match held.meet(proof) {
                Ok(next) => next,
                Err(rejected) => Self::Held(rejected.held),
            },
            done => done,
        })
    }
}

/// A proof that was not taken, and the parcel as it was.
#[derive(Debug)]
pub struct Rejected {
    /// The parcel, unchanged.
    pub held: Held,
    /// Why.
    pub why: Rejection,
}

impl Held {
    fn new(parcel: ParcelId, seal: Seal, needs: &Needs, circle: Circle) -> Self {
        let open = |need: &Need| Open { need: need.clone(), approved_by: BTreeSet::new() };
        Self { parcel, seal, circle, open: needs.as_slice().iter().map(open).collect(), approved: BTreeSet::new() }
    }

    /// The parcel.
    #[must_use]
    pub const fn parcel(&self) -> ParcelId {
        self.parcel
    }

    /// What a proof must be given for.
    #[must_use]
    pub const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// The needs nobody has met yet.
    pub fn open_needs(&self) -> impl Iterator<Item = &Need> {
        self.open.iter().map(|open| &open.need)
    }

    /// Meets one need. Everything that does not fit is a typed rejection, and the parcel stays held.
    pub fn meet(mut self, proof: Proof) -> Result<Standing, Box<Rejected>> {
        match self.check(&proof) {
            Err(why) => Err(Box::new(Rejected { held: self, why })),
            Ok(index) => {
                self.take(index, proof);
                Ok(self.settle())
            }
        }
    }

    /// The index of the open need that this proof meets.
    fn check(&self, proof: &Proof) -> Result<usize, Rejection> {
        let find = |wanted: &dyn Fn(&Need) -> bool| {
            self.open.iter().position(|open| wanted(&open.need)).ok_or(Rejection::NotNeeded)
        };
        match proof {
            Proof::Waited { now } => {
                let index = find(&|need| matches!(need, Need::Wait { .. }))?;
                self.wait_is_over(index, *now).map(|()| index)
            }
            Proof::Reviewed { by, seal, .. } => {
                let index = find(&|need| *need == Need::SelfReview)?;
                self.may(&self.circle.reviewers, by)?;
                if self.approved.contains(by) {
                    return Err(Rejection::Own);
                }
                self.fresh(seal).map(|()| index)
            }
            Proof::Approved { by, group, seal, .. } => {
                let index = find(&|need| matches!(need, Need::Approval { group: asked, .. } if asked == group))?;
                self.may_approve(index, by, group)?;
                self.fresh(seal).map(|()| index)
            }
            Proof::Thawed { by, incident } => {
                let index = find(&|need| matches!(need, Need::Thaw { incident: asked } if asked == incident))?;
                self.may(&self.circle.officers, by).map(|()| index)
            }
        }
    }

    fn wait_is_over(&self, index: usize, now: Time) -> Result<(), Rejection> {
        match self.open.get(index).map(|open| &open.need) {
            Some(Need::Wait { until }) if now >= *until => Ok(()),
            _ => Err(Rejection::TooEarly),
        }
    }

    fn may(&self, allowed: &BTreeSet<UserId>, by: &UserId) -> Result<(), Rejection> {
        if allowed.contains(by) { Ok(()) } else { Err(Rejection::NotAllowed) }
    }

    fn may_approve(&self, index: usize, by: &UserId, group: &GroupId) -> Result<(), Rejection> {
        if self.circle.authors.contains(by) {
            return Err(Rejection::Own);
        }
        let allowed = self.circle.approvers.get(group).ok_or(Rejection::NotAllowed)?;
        self.may(allowed, by)?;
        let already = self.open.get(index).is_some_and(|open| open.approved_by.contains(by));
        if already { Err(Rejection::Twice) } else { Ok(()) }
    }

    fn fresh(&self, seal: &Seal) -> Result<(), Rejection> {
        if *seal == self.seal { Ok(()) } else { Err(Rejection::Stale) }
    }

    fn take(&mut self, index: usize, proof: Proof) {
        // Who reviewed the letter for its sender has had a hand in it and cannot also be the second person.
        if let Proof::Reviewed { by, .. } = &proof {
            self.circle.authors.insert(by.clone());
        }
        let Some(open) = self.open.get_mut(index) else { return };
        if let (Need::Approval { count, .. }, Proof::Approved { by, .. }) = (&open.need, proof) {
            self.approved.insert(by.clone());
            open.approved_by.insert(by);
            if open.approved_by.len() < usize::from(*count) {
                return;
            }
        }
        self.open.remove(index);
    }

    fn settle(self) -> Standing {
        if self.open.is_empty() {
            Standing::Released(Release::new(self.parcel, self.seal))
        } else {
            Standing::Held(self)
        }
    }
}

#[cfg(test)]
mod tests;
