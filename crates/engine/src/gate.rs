//! The doors: what the submission server, the relay port and the milter ask the house.
//!
//! `250` is spoken only after the letter is durable. Whatever goes wrong before that is a 4xx and the client keeps the
//! letter; after that the letter is the house's, and nothing but its own road ends it.

use sekisho_content::{self as content, Mail};
use sekisho_model::{Address, Envelope, LetterId, Origin, Recipient, ReversePath, UserId};
use sekisho_roster::{Expansion, Roster};
use sekisho_smtp::server::{Handler, Reply, ScramKeys, Session, SignInRefused};
use sekisho_store::{ClientFacts, StoreError, StoredLetter};
use zeroize::Zeroizing;

use crate::{
    chance,
    desk::{Desk, SignInError},
    error::StepError,
    house::House,
    passwords, rooms,
};

mod back;
mod milter;

/// Enhanced status and text of a refusal.
type Said = (&'static str, &'static str);

/// What a client hears who writes as somebody else.
const NOT_YOURS: Said = ("5.7.1", "this sender address is not yours; send as yourself or ask for the shared mailbox");
/// What an MTA hears that brings back what this house released.
const LOOP: Said = (
    "5.4.6",
    "routing loop: Sekisho released this letter before; its upstream must not lead to a door of Sekisho again",
);

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
            (Some(user), ReversePath::Address(address)) => {
                own(&self.house.law().roster, user, address).map_err(refused_as)
            }
            _ => Ok(()),
        }
    }

    async fn recipient(&self, _session: &Session, recipient: &Recipient, _so_far: usize) -> Result<(), Reply> {
        match self.house.law().roster.expand(&recipient.address) {
            Expansion::Unknown if !self.house.takes_reports(&recipient.address) => {
                Err(Reply::new(550, "5.1.1", "there is no such mailbox or list here; check the address"))
            }
            _ => Ok(()),
        }
    }

    async fn accept(&self, session: &Session, envelope: Envelope, bytes: Vec<u8>) -> Reply {
        if let Some(user) = &session.user
            && let Err(said) = own_author(&self.house.law().roster, user, &bytes)
        {
            return refused_as(said);
        }
        if session.user.is_none() && self.house.is_for_reports(&envelope) {
            return self.house.take_report(&envelope, &bytes).await.unwrap_or_else(|error| refusal(&error));
        }
        if session.user.is_none() {
            match self.house.came_back(&envelope, &bytes).await {
                Ok(true) => return Reply::new(554, LOOP.0, LOOP.1),
                Ok(false) => {}
                Err(error) => return refusal(&error),
            }
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

/// Whether this sender is that of who signed in.
fn own(roster: &Roster, user: &UserId, address: &Address) -> Result<(), Said> {
    if roster.may_send_as(user, address) { Ok(()) } else { Err(NOT_YOURS) }
}

/// Whom people will see as author must be the one who signed in (RFC 6409 §6.1): every address of `From`, and `Sender`,
/// too. Most mail programs show `From` alone, so a `Sender` of one's own is no leave to write as others. The same at every
/// door where somebody signed in.
fn own_author(roster: &Roster, user: &UserId, bytes: &[u8]) -> Result<(), Said> {
    let head = head_of(bytes);
    let count = |name: &str| head.fields.iter().filter(|field| field.name == name).count();
    if head.from.is_empty() {
        return Err(("5.6.0", "the letter has no From field"));
    }
    if count("from") > 1 || count("sender") > 1 {
        return Err(("5.6.0", "the letter has more than one From or Sender field"));
    }
    let mut addresses = head.from.iter().chain(&head.sender).map(|mailbox| mailbox.address.as_ref());
    addresses.try_for_each(|address| match address {
        Some(address) => own(roster, user, address),
        None => Err(("5.6.0", "the From or Sender field has no address that can be read")),
    })
}

fn refused_as((status, text): Said) -> Reply {
    Reply::new(550, status, text)
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
        self.take_in_stored(StoredLetter { id, at, origin, envelope, client, told: None, bytes }).await
    }

    pub(crate) async fn take_in_stored(&self, letter: StoredLetter) -> Result<LetterId, StepError> {
        if self.queue.is_full() && letter.origin != Origin::House {
            return Err(StepError::Busy);
        }
        let id = letter.id;
        let location = self.store.accept(letter.clone()).await?;
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
        StepError::Store(error @ StoreError::Failed { .. }) => {
            tracing::error!(error = %crate::chain(error), "the disk did not take a letter");
            Reply::new(452, "4.3.0", "the letter could not be made safe on the disk; try again later")
        }
        other => {
            tracing::error!(error = %crate::chain(other), "a letter was not taken in");
            Reply::new(451, "4.3.0", "the letter could not be made safe; try again later")
        }
    }
}

/// What the header alone says.
pub(crate) fn head_of(bytes: &[u8]) -> Mail {
    content::read(header_of(bytes), &rooms::shallow())
}

/// The header block, with the empty line.
pub(crate) fn header_of(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    bytes.get(..end).unwrap_or(bytes)
}
