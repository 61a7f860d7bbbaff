//! Every question: what it answers, in which order, page by page.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "questions/numbers.rs"]
mod numbers;
#[path = "questions/search.rs"]
mod search;
mod stage;
#[path = "questions/trays.rs"]
mod trays;

use sekisho_model::{Event, ParcelId, Time};
use sekisho_store::{
    About, Change, DeliveryFilter, EventFilter, Page, PageRequest, ParcelSet, ParcelState, RecipientSet,
    RecipientStatus, Store, StoreError, Tray, Unit,
};
use stage::{Stage, at, held, id, note, parcel, parcel_id, ready};

/// Walks all pages of two rows; every page but the last is full unless `sparse`.
pub(crate) async fn walk<T, F>(ask: impl Fn(PageRequest) -> F) -> Vec<T>
where
    F: Future<Output = Result<Page<T>, StoreError>>,
{
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = ask(PageRequest { after: after.take(), limit: 2 }).await.unwrap();
        assert!(page.rows.len() <= 2);
        all.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

pub(crate) async fn move_to(store: &Store, parcel: ParcelId, state: ParcelState, when: Time) {
    let version = store.parcel(parcel).await.unwrap().unwrap().version;
    let change = Change::Parcel { parcel, expect: version, set: ParcelSet::to(state), recipients: vec![] };
    store.commit(Unit::new(when).change(change)).await.unwrap();
}

#[tokio::test]
async fn due_parcels_come_longest_due_first() {
    let stage = Stage::new().await;
    for (number, due) in [(1, Some(30)), (2, Some(10)), (3, None), (4, Some(20)), (5, Some(99))] {
        let mut new = held(number, 0);
        new.due_at = due.map(at);
        stage.letter(number, vec![new]).await;
    }
    let due = |when, limit| stage.store.due(at(when), limit);
    let shown = |due: Vec<sekisho_store::Due>| due.iter().map(|due| (due.parcel, due.due_at)).collect::<Vec<_>>();
    let first = [(parcel_id(2, 0), at(10)), (parcel_id(4, 0), at(20))];
    assert_eq!(shown(due(20, 9).await.unwrap()), first);
    assert_eq!(shown(due(50, 2).await.unwrap()), first);
    assert_eq!(shown(due(5, 9).await.unwrap()), []);
    assert_eq!(due(50, 9).await.unwrap()[2].state, ParcelState::Held);
    move_to(&stage.store, parcel_id(2, 0), ParcelState::Discarded, at(50)).await;
    move_to(&stage.store, parcel_id(3, 0), ParcelState::Ready, at(15)).await;
    let now = shown(due(50, 9).await.unwrap());
    assert_eq!(now, [(parcel_id(3, 0), at(15)), (parcel_id(4, 0), at(20)), (parcel_id(1, 0), at(30))]);
}

#[tokio::test]
async fn parcels_are_found_by_their_state() {
    let stage = Stage::new().await;
    for number in 1..=ParcelState::ALL.len() as u64 {
        let new = |index| parcel(number, index, ParcelState::ALL[number as usize - 1], &["taro@example.org"]);
        stage.letter(number, vec![new(0), new(1)]).await;
    }
    for (number, state) in (1..).zip(ParcelState::ALL) {
        let both = [parcel_id(number, 0), parcel_id(number, 1)];
        assert_eq!(stage.store.parcels_in(state, 9).await.unwrap(), both, "{state:?}");
        assert_eq!(stage.store.parcels_in(state, 1).await.unwrap(), both[..1]);
    }
}

#[tokio::test]
async fn a_cursor_of_something_else_is_refused() {
    let stage = Stage::new().await;
    for number in 1..=3 {
        stage.held(number).await;
    }
    let store = &stage.store;
    let page = store.held(Tray::All, PageRequest { after: None, limit: 1 }).await.unwrap();
    let next = |after: Option<String>| PageRequest { after, limit: 1 };
    let bad = |error: StoreError| matches!(error, StoreError::Cursor);
    assert!(bad(store.history(Tray::All, next(page.next.clone())).await.unwrap_err()));
    assert!(bad(store.events(EventFilter::default(), next(page.next.clone())).await.unwrap_err()));
    assert!(bad(store.deliveries(DeliveryFilter::default(), next(page.next.clone())).await.unwrap_err()));
    assert!(bad(store.search("x".into(), next(page.next.clone())).await.unwrap_err()));
    assert!(bad(store.letters_between(at(0), at(9), next(page.next)).await.unwrap_err()));
    assert!(bad(store.held(Tray::All, next(Some("garbage".into()))).await.unwrap_err()));
}

#[tokio::test]
async fn letters_of_a_time_come_with_their_verdicts() {
    let stage = Stage::new().await;
    for number in 1..=6 {
        stage.letter(number, vec![held(number, 0), ready(number, 1)]).await;
    }
    let letters = walk(|page| stage.store.letters_between(at(2), at(6), page)).await;
    let shown: Vec<_> = letters.iter().map(|judged| judged.letter.id).collect();
    assert_eq!(shown, [5, 4, 3, 2].map(id));
    let verdicts = [(parcel_id(5, 0), "hold".to_owned()), (parcel_id(5, 1), "pass".to_owned())];
    assert_eq!(letters[0].verdicts, verdicts);
}

#[tokio::test]
async fn letters_expire_when_nothing_of_them_is_under_way() {
    let stage = Stage::new().await;
    let due = |number| ParcelSet {
        due_at: Some(at(999)),
        ..ParcelSet::to(if number == 3 { ParcelState::Done } else { ParcelState::Held })
    };
    for number in 1..=8 {
        stage.letter(number, vec![held(number, 0), ready(number, 1)]).await;
        move_to(&stage.store, parcel_id(number, 1), ParcelState::Done, at(10)).await;
    }
    for (number, state) in [(1, ParcelState::Done), (2, ParcelState::Returned), (4, ParcelState::Discarded)] {
        move_to(&stage.store, parcel_id(number, 0), state, at(11)).await;
    }
    for (number, state) in [(5, ParcelState::Altered), (6, ParcelState::Refused), (8, ParcelState::Done)] {
        move_to(&stage.store, parcel_id(number, 0), state, at(11)).await;
    }
    let change = Change::Parcel { parcel: parcel_id(3, 0), expect: 1, set: due(3), recipients: vec![] };
    stage.store.commit(Unit::new(at(12)).change(change)).await.unwrap();
    assert_eq!(stage.store.expired(at(8), 9).await.unwrap(), [1, 2, 4].map(id));
    assert_eq!(stage.store.expired(at(9), 9).await.unwrap(), [1, 2, 4, 8].map(id));
    assert_eq!(stage.store.expired(at(9), 2).await.unwrap(), [1, 2].map(id));
    assert_eq!(stage.store.expired(at(1), 9).await.unwrap(), []);
}

#[tokio::test]
async fn the_delivery_log_shows_the_last_change_first() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=4 {
        stage.letter(number, vec![ready(number, 0)]).await;
    }
    let outcome = |number, status| RecipientSet {
        number,
        status,
        attempted: true,
        next_at: None,
        code: 250,
        reply: "ok for taro".into(),
        upstream: "mx".into(),
    };
    for (letter, recipient, status, when) in [
        (2, 1, RecipientStatus::Accepted, 50),
        (1, 0, RecipientStatus::Refused, 60),
        (3, 0, RecipientStatus::Accepted, 70),
        (3, 1, RecipientStatus::Refused, 80),
    ] {
        let id = parcel_id(letter, 0);
        let expect = store.parcel(id).await.unwrap().unwrap().version;
        let (set, recipients) = (ParcelSet::to(ParcelState::Ready), vec![outcome(recipient, status)]);
        store.commit(Unit::new(at(when)).change(Change::Parcel { parcel: id, expect, set, recipients })).await.unwrap();
    }
    let domain = |text: &str| Some(text.parse().unwrap());
    let status = Some(RecipientStatus::Refused);
    let example_org = domain("example.org");
    let cases: [(DeliveryFilter, &[(u64, u32)]); 8] = [
        (DeliveryFilter::default(), &[(3, 1), (3, 0), (1, 0), (2, 1), (4, 1), (4, 0), (2, 0), (1, 1)]),
        (DeliveryFilter { status, ..Default::default() }, &[(3, 1), (1, 0)]),
        (DeliveryFilter { domain: example_org.clone(), ..Default::default() }, &[(3, 0), (1, 0), (4, 0), (2, 0)]),
        (DeliveryFilter { domain: example_org.clone(), status, ..Default::default() }, &[(1, 0)]),
        (DeliveryFilter { letter: Some(id(3)), ..Default::default() }, &[(3, 1), (3, 0)]),
        (DeliveryFilter { letter: Some(id(3)), domain: example_org, status, from: None }, &[]),
        (DeliveryFilter { from: Some(at(60)), ..Default::default() }, &[(3, 1), (3, 0), (1, 0)]),
        (DeliveryFilter { from: Some(at(61)), status, ..Default::default() }, &[(3, 1)]),
    ];
    for (filter, expected) in cases {
        let lines = walk(|page| store.deliveries(filter.clone(), page)).await;
        let shown: Vec<_> = lines.iter().map(|line| (line.recipient.parcel, line.recipient.number)).collect();
        let expected: Vec<_> = expected.iter().map(|&(letter, number)| (parcel_id(letter, 0), number)).collect();
        assert_eq!(shown, expected, "{filter:?}");
    }
    let lines = store.deliveries(DeliveryFilter::default(), PageRequest::default()).await.unwrap().rows;
    assert_eq!(lines[0].mail_from, "hanako@house.example");
    let first = &lines[0].recipient;
    assert_eq!((first.address.as_str(), first.reply.as_str()), ("jiro@example.com", "ok for taro"));
}

#[tokio::test]
async fn events_are_found_by_code_letter_and_time() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=3 {
        stage.letter(number, vec![held(number, 0), held(number, 1)]).await;
    }
    let payload = serde_json::json!({"address": "taro@example.org"});
    let waited = Event::Waited { parcel: parcel_id(2, 1), seal: held(2, 1).seal };
    store.commit(Unit::new(at(20_000)).event(note(1)).event_with(waited, payload.clone())).await.unwrap();
    let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
    let cases: [(EventFilter, &[u64]); 8] = [
        (EventFilter::default(), &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        (EventFilter { codes: codes(&["accepted"]), ..Default::default() }, &[7, 4, 1]),
        (EventFilter { codes: codes(&["waited", "accepted", "waited"]), ..Default::default() }, &[11, 7, 4, 1]),
        (EventFilter { codes: codes(&["nothing"]), ..Default::default() }, &[]),
        (EventFilter { letter: Some(id(2)), ..Default::default() }, &[11, 6, 5, 4]),
        (EventFilter { letter: Some(id(2)), codes: codes(&["waited"]), from: None }, &[11]),
        (EventFilter { from: Some(at(3)), ..Default::default() }, &[11, 10, 9, 8, 7]),
        (EventFilter { from: Some(at(20_001)), ..Default::default() }, &[]),
    ];
    for (filter, expected) in cases {
        let rows = walk(|page| store.events(filter.clone(), page)).await;
        let shown: Vec<_> = rows.iter().map(|row| row.link.seq).collect();
        assert_eq!(shown, expected, "{filter:?}");
    }
    let about = |about, personal| async move {
        let rows = store.events_of(about, personal).await.unwrap();
        rows.into_iter().map(|row| (row.link.seq, row.personal)).collect::<Vec<_>>()
    };
    let seqs = |rows: &[(u64, _)]| rows.iter().map(|(seq, _)| *seq).collect::<Vec<_>>();
    assert_eq!(seqs(&about(About::Letter(id(2)), false).await), [4, 5, 6, 11]);
    assert_eq!(seqs(&about(About::Parcel(parcel_id(2, 0)), false).await), [4, 5]);
    let with = about(About::Parcel(parcel_id(2, 1)), true).await;
    assert_eq!(seqs(&with), [4, 6, 11]);
    assert_eq!(with[2].1, Some(payload));
    assert!(with[0].1.is_some() && with[1].1.is_none());
    let without = about(About::Parcel(parcel_id(2, 1)), false).await;
    assert!(without.iter().all(|(_, personal)| personal.is_none()));
}
