//! Ends of parcels, and telling senders of them.
//!
//! Every end of a letter is told to its sender: to the people of the house behind it, or else to the envelope sender;
//! never to the null reverse path. An end is committed with a row that says that it is to be told (`due_at`), and told
//! before that is taken back: a crash tells it twice rather than never.

use std::collections::BTreeSet;

use sekisho_content::compose::Correspondent;
use sekisho_model::{
    Address, Event, Need, Origin, ParcelId, ReversePath, UserId, Verdict, event::ReturnReason, ledger::RowStep,
};
use sekisho_store::{
    About, Change, EventRow, LetterRow, Link, Parcel, ParcelSet, ParcelState, RecipientRow, RecipientStatus, Unit,
};
use sekisho_words::notice::{Facts, Notice};

use crate::{desk::Language, error::StepError, house::House};

/// Minutes a one-time code lives, as its mail says.
const CODE_MINUTES: u64 = 15;
/// Reasons a notice names; the page has them all.
const REASONS: usize = 5;

/// How a parcel ends, as the evidence tells it.
pub(crate) struct End {
    /// The last one is the end itself.
    pub(crate) events: Vec<Event>,
    /// What the person who ended it wrote: beside the chain, with the end.
    pub(crate) comment: Option<String>,
}

impl From<Event> for End {
    fn from(event: Event) -> Self {
        Self { events: vec![event], comment: None }
    }
}

/// What somebody wrote with an end of a parcel, if this is one with a comment.
pub(crate) fn comment_of(row: &EventRow) -> Option<(UserId, String)> {
    let by = match serde_json::from_str(&row.link.event).ok()? {
        Event::Returned { reason: ReturnReason::Declined { by }, .. } | Event::Discarded { by, .. } => by,
        _ => return None,
    };
    let text = row.personal.as_ref()?.get("comment")?.as_str()?.to_owned();
    Some((by, text))
}

impl House {
    /// What a notice says of a parcel: who, to whom, why. Nothing of the body.
    pub(crate) fn notice_facts(&self, parcel: &Parcel, letter: &LetterRow, open: &[Need], language: Language) -> Facts {
        let words = self.words(language);
        let law = self.law();
        let recipients = parcel.envelope.recipients.iter();
        let outside = recipients.flat_map(|recipient| law.roster.reaches(&recipient.address));
        let outside: BTreeSet<String> = outside.map(|domain| domain.to_string()).collect();
        let reasons = crate::desk::strongest(&parcel.findings).iter().map(|finding| words.finding(finding)).collect();
        let until = open.iter().find_map(|need| match need {
            Need::Wait { until } => Some(self.date(*until, language)),
            _ => None,
        });
        Facts {
            sender: letter.header_from.clone(),
            subject: letter.subject.clone(),
            recipients: parcel.envelope.recipients.len() as u64,
            domains: outside.into_iter().take(REASONS).collect(),
            reasons,
            at: self.date(letter.at, language),
            waits_until: until,
        }
    }

    /// A parcel goes back to its sender.
    pub(crate) async fn return_to_sender(
        &self,
        parcel: &Parcel,
        reason: ReturnReason,
        extra: Vec<Change>,
    ) -> Result<(), StepError> {
        self.end(parcel, ParcelState::Returned, Event::Returned { parcel: parcel.id, reason }.into(), extra).await
    }

    /// A parcel ends: nothing of it leaves, its links and invitations die. [`Self::tell_end`] is due from now on.
    pub(crate) async fn end(
        &self,
        parcel: &Parcel,
        state: ParcelState,
        end: End,
        extra: Vec<Change>,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let mut set = ParcelSet::to(state);
        set.due_at = Some(now);
        let mut unit = Unit::new(now)
            .change(Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() })
            .change(Change::VoidTokensOf { parcel: parcel.id })
            .change(Change::LockLinksOf { parcel: parcel.id });
        unit.events = told(end);
        let step = if state == ParcelState::Altered { RowStep::Fail } else { RowStep::Withdraw };
        if let Some((change, event)) = self.row_ends(parcel.id, step, None).await? {
            unit = unit.change(change).event(event);
        }
        // First, so that a token that is used up counts as used, not as void.
        unit.changes.splice(0..0, extra);
        self.store.commit(unit).await?;
        crate::crash::point("ended");
        Ok(())
    }

    /// The same as [`Self::tell_end`], for what was committed just now.
    pub(crate) async fn tell_end_of(&self, id: ParcelId) -> Result<(), StepError> {
        match self.store.parcel(id).await? {
            Some(parcel) => self.tell_end(&parcel).await,
            None => Ok(()),
        }
    }

    /// Tells the sender how a parcel ended. What a rule refused is returned by this.
    pub(crate) async fn tell_end(&self, parcel: &Parcel) -> Result<(), StepError> {
        if let (ParcelState::Refused, Verdict::Refuse { reason }) = (parcel.state, &parcel.verdict) {
            self.return_to_sender(parcel, ReturnReason::Refused { reason: reason.clone() }, Vec::new()).await?;
            let Some(returned) = self.store.parcel(parcel.id).await? else { return Ok(()) };
            return self.tell_this_end(&returned).await;
        }
        self.tell_this_end(parcel).await
    }

    async fn tell_this_end(&self, parcel: &Parcel) -> Result<(), StepError> {
        // Of letters of campaigns the ledger tells.
        let told = self.store.letter(parcel.id.letter).await?;
        let told = told.is_some_and(|letter| !matches!(letter.origin, Origin::Campaign { .. }));
        if let Some((end, comment)) = self.end_of(parcel).await?.filter(|_| told) {
            // That stored bytes changed concerns the officers, too.
            let mut people = parcel.circle.reviewers.clone();
            if matches!(end, Event::Altered { .. }) {
                people.extend(parcel.circle.officers.iter().cloned());
            }
            let reached = self.reached(parcel).await?;
            let notice = |house: &Self, facts, language| match &end {
                Event::Discarded { by, .. } => {
                    let (by, comment, reached) = (by.to_string(), comment.clone(), reached.clone());
                    Notice::Stopped { facts, by, comment, reached }
                }
                end => house.end_notice(end, comment.clone(), facts, language),
            };
            self.tell_sender(parcel, &people, notice).await?;
        }
        let change = Change::Parcel {
            parcel: parcel.id,
            expect: parcel.version,
            set: ParcelSet::to(parcel.state),
            recipients: Vec::new(),
        };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }

    /// Who has got a parcel, or may have: those who were stopped too late.
    async fn reached(&self, parcel: &Parcel) -> Result<Vec<String>, StepError> {
        let rows = self.store.recipients(parcel.id).await?;
        let got = |row: &RecipientRow| matches!(row.status, RecipientStatus::Accepted | RecipientStatus::Unknown);
        Ok(rows.into_iter().filter(got).map(|row| row.address).collect())
    }

    /// The event that ended a parcel, and what was written with it.
    async fn end_of(&self, parcel: &Parcel) -> Result<Option<(Event, Option<String>)>, StepError> {
        let events = self.store.events_of(About::Parcel(parcel.id), true).await?;
        let end = |row: &EventRow| {
            let event = serde_json::from_str::<Event>(&row.link.event).ok()?;
            let is_end = matches!(event, Event::Returned { .. } | Event::Discarded { .. } | Event::Altered { .. });
            let comment = comment_of(row).map(|(_, text)| text);
            (is_end && event.parcel() == Some(parcel.id)).then_some((event, comment))
        };
        Ok(events.iter().rev().find_map(end))
    }

    fn end_notice(&self, end: &Event, comment: Option<String>, facts: Facts, language: Language) -> Notice {
        match end {
            Event::Returned { reason: ReturnReason::Refused { reason }, .. } => {
                Notice::Refused { facts, why: self.words(language).refuse(reason) }
            }
            Event::Returned { reason, .. } => Notice::Returned { facts, why: return_code(reason), comment },
            _ => Notice::Returned { facts, why: "altered".to_owned(), comment: None },
        }
    }

    /// Writes to these people, who answer for a parcel; when there is nobody to write to, to the envelope sender.
    pub(crate) async fn tell_sender(
        &self,
        parcel: &Parcel,
        people: &BTreeSet<UserId>,
        notice: impl Fn(&Self, Facts, Language) -> Notice,
    ) -> Result<(), StepError> {
        let Some(letter) = self.store.letter(parcel.id.letter).await? else { return Ok(()) };
        let readers = self.readers(people).await?;
        for reader in &readers {
            let facts = self.notice_facts(parcel, &letter, &[], reader.language);
            let notice = notice(self, facts, reader.language);
            let written = self.words(reader.language).notice(&notice);
            let told = |letter| Some(reader.told(Some(parcel.id), &notice, letter));
            self.post(&reader.correspondent(), &written, told).await?;
        }
        if readers.is_empty()
            && let ReversePath::Address(address) = &parcel.envelope.mail_from
        {
            let language = self.settings.language;
            let facts = self.notice_facts(parcel, &letter, &[], language);
            let written = self.words(language).notice(&notice(self, facts, language));
            self.post(&Correspondent { name: String::new(), address: address.clone() }, &written, |_| None).await?;
        }
        Ok(())
    }

    /// Sends the one-time code of a link to a recipient's mailbox.
    pub(crate) async fn send_link_code(&self, link: &Link, to: &Address, code: &str) -> Result<(), StepError> {
        let house = self.settings.house.clone();
        let notice = Notice::LinkCode { code: code.to_owned(), minutes: CODE_MINUTES, house };
        let written = self.words(self.settings.language).notice(&notice);
        let to = Correspondent { name: String::new(), address: to.clone() };
        self.post(&to, &written, |letter| Some(Event::LinkCodeSent { link: link.link, letter })).await
    }
}

/// The events of an end; the comment stands beside the last one.
fn told(end: End) -> Vec<(Event, Option<serde_json::Value>)> {
    let End { events, comment } = end;
    let mut told: Vec<(Event, Option<serde_json::Value>)> = events.into_iter().map(|event| (event, None)).collect();
    if let (Some((_, personal)), Some(comment)) = (told.last_mut(), comment) {
        *personal = Some(serde_json::json!({ "comment": comment }));
    }
    told
}

fn return_code(reason: &ReturnReason) -> String {
    match reason {
        ReturnReason::Refused { .. } => "refused",
        ReturnReason::Declined { .. } => "declined",
        ReturnReason::ReviewTimeout => "review-timeout",
        ReturnReason::ApprovalTimeout => "approval-timeout",
        ReturnReason::Undeliverable => "undeliverable",
    }
    .to_owned()
}
