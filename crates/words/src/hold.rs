//! Needs, refusals, rejections and states in words.

use jiff::tz::TimeZone;
use sekisho_model::{
    Need, RefuseReason, Rejection,
    hold::{Capacity, Means},
};

use crate::{Value, Words};

impl Words {
    /// What a parcel waits for.
    #[must_use]
    pub fn need(self, need: &Need, zone: &TimeZone) -> String {
        match need {
            Need::Wait { until } => self.with("need-wait", &[("until", self.moment(*until, zone).into())]),
            Need::SelfReview => self.text("need-self-review"),
            Need::Approval { group, count } => {
                let values = [("group", Value::from(group.as_str())), ("count", u32::from(*count).into())];
                self.with("need-approval", &values)
            }
            Need::Thaw { incident } => self.with("need-thaw", &[("incident", incident.as_str().into())]),
        }
    }

    /// Why a parcel may not be sent, and what can be done. In English ASCII only: it also stands in SMTP replies.
    #[must_use]
    pub fn refuse(self, reason: &RefuseReason) -> String {
        match reason {
            RefuseReason::TooManyPersons { persons } => {
                self.with("refuse-too-many-persons", &[("count", (*persons).into())])
            }
            RefuseReason::OwnRecipientsAttached { recipients } => {
                self.with("refuse-own-recipients-attached", &[("count", (*recipients).into())])
            }
            RefuseReason::UnknownList => self.text("refuse-unknown-list"),
            RefuseReason::Unsendable => self.text("refuse-unsendable"),
            RefuseReason::FoundAgain => self.text("refuse-found-again"),
            RefuseReason::CampaignStopped => self.text("refuse-campaign-stopped"),
            RefuseReason::CampaignUnknown => self.text("refuse-campaign-unknown"),
            RefuseReason::Rule { rule } => self.with("refuse-rule", &[("rule", rule.as_str().into())]),
            _ => self.text("refuse-other"),
        }
    }

    /// Why a decision was not taken.
    #[must_use]
    pub fn rejection(self, why: Rejection) -> String {
        self.text(match why {
            Rejection::Own => "rejection-own",
            Rejection::Stale => "rejection-stale",
            Rejection::TooEarly => "rejection-too-early",
            Rejection::NotNeeded => "rejection-not-needed",
            Rejection::NotAllowed => "rejection-not-allowed",
            Rejection::Twice => "rejection-twice",
        })
    }

    /// In which role somebody approved.
    #[must_use]
    pub fn capacity(self, capacity: &Capacity) -> String {
        match capacity {
            Capacity::Approver => self.text("capacity-approver"),
            Capacity::Deputy { of } => self.with("capacity-deputy", &[("of", of.as_str().into())]),
        }
    }

    /// How somebody proved who they are.
    #[must_use]
    pub fn means(self, means: Means) -> String {
        self.text(match means {
            Means::Password => "means-password",
            Means::SecondFactor => "means-second-factor",
            Means::NoticeToken => "means-notice-token",
            Means::CommandLine => "means-command-line",
        })
    }

    /// A verdict: `pass`, `hold`, `refuse`.
    #[must_use]
    pub fn verdict(self, code: &str) -> String {
        self.code("verdict", code)
    }

    /// Where a parcel stands: the codes of the store (`held`, `ready`, `done`, …) and of pages (`partly-sent`, …).
    #[must_use]
    pub fn state(self, code: &str) -> String {
        self.code("state", code)
    }

    /// What became of one recipient: `pending`, `accepted`, `refused`, `deferred`, `unknown`, `returned`.
    #[must_use]
    pub fn status(self, code: &str) -> String {
        self.code("status", code)
    }

    /// What a recipient status means for the reader and what to do, in a sentence.
    #[must_use]
    pub fn status_explained(self, code: &str) -> String {
        let explained = self.find(&format!("status-{code}.explained"), &[]);
        explained.unwrap_or_else(|| self.status(code))
    }

    /// Why a parcel went back: `refused`, `declined`, `review-timeout`, `approval-timeout`, `undeliverable`.
    #[must_use]
    pub fn returned(self, code: &str) -> String {
        self.code("returned", code)
    }

    /// A step of a transform plan, by its code.
    #[must_use]
    pub fn step(self, code: &str) -> String {
        self.code("step", code)
    }

    /// A line of the difference between submitted and outgoing mail, by its code.
    #[must_use]
    pub fn change(self, code: &str) -> String {
        self.code("change", code)
    }

    /// How strictly a rule is taken: `observe`, `ask`, `enforce`.
    #[must_use]
    pub fn mode(self, code: &str) -> String {
        self.code("mode", code)
    }
}

#[cfg(test)]
mod tests;
