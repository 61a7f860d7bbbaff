//! The quick verdict for an MTA that asks by the milter: pass, refuse, later, or taken over.
//!
//! An answer that leaves the letter with the MTA is evidence before it is spoken: the house keeps nothing else of such a
//! letter. What is taken over goes the way of every letter. Whatever goes wrong is a temporary failure.

use std::sync::Arc;

use sekisho_model::{Address, Digest, Event, Origin, UserId, Verdict};
use sekisho_policy::ParcelDecision;
use sekisho_roster::Roster;
use sekisho_smtp::milter::{MilterAnswer, MilterMail, MilterReply};
use sekisho_store::{Change, ClientFacts, StoreError, StoredLetter, Unit};

use super::{Gate, LOOP, Said, own, own_author, refusal};
use crate::{
    bursts::Beside,
    chance,
    error::StepError,
    house::{House, Law},
    judge::{Bench, Case},
    memory::message_digest,
    opening::Letter,
};

impl Gate {
    /// The quick verdict for an MTA: pass, refuse, or taken over.
    pub async fn judge_milter(&self, mail: MilterMail) -> MilterAnswer {
        match self.try_judge_milter(mail).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::error!(error = %crate::chain(&error), "a letter of the milter could not be judged");
                later(451, "4.3.0", "cannot look at this letter now; try again")
            }
        }
    }

    async fn try_judge_milter(&self, mail: MilterMail) -> Result<MilterAnswer, StepError> {
        let house = &self.house;
        let law = house.law();
        let letter = Arc::new(house.shown(&law.roster, mail)?);
        if house.came_back(&letter.envelope, &letter.bytes).await? {
            return Ok(refuse(554, LOOP));
        }
        let submitter = crate::worker::submitter(&letter.origin);
        if let Some(user) = &submitter
            && let Err(said) = own_letter(&law.roster, user, &letter)
        {
            return Ok(refuse(550, said));
        }
        let turn = house.turn_of(house.turns_of_senders.rank(), &letter.origin, &letter.envelope);
        let read = house.read(&letter, turn.as_ref()).await?;
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let case = Case {
            at: letter.at,
            envelope: &letter.envelope,
            submitter: submitter.as_ref(),
            mail: &read,
            merges: true,
        };
        let parcels = house.judge(bench, case).await?.parcels;
        // A letter whose burst went wrong in the same moment, or may have, is taken over and judged again.
        if let Some(verdict) = at_once(&parcels)
            && house.look_beside(turn.as_ref(), case, letter.id, &parcels).await == Beside::Right
        {
            let source = Digest::of(&letter.bytes);
            let about = Letter { stored: &letter, mail: &read, submitter: submitter.as_ref(), source };
            return house.answer_milter(&law, about, verdict, &parcels).await;
        }
        drop((read, turn));
        self.take_over(letter).await
    }

    async fn take_over(&self, letter: Arc<StoredLetter>) -> Result<MilterAnswer, StepError> {
        let letter = Arc::try_unwrap(letter).unwrap_or_else(|shared| (*shared).clone());
        match self.house.take_in_stored(letter).await {
            Ok(_) => Ok(MilterAnswer::TakeOver),
            Err(error @ StepError::Store(StoreError::Full)) => Ok(later(452, "4.3.1", refusal(&error).text())),
            Err(error @ StepError::Store(StoreError::TooLarge { .. })) => {
                Ok(refuse(552, ("5.3.4", refusal(&error).text())))
            }
            Err(error) => Err(error),
        }
    }
}

impl House {
    /// The letter as it is judged, and kept if it is taken over.
    fn shown(&self, roster: &Roster, mail: MilterMail) -> Result<StoredLetter, StepError> {
        let MilterMail { envelope, bytes, mta, peer, helo, auth_user, .. } = mail;
        let believed = mta.parse().is_ok_and(|mta| self.settings.believed.iter().any(|net| net.contains(mta)));
        let user = auth_user.filter(|_| believed).and_then(|login| account(roster, &login));
        let client = ClientFacts { peer, helo, tls: None, protocol: "ESMTP".to_owned() };
        let (at, origin) = (self.clock.now(), Origin::Milter { peer: mta.into(), user });
        Ok(StoredLetter { id: chance::letter_id(at)?, at, origin, envelope, client, told: None, bytes })
    }

    /// Writes down what an MTA is about to be told, with what is remembered of the letter, and says it.
    async fn answer_milter(
        &self,
        law: &Law,
        letter: Letter<'_>,
        verdict: Verdict,
        parcels: &[ParcelDecision],
    ) -> Result<MilterAnswer, StepError> {
        let passed = verdict == Verdict::Pass;
        let mut unit = Unit::new(self.clock.now()).event(answered(law, letter, verdict.clone(), parcels));
        unit.changes.extend(self.memories(letter));
        if passed {
            let domains = letter.stored.envelope.recipients.iter().map(|recipient| recipient.address.domain().clone());
            let worth = self.memory.see(domains, self.clock.now());
            unit.changes.extend((!worth.is_empty()).then_some(Change::SeeDomains(worth)));
        }
        self.store.commit(unit).await?;
        match verdict {
            Verdict::Refuse { reason } => {
                metrics::counter!("sekisho_milter_refused_total").increment(1);
                let text = self.words(crate::desk::Language::En).refuse(&reason);
                Ok(refuse(550, ("5.7.1", &text)))
            }
            Verdict::Pass | Verdict::Hold { .. } => {
                metrics::counter!("sekisho_milter_passed_total").increment(1);
                Ok(MilterAnswer::Pass)
            }
        }
    }
}

/// The account behind a login of the MTA: the one of that name, or the only one with that mail address.
fn account(roster: &Roster, login: &str) -> Option<UserId> {
    let user = UserId::new(login);
    if roster.person(&user).is_some() {
        return Some(user);
    }
    match roster.people_of(&Address::parse(login).ok()?).as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// Whether envelope, `From` and `Sender` are those of who signed in, as on submission. Who did not, or is no account of
/// this house, is the MTA's business: there is nobody to compare with, and scanners and programs send in many names.
fn own_letter(roster: &Roster, user: &UserId, letter: &StoredLetter) -> Result<(), Said> {
    if let Some(sender) = letter.envelope.mail_from.address() {
        own(roster, user, sender)?;
    }
    own_author(roster, user, &letter.bytes)
}

/// The one verdict that the MTA can carry out by itself: everything passes as it is, or everything is refused.
fn at_once(parcels: &[ParcelDecision]) -> Option<Verdict> {
    let plain = |parcel: &ParcelDecision| parcel.verdict == Verdict::Pass && parcel.wishes.is_empty();
    if parcels.iter().all(plain) {
        return Some(Verdict::Pass);
    }
    let refused = |parcel: &ParcelDecision| matches!(parcel.verdict, Verdict::Refuse { .. });
    parcels.first().filter(|_| parcels.iter().all(refused)).map(|first| first.verdict.clone())
}

fn answered(law: &Law, letter: Letter<'_>, verdict: Verdict, parcels: &[ParcelDecision]) -> Event {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let findings = parcels.iter().map(|parcel| parcel.findings.len() + parcel.observed.len()).sum();
    Event::MilterAnswered {
        verdict,
        findings: count(findings),
        policy: law.digest,
        bytes: letter.stored.bytes.len() as u64,
        recipients: count(letter.stored.envelope.recipients.len()),
        source: letter.source,
        envelope: letter.stored.envelope.digest(),
        message: letter.mail.message_id.as_deref().map(message_digest),
        user: letter.submitter.cloned(),
    }
}

fn refuse(code: u16, (status, text): (&str, &str)) -> MilterAnswer {
    MilterAnswer::Refuse(MilterReply::permanent(code, status, text))
}

fn later(code: u16, status: &str, text: &str) -> MilterAnswer {
    MilterAnswer::Later(MilterReply::temporary(code, status, text))
}
