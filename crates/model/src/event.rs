//! What happened, in the past tense: a closed, versioned list, hash-chained in the order it was committed.
//!
//! An event carries no mail address, subject, body or name of an outside person: those go beside the chain, under
//! their own key, and the chain holds only a salted commitment to them ([`Link::personal`]), so that erasing them
//! keeps every proof valid. Login names of the house's own people are part of the evidence.

use serde::{Deserialize, Serialize};

use crate::{
    Time,
    campaign::CampaignAct,
    digest::{Digest, Fields},
    finding::Finding,
    hold::{Capacity, Means},
    id::{CampaignId, GroupId, IncidentId, LetterId, ParcelId, UserId},
    ledger::RowStep,
    origin::Origin,
    outcome::Outcome,
    seal::Seal,
    verdict::{RefuseReason, Verdict},
};

/// Why a parcel went back to its sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum ReturnReason {
    /// Refused by a rule.
    Refused {
        /// Why.
        reason: RefuseReason,
    },
    /// An approver declined.
    Declined {
        /// Who.
        by: UserId,
    },
    /// Nobody reviewed it in time.
    ReviewTimeout,
    /// Nobody approved it in time.
    ApprovalTimeout,
    /// Every next hop refused it or the retry schedule ended.
    Undeliverable,
}

/// One event. Variants are only ever added; a changed meaning gets a new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are named by their types; the variants say what happened")]
pub enum Event {
    /// A letter is durable and was answered with 250.
    Accepted { letter: LetterId, origin: Origin, bytes: u64, recipients: u32, source: Digest, envelope: Digest },
    /// A parcel was judged.
    Decided {
        parcel: ParcelId,
        verdict: Verdict,
        /// Without private facts.
        findings: Vec<Finding>,
        /// Digest of the checked policy that judged.
        policy: Digest,
        seal: Seal,
        /// Codes of the plan's steps.
        steps: Vec<String>,
        recipients: u32,
    },
    /// A letter could not be processed and is held for a person.
    Stuck { letter: LetterId, stage: String },
    /// The wait of a parcel ended.
    Waited { parcel: ParcelId, seal: Seal },
    /// The sender's side reviewed it.
    Reviewed { parcel: ParcelId, by: UserId, seal: Seal, means: Means },
    /// Somebody approved it.
    Approved { parcel: ParcelId, by: UserId, group: GroupId, capacity: Capacity, seal: Seal, means: Means },
    /// An officer thawed it.
    Thawed { parcel: ParcelId, by: UserId, incident: IncidentId },
    /// Every need was met.
    Released { parcel: ParcelId, seal: Seal },
    /// A person stopped and discarded it.
    Discarded { parcel: ParcelId, by: UserId },
    /// A recipient inside stopped the copies to outside; told before [`Event::Discarded`].
    StoppedInside { parcel: ParcelId, by: UserId, means: Means },
    /// It went back to its sender.
    Returned { parcel: ParcelId, reason: ReturnReason },
    /// Recipients were changed by hand; a new seal starts, all proofs are void.
    Edited { parcel: ParcelId, by: UserId, old: Seal, new: Seal },
    /// Stored bytes did not digest to the seal; held.
    Altered { parcel: ParcelId, sealed: Seal, found: Option<Seal> },
    /// A delivery attempt ended for one recipient. The reply's text is personal and kept beside the chain.
    Delivered { parcel: ParcelId, recipient: u32, outcome: String, code: u16, seal: Seal, upstream: String },
    /// A notice was sent to a person of the house.
    Notified { about: Option<ParcelId>, notice: String, to: UserId, letter: LetterId },
    /// Somebody looked at masked data.
    Revealed { parcel: ParcelId, by: UserId, finding: u32 },
    /// Somebody looked at the outgoing bytes.
    Viewed { parcel: ParcelId, by: UserId, seal: Seal },
    /// A download link was made for a part.
    LinkMade { parcel: ParcelId, link: Digest, expires: Time },
    /// A one-time code was sent to the recipient's mailbox.
    LinkCodeSent { link: Digest, letter: LetterId },
    /// A file was fetched by a proven recipient.
    LinkOpened { link: Digest, recipient: u32 },
    /// A wrong code, or a request by somebody who is no recipient.
    LinkRefused { link: Digest },
    /// Nobody can open it any more.
    LinkLocked { link: Digest, by: Option<UserId> },
    /// Signed in.
    SignedIn { user: UserId, means: Means },
    /// A sign-in failed.
    SignInFailed { user: UserId },
    /// Signed out, or the session was ended.
    SignedOut { user: UserId },
    /// An account was made, changed or disabled.
    UserChanged { user: UserId, change: String, by: Option<UserId> },
    /// A mailing list was made or its members changed.
    ListChanged { list: String, change: String, by: Option<UserId> },
    /// A policy was put in force.
    PolicyLoaded { policy: Digest, by: Option<UserId> },
    /// A policy was tried on past letters.
    PolicyTried { policy: Digest, by: UserId, letters: u64, held: u64 },
    /// The service started.
    Started { version: String, config: Digest },
    /// The data key of a letter was destroyed.
    Shredded { letter: LetterId },
    /// At a start the spool was not as it was left: letters that cannot be read any more, stretches of the log that are
    /// damaged, a log that lost its newest part, or a database that was rebuilt from the log.
    SpoolDamaged { unreadable: u64, damaged: u64, log_lost: bool, rebuilt: bool },
    /// The milter told an MTA to pass or to refuse a letter, which the house did not take in.
    MilterAnswered {
        /// Pass, or refuse with the reason.
        verdict: Verdict,
        /// How many there were; without the letter nobody can look at them.
        findings: u32,
        /// Digest of the checked policy that judged.
        policy: Digest,
        bytes: u64,
        recipients: u32,
        /// The bytes as the MTA showed them.
        source: Digest,
        envelope: Digest,
        /// Of the Message-ID, under its own domain: so that a letter somebody has can be found here.
        message: Option<Digest>,
        /// Who signed in at the MTA.
        user: Option<UserId>,
    },
    /// Something was done about a campaign as a whole; by nobody: the house itself, by its rules.
    CampaignActed { campaign: CampaignId, act: CampaignAct, by: Option<UserId> },
    /// A row of a campaign took a step. Claims are not told: nothing follows from them.
    CampaignRowMoved { campaign: CampaignId, row: u32, step: RowStep, parcel: Option<ParcelId>, by: Option<UserId> },
}

impl Event {
    /// The name of the variant in kebab case.
    #[must_use]
    pub fn code(&self) -> String {
        let value = serde_json::to_value(self).ok();
        value.and_then(|value| value.get("event")?.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The letter this event is about, if any.
    #[must_use]
    pub const fn letter(&self) -> Option<LetterId> {
        match self {
            Self::Accepted { letter, .. } | Self::Stuck { letter, .. } | Self::Shredded { letter } => Some(*letter),
            Self::Notified { about: Some(parcel), .. } => Some(parcel.letter),
            _ => match self.parcel() {
                Some(parcel) => Some(parcel.letter),
                None => None,
            },
        }
    }

    /// The parcel this event is about, if any.
    #[must_use]
    pub const fn parcel(&self) -> Option<ParcelId> {
        match self {
            Self::Decided { parcel, .. }
            | Self::Waited { parcel, .. }
            | Self::Reviewed { parcel, .. }
            | Self::Approved { parcel, .. }
            | Self::Thawed { parcel, .. }
            | Self::Released { parcel, .. }
            | Self::Discarded { parcel, .. }
            | Self::StoppedInside { parcel, .. }
            | Self::Returned { parcel, .. }
            | Self::Edited { parcel, .. }
            | Self::Altered { parcel, .. }
            | Self::Delivered { parcel, .. }
            | Self::Revealed { parcel, .. }
            | Self::Viewed { parcel, .. }
            | Self::LinkMade { parcel, .. } => Some(*parcel),
            Self::Notified { about, .. } => *about,
            Self::CampaignRowMoved { parcel, .. } => *parcel,
            _ => None,
        }
    }

    /// The campaign this event is an act of. Steps of rows are found by their letters.
    #[must_use]
    pub const fn campaign(&self) -> Option<&CampaignId> {
        match self {
            Self::CampaignActed { campaign, .. } => Some(campaign),
            _ => None,
        }
    }

    /// The event of a delivery attempt.
    #[must_use]
    pub fn delivered(parcel: ParcelId, recipient: u32, outcome: &Outcome, seal: Seal, upstream: &str) -> Self {
        let word = match outcome {
            Outcome::Accepted { .. } => "accepted",
            Outcome::Refused { .. } => "refused",
            Outcome::Deferred { .. } => "deferred",
            Outcome::Unknown { .. } => "unknown",
        };
        let (outcome, code) = (word.to_owned(), outcome.reply().code);
        Self::Delivered { parcel, recipient, outcome, code, seal, upstream: upstream.to_owned() }
    }
}

/// One link of the chain: an event in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// From 1, without gaps.
    pub seq: u64,
    /// When it was committed.
    pub at: Time,
    /// The JSON text of the [`Event`], exactly as it was hashed.
    pub event: String,
    /// Commitment to the personal payload beside the chain: SHA-256 over salt and payload.
    pub personal: Option<Digest>,
    /// Hash of the link before; [`Digest::ZERO`] for the first.
    pub previous: Digest,
    /// [`Link::hash_of`] this link.
    pub hash: Digest,
}

impl Link {
    /// Appends an event after `previous` (its seq and hash).
    #[must_use]
    pub fn append(after: (u64, Digest), at: Time, event: &Event, personal: Option<Digest>) -> Self {
        let (seq, previous) = (after.0 + 1, after.1);
        let event = serde_json::to_string(event).unwrap_or_default();
        let hash = Self::hash_of(seq, at, &event, personal, previous);
        Self { seq, at, event, personal, previous, hash }
    }

    /// The hash: `sekisho.event.v1` over seq, time in milliseconds, JSON text, commitment, previous hash.
    #[must_use]
    pub fn hash_of(seq: u64, at: Time, event: &str, personal: Option<Digest>, previous: Digest) -> Digest {
        let mut fields = Fields::new("sekisho.event.v1");
        fields.push(&seq.to_be_bytes()).push(&at.as_millisecond().to_be_bytes()).push(event.as_bytes());
        fields.push(personal.as_ref().map_or(b"".as_slice(), |digest| digest.as_bytes()));
        fields.push(previous.as_bytes());
        fields.finish()
    }

    /// Whether this link follows `previous` (seq and hash) and its own hash is right.
    pub fn verify(&self, after: (u64, Digest)) -> Result<(), Broken> {
        if self.seq != after.0 + 1 {
            return Err(Broken { seq: self.seq, why: BrokenWhy::Gap });
        }
        if self.previous != after.1 {
            return Err(Broken { seq: self.seq, why: BrokenWhy::Previous });
        }
        let hash = Self::hash_of(self.seq, self.at, &self.event, self.personal, self.previous);
        if hash == self.hash { Ok(()) } else { Err(Broken { seq: self.seq, why: BrokenWhy::Hash }) }
    }
}

/// Where a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the chain breaks at event {seq}: {why}")]
pub struct Broken {
    /// The link at fault.
    pub seq: u64,
    /// How.
    pub why: BrokenWhy,
}

/// How a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BrokenWhy {
    /// A number is missing or repeated.
    #[error("an event is missing or repeated")]
    Gap,
    /// It does not name its predecessor's hash.
    #[error("it does not follow the event before it")]
    Previous,
    /// Its contents were changed.
    #[error("its contents were changed")]
    Hash,
    /// Its personal payload was changed.
    #[error("its personal payload was changed")]
    Personal,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<Link> {
        let user = |name: &str| UserId::new(name);
        let events = [
            Event::Started { version: "1".into(), config: Digest::ZERO },
            Event::SignedIn { user: user("a"), means: Means::Password },
            Event::SignedOut { user: user("a") },
        ];
        let mut links: Vec<Link> = Vec::new();
        for event in &events {
            let after = links.last().map_or((0, Digest::ZERO), |link| (link.seq, link.hash));
            links.push(Link::append(after, Time::UNIX_EPOCH, event, None));
        }
        links
    }

    fn verify(links: &[Link]) -> Result<(), Broken> {
        links.iter().try_fold((0, Digest::ZERO), |after, link| link.verify(after).map(|()| (link.seq, link.hash)))?;
        Ok(())
    }

    #[test]
    fn an_untouched_chain_verifies() {
        assert_eq!(verify(&chain()), Ok(()));
    }

    #[test]
    fn a_changed_missing_or_swapped_event_is_found() {
        let mut changed = chain();
        changed[1].event = changed[1].event.replace("\"a\"", "\"b\"");
        assert_eq!(verify(&changed).unwrap_err(), Broken { seq: 2, why: BrokenWhy::Hash });

        let mut missing = chain();
        missing.remove(1);
        assert_eq!(verify(&missing).unwrap_err().why, BrokenWhy::Gap);

        let mut rewritten = chain();
        rewritten[1] = Link::append(
            (1, Digest::of(b"other")),
            Time::UNIX_EPOCH,
            &Event::SignedOut { user: UserId::new("z") },
            None,
        );
        assert_eq!(verify(&rewritten).unwrap_err().why, BrokenWhy::Previous);
    }

    #[test]
    fn events_survive_json() {
        for link in chain() {
            let event: Event = serde_json::from_str(&link.event).unwrap();
            assert_eq!(serde_json::to_string(&event).unwrap(), link.event);
        }
    }
}
