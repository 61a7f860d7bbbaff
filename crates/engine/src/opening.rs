//! Opening parcels: what was decided becomes rows, with a plan drawn, bytes made dry, and a seal.
//!
//! A plan that cannot be applied to its letter (a signed one, an unknown charset) falls back to the plan that changes
//! nothing, and an approver must look; when even that cannot be written, the parcel goes back to its sender.

use std::sync::Arc;

use sekisho_content::{Mail, transform::TransformError};
use sekisho_model::{
    Circle, Digest, Envelope, Event, Fact, Finding, FindingKind, Need, ParcelId, Place, Plan, RefuseReason, Seal,
    UserId, Verdict,
};
use sekisho_policy::ParcelDecision;
use sekisho_store::{Link, NewParcel, Parcel, ParcelState, StoredLetter};

use crate::{
    draw::{Drawn, Subject},
    error::StepError,
    house::{House, Law},
    judge::{Bench, Case},
    release::Made as Mails,
    stricter::{strictest, with_approval, without_review},
};

/// A parcel ready to be stored.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) new: NewParcel,
    pub(crate) links: Vec<Link>,
    /// Findings of rules that only observe: told in the evidence, never acting.
    pub(crate) observed: Vec<Finding>,
    /// The mails, made once; `None` for what cannot be written.
    pub(crate) mails: Option<Mails>,
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
struct Planned {
    drawn: Drawn,
    mails: Option<Mails>,
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
        let mut planned = self.plan(law, letter, id, &envelope, decided).await?;
        let mut circle = circle(law, letter, &planned.verdict);
        if circle.reviewers.is_empty() {
            planned.verdict = without_review(planned.verdict, &law.last_resort());
            circle = self::circle(law, letter, &planned.verdict);
        }
        let new = self.row(id, envelope, circle, &planned, law.digest);
        Ok(Opened { new, links: planned.drawn.links, observed, mails: planned.mails })
    }

    /// Judges a held parcel again with other recipients, as if it came in now: the wait is one for them, too. Whoever
    /// edits is an author from now on, and so are those who edited before.
    pub(crate) async fn judge_again(
        &self,
        stored: StoredLetter,
        old: &Parcel,
        envelope: Envelope,
        editor: &UserId,
    ) -> Result<Opened, StepError> {
        let law = self.law();
        let stored = Arc::new(StoredLetter { envelope, ..stored });
        let mail = self.read(&stored, None).await?;
        let submitter = crate::worker::submitter(&stored.origin);
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let at = self.clock.now();
        let case = Case { at, envelope: &stored.envelope, submitter: submitter.as_ref(), mail: &mail, merges: true };
        let decision = self.judge(bench, case).await?;
        let decided = strictest(decision.parcels, stored.envelope.recipients.len());
        let source = Digest::of(&stored.bytes);
        let letter = Letter { stored: &stored, mail: &mail, submitter: submitter.as_ref(), source };
        let mut opened = self.open_parcel(&law, letter, old.id.number, decided).await?;
        opened.new.circle.authors.extend(old.circle.authors.iter().cloned());
        opened.new.circle.authors.insert(editor.clone());
        crate::inside::keep(&law, &mail, &old.circle.stoppers, &mut opened.new);
        Ok(opened)
    }

    async fn plan(
        &self,
        law: &Law,
        letter: Letter<'_>,
        id: ParcelId,
        envelope: &Envelope,
        decided: ParcelDecision,
    ) -> Result<Planned, StepError> {
        let ParcelDecision { findings, verdict, wishes, .. } = decided;
        let subject = Subject { id, letter: letter.stored, mail: letter.mail, recipients: &envelope.recipients };
        let drawn = self.draw(subject, &wishes)?;
        match self.make_mails(letter.stored, envelope, &drawn.plan).await {
            Ok(mails) => {
                let seal = Seal::new(envelope, letter.source, &mails.leaves);
                Ok(Planned { drawn, mails: Some(mails), seal, verdict, findings })
            }
            Err(error) => {
                let reason = unplanned(error)?;
                // What was wished cannot be done, so a person must look.
                let verdict = if wishes.is_empty() { verdict } else { with_approval(verdict, &law.last_resort()) };
                self.plan_plain(letter, subject, envelope, (findings, verdict), reason).await
            }
        }
    }

    /// The plan cannot be applied: the letter stays as it is.
    async fn plan_plain(
        &self,
        letter: Letter<'_>,
        subject: Subject<'_>,
        envelope: &Envelope,
        (mut findings, verdict): (Vec<Finding>, Verdict),
        reason: Finding,
    ) -> Result<Planned, StepError> {
        findings.push(reason);
        let drawn = self.draw_plain(subject)?;
        match self.make_mails(letter.stored, envelope, &drawn.plan).await {
            Ok(mails) => {
                let seal = Seal::new(envelope, letter.source, &mails.leaves);
                Ok(Planned { drawn, mails: Some(mails), seal, verdict, findings })
            }
            Err(error) => {
                unplanned(error)?;
                let seal = Seal::new(envelope, letter.source, &[]);
                let verdict = Verdict::Refuse { reason: RefuseReason::Unsendable };
                Ok(Planned { drawn: Drawn { links: Vec::new(), ..drawn }, mails: None, seal, verdict, findings })
            }
        }
    }

    fn row(&self, id: ParcelId, envelope: Envelope, circle: Circle, made: &Planned, policy: Digest) -> NewParcel {
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
        let decided = Event::Decided {
            parcel: new.id,
            verdict: new.verdict.clone(),
            findings: new.findings.iter().chain(&self.observed).map(Finding::for_evidence).collect(),
            policy: new.policy,
            seal: new.seal,
            steps: codes(&new.plan),
            recipients: count(&new.envelope),
        };
        let made = |link: &Link| Event::LinkMade { parcel: new.id, link: link.link, expires: link.expires_at };
        std::iter::once(decided).chain(self.links.iter().map(made)).collect()
    }
}

/// The event of a stored parcel that is held again, as it was decided.
pub(crate) fn decided(parcel: &Parcel) -> Event {
    Event::Decided {
        parcel: parcel.id,
        verdict: parcel.verdict.clone(),
        findings: parcel.findings.iter().map(Finding::for_evidence).collect(),
        policy: parcel.policy,
        seal: parcel.seal,
        steps: codes(&parcel.plan),
        recipients: count(&parcel.envelope),
    }
}

fn codes(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| step.code().to_owned()).collect()
}

fn count(envelope: &Envelope) -> u32 {
    u32::try_from(envelope.recipients.len()).unwrap_or(u32::MAX)
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
    let writers = letter.mail.from.iter().chain(&letter.mail.sender).filter_map(|mailbox| mailbox.address.as_ref());
    law.roster.circle(letter.stored.envelope.mail_from.address(), writers, letter.submitter, &groups)
}

/// That a plan could not be applied, as a finding. What is not the letter's fault stays an error.
fn unplanned(error: StepError) -> Result<Finding, StepError> {
    let reason = match error {
        StepError::Transform(TransformError::Signed) => "signed",
        StepError::Transform(TransformError::Charset) => "charset",
        StepError::Transform(TransformError::Line) => "line",
        StepError::Transform(TransformError::TooLarge) => "size",
        StepError::Transform(_) => "structure",
        StepError::Panicked => "panic",
        other => return Err(other),
    };
    let finding = Finding::new(FindingKind::DetectorFailed, None, Place::Letter);
    Ok(finding.with("reason", Fact::Word(format!("transform-{reason}"))))
}
