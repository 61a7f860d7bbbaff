//! `kill -9` of the real program while a campaign leaves, at each durable step, in the middle of DATA, while it is paused:
//! a real next hop gets every row once, or the ledger says that nobody knows.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of the support")]

#[path = "system/bounces.rs"]
mod bounces;
#[path = "system/house.rs"]
mod house;
#[path = "system/orders.rs"]
mod orders;
#[path = "../../smtp/tests/support/ports.rs"]
mod ports;
#[path = "../../smtp/tests/support/postfix.rs"]
mod postfix;
#[path = "system/sink.rs"]
mod sink;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use house::House;
use sekisho_model::{CampaignId, ledger::RowState};
use sekisho_store::{CampaignState, MasterKeys, PageRequest, Reader, RowFilter};
use sink::Sink;

const ROWS: u32 = 240;
/// Rows that may be unknown after a crash: those on a connection to the next hop at that moment. The pool opens 20.
const CONNECTIONS: usize = 20;

/// External letters leave at once, so that every step is under load.
const AT_ONCE: &str = include_str!("system/at_once.toml");

fn address(row: u32) -> String {
    format!("fan{row}@customer{}.example", row % 7)
}

fn id() -> CampaignId {
    "spring".parse().unwrap()
}

/// The files of a campaign, beside the configuration.
fn write_campaign(house: &House) -> String {
    write_campaign_of(house, "")
}

/// The same with more about its sender.
fn write_campaign_of(house: &House, sender: &str) -> String {
    // With a mark: a few names alone do not prove a charset.
    let mut list = "\u{feff}member,name,mail\n".to_owned();
    for row in 1..=ROWS {
        writeln!(list, "M{row:06},会員{row},{}", address(row)).unwrap();
    }
    house.write("list.csv", &list);
    house.write("master.csv", &list);
    house.write("letter.txt", "{{ name }} 様\n\n開幕戦のご案内です。\n会員番号: {{ member }}\n");
    let plan = format!(
        "id = \"spring\"\ndate = \"2026-03-01T00:00:00Z\"\n\
         [list]\nsource = \"list.csv\"\nkey = \"member\"\naddress = \"mail\"\n\
         [master]\nsource = \"master.csv\"\nkey = \"member\"\nmail = [\"mail\"]\nmember = [\"member\"]\n\
         [sender]\nfrom = \"news@house.example\"\n{sender}\
         [template]\nsubject = \"開幕戦\"\ntext = \"letter.txt\"\n"
    );
    house.write("campaign.toml", &plan);
    house.path("campaign.toml").display().to_string()
}

/// A house that sends fast.
fn house(sink: &Sink) -> House {
    let house = House::new(sink.port, AT_ONCE);
    house.configure("[campaigns]\nper_minute = 60000\nper_minute_domain = 60000\n");
    house
}

/// Submitted, approved by somebody else, let go.
fn release(house: &House) {
    release_with(house, "");
}

fn release_with(house: &House, sender: &str) {
    let file = write_campaign_of(house, sender);
    let told: serde_json::Value =
        serde_json::from_str(&house.output(&["campaign", "submit", &file, "--as", "taro", "--json"])).unwrap();
    let root = told["check"]["root"].as_str().unwrap().to_owned();
    house.output(&["campaign", "approve", "spring", "--root", &root, "--as", "boss"]);
    let started = house.run(&["campaign", "start", "spring", "--root", &root, "--as", "taro"], "");
    // The service may be gone before it can answer.
    assert!(started.status.success() || !started.stderr.is_empty());
}

struct Ledger {
    state: CampaignState,
    rows: BTreeMap<u32, RowState>,
}

impl Ledger {
    /// Read beside the running service.
    fn read(house: &House) -> Self {
        let keys = Arc::new(MasterKeys::load(&house.path("sekisho.key")).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let reader = Reader::open(&house.path("data"), keys).await.unwrap();
            let state = reader.campaign(&id()).await.unwrap().unwrap().state;
            let page = PageRequest { after: None, limit: 500 };
            let found = reader.campaign_rows(&id(), RowFilter::default(), page).await.unwrap().rows;
            Self { state, rows: found.into_iter().map(|row| (row.row, row.state)).collect() }
        })
    }

    fn count(&self, state: RowState) -> usize {
        self.rows.values().filter(|found| **found == state).count()
    }

    fn is_settled(&self) -> bool {
        self.rows.len() == ROWS as usize && self.rows.values().all(|state| state.is_settled())
    }
}

fn wait(house: &House, what: &str, enough: impl Fn(&Ledger) -> bool) -> Ledger {
    let start = Instant::now();
    loop {
        let ledger = Ledger::read(house);
        if enough(&ledger) {
            return ledger;
        }
        assert!(start.elapsed() < Duration::from_secs(180), "not {what}: {:?}\n{}", ledger.rows, house.log());
        thread::sleep(Duration::from_millis(100));
    }
}

/// What left, without the mails of the house to its people.
fn letters(sink: &Sink) -> Vec<sink::Arrived> {
    sink.mails().into_iter().filter(|mail| !mail.from.is_empty()).collect()
}

/// Mails per row.
fn arrivals(sink: &Sink) -> BTreeMap<u32, usize> {
    let mut arrived = BTreeMap::new();
    for mail in letters(sink) {
        let row = mail.to[0].trim_start_matches("fan").split('@').next().unwrap().parse().unwrap();
        assert_eq!(mail.to, [address(row)]);
        *arrived.entry(row).or_insert(0) += 1;
    }
    arrived
}

/// Every row once, or one of which nobody knows; how many of those.
fn once_or_unknown(ledger: &Ledger, sink: &Sink) -> usize {
    let arrived = arrivals(sink);
    for (row, state) in &ledger.rows {
        let times = arrived.get(row).copied().unwrap_or(0);
        match state {
            RowState::Accepted => assert_eq!(times, 1, "row {row}"),
            RowState::Unknown => assert!(times <= 1, "row {row}: {times}"),
            other => panic!("row {row} is {other:?}"),
        }
    }
    ledger.count(RowState::Unknown)
}

/// The process dies at this point and is started again.
fn killed(point: &str) {
    let sink = Sink::open();
    let mut house = house(&sink);
    house.start(Some(point));
    house.add_people();
    release(&house);
    assert!(house.ended(Duration::from_secs(180)), "the crash point {point} was never passed\n{}", house.log());
    house.start(None);
    let ledger = wait(&house, "settled", Ledger::is_settled);
    let unknown = once_or_unknown(&ledger, &sink);
    assert!(unknown <= CONNECTIONS, "{unknown} of which nobody knows");
    if matches!(point.split_once(':').unwrap().0, "campaign-handed" | "handed-over") {
        assert!(unknown > 0, "what was being handed over is not known");
    }
    wait(&house, "done", |ledger| ledger.state == CampaignState::Done);
    house.stop();
    assert!(house.output(&["evidence", "verify"]).starts_with("intact"));
}

#[test]
fn killed_after_rows_were_claimed() {
    killed("campaign-claimed:1");
}

#[test]
fn killed_between_the_spool_and_the_ledger() {
    killed("campaign-spooled:90");
}

#[test]
fn killed_after_people_were_told() {
    // Made, checked, proposed and approved come before: nobody waits for an answer any more.
    killed("campaign-told:4");
}

#[test]
fn killed_before_a_decision() {
    killed("deciding:90");
}

#[test]
fn killed_after_a_decision() {
    killed("decided:90");
}

#[test]
fn killed_before_the_first_octet_of_data() {
    killed("campaign-handed:90");
}

#[test]
fn killed_after_the_next_hop_answered() {
    killed("handed-over:90");
}

#[test]
fn killed_after_the_answer_was_written_down() {
    killed("written-down:90");
}

#[test]
fn killed_in_the_middle_of_data() {
    let sink = Sink::open();
    let mut house = house(&sink);
    house.start(None);
    house.add_people();
    sink.falls_silent_after(60);
    release(&house);
    let start = Instant::now();
    while sink.unanswered() == 0 {
        assert!(start.elapsed() < Duration::from_secs(180), "nothing hangs\n{}", house.log());
        thread::sleep(Duration::from_millis(20));
    }
    house.kill();
    let hung = sink.unanswered();
    sink.falls_silent_after(usize::MAX);
    house.start(None);
    let ledger = wait(&house, "settled", Ledger::is_settled);
    let unknown = once_or_unknown(&ledger, &sink);
    assert!((1..=CONNECTIONS).contains(&unknown), "{unknown} unknown, {hung} hung");
    thread::sleep(Duration::from_millis(1_500));
    once_or_unknown(&Ledger::read(&house), &sink);
}

/// After the restart most letters wait for a connection: nothing that happens to them meanwhile makes an answer worthless.
#[test]
fn killed_while_the_next_hop_is_slow() {
    let sink = Sink::open();
    let mut house = house(&sink);
    sink.thinks(Duration::from_millis(200));
    house.start(None);
    house.add_people();
    release(&house);
    sink.wait("the first letters", |mails| mails.len() > 20);
    house.kill();
    house.start(None);
    let ledger = wait(&house, "settled", Ledger::is_settled);
    let unknown = once_or_unknown(&ledger, &sink);
    assert!(unknown <= CONNECTIONS, "{unknown} of which nobody knows");
    // What it has said before it is told to stop counts, too.
    house.stop();
    assert_eq!(once_or_unknown(&Ledger::read(&house), &sink), unknown);
}

#[test]
fn killed_while_paused_and_resumed_afterwards() {
    let sink = Sink::open();
    let mut house = house(&sink);
    house.start(None);
    house.add_people();
    sink.holds_after(20);
    release(&house);
    sink.wait("the first letters", |mails| mails.len() > 20);
    house.output(&["campaign", "pause", "spring", "--as", "boss"]);
    sink.goes_on();
    let quiet = || {
        // What was being handed over when it was paused ends; nothing else begins.
        wait(&house, "quiet", |ledger| ledger.count(RowState::Handed) == 0);
        letters(&sink).len()
    };
    let left = quiet();
    house.kill();
    house.start(None);
    thread::sleep(Duration::from_millis(1_500));
    let ledger = Ledger::read(&house);
    assert_eq!((ledger.state, letters(&sink).len()), (CampaignState::Paused, left), "nothing leaves while it rests");
    house.output(&["campaign", "resume", "spring", "--as", "taro"]);
    let ledger = wait(&house, "done", |ledger| ledger.state == CampaignState::Done);
    assert_eq!(once_or_unknown(&ledger, &sink), 0);
}

#[test]
fn killed_after_a_stop() {
    let sink = Sink::open();
    let mut house = house(&sink);
    house.start(None);
    house.add_people();
    sink.holds_after(20);
    release(&house);
    sink.wait("the first letters", |mails| mails.len() > 20);
    house.output(&["campaign", "stop", "spring", "--as", "hanako"]);
    house.kill();
    sink.goes_on();
    house.start(None);
    let ledger = wait(&house, "settled", Ledger::is_settled);
    thread::sleep(Duration::from_millis(1_500));
    let arrived = arrivals(&sink);
    for (row, state) in &ledger.rows {
        let times = arrived.get(row).copied().unwrap_or(0);
        match state {
            RowState::Accepted => assert_eq!(times, 1, "row {row}"),
            RowState::Withdrawn => assert_eq!(times, 0, "row {row} left after the stop"),
            RowState::Unknown => assert!(times <= 1, "row {row}"),
            other => panic!("row {row} is {other:?}"),
        }
    }
    assert!(ledger.count(RowState::Withdrawn) > 0, "it was stopped too late to show anything");
}
