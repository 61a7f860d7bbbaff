//! The doors: what the submission server, the relay port and the milter ask the house.
//!
//! `250` is spoken only after the letter is durable. Whatever goes wrong before that is a 4xx and the client keeps the
//! letter; after that the letter is the house's, and nothing but its own road ends it.

use std::sync::Arc;

use sekisho_content as content;
use sekisho_model::{Address, Envelope, LetterId, Origin, Recipient, ReversePath, UserId};
use sekisho_roster::Expansion;
use sekisho_smtp::{
    milter::{MilterAnswer, MilterMail, MilterReply},
    server::{Handler, Reply, ScramKeys, Session, SignInRefused},
};
use sekisho_store::{ClientFacts, NewLetter, StoreError, StoredLetter};
use zeroize::Zeroizing;

use crate::{
    chance,
    desk::{Desk, SignInError},
    error::StepError,
    house::House,
    judge::{Bench, Case},
    passwords, rooms,
};

/// The doors of a house. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    house: House,
    desk: Desk,
}

impl Gate {
    /// The doors of this house.
    #[must_use]
    pub fn new(house: House) -> Self {
        Self { desk: Desk::new(house.clone()), house }
    }
}

impl Handler for Gate {
    async fn sign_in(
        &self,
        _session: &Session,
        login: &str,
        password: Zeroizing<String>,
    ) -> Result<UserId, SignInRefused> {
        match self.desk.check_password(login, &password).await {
            Ok(user) => {
                self.desk.forget_failures(&user).await;
                Ok(user.id)
            }
            Err(error) => Err(refused(error)),
        }
    }

    async fn scram_keys(&self, login: &str) -> Option<ScramKeys> {
        let user = self.house.store.user(UserId::new(login)).await.ok().flatten()?;
        let now = self.house.clock.now();
        let barred = user.disabled || user.locked_until.is_some_and(|until| until > now);
        user.scram.as_deref().filter(|_| !barred).and_then(passwords::scram_keys)
    }

    async fn scram_ended(&self, _session: &Session, login: &str, proved: bool) -> Result<UserId, SignInRefused> {
        match self.desk.end_proof(login, proved).await {
            Ok(user) => Ok(user.id),
            Err(error) => Err(refused(error)),
        }
    }

    async fn sender(&self, session: &Session, sender: &ReversePath) -> Result<(), Reply> {
        match (&session.user, sender) {
            (Some(user), ReversePath::Address(address)) => self.own(user, address),
            _ => Ok(()),
        }
    }

    async fn recipient(&self, _session: &Session, recipient: &Recipient, _so_far: usize) -> Result<(), Reply> {
        match self.house.law().roster.expand(&recipient.address) {
            Expansion::Unknown => {
                Err(Reply::new(550, "5.1.1", "there is no such mailbox or list here; check the address"))
            }
            _ => Ok(()),
        }
    }

    async fn accept(&self, session: &Session, envelope: Envelope, bytes: Vec<u8>) -> Reply {
        if let Err(reply) = self.own_author(session, &bytes) {
            return reply;
        }
        let origin = match &session.user {
            Some(user) => Origin::Submission { user: user.clone() },
            None => Origin::Relay { peer: session.peer.to_string().into() },
        };
        let forwarded = session.forwarded.as_ref();
        let client = ClientFacts {
            peer: forwarded.and_then(|client| client.addr).unwrap_or(session.peer).to_string(),
            helo: forwarded.and_then(|client| client.helo.clone()).unwrap_or_else(|| session.helo.clone()),
            tls: session.tls.clone(),
            protocol: session.protocol.clone(),
        };
        match self.house.take_in(origin, envelope, client, bytes).await {
            Ok(id) => Reply::new(250, "2.0.0", &format!("taken in as {id}; it leaves once nothing speaks against it")),
            Err(error) => refusal(&error),
        }
    }
}

impl Gate {
    fn own(&self, user: &UserId, address: &Address) -> Result<(), Reply> {
        if self.house.law().roster.may_send_as(user, address) {
            return Ok(());
        }
        Err(Reply::new(
            550,
            "5.7.1",
            "this sender address is not yours; send as yourself or ask for the shared mailbox",
        ))
    }

    /// Whom people will see as author must be the one who signed in (RFC 6409 §6.1): every address of `From`, and
    /// `Sender`, too. Most mail programs show `From` alone, so a `Sender` of one's own is no leave to write as others.
    fn own_author(&self, session: &Session, bytes: &[u8]) -> Result<(), Reply> {
        let Some(user) = &session.user else { return Ok(()) };
        let head = content::read(header_of(bytes), &rooms::shallow());
        let count = |name: &str| head.fields.iter().filter(|field| field.name == name).count();
        if head.from.is_empty() {
            return Err(Reply::new(550, "5.6.0", "the letter has no From field"));
        }
        if count("from") > 1 || count("sender") > 1 {
            return Err(Reply::new(550, "5.6.0", "the letter has more than one From or Sender field"));
        }
        let mut addresses = head.from.iter().chain(&head.sender).map(|mailbox| mailbox.address.as_ref());
        addresses.try_for_each(|address| match address {
            Some(address) => self.own(user, address),
            None => Err(Reply::new(550, "5.6.0", "the From or Sender field has no address that can be read")),
        })
    }

    /// The quick verdict for an MTA: pass, refuse, or taken over.
    pub async fn judge_milter(&self, mail: MilterMail) -> MilterAnswer {
        match self.try_judge_milter(mail).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::error!(error = %crate::chain(&error), "a letter of the milter could not be judged");
                MilterAnswer::Later(MilterReply::temporary(451, "4.3.0", "cannot look at this letter now; try again"))
            }
        }
    }

    async fn try_judge_milter(&self, mail: MilterMail) -> Result<MilterAnswer, StepError> {
        let house = &self.house;
        let at = house.clock.now();
        let MilterMail { envelope, bytes, mta, peer, helo, auth_user, .. } = mail;
        let client = ClientFacts { peer, helo, tls: None, protocol: "ESMTP".to_owned() };
        let believed = mta.parse().is_ok_and(|mta| house.settings.believed.iter().any(|net| net.contains(mta)));
        let user = auth_user.filter(|_| believed).map(UserId::new);
        let user = user.filter(|user| house.law().roster.person(user).is_some());
        let origin = Origin::Milter { peer: mta.into(), user: user.clone() };
        let id = chance::letter_id(at)?;
        let letter = Arc::new(StoredLetter { id, at, origin, envelope, client, bytes });
        let law = house.law();
        let read = house.read(&letter).await?;
        let bench = Bench { policy: &law.policy, roster: &law.roster };
        let case = Case { at, envelope: &letter.envelope, submitter: user.as_ref(), mail: &read };
        let decision = house.judge(bench, case).await?;
        let plain = |parcel: &sekisho_policy::ParcelDecision| {
            parcel.verdict == sekisho_model::Verdict::Pass && parcel.wishes.is_empty()
        };
        if decision.parcels.iter().all(plain) {
            house.note_burst(&letter, &read, &decision.parcels);
            metrics::counter!("sekisho_milter_passed_total").increment(1);
            return Ok(MilterAnswer::Pass);
        }
        let refused = |parcel: &sekisho_policy::ParcelDecision| match &parcel.verdict {
            sekisho_model::Verdict::Refuse { reason } => Some(reason.clone()),
            _ => None,
        };
        let reasons: Vec<_> = decision.parcels.iter().map(refused).collect();
        if let Some(Some(reason)) = reasons.iter().find(|_| reasons.iter().all(Option::is_some)) {
            let text = house.words(crate::desk::Language::En).refuse(reason);
            return Ok(MilterAnswer::Refuse(MilterReply::permanent(550, "5.7.1", &text)));
        }
        drop(read);
        let letter = Arc::try_unwrap(letter).unwrap_or_else(|shared| (*shared).clone());
        match house.take_in_stored(letter).await {
            Ok(_) => Ok(MilterAnswer::TakeOver),
            Err(error @ StepError::Store(StoreError::Full)) => {
                let reply = refusal(&error);
                Ok(MilterAnswer::Later(MilterReply::temporary(452, "4.3.1", reply.text())))
            }
            Err(error @ StepError::Store(StoreError::TooLarge { .. })) => {
                let reply = refusal(&error);
                Ok(MilterAnswer::Refuse(MilterReply::permanent(552, "5.3.4", reply.text())))
            }
            Err(error) => Err(error),
        }
    }
}

impl House {
    /// Makes a letter durable and queues it.
    pub(crate) async fn take_in(
        &self,
        origin: Origin,
        envelope: Envelope,
        client: ClientFacts,
        bytes: Vec<u8>,
    ) -> Result<LetterId, StepError> {
        let at = self.clock.now();
        let id = chance::letter_id(at)?;
        self.take_in_stored(StoredLetter { id, at, origin, envelope, client, bytes }).await
    }

    pub(crate) async fn take_in_stored(&self, letter: StoredLetter) -> Result<LetterId, StepError> {
        if self.queue.is_full() && letter.origin != Origin::House {
            return Err(StepError::Busy);
        }
        let id = letter.id;
        let StoredLetter { at, origin, envelope, client, bytes, .. } = letter.clone();
        let location = self.store.accept(NewLetter { id, at, origin, envelope, client, bytes }).await?;
        crate::crash::point("accepted");
        metrics::counter!("sekisho_letters_accepted_total").increment(1);
        self.queue.push(letter, location);
        Ok(id)
    }
}

const fn refused(error: SignInError) -> SignInRefused {
    match error {
        SignInError::Wrong | SignInError::NeedsCode => SignInRefused::Wrong,
        SignInError::Locked { .. } => SignInRefused::Locked,
        SignInError::Unavailable => SignInRefused::Unavailable,
    }
}

/// What a client hears when its letter was not taken; the cause is logged here, once.
fn refusal(error: &StepError) -> Reply {
    match error {
        StepError::Store(StoreError::Full) => {
            tracing::error!("no room for new letters");
            Reply::new(452, "4.3.1", "no room for new letters; try again later")
        }
        StepError::Store(StoreError::TooLarge { limit, .. }) => {
            Reply::new(552, "5.3.4", &format!("the letter is larger than the {limit} octets that are stored here"))
        }
        StepError::Busy => Reply::new(451, "4.3.2", "too many letters wait to be looked at; try again later"),
        other => {
            tracing::error!(error = %crate::chain(other), "a letter was not taken in");
            Reply::new(451, "4.3.0", "the letter could not be made safe; try again later")
        }
    }
}

/// The header block, with the empty line.
pub(crate) fn header_of(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    bytes.get(..end).unwrap_or(bytes)
}
