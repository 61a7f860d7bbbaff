//! The sum of all effects on one recipient.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use sekisho_model::{GroupId, Need, RefuseReason, Verdict};

use super::{effect::Effect, tidy, verdict};
use crate::{Wish, view::View};

/// On which side of the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Inside,
    Outside,
}

/// What waits for a recipient. Adding to it never takes anything away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fate {
    side: Side,
    wait: Duration,
    self_review: bool,
    approvals: BTreeMap<GroupId, u8>,
    refusals: BTreeSet<RefuseReason>,
    wishes: BTreeSet<Wish>,
}

impl Fate {
    /// Only the wait of its side.
    pub(super) fn new(view: &View<'_>, side: Side) -> Self {
        let settings = view.policy.settings();
        let wait = match side {
            Side::Inside => settings.wait_inside,
            Side::Outside => settings.wait_outside,
        };
        Self {
            side,
            wait,
            self_review: false,
            approvals: BTreeMap::new(),
            refusals: BTreeSet::new(),
            wishes: BTreeSet::new(),
        }
    }

    pub(super) const fn side(&self) -> Side {
        self.side
    }

    pub(super) fn add(&mut self, effect: &Effect) {
        self.wait = self.wait.max(effect.wait.unwrap_or_default());
        self.self_review |= effect.self_review;
        for (group, count) in &effect.approvals {
            self.approve(group, *count);
        }
        self.refusals.extend(effect.refuse.iter().cloned());
        self.wishes.extend(effect.wishes.iter().cloned());
    }

    pub(super) fn join(&mut self, other: Self) {
        self.wait = self.wait.max(other.wait);
        self.self_review |= other.self_review;
        for (group, count) in &other.approvals {
            self.approve(group, *count);
        }
        self.refusals.extend(other.refusals);
        self.wishes.extend(other.wishes);
    }

    fn approve(&mut self, group: &GroupId, count: u8) {
        let known = self.approvals.entry(group.clone()).or_insert(count);
        *known = (*known).max(count);
    }

    /// The verdict and the wishes. What is refused leaves in no shape.
    pub(super) fn settle(self, view: &View<'_>) -> (Verdict, Vec<Wish>) {
        if let Some(reason) = self.refusals.iter().min_by_key(|reason| (rank(reason), *reason)) {
            return (Verdict::Refuse { reason: reason.clone() }, Vec::new());
        }
        let mut needs = Vec::new();
        if !self.wait.is_zero() {
            // A wait beyond the end of time waits to the end of time.
            let until = view.facts.at.checked_add(self.wait).unwrap_or(sekisho_model::Time::MAX);
            needs.push(Need::Wait { until });
        }
        let mut approvals = self.approvals;
        if self.self_review {
            // A letter without a sender has nobody to ask; somebody still has to look.
            match view.facts.sender {
                Some(_) => needs.push(Need::SelfReview),
                None => {
                    approvals.entry(view.policy.settings().approvers.clone()).or_insert(1);
                }
            }
        }
        needs.extend(approvals.into_iter().map(|(group, count)| Need::Approval { group, count }));
        (verdict(needs), tidy(self.wishes))
    }
}

/// Of several refusals the one that tells the sender most is told: what exactly is wrong before how much.
const fn rank(reason: &RefuseReason) -> u8 {
    match reason {
        RefuseReason::UnknownList => 0,
        RefuseReason::OwnRecipientsAttached { .. } => 1,
        RefuseReason::TooManyPersons { .. } => 2,
        _ => 3,
    }
}
