//! What to do after the first letters: wait, go on, or ask a person. Never goes on when something is not known.

use std::collections::BTreeMap;

use sekisho_model::{Time, ledger::RowState};
use serde::{Deserialize, Serialize};

/// When a campaign may go on by itself after its canary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Seconds after the last letter of the canary before anything is decided: bounces and complaints take time.
    pub wait: u32,
    /// Failed letters of a thousand that are still usual.
    pub failed_of_thousand: u32,
    /// Whether it may go on by itself at all.
    pub by_itself: bool,
}

impl Default for Rule {
    /// Half an hour, 2 %, and a person decides.
    fn default() -> Self {
        Self { wait: 1_800, failed_of_thousand: 20, by_itself: false }
    }
}

/// Why a person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// The rule says that a person decides.
    ByRule,
    /// Somebody complained, or says that they got another person's data.
    Complaint,
    /// Nobody knows what became of some letters.
    Unknown,
    /// More failed than is usual.
    Failed,
}

impl Question {
    /// The kebab-case code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByRule => "by-rule",
            Self::Complaint => "complaint",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Not all letters of the canary have come to an end, or it is too early.
    Wait,
    /// The rest may go.
    GoOn,
    /// A person decides.
    Ask(Question),
}

impl Rule {
    /// `states`: how many letters of the canary stand where. `last`: when the last one was handed over. `complaints`: from
    /// anybody, about any of them.
    #[must_use]
    pub fn next(&self, states: &BTreeMap<RowState, u32>, complaints: u32, last: Time, now: Time) -> Next {
        if complaints > 0 {
            return Next::Ask(Question::Complaint);
        }
        let count = |state: RowState| u64::from(states.get(&state).copied().unwrap_or(0));
        let failed = count(RowState::Failed);
        let sent = failed + count(RowState::Accepted) + count(RowState::Unknown);
        if failed * 1_000 > sent * u64::from(self.failed_of_thousand) {
            return Next::Ask(Question::Failed);
        }
        if count(RowState::Unknown) > 0 {
            return Next::Ask(Question::Unknown);
        }
        let open = states.iter().any(|(state, count)| *count > 0 && !state.is_settled());
        let waited = now.as_second().saturating_sub(last.as_second());
        if open || sent == 0 || waited < i64::from(self.wait) {
            return Next::Wait;
        }
        if self.by_itself { Next::GoOn } else { Next::Ask(Question::ByRule) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_only_when_everything_is_known_and_usual() {
        use RowState::{Accepted, Claimed, Failed, Handed, Pending, Unknown, Withdrawn};
        let rule = Rule { by_itself: true, ..Rule::default() };
        for (states, complaints, waited, next) in [
            (vec![(Accepted, 100)], 0, 1_800, Next::GoOn),
            (vec![(Accepted, 98), (Failed, 2)], 0, 1_800, Next::GoOn),
            (vec![(Accepted, 100), (Withdrawn, 3)], 0, 1_800, Next::GoOn),
            (vec![(Accepted, 100)], 0, 1_799, Next::Wait),
            (vec![(Accepted, 100)], 0, -5, Next::Wait),
            (vec![(Accepted, 99), (Handed, 1)], 0, 9_999, Next::Wait),
            (vec![(Accepted, 99), (Claimed, 1)], 0, 9_999, Next::Wait),
            (vec![(Accepted, 99), (Pending, 1)], 0, 9_999, Next::Wait),
            (vec![], 0, 9_999, Next::Wait),
            (vec![(Withdrawn, 3)], 0, 9_999, Next::Wait),
            (vec![(Accepted, 97), (Failed, 3)], 0, 0, Next::Ask(Question::Failed)),
            (vec![(Accepted, 99), (Unknown, 1)], 0, 0, Next::Ask(Question::Unknown)),
            (vec![(Accepted, 100)], 1, 0, Next::Ask(Question::Complaint)),
        ] {
            let map: BTreeMap<_, _> = states.iter().copied().collect();
            let (last, now) = (Time::UNIX_EPOCH, Time::from_second(waited).unwrap());
            assert_eq!(rule.next(&map, complaints, last, now), next, "{states:?} {complaints} {waited}");
            if next == Next::GoOn {
                let asked = Rule::default().next(&map, complaints, last, now);
                assert_eq!(asked, Next::Ask(Question::ByRule));
            }
        }
    }
}
