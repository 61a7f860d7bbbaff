//! What is due of a released parcel besides its next attempt: the password of an encrypted file for each recipient some
//! time after their own copy was accepted, and word of a delay to the sender, once (RFC 3461 §5.2.10).
//!
//! Only who got the letter gets the password, and nobody gets it before the letter. Everything is told before that is
//! written down: after a crash it comes twice rather than never. What was told stands in settings of the parcel.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Envelope, ParcelId, Plan, Time};
use sekisho_store::{Change, Parcel, ParcelSet, ParcelState, RecipientRow, RecipientStatus, Unit};

use crate::{
    draw::{later_password, sender_password},
    error::StepError,
    house::House,
    release::released_since,
    report,
    send::next_due,
};

/// What lies ahead of a parcel.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ahead {
    /// When the next recipient gets the password.
    pub(crate) password: Option<Time>,
    /// When the sender is told of a delay, if recipients are still put off then.
    pub(crate) delay: Option<Time>,
    /// Recipients who were told the password.
    told: BTreeSet<u32>,
}

impl Ahead {
    /// Of a parcel of which nothing was handed over yet.
    pub(crate) fn fresh(house: &House, envelope: &Envelope, since: Time) -> Self {
        let wanted = envelope.recipients.iter().any(|one| report::is_delay_wanted(envelope, &one.address));
        Self { delay: house.delay_after(since).filter(|_| wanted), ..Self::default() }
    }

    /// Somebody's copy was accepted now.
    pub(crate) fn accepted(&mut self, plan: &Plan, now: Time) {
        if let Some((after, _)) = later_password(plan) {
            let due = now.checked_add(after).unwrap_or(now);
            self.password = Some(self.password.map_or(due, |known| known.min(due)));
        }
    }

    /// When a parcel with these open recipients is looked at next. A delay counts once somebody was put off.
    pub(crate) fn due(&self, open: &BTreeMap<u32, Option<Time>>, now: Time) -> Option<Time> {
        let put_off = open.values().any(Option::is_some);
        let delay = self.delay.filter(|_| put_off);
        next_due(open, now).into_iter().chain(self.password).chain(delay).min()
    }

    /// When a parcel that just became done is looked at next: the sender passes a password on at once.
    pub(crate) fn due_done(&self, plan: &Plan, now: Time) -> Option<Time> {
        sender_password(plan).map(|_| now).or(self.password)
    }
}

pub(crate) fn password_key(parcel: ParcelId) -> String {
    format!("password/{parcel}")
}

pub(crate) fn delay_key(parcel: ParcelId) -> String {
    format!("delayed/{parcel}")
}

impl House {
    /// When the sender is told of a delay of what may leave since then; `None`: never.
    fn delay_after(&self, since: Time) -> Option<Time> {
        since.checked_add(self.settings.delay_notice?).ok()
    }

    /// What lies ahead of a stored parcel with these recipients.
    pub(crate) async fn ahead(&self, parcel: &Parcel, rows: &[RecipientRow]) -> Result<Ahead, StepError> {
        let mut ahead = Ahead::default();
        if let Some((after, _)) = later_password(&parcel.plan) {
            let told = self.store.setting(password_key(parcel.id)).await?;
            ahead.told = told.and_then(|told| serde_json::from_value(told).ok()).unwrap_or_default();
            let waits = rows.iter().filter(|row| is_accepted(row) && !ahead.told.contains(&row.number));
            ahead.password = waits.filter_map(|row| row.updated_at.checked_add(after).ok()).min();
        }
        if rows.iter().any(|row| is_put_off(parcel, row)) {
            let told = self.store.setting(delay_key(parcel.id)).await?.is_some();
            let since = if told { None } else { self.released_since(parcel).await? };
            ahead.delay = since.and_then(|since| self.delay_after(since));
        }
        Ok(ahead)
    }

    pub(crate) async fn released_since(&self, parcel: &Parcel) -> Result<Option<Time>, StepError> {
        let events = self.store.events_of(sekisho_store::About::Parcel(parcel.id), false).await?;
        let Some(letter) = self.store.letter(parcel.id.letter).await? else { return Ok(None) };
        Ok(Some(released_since(parcel.id, &events, letter.at)))
    }

    /// Tells what is due of a released parcel, and writes down that it was told. A parcel of which only the next attempt
    /// is due is not touched.
    pub(crate) async fn tell_ahead(&self, parcel: &Parcel) -> Result<(), StepError> {
        let now = self.clock.now();
        let rows = self.store.recipients(parcel.id).await?;
        let mut ahead = self.ahead(parcel, &rows).await?;
        let done = parcel.state == ParcelState::Done;
        let mut changes = Vec::new();
        if ahead.password.is_some_and(|due| due <= now) {
            changes.push(self.tell_passwords(parcel, &rows, &mut ahead).await?);
        }
        if ahead.delay.is_some_and(|due| due <= now) && !done {
            let late: Vec<RecipientRow> = rows.iter().filter(|row| is_put_off(parcel, row)).cloned().collect();
            self.report_delay(parcel, &late).await?;
            changes.push(Change::SetSetting { key: delay_key(parcel.id), value: true.into() });
            ahead.delay = None;
        }
        if done && sender_password(&parcel.plan).is_some() && rows.iter().any(is_accepted) {
            self.tell_sender_password(parcel).await?;
        }
        if changes.is_empty() && !done {
            return Ok(());
        }
        let open = rows.iter().filter(|row| is_open(row)).map(|row| (row.number, row.next_at)).collect();
        let mut set = ParcelSet::state(parcel, parcel.state);
        set.due_at = if done { ahead.password } else { ahead.due(&open, now) };
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        let mut unit = Unit::new(now).change(change);
        unit.changes.extend(changes);
        self.store.commit(unit).await?;
        Ok(())
    }

    /// The password to everybody whose time has come. The list of those who were told goes with the last of them.
    async fn tell_passwords(
        &self,
        parcel: &Parcel,
        rows: &[RecipientRow],
        ahead: &mut Ahead,
    ) -> Result<Change, StepError> {
        let now = self.clock.now();
        let after = later_password(&parcel.plan).map(|(after, _)| after).unwrap_or_default();
        let come = |row: &&RecipientRow| row.updated_at.checked_add(after).is_ok_and(|due| due <= now);
        let untold = rows.iter().filter(|row| is_accepted(row) && !ahead.told.contains(&row.number));
        let (due, later): (Vec<&RecipientRow>, Vec<&RecipientRow>) = untold.partition(come);
        self.tell_recipients(parcel, due.iter().map(|row| row.address.clone()).collect()).await?;
        ahead.told.extend(due.iter().map(|row| row.number));
        ahead.password = later.iter().filter_map(|row| row.updated_at.checked_add(after).ok()).min();
        let over = later.is_empty() && !rows.iter().any(is_open);
        let value = if over { serde_json::Value::Null } else { serde_json::json!(ahead.told) };
        Ok(Change::SetSetting { key: password_key(parcel.id), value })
    }
}

fn is_accepted(row: &RecipientRow) -> bool {
    row.status == RecipientStatus::Accepted
}

pub(crate) fn is_open(row: &RecipientRow) -> bool {
    matches!(row.status, RecipientStatus::Pending | RecipientStatus::Deferred)
}

/// Put off by the next hop, and the sender wants to hear of it.
fn is_put_off(parcel: &Parcel, row: &RecipientRow) -> bool {
    let wanted = || row.address.parse().is_ok_and(|address| report::is_delay_wanted(&parcel.envelope, &address));
    row.status == RecipientStatus::Deferred && wanted()
}
