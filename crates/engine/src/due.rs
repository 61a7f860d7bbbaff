//! The clockwork: waits that end, people to be asked and reminded, time-outs, retries, ends that are to be told.
//!
//! Time meets a wait and nothing else. When nobody acts, a letter goes back to its sender; no timer approves. What is
//! due is written in the parcel's row, so a crash forgets none of it: it is done before it is written down as done.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use sekisho_model::{Need, ParcelId, Proof, Time, event::ReturnReason};
use sekisho_policy::Patience;
use sekisho_store::{Change, CommitError, Due, Parcel, ParcelSet, ParcelState, Unit};

use crate::{error::StepError, house::House, marks::UnderWay, meet::Met};

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
        let step = |Due { parcel, state, .. }: Due| async move {
            match state {
                ParcelState::Ready => self.send_soon(parcel),
                _ => self.step(parcel).await,
            }
        };
        stream::iter(due).for_each_concurrent(TOGETHER, step).await;
    }

    /// Takes a parcel one step further if something is due, unless somebody is at it already.
    pub(crate) async fn step(&self, parcel: ParcelId) {
        let Some(mark) = self.take(parcel) else { return };
        let done = AssertUnwindSafe(self.due_step(parcel)).catch_unwind().await.unwrap_or(Err(StepError::Panicked));
        match done {
            Ok(Then::Send) => {
                drop(mark);
                self.send_soon(parcel);
            }
            Ok(Then::Rest) => {}
            Err(error) => self.failed(mark, parcel, &error),
        }
    }

    /// After a failure nobody looks at the parcel for a while: what fails now fails again at once.
    pub(crate) fn failed(&self, mark: UnderWay, parcel: ParcelId, error: &StepError) {
        // Somebody was faster; what is due now is in the row.
        if matches!(error, StepError::Commit(CommitError::Conflict { .. })) {
            return;
        }
        tracing::error!(%parcel, error = %crate::chain(error), "a step of a parcel failed; it is tried again");
        mark.rest();
        tokio::spawn(async move {
            tokio::time::sleep(AFTER_FAILURE).await;
            drop(mark);
        });
    }

    async fn due_step(&self, id: ParcelId) -> Result<Then, StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(Then::Rest) };
        if parcel.due_at.is_none_or(|due| due > self.clock.now()) {
            return Ok(Then::Rest);
        }
        match parcel.state {
            ParcelState::Held => self.held_due(parcel).await,
            ParcelState::Done => self.speak(id).await.map(|()| Then::Rest),
            ParcelState::Refused | ParcelState::Returned | ParcelState::Discarded | ParcelState::Altered => {
                self.tell_end(&parcel).await.map(|()| Then::Rest)
            }
            ParcelState::Ready | ParcelState::Sending => Ok(Then::Send),
        }
    }

    /// A held parcel is due: its wait is over, or somebody must be asked, or it goes back.
    async fn held_due(&self, parcel: Parcel) -> Result<Then, StepError> {
        let proofs = self.proofs(parcel.id).await?;
        let open = crate::desk::open_needs(&parcel, proofs.clone());
        let now = self.clock.now();
        let over = |need: &Need| matches!(need, Need::Wait { until } if *until <= now);
        if open.iter().any(over) {
            let met = self.meet(&parcel, Proof::Waited { now }, Vec::new()).await?;
            return Ok(if met == Met::Released { Then::Send } else { Then::Rest });
        }
        self.tell_inside(&parcel, &open).await?;
        let steps = self.steps(&open, parcel.held_since.unwrap_or(now));
        if let Some(reason) = overdue(&open, &steps, now) {
            self.return_to_sender(&parcel, reason, Vec::new()).await?;
            self.tell_end_of(parcel.id).await?;
            return Ok(Then::Rest);
        }
        let mut asked = parcel.reminders;
        if steps.get(asked as usize).is_some_and(|step| *step <= now) {
            self.ask(&parcel, &open, &proofs).await?;
            asked += 1;
        }
        self.asked(&parcel, &open, &proofs, asked).await?;
        Ok(Then::Rest)
    }

    /// Writes down how often people were asked, and who they are today.
    async fn asked(&self, parcel: &Parcel, open: &[Need], proofs: &[Proof], reminders: u32) -> Result<(), StepError> {
        let now = self.clock.now();
        let mut set = ParcelSet::state(parcel, ParcelState::Held);
        set.reminders = reminders;
        set.due_at = self.due(open, parcel.held_since.unwrap_or(now), reminders, now);
        set.circle = Some(self.circle_now(parcel, proofs));
        let change = Change::Parcel { parcel: parcel.id, expect: parcel.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(now).change(change)).await?;
        Ok(())
    }

    /// When the engine must look at a held parcel again.
    pub(crate) fn due(&self, open: &[Need], held_since: Time, reminders: u32, now: Time) -> Option<Time> {
        let waits = open.iter().filter_map(wait_of);
        let steps = self.steps(open, held_since);
        // However often they were asked, the last step stays: it goes back.
        let people = steps.get(reminders as usize).or(steps.last()).copied();
        let next = waits.chain(people).min()?;
        // Something that was missed while the service was down is done at once, not in the past.
        Some(next.max(now))
    }

    /// Until when a parcel with these needs waits at most: for people, over weekends and holidays, too, or for time alone.
    pub(crate) fn waits_at_most(&self, open: &[Need], held_since: Time) -> Option<Time> {
        let people = self.steps(open, held_since).last().copied();
        people.or_else(|| open.iter().filter_map(wait_of).max())
    }

    /// The instants at which something is done for the open needs, in order: people are asked at once, then reminded;
    /// the last one is the return.
    fn steps(&self, open: &[Need], held_since: Time) -> Vec<Time> {
        let patience: Patience = self.law().policy.patience();
        let approval = open.iter().any(|need| matches!(need, Need::Approval { .. }));
        let later = |wait: Duration| held_since.checked_add(wait).unwrap_or(Time::MAX);
        if open.contains(&Need::SelfReview) {
            vec![held_since, later(patience.review_reminder), later(patience.review_return)]
        } else if approval {
            let back = self.calendar.after(held_since, patience.approval_return);
            vec![held_since, later(patience.approver_reminder), later(patience.deputy_reminder), back]
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
            let Some(mark) = house.take(parcel) else { return };
            house.send(mark, parcel).await;
        });
    }

    async fn send(&self, mark: UnderWay, parcel: ParcelId) {
        let done = AssertUnwindSafe(self.deliver_stored(parcel)).catch_unwind().await;
        if let Err(error) = done.unwrap_or(Err(StepError::Panicked)) {
            self.failed(mark, parcel, &error);
        }
    }
}

const fn wait_of(need: &Need) -> Option<Time> {
    match need {
        Need::Wait { until } => Some(*until),
        _ => None,
    }
}

/// What follows a step.
enum Then {
    /// Nothing until it is due again.
    Rest,
    /// It was released.
    Send,
}

/// Whether patience has run out, and what for.
fn overdue(open: &[Need], steps: &[Time], now: Time) -> Option<ReturnReason> {
    let last = *steps.last()?;
    let review = open.contains(&Need::SelfReview);
    let reason = if review { ReturnReason::ReviewTimeout } else { ReturnReason::ApprovalTimeout };
    (now >= last).then_some(reason)
}
