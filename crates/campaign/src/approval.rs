//! Two people for every campaign: the only road from a manifest to bytes that may be handed over.
//!
//! ```text
//! Manifest --propose--> Proposed --approve*--> Approved --release--> Released --cover(child)--> Covered --load--> Submission
//! ```
//!
//! Building the list, writing the content, approving and releasing are separate rights. Who made it cannot approve it,
//! and who approved it cannot release it. Anyone may stop it at any point. Approvals are given for a root: they do not
//! survive a change. [`Approved`], [`Released`], [`Covered`] and [`Submission`] have private fields, no `Clone` and no
//! `Deserialize`; after a restart they are won again from the stored proofs and the manifest.

use std::collections::BTreeSet;

use sekisho_model::{CampaignId, Digest, Envelope, Seal, UserId, hold::Means, seal::Leaf};
use serde::{Deserialize, Serialize};

use crate::{
    audience::RowNumber,
    manifest::{Altered, Line, Makers, Manifest, Purpose},
};

/// Who may do what, drawn from the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// People who build lists.
    pub list: BTreeSet<UserId>,
    /// People who write contents.
    pub content: BTreeSet<UserId>,
    /// People who approve.
    pub approve: BTreeSet<UserId>,
    /// People who release.
    pub release: BTreeSet<UserId>,
    /// How many have to approve; 0 counts as 1.
    pub approvals: u8,
}

/// What somebody does about a campaign, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// Approves what stands under this root.
    Approve(Approval),
    /// Lets it go.
    Release(Approval),
    /// Stops it for good.
    Stop {
        /// Who.
        by: UserId,
    },
}

/// Who, for which root, with which proof of being that person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who.
    pub by: UserId,
    /// What was shown.
    pub root: Digest,
    /// How.
    pub means: Means,
}

/// Why an act was not taken. The campaign stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Rejection {
    /// Nobody approves their own work, and nobody releases what they approved.
    #[error("nobody approves their own work or releases what they approved")]
    Own,
    /// The manifest is not the one that was shown.
    #[error("the campaign has changed since it was shown")]
    Stale,
    /// The person does not have this right.
    #[error("this person may not do this")]
    NotAllowed,
    /// The same person has already approved.
    #[error("this person has already approved")]
    Twice,
    /// Not at this point: not approved yet, released already, or stopped.
    #[error("this cannot be done now")]
    NotNow,
}

/// Where a campaign stands.
#[derive(Debug)]
pub enum Standing {
    /// Waits for approvals.
    Proposed(Proposed),
    /// Waits for its release.
    Approved(Approved),
    /// May be sent.
    Released(Released),
    /// Stopped for good.
    Stopped,
}

/// Waits for approvals.
#[derive(Debug)]
pub struct Proposed {
    root: Digest,
    makers: Makers,
    rights: Rights,
    approved: BTreeSet<UserId>,
}

/// Approved by enough people who did not make it.
#[derive(Debug)]
pub struct Approved(Proposed);

/// Approved and let go by somebody else.
#[derive(Debug)]
#[must_use = "a release that is dropped sends nothing"]
pub struct Released {
    root: Digest,
}

/// An act that was not taken, and the campaign as it was.
#[derive(Debug)]
pub struct Rejected {
    /// Unchanged.
    pub standing: Standing,
    /// Why.
    pub why: Rejection,
}

impl Standing {
    /// Opens a whole manifest for approval. Its makers must have the rights for what they made.
    pub fn propose(manifest: &Manifest, rights: Rights) -> Result<Self, Rejection> {
        let heading = manifest.heading();
        if heading.purpose != Purpose::Whole {
            return Err(Rejection::NotNow);
        }
        let makers = heading.makers.clone();
        if !rights.list.contains(&makers.list) || !rights.content.contains(&makers.content) {
            return Err(Rejection::NotAllowed);
        }
        Ok(Self::Proposed(Proposed { root: manifest.root(), makers, rights, approved: BTreeSet::new() }))
    }

    /// Takes an act, or says why not.
    pub fn take(self, act: &Act) -> Result<Self, Box<Rejected>> {
        match (self, act) {
            (_, Act::Stop { .. }) => Ok(Self::Stopped),
            (Self::Proposed(proposed), Act::Approve(approval)) => proposed.approve(approval),
            (Self::Approved(approved), Act::Release(release)) => approved.release(release),
            (standing, _) => Err(Box::new(Rejected { standing, why: Rejection::NotNow })),
        }
    }

    /// Takes stored acts again, in order; one that is not taken any more changes nothing.
    #[must_use]
    pub fn replay<'a>(self, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        acts.into_iter().fold(self, |standing, act| match standing.take(act) {
            Ok(next) => next,
            Err(rejected) => rejected.standing,
        })
    }
}

impl Proposed {
    /// Who has approved so far.
    #[must_use]
    pub const fn approved_by(&self) -> &BTreeSet<UserId> {
        &self.approved
    }

    fn approve(mut self, approval: &Approval) -> Result<Standing, Box<Rejected>> {
        if let Err(why) = self.check(approval) {
            return Err(Box::new(Rejected { standing: Standing::Proposed(self), why }));
        }
        self.approved.insert(approval.by.clone());
        let enough = self.approved.len() >= usize::from(self.rights.approvals.max(1));
        Ok(if enough { Standing::Approved(Approved(self)) } else { Standing::Proposed(self) })
    }

    fn check(&self, approval: &Approval) -> Result<(), Rejection> {
        if self.makers.all().contains(&approval.by) {
            return Err(Rejection::Own);
        }
        if !self.rights.approve.contains(&approval.by) {
            return Err(Rejection::NotAllowed);
        }
        if approval.root != self.root {
            return Err(Rejection::Stale);
        }
        if self.approved.contains(&approval.by) { Err(Rejection::Twice) } else { Ok(()) }
    }
}

impl Approved {
    fn release(self, release: &Approval) -> Result<Standing, Box<Rejected>> {
        let Self(proposed) = &self;
        let checked = if proposed.approved.contains(&release.by) {
            Err(Rejection::Own)
        } else if !proposed.rights.release.contains(&release.by) {
            Err(Rejection::NotAllowed)
        } else if release.root != proposed.root {
            Err(Rejection::Stale)
        } else {
            Ok(())
        };
        match checked {
            Ok(()) => Ok(Standing::Released(Released { root: self.0.root })),
            Err(why) => Err(Box::new(Rejected { standing: Standing::Approved(self), why })),
        }
    }
}

impl Released {
    /// The root that was approved.
    #[must_use]
    pub const fn root(&self) -> Digest {
        self.root
    }

    /// A part of the approved whole, ready to be handed over row by row. Every row of the child must stand in the whole
    /// exactly so, and the whole must be the approved one.
    pub fn cover<'a>(&'a self, whole: &Manifest, child: &'a Manifest) -> Result<Covered<'a>, Altered> {
        let fits = whole.root() == self.root
            && child.heading().parent == Some(self.root)
            && child.lines().iter().all(|line| whole.line(line.row) == Some(line));
        if fits { Ok(Covered { released: self, child }) } else { Err(Altered) }
    }
}

/// A released child.
#[derive(Debug)]
pub struct Covered<'a> {
    released: &'a Released,
    child: &'a Manifest,
}

impl Covered<'_> {
    /// The child's rows.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        self.child.lines()
    }

    /// Digests envelope and bytes once more; only what was sealed comes out.
    pub fn load(&self, row: RowNumber, envelope: Envelope, bytes: Vec<u8>) -> Result<Submission, Altered> {
        let line = self.child.line(row).ok_or(Altered)?;
        let seal = Seal::new(&envelope, Digest::of(&bytes), &[Leaf::of(&envelope, &bytes)]);
        let alone = matches!(envelope.recipients.as_slice(), [one] if one.address == line.address);
        if seal != line.seal || !alone {
            return Err(Altered);
        }
        let campaign = self.child.heading().campaign.clone();
        Ok(Submission { campaign, root: self.released.root, row, envelope, bytes })
    }
}

/// One approved letter of a campaign, to be handed over once. The only thing a campaign puts into the spool.
#[derive(Debug)]
pub struct Submission {
    campaign: CampaignId,
    root: Digest,
    row: RowNumber,
    envelope: Envelope,
    bytes: Vec<u8>,
}

impl Submission {
    /// Which campaign.
    #[must_use]
    pub const fn campaign(&self) -> &CampaignId {
        &self.campaign
    }

    /// Under which approved root.
    #[must_use]
    pub const fn root(&self) -> Digest {
        self.root
    }

    /// Which row.
    #[must_use]
    pub const fn row(&self) -> RowNumber {
        self.row
    }

    /// Who gets it: one recipient.
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
