//! Events of the evidence in words.

use sekisho_model::{CampaignAct, Event, UserId, event::ReturnReason};

use crate::{Value, Words};

impl Words {
    /// What happened, in a few words, by the event's code.
    #[must_use]
    pub fn event(self, code: &str) -> String {
        self.code("event", code)
    }

    /// What happened, with who and how, in a sentence.
    #[must_use]
    pub fn told(self, event: &Event) -> String {
        let code = event.code();
        let values = self.parameters(event);
        let refused = matches!(event, Event::Returned { reason: ReturnReason::Refused { .. }, .. });
        let form = if refused { "refused" } else { "told" };
        let told = self.find(&format!("event-{code}.{form}"), &values);
        told.unwrap_or_else(|| self.event(&code))
    }

    /// The parameters of the sentence of an event. Public ones only: the chain has no others.
    fn parameters(self, event: &Event) -> Vec<(&'static str, Value<'_>)> {
        self.of_parcels(event).or_else(|| self.of_people(event)).unwrap_or_else(|| self.of_the_house(event))
    }

    fn of_parcels<'a>(self, event: &'a Event) -> Option<Vec<(&'static str, Value<'a>)>> {
        Some(match event {
            Event::Accepted { recipients, .. } => vec![("count", (*recipients).into())],
            Event::Decided { verdict, recipients, findings, .. } => vec![
                ("verdict", self.verdict(verdict.code()).into()),
                ("count", (*recipients).into()),
                ("findings", findings.len().into()),
            ],
            Event::MilterAnswered { verdict, recipients, findings, .. } => vec![
                ("verdict", self.verdict(verdict.code()).into()),
                ("count", (*recipients).into()),
                ("findings", (*findings).into()),
            ],
            Event::Stuck { stage, .. } => vec![("stage", self.code("stage", stage).into())],
            Event::Returned { reason, .. } => vec![("reason", self.return_reason(reason).into())],
            Event::Delivered { outcome, code, upstream, recipient, .. } => vec![
                ("outcome", self.status(outcome).into()),
                ("code", code.to_string().into()),
                ("upstream", upstream.into()),
                ("number", u64::from(*recipient).saturating_add(1).into()),
            ],
            Event::LinkOpened { recipient, .. } => vec![("number", u64::from(*recipient).saturating_add(1).into())],
            Event::Thawed { by, incident, .. } => {
                vec![("by", by.as_str().into()), ("incident", incident.as_str().into())]
            }
            _ => return None,
        })
    }

    fn of_people<'a>(self, event: &'a Event) -> Option<Vec<(&'static str, Value<'a>)>> {
        Some(match event {
            Event::Reviewed { by, means, .. } | Event::StoppedInside { by, means, .. } => {
                vec![("by", by.as_str().into()), ("means", self.means(*means).into())]
            }
            Event::Approved { by, group, capacity, means, .. } => vec![
                ("by", by.as_str().into()),
                ("group", group.as_str().into()),
                ("capacity", self.capacity(capacity).into()),
                ("means", self.means(*means).into()),
            ],
            Event::Discarded { by, .. } | Event::Edited { by, .. } | Event::Viewed { by, .. } => {
                vec![("by", by.as_str().into())]
            }
            Event::Revealed { by, finding, .. } => {
                vec![("by", by.as_str().into()), ("number", u64::from(*finding).saturating_add(1).into())]
            }
            Event::Notified { notice, to, .. } => {
                vec![("notice", self.code("notice-name", notice).into()), ("to", to.as_str().into())]
            }
            Event::SignedIn { user, means } => {
                vec![("user", user.as_str().into()), ("means", self.means(*means).into())]
            }
            Event::SignInFailed { user } | Event::SignedOut { user } => vec![("user", user.as_str().into())],
            _ => return None,
        })
    }

    fn of_the_house(self, event: &Event) -> Vec<(&'static str, Value<'_>)> {
        match event {
            Event::UserChanged { user, change, by } => vec![
                ("user", user.as_str().into()),
                ("change", self.code("user-change", change).into()),
                ("by", self.somebody(by.as_ref())),
            ],
            Event::ListChanged { list, change, by } => vec![
                ("list", list.into()),
                ("change", self.code("list-change", change).into()),
                ("by", self.somebody(by.as_ref())),
            ],
            Event::LinkLocked { by, .. } | Event::PolicyLoaded { by, .. } => vec![("by", self.somebody(by.as_ref()))],
            Event::PolicyTried { by, letters, held, .. } => {
                vec![("by", by.as_str().into()), ("letters", (*letters).into()), ("held", (*held).into())]
            }
            Event::CampaignActed { campaign, act, by } => vec![
                ("campaign", campaign.as_str().into()),
                ("act", self.act(act).into()),
                ("by", self.somebody(by.as_ref())),
            ],
            Event::CampaignRowMoved { campaign, row, step, by, .. } => vec![
                ("campaign", campaign.as_str().into()),
                ("row", (*row).into()),
                ("step", self.code("campaign-step", step.code()).into()),
                ("by", self.somebody(by.as_ref())),
            ],
            Event::Started { version, .. } => vec![("version", version.into())],
            Event::SpoolDamaged { unreadable, damaged, log_lost, rebuilt } => vec![
                ("unreadable", (*unreadable).into()),
                ("damaged", (*damaged).into()),
                ("lost", self.yes_or_no(*log_lost).into()),
                ("rebuilt", self.yes_or_no(*rebuilt).into()),
            ],
            _ => Vec::new(),
        }
    }

    /// What was done about a campaign.
    #[must_use]
    pub fn act(self, act: &CampaignAct) -> String {
        let key = format!("campaign-act-{}", act.code());
        match act {
            CampaignAct::Checked { rows, ready, .. } => {
                self.with(&key, &[("rows", (*rows).into()), ("ready", (*ready).into())])
            }
            CampaignAct::Tried { letters } => self.with(&key, &[("rows", (*letters).into())]),
            CampaignAct::Proposed { rows, .. } => self.with(&key, &[("rows", (*rows).into())]),
            CampaignAct::PartOpened { number, purpose, rows, .. } => {
                let purpose = self.code("campaign-part-purpose", purpose);
                self.with(&key, &[("number", (*number).into()), ("purpose", purpose.into()), ("rows", (*rows).into())])
            }
            CampaignAct::Paused { why } => self.with(&key, &[("why", self.code("campaign-pause", why.code()).into())]),
            CampaignAct::Complained { row: Some(row) } => {
                self.with("campaign-act-complained-row", &[("row", (*row).into())])
            }
            CampaignAct::Looked { what, row } => {
                let key = format!("{key}-{}", what.code());
                self.with(&key, &[("row", row.unwrap_or(0).into())])
            }
            _ => self.text(&key),
        }
    }

    fn yes_or_no(self, yes: bool) -> String {
        self.text(if yes { "event-yes" } else { "event-no" })
    }

    /// A person, or nobody: the clockwork, the command line on the server.
    fn somebody(self, by: Option<&UserId>) -> Value<'_> {
        by.map_or_else(|| self.text("event-nobody").into(), |by| by.as_str().into())
    }

    fn return_reason(self, reason: &ReturnReason) -> String {
        match reason {
            ReturnReason::Refused { reason } => self.refuse(reason),
            ReturnReason::Declined { .. } => self.returned("declined"),
            ReturnReason::ReviewTimeout => self.returned("review-timeout"),
            ReturnReason::ApprovalTimeout => self.returned("approval-timeout"),
            ReturnReason::Undeliverable => self.returned("undeliverable"),
        }
    }
}

#[cfg(test)]
mod tests;
