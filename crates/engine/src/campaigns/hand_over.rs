//! Handing a letter of a campaign to the next hop, exactly once.
//!
//! Before the first octet of DATA the ledger says that the row is being handed over; the campaign must be running in the
//! same transaction. From then on only a definite answer of the next hop leads on: 2yz, 4yz, 5yz. Whatever else happens
//! (a lost line, a crash) leaves a row of which nobody knows, and it is never tried again by itself.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use sekisho_model::{
    Event, Outcome, Outgoing, ParcelId, Time,
    ledger::{RowState, RowStep},
};
use sekisho_smtp::client::{DsnHandling, Permit, Sent};
use sekisho_store::{
    CampaignRow, CampaignState, Change, CommitError, ParcelSet, ParcelState, RecipientSet, RecipientStatus, RowMove,
    Unit,
};

use super::way::{Place, Way};
use crate::{
    error::StepError,
    house::House,
    send::{Handed, Round, Target, said, xforward},
    upstreams::route,
};

/// How long a letter of a campaign that rests is left alone; a campaign that is resumed does not wait for it.
const REST: Duration = Duration::from_secs(120);
/// Longest wait for the turn of a letter; beyond it the letter is put back.
const TURN: Duration = Duration::from_secs(30);

/// What is to be done with a letter now.
enum Leave {
    /// It may be tried.
    Now(CampaignRow),
    /// Not before this instant.
    Later(Time),
    /// Its campaign was stopped.
    Withdrawn,
    /// Its row has come to an end without it, or nobody knows.
    Over(CampaignRow),
}

impl House {
    /// One round of delivery for a letter of a campaign; its parcel has one mail for one recipient.
    pub(crate) async fn deliver_row(
        &self,
        mut round: Round<'_>,
        targets: Vec<Target>,
        way: Way,
    ) -> Result<(), StepError> {
        let Some(target) = targets.into_iter().next() else { return Ok(()) };
        let row = match self.may_leave(&way, &target).await? {
            Leave::Now(row) => row,
            Leave::Later(at) => return self.rest(&round, &way, at).await,
            Leave::Withdrawn => return self.withdraw_parcel(&round, &way).await,
            Leave::Over(row) => return self.close_parcel(round.ready.parcel, &way, &row).await,
        };
        if self.is_stopping(round.ready.parcel) {
            return Ok(());
        }
        let altered = || StepError::Altered(round.ready.parcel);
        let (envelope, bytes) = round.ready.prepared.mail(0).ok_or_else(altered)?;
        let outgoing = round.ready.unsealed.load(0, envelope, bytes).map_err(|_| altered())?;
        let upstream = route(&self.settings, &round.letter.envelope.mail_from, &target.address).to_owned();
        let handed = AtomicBool::new(false);
        let sent = self.transmit(&round, &way, row.fence, outgoing, &upstream, &handed).await;
        crate::crash::point("handed-over");
        if sent.withheld {
            return self.take_back(&round, &way, row.fence).await;
        }
        let asked = handed.load(Ordering::Acquire);
        let result = handed_result(sent, target, upstream, asked);
        let fence = row.fence + u64::from(asked);
        self.write_row(&mut round, &way, fence, asked, result).await
    }

    async fn transmit(
        &self,
        round: &Round<'_>,
        way: &Way,
        fence: u64,
        outgoing: Outgoing,
        upstream: &str,
        handed: &AtomicBool,
    ) -> Sent {
        let forwarded = xforward(round.letter);
        let permit = Permit::new(self.permit(way, fence, round.ready.parcel, handed));
        let sent = self.pool.send_permitted(upstream, outgoing, forwarded.as_ref(), permit).await;
        metrics::counter!("sekisho_mails_handed_over_total").increment(1);
        sent
    }

    /// The last look, and the ledger's word that this row is being handed over from now on.
    async fn permit(&self, way: &Way, fence: u64, parcel: ParcelId, handed: &AtomicBool) -> bool {
        if self.is_stopping(parcel) {
            return false;
        }
        let (change, event) = way.step(RowMove::plain(way.row, fence, RowStep::HandOver), Some(parcel), None);
        match self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await {
            Ok(_) => {
                handed.store(true, Ordering::Release);
                crate::crash::point("campaign-handed");
                true
            }
            // Paused, stopped, or somebody else has it.
            Err(CommitError::Row { .. }) => false,
            Err(error) => {
                tracing::error!(error = %crate::chain(&error), "the ledger does not take a hand-over; the letter stays");
                false
            }
        }
    }

    async fn may_leave(&self, way: &Way, target: &Target) -> Result<Leave, StepError> {
        let row = match self.place(way).await? {
            Place::Due(row) => row,
            Place::Past(row) if row.state == RowState::Withdrawn => return Ok(Leave::Withdrawn),
            Place::Past(row) => return Ok(Leave::Over(row)),
            // It was known when it was judged: the ledger is another one now.
            Place::Unknown => return Ok(Leave::Withdrawn),
        };
        let now = self.clock.now();
        let rests = Ok(Leave::Later(now.checked_add(REST).unwrap_or(now)));
        match self.store.campaign(&way.campaign).await?.map(|campaign| campaign.state) {
            Some(CampaignState::Running) => {}
            Some(CampaignState::Stopped) | None => return Ok(Leave::Withdrawn),
            Some(_) => return rests,
        }
        let Some(leaving) = self.departures.get(&way.campaign) else { return rests };
        if let Some(opens) = leaving.window.opens(now) {
            return Ok(Leave::Later(opens));
        }
        match self.departures.turn(&leaving, target.address.domain(), now, TURN) {
            Ok(turn) => {
                tokio::time::sleep(turn).await;
                Ok(Leave::Now(row))
            }
            Err(later) => Ok(Leave::Later(later)),
        }
    }

    /// Nothing left. When the permit was given too late to count, the ledger takes it back.
    async fn take_back(&self, round: &Round<'_>, way: &Way, fence: u64) -> Result<(), StepError> {
        if let Place::Past(row) = self.place(way).await?
            && row.state == RowState::Handed
            && row.fence == fence + 1
        {
            let step = RowMove::plain(way.row, row.fence, RowStep::PutOff);
            let (change, event) = way.step(step, Some(round.ready.parcel), None);
            self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await?;
        }
        if self.is_stopping(round.ready.parcel) {
            return Ok(());
        }
        let now = self.clock.now();
        self.rest(round, way, now.checked_add(REST).unwrap_or(now)).await
    }

    /// Left alone until then, or until its campaign is resumed.
    async fn rest(&self, round: &Round<'_>, way: &Way, until: Time) -> Result<(), StepError> {
        let mut set = ParcelSet::to(ParcelState::Ready);
        set.due_at = Some(until);
        let parcel = round.ready.parcel;
        let change = Change::Parcel { parcel, expect: round.version, set, recipients: Vec::new() };
        self.store.commit(Unit::new(self.clock.now()).change(change)).await?;
        self.departures.rests(&way.campaign, parcel);
        Ok(())
    }

    /// What the next hop said, in one commit: recipient, parcel, row.
    async fn write_row(
        &self,
        round: &mut Round<'_>,
        way: &Way,
        fence: u64,
        asked: bool,
        result: Handed,
    ) -> Result<(), StepError> {
        let now = self.clock.now();
        let given_up = self.set(&result, round.ready.since, now).status == RecipientStatus::Returned;
        let step = step_of(&result.outcome, asked, given_up).map(|step| RowMove {
            code: result.outcome.reply().code,
            reply: said(&result.outcome),
            ..RowMove::plain(way.row, fence, step)
        });
        let mut also = step.map(|step| way.step(step, Some(round.ready.parcel), None));
        loop {
            match self.write_down(round, vec![result.clone()], also.clone()).await {
                // A report from outside was faster than our own word; the row says what it said.
                Err(StepError::Commit(CommitError::Row { .. })) if also.is_some() => also = None,
                // Somebody wrote to the parcel meanwhile. What the next hop said counts all the same.
                Err(StepError::Commit(CommitError::Conflict { .. })) => {
                    let parcel = self.store.parcel(round.ready.parcel).await?;
                    match parcel.filter(|parcel| parcel.state == ParcelState::Ready) {
                        Some(parcel) => round.version = parcel.version,
                        None => return self.tell_row(also).await,
                    }
                }
                done => return done,
            }
        }
    }

    /// The parcel has come to an end, the row has not.
    async fn tell_row(&self, step: Option<(Change, Event)>) -> Result<(), StepError> {
        let Some((change, event)) = step else { return Ok(()) };
        self.store.commit(Unit::new(self.clock.now()).change(change).event(event)).await?;
        Ok(())
    }

    /// A parcel of a campaign that was stopped: its recipient will not get it.
    async fn withdraw_parcel(&self, round: &Round<'_>, way: &Way) -> Result<(), StepError> {
        let by = self.stopped_by(&way.campaign).await?;
        let parcel = round.ready.parcel;
        let recipients = vec![ended(RecipientStatus::Returned)];
        let set = ParcelSet::to(ParcelState::Discarded);
        let unit = Unit::new(self.clock.now())
            .change(Change::Parcel { parcel, expect: round.version, set, recipients })
            .event(Event::Discarded { parcel, by });
        self.store.commit(unit).await?;
        Ok(())
    }

    /// The row has come to an end without this parcel, which is never tried again; an open hand-over of a process that
    /// died is one of which nobody knows.
    pub(crate) async fn close_parcel(&self, id: ParcelId, way: &Way, row: &CampaignRow) -> Result<(), StepError> {
        let Some(parcel) = self.store.parcel(id).await? else { return Ok(()) };
        let now = self.clock.now();
        let reply = sekisho_model::outcome::RemoteReply {
            code: 0,
            enhanced: None,
            text: "the process ended while the letter was being handed over".into(),
        };
        let outcome = match row.state {
            RowState::Accepted => Outcome::Accepted { reply },
            RowState::Failed => Outcome::Refused { reply },
            _ => Outcome::Unknown { reply },
        };
        let status = match row.state {
            RowState::Accepted => RecipientStatus::Accepted,
            RowState::Failed => RecipientStatus::Refused,
            _ => RecipientStatus::Unknown,
        };
        let mut unit = Unit::new(now);
        if row.state == RowState::Handed {
            let step = RowMove::plain(row.row, row.fence, RowStep::Lose);
            let (change, event) = way.step(step, Some(id), None);
            unit = unit.change(change).event(event);
        }
        if parcel.state == ParcelState::Ready {
            let set = ParcelSet::to(ParcelState::Done);
            let change = Change::Parcel { parcel: id, expect: parcel.version, set, recipients: vec![ended(status)] };
            unit = unit.change(change).event(Event::delivered(id, 0, &outcome, parcel.seal, ""));
        }
        self.store.commit(unit).await?;
        Ok(())
    }
}

fn ended(status: RecipientStatus) -> RecipientSet {
    RecipientSet {
        number: 0,
        status,
        attempted: false,
        next_at: None,
        code: 0,
        reply: String::new(),
        upstream: String::new(),
    }
}

/// After the permit a missing answer means that nobody knows, also before the final dot.
fn handed_result(sent: Sent, target: Target, upstream: String, asked: bool) -> Handed {
    let outcome = sent.outcomes.into_iter().next();
    let outcome = outcome.unwrap_or_else(|| Outcome::Unknown {
        reply: sekisho_model::outcome::RemoteReply { code: 0, enhanced: None, text: "no outcome".into() },
    });
    let outcome = match outcome {
        Outcome::Deferred { reply } if asked && reply.code == 0 => Outcome::Unknown { reply },
        other => other,
    };
    let relayed = sent.dsn == DsnHandling::Dropped && matches!(outcome, Outcome::Accepted { .. });
    Handed { target, outcome, upstream, relayed }
}

/// The step of the row, if the outcome is one.
const fn step_of(outcome: &Outcome, asked: bool, given_up: bool) -> Option<RowStep> {
    match (outcome, asked) {
        (Outcome::Accepted { .. }, _) => Some(RowStep::Accept),
        (Outcome::Refused { .. }, _) => Some(RowStep::Fail),
        (Outcome::Unknown { .. }, _) => Some(RowStep::Lose),
        (Outcome::Deferred { .. }, _) if given_up => Some(RowStep::Fail),
        (Outcome::Deferred { .. }, true) => Some(RowStep::PutOff),
        (Outcome::Deferred { .. }, false) => None,
    }
}
