//! Questions: filters, pages and what they answer with.

use sekisho_model::{Digest, Domain, GroupId, LetterId, ParcelId, Time, UserId, event};
use serde::Serialize;

use crate::{ParcelState, Personal, RecipientStatus};

/// Which page of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// Cursor of the page before; `None` for the first.
    pub after: Option<String>,
    /// Rows, 1 to 500; 0 stands for 50.
    pub limit: u32,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Rows.
    pub rows: Vec<T>,
    /// Cursor of the next page, opaque; `None` at the end.
    pub next: Option<String>,
}

/// Which parcels a tray lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tray {
    /// Everybody's.
    All,
    /// Those this person reviews.
    Reviewer(UserId),
    /// Those this person may approve, in any of these groups (all groups when empty), and has not written.
    Approver(UserId, Vec<GroupId>),
}

/// Which lines of the delivery log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Only this status.
    pub status: Option<RecipientStatus>,
    /// Only addresses of this domain.
    pub domain: Option<Domain>,
    /// Only of this letter.
    pub letter: Option<LetterId>,
    /// Only changed from here on.
    pub from: Option<Time>,
}

/// Which events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only these codes; all when empty.
    pub codes: Vec<String>,
    /// Only of this letter.
    pub letter: Option<LetterId>,
    /// Only from here on.
    pub from: Option<Time>,
}

/// An event of the chain, with its personal payload when it was asked for and is still there.
#[derive(Clone, PartialEq)]
pub struct EventRow {
    /// Its place in the chain.
    pub link: event::Link,
    /// What stands beside it.
    pub personal: Option<Personal>,
}

/// What events are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A letter and all its parcels.
    Letter(LetterId),
    /// One parcel, and its letter's own events.
    Parcel(ParcelId),
}

/// How many parcels stand in one state, and since when the oldest does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateCount {
    /// The state.
    pub state: ParcelState,
    /// Parcels.
    pub parcels: u64,
    /// When the oldest of them was accepted. Only for held, ready and sending.
    pub oldest: Option<Time>,
}

/// Numbers for metrics and the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Letters that are accepted and not decided.
    pub undecided: u64,
    /// Per state; states without parcels are missing.
    pub states: Vec<StateCount>,
    /// Letters decided.
    pub letters: u64,
    /// Events in the chain.
    pub events: u64,
    /// Hash of the last event.
    pub last: Digest,
    /// Letters not in the search index yet.
    pub unindexed: u64,
}

/// How often each verdict and each finding occurred.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Verdict code and parcels.
    pub verdicts: Vec<(String, u64)>,
    /// Finding kind code or rule id, and parcels it was found in.
    pub findings: Vec<(String, u64)>,
}

impl std::fmt::Debug for EventRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventRow").field("seq", &self.link.seq).field("at", &self.link.at).finish_non_exhaustive()
    }
}
