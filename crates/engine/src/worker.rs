//! The workers: each takes one durable letter, has it judged, writes down what was decided, and sends what may leave.
//!
//! Whatever fails leaves the letter in the spool, to be tried again; a letter that cannot be processed at all is held
//! for a person. Nothing here ever drops a letter.

use std::{collections::BTreeSet, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt as _;
use sekisho_model::{Digest, Event, Fact, Finding, FindingKind, Origin, Place, RefuseReason, UserId, Verdict};
use sekisho_policy::ParcelDecision;
use sekisho_store::{
    Change, CommitError, Location, NewParcel, ParcelState, PendingLetter, StoreError, StoredLetter, Unit,
};
use serde_json::json;
use tokio::sync::oneshot;

use crate::{
    ahead::Ahead,
    bursts::{Rank, Turn},
    campaigns::{stand_in::Also, way::Way},
    error::StepError,
    gate::head_of,
    house::{House, Law},
    judge::Case,
    marks::UnderWay,
    opening::{Letter, Opened},
    queue::{Job, Spooled},
    release::Sealed,
    remember::{addresses, row},
    send::{Round, fresh_targets},
    stricter::{found_again, with_approval},
};

/// After a step failed because of the store or the machine.
const AGAIN: Duration = Duration::from_secs(5);

/// A letter whose decision is durable.
struct Decided {
    letter: Arc<StoredLetter>,
    /// Each with its mark where it may leave: taken before anybody else could see the parcel, so that nobody sends it
    /// before, or once more after, the worker that has its bytes at hand.
    opened: Vec<(Opened, Option<UnderWay>)>,
}

impl House {
    /// Starts this many workers; they run until the process ends.
    pub fn start_workers(&self, workers: usize) {
        for _ in 0..workers.max(1) {
            let house = self.clone();
            tokio::spawn(async move {
                while let Some((job, rank)) = house.queue.next(|| house.turns_of_senders.rank()).await {
                    house.work(job, rank).await;
                }
            });
        }
    }

    /// One more worker for as long as what this returns is kept, if there may be one more: a letter that waits for
    /// others of its mail merge keeps nobody else's waiting.
    pub(crate) fn relieve(&self) -> Option<oneshot::Sender<()>> {
        let permit = Arc::clone(&self.reliefs).try_acquire_owned().ok()?;
        let (kept, mut over) = oneshot::channel::<()>();
        let house = self.clone();
        tokio::spawn(async move {
            let _permit = permit;
            loop {
                let (job, rank) = tokio::select! {
                    biased;
                    _ = &mut over => return,
                    next = house.queue.next(|| house.turns_of_senders.rank()) => match next {
                        Some(next) => next,
                        None => return,
                    },
                };
                house.work(job, rank).await;
            }
        });
        Some(kept)
    }

    /// Queues what was accepted and not decided when the process ended.
    pub(crate) fn queue_again(&self, letters: &[PendingLetter]) {
        letters.iter().for_each(|letter| self.queue.push_stored(letter.into()));
    }

    async fn work(&self, job: Job, rank: Rank<'_>) {
        let spooled = job.spooled();
        let done = AssertUnwindSafe(self.work_on(job, rank)).catch_unwind().await;
        match done {
            Ok(Ok(())) => {}
            Ok(Err(StepError::Panicked)) | Err(_) => self.hold_stuck(spooled).await,
            Ok(Err(error)) => self.try_again(spooled, &error),
        }
    }

    fn try_again(&self, spooled: Spooled, error: &StepError) {
        if matches!(
            error,
            StepError::Store(StoreError::Shredded(_) | StoreError::Closed) | StepError::Commit(CommitError::Closed)
        ) {
            return;
        }
        tracing::error!(letter = %spooled.letter, error = %crate::chain(error), "a letter could not be judged; it is tried again");
        let house = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(AGAIN).await;
            house.queue.push_stored(spooled);
        });
    }

    async fn work_on(&self, job: Job, rank: Rank<'_>) -> Result<(), StepError> {
        let Spooled { letter: id, location } = job.spooled();
        let letter = match job {
            Job::Here(letter, _) => Arc::from(letter),
            Job::Stored(_) => Arc::new(self.store.load(id).await?),
        };
        let turn = self.turn_of(rank, &letter.origin, &letter.envelope);
        match self.decide(letter, location, turn).await {
            Ok(decided) => {
                self.carry_on(decided).await;
                Ok(())
            }
            // Decided before a crash, or by another worker: its parcels go their own way.
            Err(StepError::Commit(CommitError::Decided(_))) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Judges a letter and commits letter, parcels and evidence in one unit.
    async fn decide(
        &self,
        letter: Arc<StoredLetter>,
        location: Location,
        turn: Option<Turn<'_>>,
    ) -> Result<Decided, StepError> {
        let law = self.law();
        let mail = self.read(&letter, turn.as_ref()).await?;
        let submitter = submitter(&letter.origin);
        let again = self.is_found_again(letter.at);
        let way = Way::of(&letter);
        let place = match &way {
            Some(way) => Some(self.place(way).await?),
            None => None,
        };
        let decisions = match letter.origin {
            Origin::House if again => vec![outdated(letter.envelope.recipients.len())],
            Origin::House => vec![passing(letter.envelope.recipients.len())],
            _ => match &place {
                Some(place) => self.campaign_decisions(&law, &letter, &mail, place).await?,
                None if matches!(letter.origin, Origin::Trial { .. }) => {
                    self.trial_decisions(&law, &letter, &mail, submitter.as_ref()).await?
                }
                None => {
                    let submitter = submitter.as_ref();
                    let case = Case { at: letter.at, envelope: &letter.envelope, submitter, mail: &mail, merges: true };
                    self.judge_in_turn(turn.as_ref(), &law, case, letter.id).await?
                }
            },
        };
        drop(turn);
        // The ledger of a campaign says for itself what it does not know.
        let again = again && place.is_none();
        let once_more = |parcel| if again { found_again(parcel, &law.last_resort()) } else { parcel };
        let decisions: Vec<ParcelDecision> = decisions.into_iter().map(once_more).collect();
        if !is_whole(&decisions, letter.envelope.recipients.len()) {
            return Err(StepError::Panicked);
        }
        let source = Digest::of(&letter.bytes);
        let about = Letter { stored: &letter, mail: &mail, submitter: submitter.as_ref(), source };
        let mut opened = Vec::with_capacity(decisions.len());
        let mut also = Also::default();
        for (number, decision) in (0..).zip(decisions) {
            let mut parcel = self.open_parcel(&law, about, number, decision).await?;
            if let (Some(way), Some(place)) = (&way, &place) {
                also = self.note_row(way, place, &letter, &mut parcel).await?;
            }
            let mark = (parcel.new.state == ParcelState::Ready).then(|| self.take(parcel.new.id)).flatten();
            opened.push((parcel, mark));
        }
        crate::inside::let_stop(&law, &mail, opened.iter_mut().map(|(opened, _)| opened));
        self.commit_decided(about, location, &opened, also).await?;
        metrics::counter!("sekisho_letters_decided_total").increment(1);
        Ok(Decided { letter, opened })
    }

    async fn commit_decided(
        &self,
        letter: Letter<'_>,
        location: Location,
        opened: &[(Opened, Option<UnderWay>)],
        also: Also,
    ) -> Result<(), StepError> {
        let stored = letter.stored;
        let row = row(letter, location);
        let accepted = Event::Accepted {
            letter: stored.id,
            origin: stored.origin.clone(),
            bytes: stored.bytes.len() as u64,
            recipients: row.recipients,
            source: letter.source,
            envelope: stored.envelope.digest(),
        };
        let personal = json!({ "from": row.mail_from, "subject": row.subject, "to": addresses(stored) });
        let parcels: Vec<NewParcel> = opened.iter().map(|(opened, _)| opened.new.clone()).collect();
        let mut unit =
            Unit::new(self.clock.now()).change(Change::Decide { letter: row, parcels }).event_with(accepted, personal);
        let told = stored.told.as_deref().cloned();
        unit.events.extend(told.into_iter().chain(also.events).map(|event| (event, None)));
        for (opened, _) in opened {
            unit.changes.extend(opened.links.iter().cloned().map(Change::AddLink));
            unit.events.extend(opened.events().into_iter().map(|event| (event, None)));
        }
        unit.changes.extend(self.memories(letter));
        unit.changes.extend(also.changes);
        crate::crash::point("deciding");
        self.store.commit(unit).await?;
        crate::crash::point("decided");
        Ok(())
    }

    /// Sends what may leave, asks the people whose turn it is, tells the sender of what is refused. All of it is due in
    /// the parcels' rows, too: what is not done here is done by the clockwork.
    async fn carry_on(&self, decided: Decided) {
        for (opened, mark) in decided.opened {
            match (opened.new.state, mark) {
                (ParcelState::Ready, Some(mark)) => self.send_opened(Arc::clone(&decided.letter), opened, mark),
                (ParcelState::Ready, None) => {}
                _ => self.step(opened.new.id).await,
            }
        }
    }

    /// Delivers a parcel whose bytes are at hand. With too many on their way the clockwork takes it from the store.
    fn send_opened(&self, letter: Arc<StoredLetter>, opened: Opened, mark: UnderWay) {
        let Ok(permit) = Arc::clone(&self.abreast).try_acquire_owned() else { return };
        let house = self.clone();
        tokio::spawn(async move {
            let _permit = permit;
            let id = opened.new.id;
            let sent = AssertUnwindSafe(house.try_send_opened(&letter, opened)).catch_unwind().await;
            if let Err(error) = sent.unwrap_or(Err(StepError::Panicked)) {
                house.failed(mark, id, &error);
            }
        });
    }

    async fn try_send_opened(&self, letter: &StoredLetter, opened: Opened) -> Result<(), StepError> {
        let Opened { new, mails: Some(mails), .. } = opened else { return Ok(()) };
        let sealed = Sealed {
            id: new.id,
            plan: &new.plan,
            seal: new.seal,
            verdict: &new.verdict,
            circle: new.circle,
            since: letter.at,
        };
        let ready = self.win(sealed, mails, Vec::new())?;
        let targets = fresh_targets(&new.envelope);
        let open = targets.iter().map(|target| (target.number, None)).collect();
        let ahead = match letter.origin {
            Origin::Campaign { .. } => Ahead::default(),
            _ => Ahead::fresh(self, &new.envelope, letter.at),
        };
        let round = Round { letter, ready: &ready, version: 1, open, untold: BTreeSet::new(), ahead, due: None };
        self.deliver(round, targets).await
    }

    /// A letter that made a reader or a rule fail is held, whole and unchanged, for the approvers.
    async fn hold_stuck(&self, spooled: Spooled) {
        tracing::error!(letter = %spooled.letter, "processing a letter panicked; it is held for a person");
        let held = AssertUnwindSafe(self.try_hold_stuck(spooled)).catch_unwind().await;
        if let Err(error) = held.unwrap_or(Err(StepError::Panicked)) {
            self.try_again(spooled, &error);
        }
    }

    async fn try_hold_stuck(&self, spooled: Spooled) -> Result<(), StepError> {
        let law = self.law();
        let letter = Arc::new(self.store.load(spooled.letter).await?);
        // Of the letter only the header is read, for its authors: reading is what may have failed.
        let mail = std::panic::catch_unwind(AssertUnwindSafe(|| head_of(&letter.bytes))).unwrap_or_default();
        let source = Digest::of(&letter.bytes);
        let submitter = submitter(&letter.origin);
        let about = Letter { stored: &letter, mail: &mail, submitter: submitter.as_ref(), source };
        let opened =
            vec![(self.open_parcel(&law, about, 0, stuck(letter.envelope.recipients.len(), &law)).await?, None)];
        let event = Event::Stuck { letter: letter.id, stage: "judge".to_owned() };
        let also = Also { changes: Vec::new(), events: vec![event] };
        match self.commit_decided(about, spooled.location, &opened, also).await {
            Err(StepError::Commit(CommitError::Decided(_))) => return Ok(()),
            other => other?,
        }
        self.carry_on(Decided { letter, opened }).await;
        Ok(())
    }
}

/// The account that signed in, if one did.
pub(crate) fn submitter(origin: &Origin) -> Option<UserId> {
    match origin {
        Origin::Submission { user } => Some(user.clone()),
        Origin::Milter { user, .. } => user.clone(),
        Origin::Trial { by, .. } => Some(by.clone()),
        _ => None,
    }
}

/// Whether every recipient stands in exactly one parcel: a decision that forgets somebody is none.
fn is_whole(decisions: &[ParcelDecision], recipients: usize) -> bool {
    let mut all: Vec<usize> = decisions.iter().flat_map(|parcel| parcel.recipients.iter().copied()).collect();
    all.sort_unstable();
    all.into_iter().eq(0..recipients) && decisions.iter().all(|parcel| !parcel.recipients.is_empty())
}

/// Mails of the house pass without inspection.
pub(crate) fn passing(recipients: usize) -> ParcelDecision {
    ParcelDecision {
        recipients: (0..recipients).collect(),
        findings: Vec::new(),
        verdict: Verdict::Pass,
        wishes: Vec::new(),
        observed: Vec::new(),
    }
}

/// A notice of the house whose occasion is forgotten: its links are dead, its passwords are others.
fn outdated(recipients: usize) -> ParcelDecision {
    ParcelDecision { verdict: Verdict::Refuse { reason: RefuseReason::FoundAgain }, ..passing(recipients) }
}

fn stuck(recipients: usize, law: &Law) -> ParcelDecision {
    let finding =
        Finding::new(FindingKind::DetectorFailed, None, Place::Letter).with("reason", Fact::Word("panic".to_owned()));
    let verdict = with_approval(Verdict::Pass, &law.last_resort());
    ParcelDecision { findings: vec![finding], verdict, ..passing(recipients) }
}
