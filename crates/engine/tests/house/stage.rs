//! A house in a temporary folder, with its own runtime: dropping that is a crash.

use std::{
    net::Ipv4Addr,
    path::PathBuf,
    time::{Duration, Instant},
};

use sekisho_engine::{
    Gate, House, Opening,
    clock::Clock,
    desk::{Action, Desk, DeskError, Done},
    settings::Settings,
};
use sekisho_model::{Address, Digest, Envelope, Event, LetterId, ParcelId, ReversePath, Time, UserId};
use sekisho_smtp::server::{Handler as _, Reply, Session};
use sekisho_store::{About, Change, MasterKeys, Options, Parcel, ParcelState, RecipientStatus, Unit, User};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{hop::Hop, replay, town};

pub(crate) const MINUTES: Duration = Duration::from_secs(60);
pub(crate) const HOURS: Duration = Duration::from_secs(3_600);
/// The usual wait, and a little.
pub(crate) const WAIT: Duration = Duration::from_secs(5 * 60 + 1);
/// How long a house may take to come to rest.
const PATIENCE: Duration = Duration::from_secs(180);

pub(crate) struct Stage {
    /// Both are gone between a crash and the next start. The house goes first.
    house: Option<House>,
    runtime: Option<Runtime>,
    pub(crate) hop: Hop,
    pub(crate) clock: Clock,
    pub(crate) workers: usize,
    /// Quota of the spool.
    pub(crate) spool_bytes: u64,
    /// Largest letter of the spool.
    pub(crate) letter_bytes: u64,
    pub(crate) policy: String,
    pub(crate) settings: Settings,
    folder: TempDir,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.crash();
    }
}

impl Stage {
    /// A house with the rules of [`town::RULES`].
    pub(crate) fn new() -> Self {
        Self::with(town::RULES, |_| {})
    }

    pub(crate) fn with(policy: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let hop = Hop::open();
        let mut settings = town::settings(hop.port);
        change(&mut settings);
        let clock = Clock::adjustable();
        clock.advance(monday_in_june().duration_since(Time::now()).unsigned_abs());
        let folder = tempfile::tempdir().unwrap();
        MasterKeys::create(&folder.path().join("key")).unwrap();
        let mut stage = Self {
            house: None,
            runtime: None,
            hop,
            clock,
            workers: 2,
            spool_bytes: u64::MAX,
            letter_bytes: 256 << 20,
            policy: policy.to_owned(),
            settings,
            folder,
        };
        stage.start();
        stage.add_people();
        stage
    }

    /// Opens the house and sets its workers to work.
    pub(crate) fn start(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let mut options = Options { readers: 2, ..Options::default() };
        options.spool.segment_bytes = 1 << 20;
        options.spool.large_bytes = 256 << 10;
        (options.spool.min_free_bytes, options.spool.prepare_ahead) = (0, false);
        options.spool.max_bytes = self.spool_bytes;
        options.spool.max_letter_bytes = self.letter_bytes;
        let data = self.data();
        let opening = Opening {
            folder: &data,
            keys: MasterKeys::load(&self.key()).unwrap(),
            settings: self.settings.clone(),
            policy: self.policy.clone(),
            clock: self.clock.clone(),
            options,
            config: Digest::of(b"tests"),
        };
        let house = runtime.block_on(async {
            let house = House::open(opening).await.unwrap();
            if self.workers > 0 {
                house.start_workers(self.workers);
            }
            house
        });
        (self.house, self.runtime) = (Some(house), Some(runtime));
    }

    /// Ends everything at once: nothing is closed, whatever is under way is dropped where it stands.
    pub(crate) fn crash(&mut self) {
        self.house = None;
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
        // Threads of the store end by themselves. A dead process has none; here they would still write into the folder.
        let start = Instant::now();
        // A thread may open one file after another: it is over when nothing was open at two looks.
        let mut free = 0;
        while free < 2 {
            assert!(start.elapsed() < PATIENCE, "the house does not let go of its folder");
            free = if self.is_in_use() { 0 } else { free + 1 };
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether this process has a file of the house open.
    fn is_in_use(&self) -> bool {
        let data = self.data();
        let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        open.filter_map(|entry| std::fs::read_link(entry.path()).ok()).any(|path| path.starts_with(&data))
    }

    /// Crashes and opens the folder again.
    pub(crate) fn crash_and_start(&mut self) {
        self.crash();
        self.start();
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    pub(crate) fn add_people(&self) {
        let now = self.clock.now();
        let unit = town::PEOPLE
            .iter()
            .fold(Unit::new(now), |unit, name| unit.change(Change::AddUser(town::account(name, now))));
        self.run(async {
            self.house().store().commit(unit).await.unwrap();
            self.house().reload_people().await.unwrap();
        });
    }

    /// Changes an account behind the desk's back.
    pub(crate) fn change_account(&self, name: &str, change: impl FnOnce(&mut User)) {
        self.run(async {
            let mut user = self.house().store().user(UserId::new(name)).await.unwrap().unwrap();
            change(&mut user);
            let unit = Unit::new(self.clock.now()).change(Change::SetUser(user));
            self.house().store().commit(unit).await.unwrap();
            self.house().reload_people().await.unwrap();
        });
    }

    pub(crate) fn house(&self) -> &House {
        self.house.as_ref().unwrap()
    }

    pub(crate) fn desk(&self) -> Desk {
        Desk::new(self.house().clone())
    }

    pub(crate) fn gate(&self) -> Gate {
        Gate::new(self.house().clone())
    }

    pub(crate) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.as_ref().unwrap().block_on(future)
    }

    /// Looks until nothing is due and nothing is undecided; then compares every parcel with its events.
    pub(crate) fn settle(&self) {
        self.run(async {
            let start = Instant::now();
            while !self.is_at_rest().await {
                assert!(start.elapsed() < PATIENCE, "the house does not come to rest: {}", self.work().await);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            replay::check(self.house()).await;
        });
    }

    /// Looks once; whether there was nothing to do. Two questions are two moments: a report that is handed in between
    /// them is in neither answer, so that the house counts as at rest only if nothing happened meanwhile.
    async fn is_at_rest(&self) -> bool {
        let house = self.house();
        house.look().await;
        let before = house.store().stats().await.unwrap();
        let due = house.store().due(self.clock.now(), 1).await.unwrap();
        let after = house.store().stats().await.unwrap();
        due.is_empty() && before.undecided == 0 && after.undecided == 0 && before.last == after.last
    }

    /// What is still to do.
    async fn work(&self) -> String {
        let store = self.house().store();
        let due = store.due(self.clock.now(), 100).await.unwrap();
        format!("{} undecided, due: {due:?}", store.stats().await.unwrap().undecided)
    }

    /// The search reads letters in the background.
    pub(crate) fn wait_for_the_index(&self) {
        let start = Instant::now();
        while self.run(self.house().store().stats()).unwrap().unindexed > 0 {
            assert!(start.elapsed() < PATIENCE, "letters are not indexed");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        self.clock.advance(time);
        self.settle();
    }

    /// A letter of somebody who signed in; it settles.
    pub(crate) fn submit(&self, user: &str, to: &[&str], bytes: Vec<u8>) -> LetterId {
        let id = taken(&self.hand_in(Some(user), &format!("{user}@house.example"), to, bytes));
        self.settle();
        id
    }

    /// A letter from an MTA of the house; it settles.
    pub(crate) fn relay(&self, from: &str, to: &[&str], bytes: Vec<u8>) -> LetterId {
        let id = taken(&self.hand_in(None, from, to, bytes));
        self.settle();
        id
    }

    pub(crate) fn hand_in(&self, user: Option<&str>, from: &str, to: &[&str], bytes: Vec<u8>) -> Reply {
        let from = match from {
            "" => ReversePath::Null,
            from => ReversePath::Address(from.parse().unwrap()),
        };
        self.hand_in_as(user, Envelope::plain(from, addresses(to)), bytes)
    }

    pub(crate) fn hand_in_as(&self, user: Option<&str>, envelope: Envelope, bytes: Vec<u8>) -> Reply {
        let gate = self.gate();
        self.run(async { gate.accept(&session(user), envelope, bytes).await })
    }

    pub(crate) fn parcels(&self, letter: LetterId) -> Vec<Parcel> {
        self.run(self.house().store().parcels_of(letter)).unwrap()
    }

    pub(crate) fn parcel(&self, id: ParcelId) -> Parcel {
        self.run(self.house().store().parcel(id)).unwrap().unwrap()
    }

    /// The only parcel of a letter.
    pub(crate) fn only(&self, letter: LetterId) -> Parcel {
        let mut parcels = self.parcels(letter);
        assert_eq!(parcels.len(), 1, "{parcels:?}");
        parcels.remove(0)
    }

    pub(crate) fn state(&self, letter: LetterId) -> ParcelState {
        self.only(letter).state
    }

    pub(crate) fn statuses(&self, letter: LetterId) -> Vec<RecipientStatus> {
        let id = self.only(letter).id;
        let rows = self.run(self.house().store().recipients(id)).unwrap();
        rows.into_iter().map(|row| row.status).collect()
    }

    /// Does something at the desk, with the seal as it is now; then everything settles.
    pub(crate) fn act(&self, who: &str, parcel: ParcelId, action: Action) -> Result<Done, DeskError> {
        let seal = self.parcel(parcel).seal.digest();
        self.act_on(who, parcel, action, seal)
    }

    pub(crate) fn act_on(&self, who: &str, parcel: ParcelId, action: Action, seal: Digest) -> Result<Done, DeskError> {
        let desk = self.desk();
        let done = self.run(desk.act(&town::viewer(who), parcel, action, seal, None));
        self.settle();
        done
    }

    /// Codes of the events of a letter.
    pub(crate) fn codes(&self, letter: LetterId) -> Vec<String> {
        self.events(letter).iter().map(Event::code).collect()
    }

    pub(crate) fn events(&self, letter: LetterId) -> Vec<Event> {
        let rows = self.run(self.house().store().events_of(About::Letter(letter), false)).unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.link.event).unwrap()).collect()
    }

    /// Place in the chain of the first event of a letter: it is written together with the decision.
    pub(crate) fn first_event(&self, letter: LetterId) -> u64 {
        let rows = self.run(self.house().store().events_of(About::Letter(letter), false)).unwrap();
        rows.iter().map(|row| row.link.seq).min().unwrap()
    }

    /// Events verified of the whole chain.
    pub(crate) fn verify_chain(&self) -> u64 {
        self.run(self.house().store().verify_chain(0)).unwrap().events
    }

    /// Subjects of the mails of the house to somebody of the house.
    pub(crate) fn told(&self, who: &str) -> Vec<String> {
        self.hop.notices(&format!("{who}@house.example")).iter().map(crate::hop::Got::subject).collect()
    }
}

/// 10:00 in Tokyo on the first Monday in June of next year: no holiday is near, whenever the tests run.
fn monday_in_june() -> Time {
    let zone = jiff::tz::TimeZone::get("Asia/Tokyo").unwrap();
    let year = Time::now().to_zoned(zone.clone()).year() + 1;
    let first = jiff::civil::date(year, 6, 1);
    let monday = first.nth_weekday_of_month(1, jiff::civil::Weekday::Monday).unwrap();
    monday.at(10, 0, 0, 0).to_zoned(zone).unwrap().timestamp()
}

pub(crate) fn addresses(to: &[&str]) -> Vec<Address> {
    to.iter().map(|to| to.parse().unwrap()).collect()
}

pub(crate) fn session(user: Option<&str>) -> Session {
    Session {
        peer: Ipv4Addr::LOCALHOST.into(),
        proxy: None,
        helo: "client.house.example".to_owned(),
        user: user.map(UserId::new),
        tls: user.map(|_| "TLS1.3".to_owned()),
        protocol: "ESMTPSA".to_owned(),
        forwarded: None,
    }
}

/// The id in the reply of a letter that was taken.
pub(crate) fn taken(reply: &Reply) -> LetterId {
    let text = reply.text();
    let word = text.split([' ', ';']).find_map(|word| word.parse().ok());
    word.unwrap_or_else(|| panic!("not taken: {text}"))
}
