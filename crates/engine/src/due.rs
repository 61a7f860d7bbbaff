//! The clockwork: waits that end, reminders, time-outs, retries.
//!
//! Time meets a wait and nothing else. When nobody acts, a letter goes back to its sender; no timer approves.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream};
use sekisho_model::{Need, ParcelId, Proof, Time, event::ReturnReason};
use sekisho_policy::Patience;
use sekisho_store::{Change, Due, Parcel, ParcelSet, ParcelState, Unit};

use crate::{error::StepError, house::House, meet::Met};

/// How often the clockwork looks.
const EVERY: Duration = Duration::from_millis(500);
/// Parcels per look.
const BATCH: u32 = 1_000;
/// Steps at the same time: their commits share one sync.
const TOGETHER: usize = 64;
/// How long a parcel whose step failed is left alone.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

impl House {
    /// Runs until the process ends.
    pub async fn run_clockwork(self) {
        let mut every = tokio::time::interval(EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            self.look().await;
        }
    }

    /// One look: everything that is due now is taken one step further.
    pub async fn look(&self) {
        let now = self.clock.now();
        let due = match self.store.due(now, BATCH).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(error = %crate::chain(&error), "the store does not say what is due");
                return;
            }
        };
        stream::iter(due).for_each_concurrent(TOGETHER, |due| self.step(due)).await;
    }

    async fn step(&self, Due { parcel, state, .. }: Due) {
        match state {
            ParcelState::Ready => self.send_soon(parcel),
            ParcelState::Held => self.report(parcel, self.held_due(parcel).await),
            ParcelState::Refused => self.report(parcel, self.refused_due(parcel).await),
            ParcelState::Done => self.report(parcel, self.done_due(parcel).await),
            _ => {}
        }
    }

    fn report(&self, parcel: ParcelId, result: Result<(), StepError>) {
        if let Err(error) = result {
            tracing::error!(%parcel, error = %crate::chain(&error), "a due step failed; it is tried again");
        }
    }

    /// A held parcel is due: its wait is over, or somebody must be reminded, or it goes back.
    async fn held_due(&self, id: ParcelId) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let open = crate::desk::open_needs(&parcel, self.proofs(id).await?);
        let now = self.clock.now();
        let over = |need: &Need| matches!(need, Need::Wait { until } if *until <= now);
        if open.iter().any(over) {
            if self.meet(&parcel, Proof::Waited { now }, Vec::new()).await? == Met::Released {
                self.send_soon(id);
            }
            return Ok(());
        }
        let steps = self.steps(&open, parcel.held_since.unwrap_or(now));
        match overdue(&open, &steps, now) {
            Some(reason) => self.return_to_sender(&parcel, reason, Vec::new()).await,
            None => self.remind_due(parcel, &open, now).await,
        }
    }

    async fn remind_due(&self, parcel: Parcel, open: &[Need], now: Time) -> Result<(), StepError> {
        let held_since = parcel.held_since.unwrap_or(now);
        let reminders = parcel.reminders + 1;
        let mut set = ParcelSet::state(&parcel, ParcelState::Held);
        set.reminders = reminders;
        set.due_at = self.due(open, held_since, reminders, now);
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(now).change(change)).await?;
        self.remind(parcel.id, reminders).await;
        Ok(())
    }

    /// When the engine must look at a held parcel again.
    pub(crate) fn due(&self, open: &[Need], held_since: Time, reminders: u32, now: Time) -> Option<Time> {
        let waits = open.iter().filter_map(|need| match need {
            Need::Wait { until } => Some(*until),
            _ => None,
        });
        let people = self.steps(open, held_since).into_iter().skip(reminders as usize).take(1);
        let next = waits.chain(people).min()?;
        // Something that was missed while the service was down is done at once, not in the past.
        Some(next.max(now))
    }

    /// The instants at which something is done for the open needs, in order; the last one is the return.
    fn steps(&self, open: &[Need], held_since: Time) -> Vec<Time> {
        let patience: Patience = self.law().policy.patience();
        let approval = open.iter().any(|need| matches!(need, Need::Approval { .. }));
        let later = |wait: Duration| held_since.checked_add(wait).unwrap_or(Time::MAX);
        if open.contains(&Need::SelfReview) {
            vec![later(patience.review_reminder), later(patience.review_return)]
        } else if approval {
            let back = self.calendar.after(held_since, patience.approval_return);
            vec![later(patience.approver_reminder), later(patience.deputy_reminder), back]
        } else {
            Vec::new()
        }
    }

    /// Hands a released parcel to the next hop in a task of its own; with too many on their way, later.
    pub(crate) fn send_soon(&self, parcel: ParcelId) {
        let Ok(permit) = Arc::clone(&self.abreast).try_acquire_owned() else { return };
        let house = self.clone();
        tokio::spawn(async move {
            let _permit = permit;
            let Some(_mark) = house.take(parcel) else { return };
            if let Err(error) = house.deliver_stored(parcel).await {
                tracing::error!(%parcel, error = %crate::chain(&error), "a delivery step failed; it is tried again");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        });
    }
}

/// Whether patience has run out, and what for.
fn overdue(open: &[Need], steps: &[Time], now: Time) -> Option<ReturnReason> {
    let last = *steps.last()?;
    let review = open.contains(&Need::SelfReview);
    let reason = if review { ReturnReason::ReviewTimeout } else { ReturnReason::ApprovalTimeout };
    (now >= last).then_some(reason)
}
