//! From a letter to what is decided for it: read, look up, inspect, decide.
//!
//! Reading runs where a panic of a reader cannot take the letter with it. Nothing is written here; the same road serves
//! a new letter, an edited parcel, the quick verdict of the milter and a policy that is tried on the past.

use std::{panic::AssertUnwindSafe, sync::Arc};

use sekisho_content::{self as content, Limits, Mail};
use sekisho_model::{Address, Digest, Envelope, Time, UserId};
use sekisho_policy::{self as policy, Decision, Facts, ListFacts, Policy, RecipientFacts, ThreadFacts};
use sekisho_privacy::master::Index;
use sekisho_roster::{Expansion, Roster};
use sekisho_store::{KnownName, StoredLetter};

use crate::{
    bursts::{Shape, Turn},
    error::StepError,
    house::House,
    memory::{Known, message_digest},
    rooms::{self, Order},
    settings::KnownPasswords,
};

/// Letters up to this size are read on the worker's own thread.
const INLINE: usize = 128 << 10;
/// Known names are looked up for letters to few; a salutation to a thousand names nobody.
const NAMES_FOR: usize = 50;
/// Domains of a letter for which passwords are looked up, and passwords that are tried on one.
const DOMAINS: usize = 100;
const PASSWORDS: usize = 20;
/// Bytes of pictures of one letter that are recognised.
const PICTURE_BYTES: usize = 32 << 20;
/// Message ids of a reply that are looked up, latest first.
const THREAD: usize = 20;

/// By what a letter is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) roster: &'a Roster,
}

/// A letter as it is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'a> {
    /// When it came in.
    pub(crate) at: Time,
    pub(crate) envelope: &'a Envelope,
    pub(crate) submitter: Option<&'a UserId>,
    pub(crate) mail: &'a Mail,
    /// Whether it is held with the mail merge it belongs to.
    pub(crate) merges: bool,
}

impl House {
    /// Reads a letter, its documents in a room of their own, and its pictures where that is wanted. A reader that panics
    /// is an error, never a letter without contents; a room that fails leaves its documents blind. Those who wait for
    /// its turn are told what it looks like as early as possible.
    pub(crate) async fn read(&self, letter: &Arc<StoredLetter>, turn: Option<&Turn<'_>>) -> Result<Mail, StepError> {
        let order = self.reading_order(&letter.envelope);
        let mut mail = self.read_by(letter, &order, turn).await?;
        self.recognise(&mut mail).await;
        if let Some(turn) = turn {
            turn.read(Shape::of(&mail).as_ref());
        }
        Ok(mail)
    }

    /// The same for showing: pictures have the words they were judged by, and nobody waits for their recognition twice.
    pub(crate) async fn read_documents(&self, letter: &Arc<StoredLetter>) -> Result<Mail, StepError> {
        let order = self.reading_order(&letter.envelope);
        let mut mail = self.read_by(letter, &order, None).await?;
        self.recognise_known(&mut mail);
        Ok(mail)
    }

    async fn read_by(
        &self,
        letter: &Arc<StoredLetter>,
        order: &Order,
        turn: Option<&Turn<'_>>,
    ) -> Result<Mail, StepError> {
        let mail = self.read_here(letter, order).await?;
        if !self.rooms.is_open() || !rooms::is_left_over(&mail) {
            return Ok(mail);
        }
        if let Some(turn) = turn {
            turn.skimmed(Shape::of(&mail));
        }
        match self.rooms.read(&letter.bytes, order).await {
            Some(whole) => Ok(whole),
            None => {
                metrics::counter!("sekisho_reading_rooms_failed_total").increment(1);
                tracing::warn!(letter = %letter.id, "a reading room did not answer; its documents count as unreadable");
                Ok(mail)
            }
        }
    }

    /// Reads on this thread or one beside it; documents only where there are no rooms.
    async fn read_here(&self, letter: &Arc<StoredLetter>, order: &Order) -> Result<Mail, StepError> {
        let whole = Limits { picture_bytes: order.picture_bytes, ..Limits::default() };
        let limits = if self.rooms.is_open() { rooms::shallow() } else { whole };
        let passwords = if self.rooms.is_open() { Vec::new() } else { order.passwords.clone() };
        let read = move |letter: &StoredLetter| content::read_knowing(&letter.bytes, &limits, &passwords);
        if letter.bytes.len() <= INLINE {
            // Never closed; without a turn it is only less polite.
            let _turn = self.turns.acquire().await.ok();
            return std::panic::catch_unwind(AssertUnwindSafe(|| read(letter))).map_err(|_| StepError::Panicked);
        }
        let letter = Arc::clone(letter);
        tokio::task::spawn_blocking(move || read(&letter)).await.map_err(|_| StepError::Panicked)
    }

    /// Which passwords are tried on a letter, and whether its pictures are wanted.
    fn reading_order(&self, envelope: &Envelope) -> Order {
        let recipients = envelope.recipients.iter().map(|recipient| recipient.address.domain());
        let domains: Vec<_> =
            envelope.mail_from.address().map(Address::domain).into_iter().chain(recipients).take(DOMAINS).collect();
        let fits = |known: &&KnownPasswords| {
            known.domains.is_empty()
                || domains.iter().any(|domain| known.domains.iter().any(|own| domain.is_within(own)))
        };
        let known = self.settings.passwords.iter().filter(fits).flat_map(|known| &known.passwords);
        Order {
            passwords: known.take(PASSWORDS).map(|secret| secret.0.clone()).collect(),
            picture_bytes: if self.settings.recognition.is_some() { PICTURE_BYTES } else { 0 },
            file: None,
        }
    }

    /// Judges a letter that has been read.
    pub(crate) async fn judge(&self, bench: Bench<'_>, case: Case<'_>) -> Result<Decision, StepError> {
        let master = self.master.current();
        let facts = self.facts(bench, case, master.as_deref()).await?;
        let decide = || {
            let findings = policy::inspect(bench.policy, case.mail, &facts);
            policy::decide(bench.policy, case.mail, &facts, findings)
        };
        let _turn = self.turns.acquire().await.ok();
        std::panic::catch_unwind(AssertUnwindSafe(decide)).map_err(|_| StepError::Panicked)
    }

    async fn facts<'a>(
        &self,
        bench: Bench<'_>,
        case: Case<'a>,
        master: Option<&'a Index>,
    ) -> Result<Facts<'a>, StepError> {
        let addresses: Vec<&Address> = case.envelope.recipients.iter().map(|recipient| &recipient.address).collect();
        let domains: Vec<_> = addresses.iter().map(|address| address.domain().clone()).collect();
        let known = self.memory.known(&domains);
        let names = self.names_of(&addresses).await?;
        let recipients: Vec<RecipientFacts> = addresses
            .iter()
            .map(|address| recipient(bench.roster, address, known.get(address.domain()), case.at, &names))
            .collect();
        // The list is only needed to find what a new domain looks like.
        let new = recipients.iter().any(|recipient| !recipient.inside && recipient.first_ever);
        let mut known_domains = bench.roster.domains().to_vec();
        if new {
            known_domains.extend(self.memory.known_before(case.at));
        }
        let sender = case.envelope.mail_from.address();
        Ok(Facts {
            at: case.at,
            sender,
            sender_names: sender_names(bench.roster, sender, case.submitter),
            recipients,
            known_domains,
            thread: self.thread(case.mail).await?,
            own_domains: bench.roster.domains().to_vec(),
            master,
            burst: sender.filter(|_| case.merges).and_then(|sender| self.bursts.seen(sender, case.mail, case.at)),
        })
    }

    async fn names_of(&self, addresses: &[&Address]) -> Result<Vec<KnownName>, StepError> {
        if addresses.len() > NAMES_FOR {
            return Ok(Vec::new());
        }
        Ok(self.store.names(addresses.iter().map(|address| address.key()).collect()).await?)
    }

    async fn thread(&self, mail: &Mail) -> Result<Option<ThreadFacts>, StepError> {
        let ids: Vec<Digest> = mail.references.iter().rev().take(THREAD).map(|id| message_digest(id)).collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let latest = self.store.threads(ids).await?.into_iter().max_by_key(|thread| thread.at);
        Ok(latest.map(|thread| ThreadFacts { participants: thread.participants, at: thread.at }))
    }
}

pub(crate) fn recipient(
    roster: &Roster,
    address: &Address,
    known: Option<&Known>,
    at: Time,
    names: &[KnownName],
) -> RecipientFacts {
    let key = address.key();
    let before = known.filter(|known| known.first_at < at);
    let named = names.iter().filter(|name| name.address_key == key).map(|name| name.name.clone());
    let person = roster.people_of(address).into_iter().filter_map(|user| Some(roster.person(user)?.name.clone()));
    RecipientFacts {
        address: address.clone(),
        organisation: roster.organisation(address.domain()),
        inside: roster.is_inside(address.domain()),
        first_ever: before.is_none(),
        last_letter: before.map(|known| known.last_at),
        names: named.chain(person).collect(),
        list: list(roster, address),
    }
}

fn list(roster: &Roster, address: &Address) -> ListFacts {
    let count = |members: &[Address]| u32::try_from(members.len()).unwrap_or(u32::MAX);
    match roster.expand(address) {
        Expansion::Person => ListFacts::NotAList,
        Expansion::List { members, outside } => ListFacts::List { members: count(members), outside: count(outside) },
        Expansion::Unknown => ListFacts::Unknown,
        Expansion::Unexpandable => ListFacts::Unexpandable,
    }
}

fn sender_names(roster: &Roster, sender: Option<&Address>, submitter: Option<&UserId>) -> Vec<String> {
    let people = sender.map(|address| roster.people_of(address)).unwrap_or_default();
    let mut names: Vec<String> =
        people.into_iter().chain(submitter).filter_map(|user| Some(roster.person(user)?.name.clone())).collect();
    names.sort();
    names.dedup();
    names
}
