//! Delivery reports (RFC 3464): telling a sender of recipients that got nothing, or of whom nobody knows, or of whom
//! the next hop will not report though it was asked to.
//!
//! As `NOTIFY` asks for, never to the null reverse path, never for a report. That a failure is untold is committed with
//! the failure, and taken back after the report is durable: a crash reports twice rather than never.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_content::compose::{self, Action, Correspondent, DeliveryReport, FinalRecipient, Returned};
use sekisho_model::{
    Address, Envelope, Origin, ParcelId, ReversePath,
    envelope::{Notify, Ret},
};
use sekisho_store::{Change, Parcel, ParcelSet, ParcelState, RecipientRow, RecipientStatus, StoredLetter, Unit};
use sekisho_words::notice::{Facts, Notice};

use crate::{chance, error::StepError, house::House};

/// The change that notes failures nobody was told of yet.
pub(crate) fn untold(parcel: ParcelId, numbers: &BTreeSet<u32>) -> Change {
    Change::SetSetting { key: key(parcel), value: serde_json::json!(numbers) }
}

/// Whether the sender wants to hear of a failure: by default yes (RFC 3461 §4.1).
pub(crate) fn is_wanted(envelope: &Envelope, address: &Address) -> bool {
    asks(envelope, address, |notify| !notify.is_given() || notify.failure)
}

/// Whether the sender wants to hear of a success, which a next hop without DSN does not tell (RFC 3461 §5.2.2).
pub(crate) fn wants_success(envelope: &Envelope, address: &Address) -> bool {
    asks(envelope, address, |notify| notify.success)
}

/// Whether the sender wants to hear of a delay: with `NOTIFY` only when it says so (RFC 3461 §4.1).
pub(crate) fn is_delay_wanted(envelope: &Envelope, address: &Address) -> bool {
    asks(envelope, address, |notify| !notify.is_given() || notify.delay)
}

/// What `NOTIFY` of a recipient says; of an unknown one as if it was not given. Nobody is told behind the null path.
fn asks(envelope: &Envelope, address: &Address, says: impl Fn(&Notify) -> bool) -> bool {
    let recipient = envelope.recipients.iter().find(|recipient| recipient.address == *address);
    let wanted = recipient.map_or_else(|| says(&Notify::default()), |recipient| says(&recipient.notify));
    wanted && matches!(envelope.mail_from, ReversePath::Address(_))
}

fn key(parcel: ParcelId) -> String {
    format!("untold/{parcel}")
}

impl House {
    /// Says what is to be said of a parcel after a round of delivery: failures first, then what else is due.
    pub(crate) async fn speak(&self, id: ParcelId) -> Result<(), StepError> {
        self.tell_failures(id).await?;
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let is_due = parcel.due_at.is_some_and(|due| due <= self.clock.now());
        let released = matches!(parcel.state, ParcelState::Done | ParcelState::Ready);
        if released && is_due { self.tell_ahead(&parcel).await } else { Ok(()) }
    }

    /// Tells the sender of failures nobody was told of yet.
    pub(crate) async fn tell_failures(&self, id: ParcelId) -> Result<(), StepError> {
        let Some(numbers) = self.store.setting(key(id)).await? else { return Ok(()) };
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let numbers: BTreeSet<u32> = serde_json::from_value(numbers).unwrap_or_default();
        self.report_on(&parcel, &numbers).await?;
        self.reported(&parcel).await
    }

    /// The failures are told; the row says what is next.
    async fn reported(&self, parcel: &Parcel) -> Result<(), StepError> {
        let now = self.clock.now();
        let mut set = ParcelSet::state(parcel, parcel.state);
        let rows = self.store.recipients(parcel.id).await?;
        let ahead = self.ahead(parcel, &rows).await?;
        set.due_at = match parcel.state {
            ParcelState::Done => ahead.due_done(&parcel.plan, now),
            ParcelState::Ready => {
                let open: BTreeMap<u32, _> = self.store.open_recipients(parcel.id).await?.into_iter().collect();
                ahead.due(&open, now)
            }
            _ => parcel.due_at,
        };
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        let told = Change::SetSetting { key: key(parcel.id), value: serde_json::Value::Null };
        self.store.commit(Unit::new(now).change(change).change(told)).await?;
        Ok(())
    }

    async fn report_on(&self, parcel: &Parcel, numbers: &BTreeSet<u32>) -> Result<(), StepError> {
        let letter = self.store.load(parcel.id.letter).await?;
        let ReversePath::Address(sender) = &letter.envelope.mail_from else { return Ok(()) };
        let rows = self.store.recipients(parcel.id).await?;
        let (relayed, failed): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .filter(|row| numbers.contains(&row.number))
            .partition(|row| row.status == RecipientStatus::Accepted);
        if !failed.is_empty() {
            let notice = self.failure_notice(&letter, sender, &failed);
            self.report(&letter, sender, &notice, finals(&letter, &failed), letter.envelope.ret).await?;
        }
        if !relayed.is_empty() {
            let recipients = relayed.iter().map(|row| row.address.clone()).collect();
            let notice = Notice::Relayed { facts: self.bounce_facts(&letter, sender, relayed.len()), recipients };
            // `RET=` is about failures; of what went well only the header comes back (RFC 3461 §4.3).
            self.report(&letter, sender, &notice, finals(&letter, &relayed), None).await?;
        }
        Ok(())
    }

    /// Tells the sender that recipients are put off and still tried (RFC 3464 §2.3.3 `delayed`). The letter itself does
    /// not come back with it.
    pub(crate) async fn report_delay(&self, parcel: &Parcel, late: &[RecipientRow]) -> Result<(), StepError> {
        let letter = self.store.load(parcel.id.letter).await?;
        if matches!(letter.origin, Origin::Campaign { .. }) {
            return Ok(());
        }
        let ReversePath::Address(sender) = &letter.envelope.mail_from else { return Ok(()) };
        let since = self.released_since(parcel).await?.unwrap_or(letter.at);
        let until = since.checked_add(self.settings.give_up).unwrap_or(since);
        let notice = Notice::Delayed {
            facts: self.bounce_facts(&letter, sender, late.len()),
            late: late.iter().map(|row| (row.address.clone(), reply(row))).collect(),
            until: self.date(until, self.settings.language),
        };
        let delayed = |one: FinalRecipient| FinalRecipient {
            action: Action::Delayed,
            status: if one.status.starts_with('4') { one.status } else { DELAYED.to_owned() },
            will_retry_until: Some(until),
            ..one
        };
        let recipients = late.iter().filter_map(|row| final_recipient(&letter, row)).map(delayed).collect();
        self.report(&letter, sender, &notice, recipients, Some(Ret::Hdrs)).await
    }

    async fn report(
        &self,
        letter: &StoredLetter,
        sender: &Address,
        notice: &Notice,
        recipients: Vec<FinalRecipient>,
        ret: Option<Ret>,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let id = chance::letter_id(now)?;
        let language = self.settings.language;
        let written = self.words(language).notice(notice);
        let from = Correspondent { name: self.settings.house.clone(), address: self.settings.notices_from.clone() };
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
            returned: Returned { ret, source: &letter.bytes },
        });
        let mut envelope = Envelope::plain(ReversePath::Null, vec![sender.clone()]);
        // RFC 8689 §5: what had to travel encrypted does not come back in clear.
        envelope.require_tls = letter.envelope.require_tls;
        self.post_bytes(id, envelope, bytes, None).await?;
        Ok(())
    }

    fn failure_notice(&self, letter: &StoredLetter, sender: &Address, failed: &[RecipientRow]) -> Notice {
        let (unknown, refused): (Vec<_>, Vec<_>) =
            failed.iter().partition(|row| row.status == RecipientStatus::Unknown);
        Notice::Failed {
            facts: self.bounce_facts(letter, sender, failed.len()),
            failed: refused.iter().map(|row| (row.address.clone(), reply(row))).collect(),
            unknown: unknown.iter().map(|row| row.address.clone()).collect(),
        }
    }

    fn bounce_facts(&self, letter: &StoredLetter, sender: &Address, recipients: usize) -> Facts {
        Facts {
            sender: sender.to_string(),
            recipients: recipients as u64,
            at: self.date(letter.at, self.settings.language),
            ..Facts::default()
        }
    }
}

/// RFC 3463 §3.5: no answer from host; the class of a persistent transient failure.
const DELAYED: &str = "4.4.1";

fn reply(row: &RecipientRow) -> String {
    if row.code == 0 { row.reply.clone() } else { format!("{} {}", row.code, row.reply) }
}

fn finals(letter: &StoredLetter, rows: &[RecipientRow]) -> Vec<FinalRecipient> {
    rows.iter().filter_map(|row| final_recipient(letter, row)).collect()
}

fn final_recipient(letter: &StoredLetter, row: &RecipientRow) -> Option<FinalRecipient> {
    let address: Address = row.address.parse().ok()?;
    let known = letter.envelope.recipients.iter().find(|recipient| recipient.address == address);
    let relayed = row.status == RecipientStatus::Accepted;
    // RFC 3463: delivery time expired; bad connection; other.
    let class = match row.status {
        RecipientStatus::Accepted => "2.0.0",
        RecipientStatus::Returned => "4.4.7",
        RecipientStatus::Unknown => "4.4.2",
        _ => "5.0.0",
    };
    let enhanced = row.reply.split(' ').next().filter(|word| !relayed && is_enhanced(word));
    Some(FinalRecipient {
        original: known.and_then(|recipient| recipient.orcpt.clone()),
        address,
        action: if relayed { Action::Relayed } else { Action::Failed },
        status: enhanced.unwrap_or(class).to_owned(),
        remote: None,
        diagnostic: (row.code != 0 && !relayed).then(|| reply(row)),
        will_retry_until: None,
    })
}

/// An enhanced code of a failure.
fn is_enhanced(word: &str) -> bool {
    let fields: Vec<&str> = word.split('.').collect();
    let number = |field: &&str| (1..=3).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit());
    fields.len() == 3 && fields.iter().all(number) && matches!(fields.first(), Some(&"4" | &"5"))
}
