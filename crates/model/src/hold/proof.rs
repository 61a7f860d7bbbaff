//! What meets a need, and why it may not.

use serde::{Deserialize, Serialize};

use crate::{
    Time,
    id::{GroupId, IncidentId, UserId},
    seal::Seal,
};

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
