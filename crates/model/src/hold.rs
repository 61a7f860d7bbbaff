//! The hold machine: the only road from a verdict to bytes that may leave.
//!
//! ```text
//! Verdict --Standing::open--> Held --meet(proof)*--> Release --unseal(leaves)--> Unsealed --load(bytes)--> Outgoing
//! ```
//!
//! [`Release`], [`Unsealed`] and [`Outgoing`] have private fields, no `Clone`, no `Deserialize`. After a restart a
//! release is won again: the stored proofs are given to a fresh [`Held`] with a fresh seal, and a proof for other
//! bytes is [`Rejection::Stale`]. Nothing in this file knows the time; a proof of waiting carries the instant.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Time,
    envelope::Envelope,
    id::{GroupId, IncidentId, ParcelId, UserId},
    seal::{self, Leaf, Seal},
    verdict::{Need, Needs, RefuseReason, Verdict},
};

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

/// In which role somebody approves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "kebab-case")]
pub enum Capacity {
    /// A member of the group.
    Approver,
    /// In place of a member.
    Deputy {
        /// Whose place.
        of: UserId,
    },
}

/// How a person proved to be that person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A signed-in session with a password.
    Password,
    /// A signed-in session with a second factor.
    SecondFactor,
    /// A single-use token from a notice mail, bound to the seal.
    NoticeToken,
    /// The command line on the server.
    CommandLine,
}

/// Meets one need, for one seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "kebab-case")]
pub enum Proof {
    /// The wait is over.
    Waited {
        /// The clock of the engine.
        now: Time,
    },
    /// Somebody of the sender's side reviewed these bytes.
    Reviewed {
        /// Who.
        by: UserId,
        /// What was shown.
        seal: Seal,
        /// How.
        means: Means,
    },
    /// An approver approved these bytes.
    Approved {
        /// Who.
        by: UserId,
        /// For which group.
        group: GroupId,
        /// In which role.
        capacity: Capacity,
        /// What was shown.
        seal: Seal,
        /// How.
        means: Means,
    },
    /// An officer thawed it.
    Thawed {
        /// Who.
        by: UserId,
        /// Which incident.
        incident: IncidentId,
    },
}

/// Why a proof was not taken. The parcel stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    /// Nobody approves their own letter.
    #[error("nobody approves their own letter")]
    Own,
    /// The bytes, a recipient or the plan changed since they were shown.
    #[error("the letter has changed since it was shown")]
    Stale,
    /// The wait is not over.
    #[error("the wait is not over")]
    TooEarly,
    /// No open need asks for this.
    #[error("nothing asks for this proof")]
    NotNeeded,
    /// The person may not do this.
    #[error("this person may not do this")]
    NotAllowed,
    /// The same person has already approved.
    #[error("this person has already approved")]
    Twice,
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
            Verdict::Pass => Self::Released(Release { parcel, seal }),
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
            Standing::Released(Release { parcel: self.parcel, seal: self.seal })
        } else {
            Standing::Held(self)
        }
    }
}

/// Proof that every need of a parcel was met for this seal.
#[derive(Debug)]
#[must_use = "a release that is dropped sends nothing"]
pub struct Release {
    parcel: ParcelId,
    seal: Seal,
}

/// The outgoing bytes do not digest to what was sealed: the parcel must be held as *altered*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the outgoing bytes are not the sealed ones")]
pub struct Altered;

impl Release {
    /// The parcel.
    #[must_use]
    pub const fn parcel(&self) -> ParcelId {
        self.parcel
    }

    /// Compares the leaves with the seal; afterwards each mail can be loaded by its number.
    pub fn unseal(self, leaves: Vec<Leaf>) -> Result<Unsealed, Altered> {
        if seal::outgoing(&leaves) == self.seal.outgoing {
            Ok(Unsealed { release: self, leaves })
        } else {
            Err(Altered)
        }
    }
}

/// A release whose leaves are known to be the sealed ones.
#[derive(Debug)]
pub struct Unsealed {
    release: Release,
    leaves: Vec<Leaf>,
}

impl Unsealed {
    /// Digests envelope and bytes once more and yields the mail with this number.
    pub fn load(&self, number: usize, envelope: Envelope, bytes: Vec<u8>) -> Result<Outgoing, Altered> {
        let leaf = self.leaves.get(number).ok_or(Altered)?;
        if *leaf != Leaf::of(&envelope, &bytes) {
            return Err(Altered);
        }
        Ok(Outgoing { parcel: self.release.parcel, seal: self.release.seal, envelope, bytes })
    }
}

/// A mail that may leave. The only argument `sekisho-smtp` sends.
#[derive(Debug)]
pub struct Outgoing {
    parcel: ParcelId,
    seal: Seal,
    envelope: Envelope,
    bytes: Vec<u8>,
}

impl Outgoing {
    /// The same mail for some of its recipients only, by their number in the envelope: for another route, or for those
    /// an earlier attempt did not reach. Fewer people get the sealed bytes, never others.
    #[must_use]
    pub fn only(mut self, numbers: &BTreeSet<usize>) -> Self {
        let mut number = 0;
        self.envelope.recipients.retain(|_| {
            number += 1;
            numbers.contains(&(number - 1))
        });
        self
    }

    /// The parcel.
    #[must_use]
    pub const fn parcel(&self) -> ParcelId {
        self.parcel
    }

    /// The seal under which it leaves.
    #[must_use]
    pub const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Who gets it.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// What they get.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests;
