//! The house: everything the use-cases stand on, opened once and shared.

use std::{
    ops::Deref,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use sekisho_content::transform::Keys;
use sekisho_model::{Digest, Event, GroupId, Time};
use sekisho_policy::Policy;
use sekisho_roster::Roster;
use sekisho_smtp::client::Pool;
use sekisho_store::{MasterKeys, Options, REBUILT, Recovered, Store, Unit};
use tokio::sync::Semaphore;

use crate::{
    bursts::{Bursts, Turns},
    calendar::Calendar,
    campaigns::{departures::Departures, news, reports::LastManifest},
    clock::Clock,
    desk::campaigns::Checks,
    error::OpenError,
    marks::Marks,
    memory::Memory,
    passwords::Remembered,
    people,
    persons::Master,
    queue::Queue,
    recognition::Recogniser,
    rooms::{Door, Rooms},
    settings::Settings,
    upstreams,
};

/// Deliveries at the same time; the pool bounds connections per upstream besides.
const ABREAST: u32 = 256;

/// Workers that take the place of those whose letter waits for others: each may hold one more letter in memory.
const RELIEFS: usize = 64;

/// Passwords that are hashed at the same time; whoever tries more waits.
const HASHING: usize = 8;

/// Version written into evidence.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The shared state. Cheap to clone.
#[derive(Clone)]
pub struct House(Arc<Inner>);

impl Deref for House {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What is behind [`House`].
pub struct Inner {
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) calendar: Calendar,
    pub(crate) store: Store,
    pub(crate) keys: Arc<MasterKeys>,
    pub(crate) pool: Pool,
    pub(crate) dkim: Keys,
    pub(crate) queue: Queue,
    pub(crate) memory: Memory,
    pub(crate) remembered: Remembered,
    pub(crate) master: Master,
    pub(crate) bursts: Bursts,
    pub(crate) turns_of_senders: Turns,
    /// Workers beyond the usual ones.
    pub(crate) reliefs: Arc<Semaphore>,
    /// Passwords that are hashed at the same time: each takes 19 MiB.
    pub(crate) hashing: Semaphore,
    /// Turns at the processors for reading, judging and making mails: as many as there are. More at a time would only
    /// stand between the sessions and their replies.
    pub(crate) turns: Semaphore,
    /// Held while a failed sign-in is counted.
    pub(crate) failures: tokio::sync::Mutex<()>,
    pub(crate) rooms: Rooms,
    /// Campaigns that are being checked.
    pub(crate) checks: Checks,
    pub(crate) recogniser: Recogniser,
    /// When the database was rebuilt from the log, if it was: what came in before may have been sent already.
    rebuilt_at: Option<Time>,
    law: RwLock<Arc<Law>>,
    /// Held while the law is made anew, so that two changes at once do not lose one.
    law_changes: tokio::sync::Mutex<()>,
    /// Parcels that are delivered at the same time.
    pub(crate) abreast: Arc<Semaphore>,
    /// Campaigns that leave.
    pub(crate) departures: Departures,
    /// Up to where acts of campaigns were told.
    pub(crate) told: news::Told,
    /// For reports that come back.
    pub(crate) last_manifest: LastManifest,
    /// Parcels some task of this process takes a step further right now.
    pub(crate) marks: Marks,
}

/// What letters are judged by: replaced as a whole, never in part.
#[derive(Debug)]
pub struct Law {
    /// The checked policy.
    pub policy: Policy,
    /// Its digest.
    pub digest: Digest,
    /// Its source text.
    pub source: String,
    /// People, groups, lists.
    pub roster: Roster,
}

impl Law {
    /// The group that looks at letters nobody else answers for: the policy's approvers, or else, so that such a letter
    /// does not lie before people who do not exist, another group of the policy or of the house in which somebody can
    /// act.
    pub(crate) fn last_resort(&self) -> GroupId {
        let policy = self.policy.groups();
        let first = self.policy.approvers();
        let mut groups = std::iter::once(first).chain(&policy).chain(self.roster.groups());
        groups.find(|group| self.roster.is_manned(group)).unwrap_or(first).clone()
    }
}

/// What [`House::open`] needs.
pub struct Opening<'a> {
    /// Where the store lives.
    pub folder: &'a Path,
    /// The keys at rest.
    pub keys: MasterKeys,
    /// Operator's values.
    pub settings: Settings,
    /// Text of the policy file; empty for the defaults.
    pub policy: String,
    /// The clock.
    pub clock: Clock,
    /// Limits of the store.
    pub options: Options,
    /// Digest of the configuration, for the evidence.
    pub config: Digest,
}

impl House {
    /// Opens the store, checks the policy, and queues what was accepted and not decided.
    pub async fn open(opening: Opening<'_>) -> Result<Self, OpenError> {
        let policy = Policy::from_toml(&opening.policy, "policy.toml").map_err(OpenError::Policy)?;
        let pool = upstreams::pool(&opening.settings)?;
        let dkim = upstreams::dkim_keys(&opening.settings)?;
        let keys = Arc::new(opening.keys);
        let (store, mut recovered) = Store::open(opening.folder, Arc::clone(&keys), opening.options).await?;
        let roster = people::roster(&opening.settings, &store.users().await?)?;
        let law = Law { digest: policy.digest(), policy, source: opening.policy, roster };
        let house = Self(Arc::new(Inner {
            rebuilt_at: rebuilt_at(&store).await?,
            memory: Memory::load(&store).await?,
            remembered: Remembered::new()?,
            bursts: Bursts::new(),
            turns_of_senders: Turns::new(),
            reliefs: Arc::new(Semaphore::new(RELIEFS)),
            master: Master::open(opening.folder, &keys, opening.settings.persons.as_ref()),
            hashing: Semaphore::new(HASHING),
            turns: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
            failures: tokio::sync::Mutex::default(),
            rooms: Rooms::new(),
            checks: Checks::new(),
            recogniser: Recogniser::new(),
            queue: Queue::new(),
            departures: Departures::new(opening.settings.campaigns.rates.clone()),
            calendar: Calendar::new(opening.settings.time_zone.clone()),
            settings: opening.settings,
            clock: opening.clock,
            store,
            keys,
            pool,
            dkim,
            law: RwLock::new(Arc::new(law)),
            law_changes: tokio::sync::Mutex::default(),
            abreast: Arc::new(Semaphore::new(ABREAST as usize)),
            told: news::Told::default(),
            last_manifest: LastManifest::default(),
            marks: Marks::default(),
        }));
        house.announce(opening.config, &recovered).await?;
        house.begin_news().await.map_err(OpenError::Ledger)?;
        house.write_answers_down(std::mem::take(&mut recovered.answers)).await.map_err(OpenError::Answers)?;
        house.lose_open_hand_overs().await.map_err(OpenError::Ledger)?;
        house.note_found_letters(&recovered.undecided).await.map_err(OpenError::Ledger)?;
        if let Err(error) = house.recall_bursts().await {
            tracing::error!(error = %crate::chain(&error), "the held letters of the last minutes could not be read again");
        }
        house.queue_again(&recovered.undecided);
        Ok(house)
    }

    /// Tells the evidence what starts, and what of the spool is not as it was left.
    async fn announce(&self, config: Digest, recovered: &Recovered) -> Result<(), OpenError> {
        let policy = self.law().digest;
        let mut unit = Unit::new(self.clock.now())
            .event(Event::Started { version: VERSION.to_owned(), config })
            .event(Event::PolicyLoaded { policy, by: None });
        let Recovered { torn, damaged, log_lost, .. } = *recovered;
        // The chain of a rebuilt database begins with this start.
        let rebuilt = self.rebuilt_at.is_some() && self.store.stats().await?.events == 0;
        let unreadable = recovered.unreadable.len() as u64;
        if torn {
            tracing::warn!("the spool ended in a torn record: a crash while writing; nothing acknowledged is lost");
        }
        if unreadable > 0 || damaged > 0 || log_lost || rebuilt {
            tracing::error!(
                unreadable,
                damaged,
                log_lost,
                rebuilt,
                "the spool is not as it was left; look at the disk"
            );
            unit = unit.event(Event::SpoolDamaged { unreadable, damaged, log_lost, rebuilt });
        }
        for letter in &recovered.unreadable {
            unit = unit.event(Event::Stuck { letter: *letter, stage: "read".to_owned() });
        }
        self.store.commit(unit).await?;
        Ok(())
    }
}

async fn rebuilt_at(store: &Store) -> Result<Option<Time>, OpenError> {
    let stored = store.setting(REBUILT.to_owned()).await?;
    // A setting that cannot be read counts for every letter: unknown is never yes.
    Ok(stored.map(|at| serde_json::from_value(at).unwrap_or(Time::MAX)))
}

impl Inner {
    /// What is in force now.
    pub(crate) fn law(&self) -> Arc<Law> {
        Arc::clone(&self.law.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a letter that came in then may have been judged and sent before the database was lost.
    pub(crate) fn is_found_again(&self, at: Time) -> bool {
        self.rebuilt_at.is_some_and(|rebuilt| at <= rebuilt)
    }

    /// Whether new letters would be taken now.
    ///
    /// # Errors
    /// What the store says.
    pub fn ready(&self) -> Result<(), sekisho_store::StoreError> {
        self.store.ready()
    }

    /// Puts a policy text in force; a text with mistakes changes nothing.
    pub async fn load_policy(&self, source: String) -> Result<Digest, OpenError> {
        let policy = Policy::from_toml(&source, "policy.toml").map_err(OpenError::Policy)?;
        let digest = policy.digest();
        let _change = self.law_changes.lock().await;
        let old = self.law();
        // Comments may differ where what judges does not.
        if digest != old.digest {
            let event = Event::PolicyLoaded { policy: digest, by: None };
            self.store.commit(Unit::new(self.clock.now()).event(event)).await?;
        }
        self.replace(Law { policy, digest, source, roster: old.roster.clone() });
        Ok(digest)
    }

    /// Reads the accounts again after one changed.
    pub async fn reload_people(&self) -> Result<(), OpenError> {
        let _change = self.law_changes.lock().await;
        let roster = people::roster(&self.settings, &self.store.users().await?)?;
        let old = self.law();
        let (policy, digest, source) = (old.policy.clone(), old.digest, old.source.clone());
        self.replace(Law { policy, digest, source, roster });
        Ok(())
    }

    fn replace(&self, law: Law) {
        *self.law.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(law);
    }

    /// Ends what is under way: deliveries may finish within `patience`, then the store is closed. What did not finish is
    /// done at the next start: letters are in the spool, released parcels in the store.
    pub async fn close(&self, patience: Duration) {
        let every = Arc::clone(&self.abreast).acquire_many_owned(ABREAST);
        if tokio::time::timeout(patience, every).await.is_err() {
            tracing::warn!("deliveries were still under way; they are repeated at the next start");
        }
        self.abreast.close();
        self.store.close().await;
    }

    /// From now on pictures are recognised through this door, where the settings want it; the program must then call
    /// [`crate::recognition::serve`] with the command behind its own arguments.
    pub fn open_cage(&self, door: Door) {
        self.recogniser.open(door);
    }

    /// From now on documents are opened in processes of their own.
    pub fn open_rooms(&self, door: Door) {
        self.rooms.open(door);
    }

    /// The store, for metrics and the command line.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The clock of the house.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Operator's values.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Letters accepted and not judged yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }
}
