//! How fast the store is: letters accepted, decided and delivered per second, and what each page costs when many letters
//! are held. `cargo run --release --example store_load -- [letters] [at a time]`
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for measuring")]

#[path = "../tests/stage/mod.rs"]
mod stage;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sekisho_model::{Event, GroupId};
use sekisho_store::{
    Change, DeliveryFilter, EventFilter, KnownName, PageRequest, ParcelSet, ParcelState, RecipientSet, RecipientStatus,
    Store, Thread, Tray, Unit,
};
use stage::{at, decide, digest, new_letter, note, parcel, parcel_id, row, user};

/// As the engine does it: accept, decide with memories, and for what passes the outcome.
async fn walk(store: &Store, number: u64, state: ParcelState) {
    let mut letter = new_letter(number);
    letter.bytes = vec![b'x'; 10_000];
    let location = store.accept(letter).await.unwrap();
    let new = parcel(number, 0, state, &["taro@example.org"]);
    let name =
        KnownName { address_key: format!("taro{}@example.org", number % 500), name: "太郎".into(), last_at: at(1) };
    let thread =
        Thread { message_id: digest(&number.to_string()), participants: vec!["a@b.example".into()], at: at(1) };
    let unit = decide(&row(number, location), vec![new])
        .change(Change::KnowNames(vec![name]))
        .change(Change::PutThread(thread));
    store.commit(unit).await.unwrap();
    if state != ParcelState::Ready {
        return;
    }
    let outcome = RecipientSet {
        number: 0,
        status: RecipientStatus::Accepted,
        attempted: true,
        next_at: None,
        code: 250,
        reply: "2.0.0 ok queued".into(),
        upstream: "mx".into(),
    };
    let set = ParcelSet::to(ParcelState::Done);
    let change = Change::Parcel { parcel: parcel_id(number, 0), expect: 1, set, recipients: vec![outcome] };
    let delivered =
        Event::Released { parcel: parcel_id(number, 0), seal: parcel(number, 0, state, &["a@b.example"]).seal };
    let personal = serde_json::json!({"address": "taro@example.org", "reply": "2.0.0 ok queued"});
    store.commit(Unit::new(at(9)).change(change).event_with(delivered, personal)).await.unwrap();
}

async fn fill(store: &Store, from: u64, letters: u64, abreast: usize, state: ParcelState) -> Duration {
    let begun = Instant::now();
    let gate = Arc::new(tokio::sync::Semaphore::new(abreast));
    let mut tasks = tokio::task::JoinSet::new();
    for number in from..from + letters {
        let permit = gate.clone().acquire_owned().await.unwrap();
        let store = store.clone();
        tasks.spawn(async move {
            walk(&store, number, state).await;
            drop(permit);
        });
        while tasks.try_join_next().is_some() {}
    }
    tasks.join_all().await;
    begun.elapsed()
}

/// The slowest of some rounds.
async fn slowest<F: Future>(name: &str, ask: impl Fn() -> F) {
    let mut worst = Duration::ZERO;
    for _ in 0..20 {
        let begun = Instant::now();
        ask().await;
        worst = worst.max(begun.elapsed());
    }
    println!("{name:40} {worst:>10.2?}");
}

async fn pages(store: &Store) {
    let page = PageRequest::default;
    let tray = |name: &str| Tray::Approver(user(name), vec![]);
    slowest("held, all", || store.held(Tray::All, page())).await;
    slowest("held, reviewer", || store.held(Tray::Reviewer(user("desk")), page())).await;
    slowest("held, approver", || store.held(tray("boss"), page())).await;
    let team = || Tray::Approver(user("boss"), vec![GroupId::new("privacy")]);
    slowest("held, approver of a group", || store.held(team(), page())).await;
    slowest("held, author only", || store.held(tray("hanako"), page())).await;
    slowest("count, all", || store.count_held(Tray::All)).await;
    slowest("count, reviewer", || store.count_held(Tray::Reviewer(user("desk")))).await;
    slowest("count, approver", || store.count_held(tray("boss"))).await;
    slowest("history, all", || store.history(Tray::All, page())).await;
    slowest("history, reviewer", || store.history(Tray::Reviewer(user("desk")), page())).await;
    slowest("history, approver", || store.history(tray("boss"), page())).await;
    slowest("due", || store.due(at(1_000_000), 1_000)).await;
    slowest("deliveries", || store.deliveries(DeliveryFilter::default(), page())).await;
    let status = |status| DeliveryFilter { status: Some(status), ..DeliveryFilter::default() };
    slowest("deliveries, pending", || store.deliveries(status(RecipientStatus::Pending), page())).await;
    slowest("deliveries, refused", || store.deliveries(status(RecipientStatus::Refused), page())).await;
    let domain = || DeliveryFilter { domain: "example.org".parse().ok(), ..DeliveryFilter::default() };
    slowest("deliveries, domain", || store.deliveries(domain(), page())).await;
    slowest("events", || store.events(EventFilter::default(), page())).await;
    let codes = || EventFilter { codes: vec!["accepted".into(), "decided".into()], ..EventFilter::default() };
    slowest("events, codes", || store.events(codes(), page())).await;
    let since = || EventFilter { from: Some(at(50_000)), ..EventFilter::default() };
    slowest("events, since", || store.events(since(), page())).await;
    slowest("search, common", || store.search("個人情報 example".into(), page())).await;
    slowest("search, number", || store.search("99999".into(), page())).await;
    slowest("search, nothing", || store.search("存在しない".into(), page())).await;
    slowest("letters between", || store.letters_between(at(0), at(10_000_000), page())).await;
    slowest("expired", || store.expired(at(10_000_000), 200)).await;
    slowest("stats", || store.stats()).await;
    slowest("tally", || store.tally(at(0))).await;
    slowest("commit of one event", || store.commit(Unit::new(at(1)).event(note(1)))).await;
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse().unwrap());
    let letters: u64 = args.next().unwrap_or(20_000);
    let abreast = usize::try_from(args.next().unwrap_or(100)).unwrap();
    let stage = stage::Stage::with(sekisho_store::Options::default()).await;
    let rate = |took: Duration, letters: u64| u128::from(letters) * 1_000 / took.as_millis().max(1);
    let took = fill(&stage.store, 0, letters, abreast, ParcelState::Held).await;
    println!("held: {letters} in {took:.2?}, {} letters/s, {abreast} at a time", rate(took, letters));
    let took = fill(&stage.store, letters, letters / 4, abreast, ParcelState::Ready).await;
    println!("delivered: {} in {took:.2?}, {} letters/s", letters / 4, rate(took, letters / 4));
    let begun = Instant::now();
    stage.indexed().await;
    println!("search has caught up after {:.2?}", begun.elapsed());
    pages(&stage.store).await;
    let begun = Instant::now();
    let verified = stage.store.verify_chain(0).await.unwrap();
    println!("{} events verified in {:.2?}", verified.events, begun.elapsed());
}
