//! Opening parcels: what was decided becomes rows, with a plan drawn, bytes made dry, and a seal.
//!
//! A plan that cannot be applied to its letter (a signed one, an unknown charset) falls back to the plan that changes
//! nothing, and an approver must look; when even that cannot be written, the parcel goes back to its sender.

use std::sync::Arc;

use sekisho_content::{
    Mail,
    transform::{self, Prepared, TransformError},
};
use sekisho_model::{
    Circle, Digest, Envelope, Event, Fact, Finding, FindingKind, GroupId, Need, Needs, ParcelId, Place, RefuseReason, Seal,
    UserId, Verdict,
};
use sekisho_policy::{ParcelDecision, Wish};
use sekisho_store::{Link, NewParcel, ParcelState, StoredLetter};

use crate::{
    draw::{Drawn, Subject},
    error::StepError,
    house::{House, Law},
    judge::{Bench, Case},
};

/// Letters above this size are transformed on a thread of their own.
const INLINE: usize = 256 << 10;

/// A parcel ready to be stored.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) new: NewParcel,
    pub(crate) links: Vec<Link>,
    /// Findings of rules that only observe: told in the evidence, never acting.
    pub(crate) observed: Vec<Finding>,
    /// The mails, made once; `None` for what cannot be written.
    pub(crate) prepared: Option<Prepared>,
}

/// What parcels are opened from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter<'a> {
    pub(crate) stored: &'a Arc<StoredLetter>,
    pub(crate) mail: &'a Mail,
    pub(crate) submitter: Option<&'a UserId>,
    /// Plain digest of the bytes.
    pub(crate) source: Digest,
}

/// A plan that could be applied, or the verdict that none can.
struct Made {
    drawn: Drawn,
    prepared: Option<Prepared>,
    seal: Seal,
    verdict: Verdict,
    findings: Vec<Finding>,
}

impl House {
    /// Opens one parcel of a letter.
    pub(crate) async fn open_parcel(
        &self,
        law: &Law,
        letter: Letter<'_>,
        number: u16,
        decided: ParcelDecision,
    ) -> Result<Opened, StepError> {
        let id = ParcelId { letter: letter.stored.id, number };
        let all = &letter.stored.envelope.recipients;
        let recipients = decided.recipients.iter().filter_map(|index| all.get(*index).cloned()).collect();
        let envelope = letter.stored.envelope.with_recipients(recipients);
        let observed = decided.observed.clone();
        let made = self.make(letter, id, &envelope, decided).await?;
        let circle = circle(law, letter, &made.verdict);
        let new = self.row(id, envelope, circle, &made, law.digest);
        Ok(Opened { new, links: made.drawn.links, observed, prepared: made.prepared })
    }

    /// Judges a held parcel again with other recipients. Whoever edits is an author from now on.
    pub(crate) async fn judge_again(
        &self,
        stored: StoredLetter,
        id: ParcelId,
        envelope: Envelope,
        editor: &UserId,
    ) -> Result<Opened, StepError> {
        let law = self.law();
        let stored = Arc::new(StoredLetter { envelope, ..stored });
        let mail = self.read(&stored).await?;
        let submitter = crate::worker::submitter(&stored.origin);
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let case = Case { at: stored.at, envelope: &stored.envelope, submitter: submitter.as_ref(), mail: &mail };
        let decision = self.judge(bench, case).await?;
        let decided = strictest(decision.parcels, stored.envelope.recipients.len());
        let source = Digest::of(&stored.bytes);
        let letter = Letter { stored: &stored, mail: &mail, submitter: submitter.as_ref(), source };
        let mut opened = self.open_parcel(&law, letter, id.number, decided).await?;
        opened.new.circle.authors.insert(editor.clone());
        Ok(opened)
    }

    async fn make(
        &self,
        letter: Letter<'_>,
        id: ParcelId,
        envelope: &Envelope,
        decided: ParcelDecision,
    ) -> Result<Made, StepError> {
        let ParcelDecision { findings, verdict, wishes, .. } = decided;
        let subject = Subject { id, letter: letter.stored, mail: letter.mail, recipients: &envelope.recipients };
        let drawn = self.draw(subject, &wishes)?;
        match self.try_plan(letter, envelope, &drawn).await? {
            Ok((prepared, seal)) => Ok(Made { drawn, prepared: Some(prepared), seal, verdict, findings }),
            Err(error) => self.make_plain(letter, subject, envelope, (findings, verdict, wishes), error).await,
        }
    }

    /// The plan cannot be applied: the letter stays as it is and a person must look.
    async fn make_plain(
        &self,
        letter: Letter<'_>,
        subject: Subject<'_>,
        envelope: &Envelope,
        (mut findings, verdict, wishes): (Vec<Finding>, Verdict, Vec<Wish>),
        error: TransformError,
    ) -> Result<Made, StepError> {
        findings.push(unplanned(&error));
        let drawn = self.draw_plain(subject)?;
        match self.try_plan(letter, envelope, &drawn).await? {
            Ok((prepared, seal)) => {
                let verdict = if wishes.is_empty() { verdict } else { with_approval(verdict) };
                Ok(Made { drawn, prepared: Some(prepared), seal, verdict, findings })
            }
            Err(_) => {
                let seal = Seal::new(envelope, letter.source, &[]);
                let verdict = Verdict::Refuse { reason: RefuseReason::Unsendable };
                Ok(Made { drawn: Drawn { links: Vec::new(), ..drawn }, prepared: None, seal, verdict, findings })
            }
        }
    }

    /// Applies a plan dry.
    async fn try_plan(
        &self,
        letter: Letter<'_>,
        envelope: &Envelope,
        drawn: &Drawn,
    ) -> Result<Result<(Prepared, Seal), TransformError>, StepError> {
        let source = letter.source;
        let work = move |stored: &StoredLetter, envelope: &Envelope, plan: &sekisho_model::Plan, keys: &transform::Keys| {
            let prepared = transform::prepare(&stored.bytes, envelope, plan, keys)?;
            let seal = prepared.seal(source);
            Ok((prepared, seal))
        };
        if letter.stored.bytes.len() <= INLINE && envelope.recipients.len() < 64 {
            return Ok(work(letter.stored, envelope, &drawn.plan, &self.dkim));
        }
        let (stored, envelope, plan, house) =
            (Arc::clone(letter.stored), envelope.clone(), drawn.plan.clone(), self.clone());
        let work = move || work(&stored, &envelope, &plan, &house.dkim);
        tokio::task::spawn_blocking(work).await.map_err(|_| StepError::Panicked)
    }

    fn row(&self, id: ParcelId, envelope: Envelope, circle: Circle, made: &Made, policy: Digest) -> NewParcel {
        let now = self.clock.now();
        let (state, held_since, due_at) = match &made.verdict {
            Verdict::Pass => (ParcelState::Ready, None, None),
            Verdict::Hold { needs } => (ParcelState::Held, Some(now), self.due(needs.as_slice(), now, 0, now)),
            Verdict::Refuse { .. } => (ParcelState::Refused, None, Some(now)),
        };
        NewParcel {
            id,
            state,
            verdict: made.verdict.clone(),
            findings: made.findings.clone(),
            circle,
            plan: made.drawn.plan.clone(),
            seal: made.seal,
            envelope,
            policy,
            held_since,
            due_at,
        }
    }
}

impl Opened {
    /// What is told of it in the evidence.
    pub(crate) fn events(&self) -> Vec<Event> {
        let new = &self.new;
        let findings = new.findings.iter().chain(&self.observed).map(Finding::without_private).collect();
        let decided = Event::Decided {
            parcel: new.id,
            verdict: new.verdict.clone(),
            findings,
            policy: new.policy,
            seal: new.seal,
            steps: new.plan.steps.iter().map(|step| step.code().to_owned()).collect(),
            recipients: u32::try_from(new.envelope.recipients.len()).unwrap_or(u32::MAX),
        };
        let made = |link: &Link| Event::LinkMade { parcel: new.id, link: link.link, expires: link.expires_at };
        std::iter::once(decided).chain(self.links.iter().map(made)).collect()
    }
}

/// Who may do what: nobody outside the roster.
fn circle(law: &Law, letter: Letter<'_>, verdict: &Verdict) -> Circle {
    let groups = match verdict {
        Verdict::Hold { needs } => needs
            .as_slice()
            .iter()
            .filter_map(|need| match need {
                Need::Approval { group, .. } => Some(group.clone()),
                _ => None,
            })
            .collect(),
        _ => std::collections::BTreeSet::new(),
    };
    law.roster.circle(letter.stored.envelope.mail_from.address(), letter.submitter, &groups)
}

fn unplanned(error: &TransformError) -> Finding {
    let reason = match error {
        TransformError::Signed => "signed",
        TransformError::Charset => "charset",
        TransformError::Line => "line",
        TransformError::TooLarge => "size",
        _ => "structure",
    };
    Finding::new(FindingKind::DetectorFailed, None, Place::Letter).with("reason", Fact::Word(format!("transform-{reason}")))
}

/// The group that looks at letters nobody else answers for.
pub(crate) fn last_resort() -> GroupId {
    GroupId::new("approvers")
}

/// The same, and an approver must look.
pub(crate) fn with_approval(verdict: Verdict) -> Verdict {
    let approval = Need::Approval { group: last_resort(), count: 1 };
    let needs = match &verdict {
        Verdict::Pass => vec![approval],
        Verdict::Hold { needs } => needs.as_slice().iter().cloned().chain([approval]).collect(),
        Verdict::Refuse { .. } => return verdict,
    };
    Needs::new(needs).map_or(verdict, |needs| Verdict::Hold { needs })
}

/// An edited parcel stays one parcel: all findings, all wishes, all needs, the first refusal.
fn strictest(parcels: Vec<ParcelDecision>, recipients: usize) -> ParcelDecision {
    let mut all = ParcelDecision {
        recipients: (0..recipients).collect(),
        findings: Vec::new(),
        verdict: Verdict::Pass,
        wishes: Vec::new(),
        observed: Vec::new(),
    };
    for parcel in parcels {
        all.findings.extend(parcel.findings);
        all.observed.extend(parcel.observed);
        all.wishes.extend(parcel.wishes);
        all.verdict = stricter(all.verdict, parcel.verdict);
    }
    all.findings.sort();
    all.findings.dedup();
    all
}

fn stricter(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (refused @ Verdict::Refuse { .. }, _) | (_, refused @ Verdict::Refuse { .. }) => refused,
        (Verdict::Pass, other) => other,
        (one, Verdict::Pass) => one,
        (Verdict::Hold { needs: one }, Verdict::Hold { needs: other }) => {
            let all: Vec<Need> = one.as_slice().iter().chain(other.as_slice()).cloned().collect();
            Needs::new(all).map_or(Verdict::Hold { needs: one }, |needs| Verdict::Hold { needs })
        }
    }
}
