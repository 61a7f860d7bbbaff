//! The life of one row of a campaign: exactly one hand-over, or a state that says nobody knows.
//!
//! ```text
//! Pending ⇄ Claimed → Handed → Accepted → Failed (bounced)
//!    ↓         ↓         ↓ ↘ Failed
//! Withdrawn Withdrawn  Unknown → Accepted | Failed (a person, or a bounce)
//! ```
//!
//! A claim that ends before the hand-over goes back to `Pending`. After the hand-over nothing goes back: a machine that
//! died in between leaves `Unknown`, and only a person or a report from outside leads out of it.

use serde::{Deserialize, Serialize};

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// Waits for its turn.
    Pending,
    /// A worker has it; nothing has left yet.
    Claimed,
    /// It is in the spool or on its way: it will leave, or has left.
    Handed,
    /// The next hop took it.
    Accepted,
    /// It was refused for good, or came back.
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
    /// The worker hands it over.
    HandOver,
    /// The next hop took it.
    Accept,
    /// The next hop refused it for good, or it came back (RFC 3464).
    Fail,
    /// The connection or the machine was lost at the wrong moment.
    Lose,
    /// Somebody stopped the campaign.
    Withdraw,
    /// A person has found out that it arrived.
    SettleAccepted,
    /// A person has found out that it did not arrive.
    SettleFailed,
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
        use RowStep::{Accept, Claim, Fail, GiveBack, HandOver, Lose, SettleAccepted, SettleFailed, Withdraw};
        Ok(match (self, step) {
            (Self::Pending, Claim) => Self::Claimed,
            (Self::Claimed, GiveBack) => Self::Pending,
            (Self::Claimed, HandOver) => Self::Handed,
            (Self::Handed, Accept) | (Self::Unknown, SettleAccepted) => Self::Accepted,
            // A letter that was taken or lost can still come back.
            (Self::Handed | Self::Accepted | Self::Unknown, Fail) | (Self::Unknown, SettleFailed) => Self::Failed,
            (Self::Handed, Lose) => Self::Unknown,
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

    const STEPS: [RowStep; 9] = [
        RowStep::Claim,
        RowStep::GiveBack,
        RowStep::HandOver,
        RowStep::Accept,
        RowStep::Fail,
        RowStep::Lose,
        RowStep::Withdraw,
        RowStep::SettleAccepted,
        RowStep::SettleFailed,
    ];

    #[test]
    fn codes_come_back() {
        for state in RowState::ALL {
            assert_eq!(RowState::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
    }

    proptest! {
        #[test]
        fn no_sequence_of_steps_hands_over_twice(steps in prop::collection::vec(prop::sample::select(&STEPS[..]), 0..40)) {
            let mut state = RowState::Pending;
            let mut handed = 0;
            for step in steps {
                let Ok(next) = state.after(step) else { continue };
                handed += usize::from(step == RowStep::HandOver);
                if state == RowState::Unknown {
                    prop_assert!(matches!(step, RowStep::SettleAccepted | RowStep::SettleFailed | RowStep::Fail));
                }
                prop_assert!(!(handed > 0 && matches!(next, RowState::Pending | RowState::Claimed | RowState::Withdrawn)));
                state = next;
            }
            prop_assert!(handed <= 1);
            prop_assert!(state != RowState::Withdrawn || handed == 0);
        }
    }
}
