//! The life of one row of a campaign: exactly one hand-over, or a state that says nobody knows.
//!
//! ```text
//! Pending ⇄ Claimed ⇄ Handed → Accepted → Failed (bounced)
//!    ↓        ↓ ↘       ↓ ↘ Failed
//! Withdrawn Withdrawn  Unknown → Accepted | Failed (a person, or a bounce)
//! ```
//!
//! A claim that ends before a letter was made goes back to `Pending`. `Handed` is written before the first octet of the
//! mail is sent; only a definite "later" of the next hop leads back from it. A machine or a line that was lost in between
//! leaves `Unknown`, and only a person or a report from outside leads out of it.

use serde::{Deserialize, Serialize};

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// Waits for its turn.
    Pending,
    /// A worker has it, or its letter waits in the spool; nothing has left yet.
    Claimed,
    /// It is being handed to the next hop: it may have left.
    Handed,
    /// The next hop took it.
    Accepted,
    /// It was refused for good, by the next hop or by a rule, or came back.
    Failed,
    /// It may have left. Never sent again by itself.
    Unknown,
    /// Stopped before it was handed over.
    Withdrawn,
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowStep {
    /// A worker takes it.
    Claim,
    /// The worker's lease ended before it handed anything over.
    GiveBack,
    /// It is handed over from now on.
    HandOver,
    /// The next hop said "later", and certainly does not have it.
    PutOff,
    /// The next hop took it.
    Accept,
    /// It was refused for good, or it came back (RFC 3464).
    Fail,
    /// The connection or the machine was lost at the wrong moment, or the ledger is older than what may have left.
    Lose,
    /// Somebody stopped the campaign.
    Withdraw,
    /// A person has found out that it arrived.
    SettleAccepted,
    /// A person has found out that it did not arrive.
    SettleFailed,
    /// A later part of the campaign has it once more.
    Resend,
}

/// A step that a row in this state cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a row that is {state:?} cannot take the step {step:?}")]
pub struct NotPossible {
    /// Where it stands.
    pub state: RowState,
    /// What was tried.
    pub step: RowStep,
}

impl RowStep {
    /// All steps, in order.
    pub const ALL: [Self; 11] = [
        Self::Claim,
        Self::GiveBack,
        Self::HandOver,
        Self::PutOff,
        Self::Accept,
        Self::Fail,
        Self::Lose,
        Self::Withdraw,
        Self::SettleAccepted,
        Self::SettleFailed,
        Self::Resend,
    ];

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::GiveBack => "give-back",
            Self::HandOver => "hand-over",
            Self::PutOff => "put-off",
            Self::Accept => "accept",
            Self::Fail => "fail",
            Self::Lose => "lose",
            Self::Withdraw => "withdraw",
            Self::SettleAccepted => "settle-accepted",
            Self::SettleFailed => "settle-failed",
            Self::Resend => "resend",
        }
    }
}

impl RowState {
    /// All states, in order.
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Claimed, Self::Handed, Self::Accepted, Self::Failed, Self::Unknown, Self::Withdrawn];

    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Claimed => "claimed",
            Self::Handed => "handed",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state after a step.
    pub const fn after(self, step: RowStep) -> Result<Self, NotPossible> {
        use RowStep::{
            Accept, Claim, Fail, GiveBack, HandOver, Lose, PutOff, Resend, SettleAccepted, SettleFailed, Withdraw,
        };
        Ok(match (self, step) {
            (Self::Pending, Claim) => Self::Claimed,
            (Self::Claimed, GiveBack) | (Self::Failed | Self::Withdrawn, Resend) => Self::Pending,
            (Self::Claimed, HandOver) => Self::Handed,
            (Self::Handed, PutOff) => Self::Claimed,
            (Self::Handed, Accept) | (Self::Unknown, SettleAccepted) => Self::Accepted,
            // A letter that was taken or lost can still come back; one that never left can be refused by a rule.
            (Self::Claimed | Self::Handed | Self::Accepted | Self::Unknown, Fail) | (Self::Unknown, SettleFailed) => {
                Self::Failed
            }
            (Self::Pending | Self::Claimed | Self::Handed, Lose) => Self::Unknown,
            (Self::Pending | Self::Claimed, Withdraw) => Self::Withdrawn,
            (state, step) => return Err(NotPossible { state, step }),
        })
    }

    /// Whether it is certain that nobody has the letter from this row.
    #[must_use]
    pub const fn may_be_sent_again(self) -> bool {
        matches!(self, Self::Failed | Self::Withdrawn)
    }

    /// Whether nothing more happens to it by itself.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Accepted | Self::Failed | Self::Unknown | Self::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_come_back() {
        for state in RowState::ALL {
            assert_eq!(RowState::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
        for step in RowStep::ALL {
            assert_eq!(serde_json::to_value(step).unwrap(), step.code());
        }
    }

    proptest! {
        #[test]
        fn no_sequence_of_steps_hands_over_what_may_have_left(
            steps in prop::collection::vec(prop::sample::select(&RowStep::ALL[..]), 0..40)
        ) {
            let mut state = RowState::Pending;
            // Whether somebody may have the letter of this round.
            let mut may_have_left = false;
            for step in steps {
                let Ok(next) = state.after(step) else { continue };
                match step {
                    RowStep::HandOver => {
                        prop_assert!(!may_have_left);
                        may_have_left = true;
                    }
                    RowStep::PutOff | RowStep::Resend => may_have_left = false,
                    _ => {}
                }
                if state == RowState::Unknown {
                    prop_assert!(matches!(step, RowStep::SettleAccepted | RowStep::SettleFailed | RowStep::Fail));
                }
                let untouched = matches!(next, RowState::Pending | RowState::Claimed | RowState::Withdrawn);
                prop_assert!(!(may_have_left && untouched));
                prop_assert!(step != RowStep::Resend || state.may_be_sent_again());
                state = next;
            }
        }
    }
}
