//! What a parcel must wait for, or why it may not go.

use serde::{Deserialize, Serialize};

use crate::{
    Time,
    id::{GroupId, IncidentId, RuleId},
};

/// One thing a held parcel waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "need", rename_all = "kebab-case")]
pub enum Need {
    /// A delay in which the sender can stop the letter. The only need that time alone meets.
    Wait {
        /// From this instant on the need can be met.
        until: Time,
    },
    /// Somebody who may act for the sender looks at it once more.
    SelfReview,
    /// `count` different people of the group approve; none of them is an author.
    Approval {
        /// Who may approve. The deputies of its members may, too.
        group: GroupId,
        /// N of M; at least 1.
        count: u8,
    },
    /// An incident has frozen it; only the privacy officer's thaw meets this.
    Thaw {
        /// The incident.
        incident: IncidentId,
    },
}

/// A non-empty list of needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Need>", into = "Vec<Need>")]
pub struct Needs(Vec<Need>);

/// A hold without a need would be a pass in disguise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hold needs at least one need")]
pub struct NoNeed;

impl Needs {
    /// At least one need; duplicates are merged (latest wait, highest count per group).
    pub fn new(needs: impl IntoIterator<Item = Need>) -> Result<Self, NoNeed> {
        let mut merged: Vec<Need> = Vec::new();
        for need in needs {
            merge(&mut merged, need);
        }
        merged.sort();
        if merged.is_empty() { Err(NoNeed) } else { Ok(Self(merged)) }
    }

    /// The needs, sorted, without duplicates.
    #[must_use]
    pub fn as_slice(&self) -> &[Need] {
        &self.0
    }
}

fn merge(merged: &mut Vec<Need>, need: Need) {
    for known in merged.iter_mut() {
        match (known, &need) {
            (Need::Wait { until }, Need::Wait { until: other }) => {
                *until = (*until).max(*other);
                return;
            }
            (Need::Approval { group, count }, Need::Approval { group: other, count: more }) if group == other => {
                *count = (*count).max(*more);
                return;
            }
            (known, need) if known == need => return,
            _ => {}
        }
    }
    let need = match need {
        Need::Approval { group, count } => Need::Approval { group, count: count.max(1) },
        other => other,
    };
    merged.push(need);
}

impl TryFrom<Vec<Need>> for Needs {
    type Error = NoNeed;
    fn try_from(needs: Vec<Need>) -> Result<Self, NoNeed> {
        Self::new(needs)
    }
}

impl From<Needs> for Vec<Need> {
    fn from(needs: Needs) -> Self {
        needs.0
    }
}

/// Why a parcel is refused. It goes back to its sender with this reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RefuseReason {
    /// Personal data of too many persons to more than one outside recipient.
    TooManyPersons {
        /// How many, at least.
        persons: u64,
    },
    /// An attachment contains the letter's own recipients, in bulk.
    OwnRecipientsAttached {
        /// How many of them.
        recipients: u64,
    },
    /// The address looks like a list of the house and is none.
    UnknownList,
    /// It cannot be written as a mail that other servers take.
    Unsendable,
    /// A notice of the house from before the database was lost: what it says is not so any more.
    FoundAgain,
    /// The campaign it belongs to was stopped, or its row has come to an end without it.
    CampaignStopped,
    /// The ledger of its campaign does not know it: it may have been sent before.
    CampaignUnknown,
    /// A rule of the administrator.
    Rule {
        /// Which.
        rule: RuleId,
    },
}

/// What is decided for one parcel. A refusal is a value, not an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing speaks against it.
    Pass,
    /// It waits for every one of these.
    Hold {
        /// At least one.
        needs: Needs,
    },
    /// It may not go; the first reason in order.
    Refuse {
        /// Why.
        reason: RefuseReason,
    },
}

impl Verdict {
    /// `pass`, `hold` or `refuse`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Hold { .. } => "hold",
            Self::Refuse { .. } => "refuse",
        }
    }
}
