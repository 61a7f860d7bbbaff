//! Parcels and their recipients, as rows.
//!
//! Findings and plan are sealed at rest (they hold private facts and drawn secrets); the rows here carry them opened.

use sekisho_model::{Circle, Digest, Envelope, Finding, GroupId, ParcelId, Plan, Seal, Time, UserId, Verdict};
use serde::{Deserialize, Serialize};

use crate::quiet::quiet;

/// Where a parcel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParcelState {
    /// Waits for time or people.
    Held,
    /// Released; to be sent when due.
    Ready,
    /// A delivery is under way. Found at start-up: nobody knows how far it got.
    Sending,
    /// Every recipient has a final outcome.
    Done,
    /// Refused by a rule; the report to the sender is still to be written.
    Refused,
    /// Returned to its sender.
    Returned,
    /// Stopped and discarded by a person.
    Discarded,
    /// Stored bytes changed; held for an administrator.
    Altered,
}

impl ParcelState {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Held,
        Self::Ready,
        Self::Sending,
        Self::Done,
        Self::Refused,
        Self::Returned,
        Self::Discarded,
        Self::Altered,
    ];

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Returned => "returned",
            Self::Discarded => "discarded",
            Self::Altered => "altered",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What somebody is to a parcel: who may see it, and in which tray.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum PersonRole {
    /// Wrote or submitted it.
    Author,
    /// May review, stop and fix it.
    Reviewer,
    /// May approve for this group.
    Approver {
        /// The group.
        group: GroupId,
    },
    /// May thaw it.
    Officer,
}

/// A parcel to be inserted with its letter. Version 1 is given to it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewParcel {
    /// Letter and number.
    pub id: ParcelId,
    /// Where it stands from the start.
    pub state: ParcelState,
    /// What was decided.
    pub verdict: Verdict,
    /// Everything noticed, private facts included.
    pub findings: Vec<Finding>,
    /// Who may do what; also indexed by person for the trays.
    pub circle: Circle,
    /// The transform.
    pub plan: Plan,
    /// What decisions are given for.
    pub seal: Seal,
    /// Its recipients; one [`RecipientRow`] each is inserted, numbered from 0 in this order, all pending.
    pub envelope: Envelope,
    /// Digest of the policy that judged.
    pub policy: Digest,
    /// Since when it waits, if it does.
    pub held_since: Option<Time>,
    /// When the engine must look again. A [`ParcelState::Ready`] parcel without it is due at once.
    pub due_at: Option<Time>,
}

/// A stored parcel.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Letter and number.
    pub id: ParcelId,
    /// From 1; one more with every change.
    pub version: u64,
    /// Where it stands.
    pub state: ParcelState,
    /// What was decided.
    pub verdict: Verdict,
    /// Everything noticed; empty after shredding.
    pub findings: Vec<Finding>,
    /// Who may do what.
    pub circle: Circle,
    /// The transform; empty after shredding.
    pub plan: Plan,
    /// What decisions are given for.
    pub seal: Seal,
    /// Its recipients.
    pub envelope: Envelope,
    /// Digest of the policy that judged.
    pub policy: Digest,
    /// Since when it waits, if it does.
    pub held_since: Option<Time>,
    /// When the engine must look again.
    pub due_at: Option<Time>,
    /// Reminders sent so far.
    pub reminders: u32,
    /// When it last changed.
    pub updated_at: Time,
}

/// New values of a parcel. `state`, `due_at`, `held_since` and `reminders` are always written; the rest only when
/// given (a changed envelope, plan and seal belong to an edit).
#[derive(Clone, PartialEq, Eq)]
pub struct ParcelSet {
    /// Where it stands now.
    pub state: ParcelState,
    /// When to look again; `None`: never by itself (but [`ParcelState::Ready`] without it is due at once).
    pub due_at: Option<Time>,
    /// Since when it waits.
    pub held_since: Option<Time>,
    /// Reminders sent so far.
    pub reminders: u32,
    /// Other recipients: the rows of recipients are replaced, all pending.
    pub envelope: Option<Envelope>,
    /// Another transform.
    pub plan: Option<Plan>,
    /// Another seal.
    pub seal: Option<Seal>,
    /// Another verdict.
    pub verdict: Option<Verdict>,
    /// Other findings.
    pub findings: Option<Vec<Finding>>,
    /// Another circle: the index by person is replaced.
    pub circle: Option<Circle>,
    /// Digest of another policy that judged.
    pub policy: Option<Digest>,
}

impl ParcelSet {
    /// A new state, everything else as in `parcel`.
    #[must_use]
    pub fn state(parcel: &Parcel, state: ParcelState) -> Self {
        Self { held_since: parcel.held_since, reminders: parcel.reminders, ..Self::to(state) }
    }

    /// A new state that is not held, never due by itself, without reminders.
    #[must_use]
    pub const fn to(state: ParcelState) -> Self {
        Self {
            state,
            due_at: None,
            held_since: None,
            reminders: 0,
            envelope: None,
            plan: None,
            seal: None,
            verdict: None,
            findings: None,
            circle: None,
            policy: None,
        }
    }
}

/// One line of a tray or a search result: what is needed to draw it without opening the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelLine {
    /// The parcel.
    pub parcel: Parcel,
    /// The letter's row.
    pub letter: crate::LetterRow,
}

/// The people of a circle, each with each role.
pub(crate) fn persons(circle: &Circle) -> impl Iterator<Item = (&UserId, &'static str, &str)> {
    let approvers = circle
        .approvers
        .iter()
        .flat_map(|(group, users)| users.iter().map(move |user| (user, "approver", group.as_str())));
    let plain = |users: &'static str| users;
    circle
        .authors
        .iter()
        .map(move |user| (user, plain("author"), ""))
        .chain(circle.reviewers.iter().map(move |user| (user, plain("reviewer"), "")))
        .chain(approvers)
        .chain(circle.officers.iter().map(move |user| (user, plain("officer"), "")))
}

/// A letter with the verdict of each of its parcels: what trying a policy on the past compares with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedLetter {
    /// The letter.
    pub letter: crate::LetterRow,
    /// Verdict code (`pass`, `hold`, `refuse`) per parcel.
    pub verdicts: Vec<(ParcelId, String)>,
}

/// A due parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub parcel: ParcelId,
    /// Where it stands.
    pub state: ParcelState,
    /// Since when it is due.
    pub due_at: Time,
}

quiet!(NewParcel: id, state, verdict, seal, policy, held_since, due_at);
quiet!(Parcel: id, version, state, verdict, seal, policy, held_since, due_at, reminders, updated_at);
quiet!(ParcelSet: state, due_at, held_since, reminders, seal, verdict);
