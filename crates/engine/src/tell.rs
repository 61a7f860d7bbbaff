//! Telling senders what became of their letters, and recipients of links their codes.
//!
//! Every end of a letter is told to its sender: to the people of the house behind it, or else to the envelope sender;
//! never to the null reverse path. A failed delivery is told with a delivery report (RFC 3464), as `NOTIFY` asks for.

use sekisho_content::compose::{self, Action, Correspondent, DeliveryReport, FinalRecipient, Returned};
use sekisho_model::{
    Address, Envelope, Event, Need, Outcome, ParcelId, ReversePath, UserId, Verdict,
    event::ReturnReason,
};
use sekisho_store::{
    Change, LetterRow, Link, Parcel, ParcelSet, ParcelState, RecipientSet, RecipientStatus, StoredLetter, Unit,
};
use sekisho_words::notice::{Facts, Notice};

use crate::{
    chance,
    desk::Language,
    draw::{later_password, sender_password},
    error::StepError,
    house::House,
    send::Target,
};

/// Minutes a one-time code lives, as its mail says.
const CODE_MINUTES: u64 = 15;
/// Reasons a notice names; the page has them all.
const REASONS: usize = 5;

impl House {
    /// What a notice says of a parcel: who, to whom, why. Nothing of the body.
    pub(crate) fn notice_facts(
        &self,
        parcel: &Parcel,
        letter: &LetterRow,
        open: &[Need],
        language: Language,
    ) -> Facts {
        let words = self.words(language);
        let law = self.law();
        let mut domains: Vec<String> = parcel
            .envelope
            .recipients
            .iter()
            .map(|recipient| recipient.address.domain())
            .filter(|domain| !law.roster.is_inside(domain))
            .map(ToString::to_string)
            .collect();
        domains.sort();
        domains.dedup();
        domains.truncate(REASONS);
        let reasons = crate::desk::strongest(&parcel.findings).iter().map(|finding| words.finding(finding)).collect();
        let until = open.iter().find_map(|need| match need {
            Need::Wait { until } => Some(self.date(*until, language)),
            _ => None,
        });
        Facts {
            sender: letter.header_from.clone(),
            subject: letter.subject.clone(),
            recipients: parcel.envelope.recipients.len() as u64,
            domains,
            reasons,
            at: self.date(letter.at, language),
            waits_until: until,
        }
    }

    /// A parcel goes back: nothing of it leaves, its links and invitations die, its sender is told.
    pub(crate) async fn return_to_sender(
        &self,
        parcel: &Parcel,
        reason: ReturnReason,
        extra: Vec<Change>,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let state = match reason {
            ReturnReason::Refused { .. } => ParcelState::Refused,
            _ => ParcelState::Returned,
        };
        let set = ParcelSet::to(state);
        let mut unit = Unit::new(now)
            .change(Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() })
            .change(Change::VoidTokensOf { parcel: parcel.id })
            .change(Change::LockLinksOf { parcel: parcel.id })
            .event(Event::Returned { parcel: parcel.id, reason: reason.clone() });
        unit.changes.extend(extra);
        self.store.commit(unit).await?;
        let told = self.tell_sender(parcel, |house, facts, language| match &reason {
            ReturnReason::Refused { reason } => {
                Notice::Refused { facts, why: house.words(language).refuse(reason) }
            }
            other => Notice::Returned { facts, why: return_code(other), comment: None },
        });
        told.await
    }

    /// Tells the sender of a parcel that a rule refused. Called at once and, after a crash, by the clockwork.
    pub(crate) async fn refuse(&self, id: ParcelId) {
        if let Err(error) = self.refused_due(id).await {
            tracing::error!(parcel = %id, error = %crate::chain(&error), "a refusal could not be told; it is tried again");
        }
    }

    pub(crate) async fn refused_due(&self, id: ParcelId) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let Verdict::Refuse { reason } = &parcel.verdict else { return Ok(()) };
        if parcel.state != ParcelState::Refused || parcel.due_at.is_none() {
            return Ok(());
        }
        self.return_to_sender(&parcel, ReturnReason::Refused { reason: reason.clone() }, Vec::new()).await
    }

    /// Tells the sender's side that somebody stopped it.
    pub(crate) async fn tell_stopped(&self, parcel: &Parcel, by: &UserId) {
        let told = self.tell_sender(parcel, |_, facts, _| Notice::Stopped { facts, by: by.to_string() });
        if let Err(error) = told.await {
            tracing::error!(parcel = %parcel.id, error = %crate::chain(&error), "the sender could not be told");
        }
    }

    /// Writes to everybody who answers for a parcel.
    async fn tell_sender(
        &self,
        parcel: &Parcel,
        notice: impl Fn(&Self, Facts, Language) -> Notice,
    ) -> Result<(), StepError> {
        let Some(letter) = self.store.letter(parcel.id.letter).await? else { return Ok(()) };
        let reviewers: Vec<UserId> = parcel.circle.reviewers.iter().cloned().collect();
        let readers = self.readers(&reviewers).await?;
        for reader in &readers {
            let facts = self.notice_facts(parcel, &letter, &[], reader.language);
            let notice = notice(self, facts, reader.language);
            let written = self.words(reader.language).notice(&notice);
            let sent = self.post(&reader.correspondent(), &written).await?;
            let event = Event::Notified {
                about: Some(parcel.id),
                notice: notice.code().to_owned(),
                to: reader.user.clone(),
                letter: sent,
            };
            self.store.commit(Unit::new(self.clock.now()).event(event)).await?;
        }
        if readers.is_empty()
            && let ReversePath::Address(address) = &parcel.envelope.mail_from
        {
            let language = self.settings.language;
            let facts = self.notice_facts(parcel, &letter, &[], language);
            let written = self.words(language).notice(&notice(self, facts, language));
            self.post(&Correspondent { name: String::new(), address: address.clone() }, &written).await?;
        }
        Ok(())
    }

    /// Sends the one-time code of a link to a recipient's mailbox.
    pub(crate) async fn send_link_code(&self, link: &Link, to: &Address, code: &str) -> Result<(), StepError> {
        let house = self.settings.house.clone();
        let notice = Notice::LinkCode { code: code.to_owned(), minutes: CODE_MINUTES, house };
        let written = self.words(self.settings.language).notice(&notice);
        let to = Correspondent { name: String::new(), address: to.clone() };
        let letter = self.post(&to, &written).await?;
        let event = Event::LinkCodeSent { link: link.link, letter };
        self.store.commit(Unit::new(self.clock.now()).event(event)).await?;
        Ok(())
    }

    /// What has to be said once a parcel is done: the password of its encrypted file.
    pub(crate) async fn tell_password(&self, id: ParcelId) {
        if let Err(error) = self.try_tell_password(id).await {
            tracing::error!(parcel = %id, error = %crate::chain(&error), "a password could not be told");
        }
    }

    async fn try_tell_password(&self, id: ParcelId) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let files = self.locked_files(&parcel).await?;
        if let Some(password) = sender_password(&parcel.plan) {
            let password = password.to_owned();
            let notice = |_: &Self, facts, _| Notice::Password { facts, password: password.clone(), files: files.clone() };
            return self.tell_sender(&parcel, notice).await;
        }
        match later_password(&parcel.plan) {
            Some((_, password)) => self.tell_recipients(&parcel, password, files).await,
            None => Ok(()),
        }
    }

    /// The password to everybody who got the letter, in a mail of its own each.
    async fn tell_recipients(&self, parcel: &Parcel, password: &str, files: Vec<String>) -> Result<(), StepError> {
        let Some(letter) = self.store.letter(parcel.id.letter).await? else { return Ok(()) };
        let language = self.settings.language;
        let notice = Notice::PasswordLater {
            sender: letter.header_from.clone(),
            subject: letter.subject.clone(),
            at: self.date(letter.at, language),
            password: password.to_owned(),
            files,
            house: self.settings.house.clone(),
        };
        let written = self.words(language).notice(&notice);
        for row in self.store.recipients(parcel.id).await? {
            let address = row.address.parse().ok().filter(|_| row.status == RecipientStatus::Accepted);
            if let Some(address) = address {
                self.post(&Correspondent { name: String::new(), address }, &written).await?;
            }
        }
        Ok(())
    }

    /// Names of the files in the encrypted archive of a plan.
    async fn locked_files(&self, parcel: &Parcel) -> Result<Vec<String>, StepError> {
        let parts = parcel.plan.steps.iter().find_map(|step| match step {
            sekisho_model::Step::Zip { parts, .. } => Some(parts),
            _ => None,
        });
        let Some(parts) = parts else { return Ok(Vec::new()) };
        let letter = std::sync::Arc::new(self.store.load(parcel.id.letter).await?);
        let mail = self.read(&letter).await?;
        let named = mail.parts.iter().filter(|part| part.inside.is_none() && parts.contains(&part.path));
        Ok(named.filter_map(|part| part.name.clone()).collect())
    }

    /// The time for a later password has come. It is told before that is written down: after a crash it comes twice
    /// rather than never.
    pub(crate) async fn done_due(&self, id: ParcelId) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        self.try_tell_password(id).await?;
        let set = ParcelSet::to(ParcelState::Done);
        let change = Change::Parcel { parcel: id, expect: parcel.version, set, recipients: Vec::<RecipientSet>::new() };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        Ok(())
    }

    /// Reports recipients that got nothing, or of whom nobody knows (RFC 3464). Never answers a report.
    pub(crate) async fn report_failure(&self, letter: &StoredLetter, parcel: ParcelId, failed: &[(Target, Outcome)]) {
        let ReversePath::Address(sender) = &letter.envelope.mail_from else { return };
        let wanted: Vec<&(Target, Outcome)> =
            failed.iter().filter(|(target, _)| wants_failure(&letter.envelope, &target.address)).collect();
        if wanted.is_empty() {
            return;
        }
        if let Err(error) = self.try_report(letter, sender, &wanted).await {
            tracing::error!(%parcel, error = %crate::chain(&error), "a failure could not be reported to the sender");
        }
    }

    async fn try_report(
        &self,
        letter: &StoredLetter,
        sender: &Address,
        failed: &[&(Target, Outcome)],
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let id = chance::letter_id(now)?;
        let language = self.settings.language;
        let (unknown, refused): (Vec<_>, Vec<_>) =
            failed.iter().partition(|(_, outcome)| matches!(outcome, Outcome::Unknown { .. }));
        let said = |(target, outcome): &&&(Target, Outcome)| {
            (target.address.to_string(), format!("{} {}", outcome.reply().code, outcome.reply().text))
        };
        let facts = Facts {
            sender: sender.to_string(),
            subject: String::new(),
            recipients: failed.len() as u64,
            domains: Vec::new(),
            reasons: Vec::new(),
            at: self.date(letter.at, language),
            waits_until: None,
        };
        let notice = Notice::Failed {
            facts,
            failed: refused.iter().map(said).collect(),
            unknown: unknown.iter().map(|(target, _)| target.address.to_string()).collect(),
        };
        let written = self.words(language).notice(&notice);
        let from = Correspondent { name: self.settings.house.clone(), address: self.settings.notices_from.clone() };
        let recipients: Vec<FinalRecipient> = failed.iter().map(|failed| final_recipient(letter, failed)).collect();
        let bytes = compose::delivery_report(&DeliveryReport {
            from: &from,
            to: sender,
            subject: &written.subject,
            text: &written.text,
            message_id: &format!("{id}@{}", self.settings.hostname),
            date: now,
            reporting_mta: &self.settings.hostname,
            arrival: letter.at,
            envid: letter.envelope.envid.as_deref(),
            recipients: &recipients,
            returned: Returned { ret: letter.envelope.ret, source: &letter.bytes },
        });
        let envelope = Envelope::plain(ReversePath::Null, vec![sender.clone()]);
        self.post_bytes(id, envelope, bytes).await?;
        Ok(())
    }
}

/// Whether the sender wants to hear of a failure: by default yes (RFC 3461 §4.1).
fn wants_failure(envelope: &Envelope, address: &Address) -> bool {
    let recipient = envelope.recipients.iter().find(|recipient| recipient.address == *address);
    recipient.is_none_or(|recipient| !recipient.notify.is_given() || recipient.notify.failure)
}

fn final_recipient(letter: &StoredLetter, (target, outcome): &(Target, Outcome)) -> FinalRecipient {
    let known = letter.envelope.recipients.iter().find(|recipient| recipient.address == target.address);
    let reply = outcome.reply();
    let class = if matches!(outcome, Outcome::Deferred { .. }) { "4.4.7" } else { "5.0.0" };
    FinalRecipient {
        address: target.address.clone(),
        original: known.and_then(|recipient| recipient.orcpt.clone()),
        action: Action::Failed,
        status: reply.enhanced.as_deref().filter(|code| !code.starts_with('2')).unwrap_or(class).to_owned(),
        remote: None,
        diagnostic: (reply.code != 0).then(|| format!("smtp; {} {}", reply.code, reply.text)),
        will_retry_until: None,
    }
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
