//! kill -9 at any moment: whatever was acknowledged is there, and the chain verifies.
//!
//! The victim is this very test binary, run again with a directory to write in.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::{
    collections::BTreeMap,
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use sekisho_model::Event;
use sekisho_store::{Change, MasterKeys, ParcelSet, ParcelState, Recovered, Store, StoreError, Unit};
use stage::{at, decide, held, id, new_letter, options, parcel_id, row};

const FOLDER: &str = "SEKISHO_TEST_VICTIM";
const ROUNDS: u64 = 6;
/// Letters of one round never meet those of another.
const ROUND: u64 = 100_000;

/// What the victim says it was told.
#[derive(Default)]
struct Told {
    /// Accepted letters.
    accepted: Vec<u64>,
    /// Decided letters, with the number of the first event.
    decided: BTreeMap<u64, u64>,
    /// Moved parcels.
    moved: Vec<u64>,
    /// Shredded letters.
    shredded: Vec<u64>,
}

impl Told {
    fn add(&mut self, other: Self) {
        self.accepted.extend(other.accepted);
        self.decided.extend(other.decided);
        self.moved.extend(other.moved);
        self.shredded.extend(other.shredded);
    }

    fn hear(&mut self, line: &str) {
        let mut words = line.split(' ');
        let what = words.next().unwrap();
        let Some(number) = words.next().and_then(|word| word.parse().ok()) else { return };
        match what {
            "accepted" => self.accepted.push(number),
            "decided" => drop(self.decided.insert(number, words.next().unwrap().parse().unwrap())),
            "moved" => self.moved.push(number),
            "shredded" => self.shredded.push(number),
            _ => {}
        }
    }
}

/// Says something durable to the parent at once.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nTOLD {text}").unwrap();
    out.flush().unwrap();
}

async fn walk(store: Store, number: u64) {
    let location = store.accept(new_letter(number)).await.unwrap();
    say(&format!("accepted {number}"));
    if number.is_multiple_of(7) {
        return;
    }
    let done = store.commit(decide(&row(number, location), vec![held(number, 0)])).await.unwrap();
    say(&format!("decided {number} {}", done.first_seq));
    let set = ParcelSet::to(ParcelState::Done);
    let change = Change::Parcel { parcel: parcel_id(number, 0), expect: 1, set, recipients: vec![] };
    let released = Event::Released { parcel: parcel_id(number, 0), seal: held(number, 0).seal };
    store.commit(Unit::new(at(5)).change(change).event(released)).await.unwrap();
    say(&format!("moved {number}"));
    if number.is_multiple_of(5) {
        let unit = Unit::new(at(9))
            .change(Change::ErasePersonal { letter: id(number) })
            .event(Event::Shredded { letter: id(number) });
        store.shred_letter(id(number), unit).await.unwrap();
        say(&format!("shredded {number}"));
    }
}

/// Not a test: what the victim does until it is killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the other tests of this file, in a process of its own"]
async fn victim() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let keys = Arc::new(MasterKeys::load(&folder.join("key")).unwrap());
    let (store, _) = Store::open(&folder.join("data"), keys, options()).await.unwrap();
    let first: u64 = env::var("SEKISHO_TEST_FIRST").unwrap().parse().unwrap();
    say("open");
    let mut tasks = tokio::task::JoinSet::new();
    for number in first..first + ROUND {
        if tasks.len() >= 32 {
            tasks.join_next().await.unwrap().unwrap();
        }
        tasks.spawn(walk(store.clone(), number));
    }
}

fn start(folder: &Path, round: u64) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "victim", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env("SEKISHO_TEST_FIRST", (round * ROUND).to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets the victim run until it was told so much, kills it, and hears it out.
fn run_and_kill(folder: &Path, round: u64, told: &mut Told) {
    let mut child = start(folder, round);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let enough = 10 + 13 * usize::try_from(round).unwrap();
    let mut hear = |told: &mut Told| {
        // The last line may be cut.
        let line = lines.next()?.ok()?;
        if let Some(text) = line.strip_prefix("TOLD ") {
            told.hear(text);
        }
        Some(())
    };
    while told.decided.len() < enough {
        hear(told).unwrap();
    }
    child.kill().unwrap();
    while hear(told).is_some() {}
    child.wait().unwrap();
}

async fn check(store: &Store, recovered: &Recovered, told: &Told) {
    assert!(recovered.unreadable.is_empty() && recovered.damaged == 0 && !recovered.log_lost);
    let chain = store.verify_chain(0).await.unwrap();
    for (number, seq) in &told.decided {
        let letter = store.letter(id(*number)).await.unwrap().unwrap();
        assert_eq!(letter.id, id(*number));
        let events = store.events_of(sekisho_store::About::Letter(id(*number)), false).await.unwrap();
        assert_eq!(events.first().unwrap().link.seq, *seq);
        assert!(*seq <= chain.events);
    }
    for number in &told.accepted {
        if told.shredded.contains(number) {
            assert!(matches!(store.load(id(*number)).await, Err(StoreError::Shredded(_))));
        } else if !number.is_multiple_of(5) {
            assert_eq!(store.load(id(*number)).await.unwrap().bytes, new_letter(*number).bytes);
        }
        let undecided = recovered.undecided.iter().any(|letter| letter.id == id(*number));
        let decided = store.letter(id(*number)).await.unwrap().is_some();
        assert!(undecided != decided, "{number} is undecided or decided");
        assert!(decided || !told.decided.contains_key(number));
    }
    for number in &told.moved {
        let parcel = store.parcel(parcel_id(*number, 0)).await.unwrap().unwrap();
        assert_eq!(parcel.state, ParcelState::Done);
    }
    let stats = store.stats().await.unwrap();
    let counted: u64 = stats.states.iter().map(|count| count.parcels).sum();
    assert_eq!(counted, stats.letters, "state and counters are of one commit");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_acknowledged_is_there_after_every_kill() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Arc::new(MasterKeys::create(&folder.path().join("key")).unwrap());
    let data = folder.path().join("data");
    let mut all = Told::default();
    for round in 1..=ROUNDS {
        let mut told = Told::default();
        run_and_kill(folder.path(), round, &mut told);
        let (store, recovered) = Store::open(&data, keys.clone(), options()).await.unwrap();
        check(&store, &recovered, &told).await;
        all.add(told);
        if round == ROUNDS {
            check(&store, &recovered, &all).await;
        }
        store.close().await;
    }
    assert!(all.decided.len() > 200 && !all.shredded.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Arc::new(MasterKeys::create(&folder.path().join("key")).unwrap());
    let mut child = start(folder.path(), 1);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while lines.next().unwrap().unwrap() != "TOLD open" {}
    let data = folder.path().join("data");
    let refused = Store::open(&data, keys.clone(), options()).await;
    assert!(matches!(refused, Err(StoreError::InUse { .. })));
    child.kill().unwrap();
    child.wait().unwrap();
    // The lock goes with the process.
    let mut tries = 0;
    while let Err(error) = Store::open(&data, keys.clone(), options()).await {
        assert!(matches!(error, StoreError::InUse { .. }) && tries < 100, "{error:?}");
        tries += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
