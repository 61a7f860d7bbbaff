//! A unit stands or falls whole, alone among those it shares a sync with.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use sekisho_model::{Address, Domain, Event};
use sekisho_store::{
    Change, ClientFacts, CommitError, KnownName, LinkFile, ListMember, MailingList, Thread, Unit, User,
};
use stage::{Stage, at, decide, digest, held, id, note, nowhere, parcel_id, row, user};

fn setting(key: &str) -> Change {
    Change::SetSetting { key: key.into(), value: serde_json::json!(1) }
}

fn failing() -> Change {
    Change::UseToken { token: digest("nobody's") }
}

#[tokio::test]
async fn whatever_of_a_unit_fails_nothing_of_it_happens() {
    let stage = Stage::new().await;
    stage.held(1).await;
    let before = stage.store.verify_chain(0).await.unwrap();
    let whole: Vec<Change> = vec![
        Change::Decide { letter: row(2, nowhere(2)), parcels: vec![held(2, 0)] },
        setting("a"),
        Change::SeeDomains(vec!["a.example".parse::<Domain>().unwrap()]),
        Change::KnowNames(vec![KnownName { address_key: "a@a.example".into(), name: "a".into(), last_at: at(1) }]),
        Change::ErasePersonal { letter: id(1) },
        Change::VoidTokensOf { parcel: parcel_id(1, 0) },
    ];
    for place in 0..=whole.len() {
        let mut changes = whole.clone();
        changes.insert(place, failing());
        let unit = Unit { at: at(5), changes, events: vec![(note(1), None)] };
        assert_eq!(stage.store.commit(unit).await, Err(CommitError::Spent), "{place}");
        assert_eq!(stage.store.verify_chain(0).await.unwrap(), before);
        assert_eq!(stage.store.letter(id(2)).await.unwrap(), None);
        assert_eq!(stage.store.setting("a".into()).await.unwrap(), None);
        assert!(stage.store.all_domains().await.unwrap().is_empty());
        assert_eq!(stage.store.stats().await.unwrap().states[0].parcels, 1);
        let events = stage.store.events_of(sekisho_store::About::Letter(id(1)), true).await.unwrap();
        assert!(events[0].personal.is_some());
    }
}

#[tokio::test]
async fn units_of_one_batch_stand_or_fall_alone() {
    let mut stage = Stage::new().await;
    let units: Vec<Unit> = (0..300u64)
        .map(|number| {
            let unit = Unit::new(at(1)).change(setting(&number.to_string())).event(note(number));
            match number % 3 {
                0 => unit.change(failing()),
                // The second one of two.
                1 => Unit {
                    changes: vec![Change::Decide { letter: row(7, nowhere(7)), parcels: vec![held(7, 0)] }],
                    ..unit
                },
                _ => unit,
            }
        })
        .collect();
    let done = stage.store.commit_all(units).await;
    assert_eq!(done.len(), 300);
    let mut seq = 0;
    for (number, done) in (0..).zip(done) {
        match number {
            _ if number % 3 == 0 => assert_eq!(done, Err(CommitError::Spent)),
            _ if number % 3 == 1 && number > 1 => assert_eq!(done, Err(CommitError::Decided(id(7)))),
            _ => {
                seq += 1;
                assert_eq!(done.unwrap().first_seq, seq, "numbered in order, without gaps");
            }
        }
    }
    for _ in 0..2 {
        assert_eq!(stage.store.verify_chain(0).await.unwrap().events, seq);
        assert_eq!(stage.store.setting("0".into()).await.unwrap(), None);
        assert!(stage.store.setting("299".into()).await.unwrap().is_some());
        stage.again().await;
    }
    assert!(stage.store.commit_all(vec![]).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_read_the_same_version_one_wins() {
    let stage = Stage::new().await;
    let parcel = stage.held(1).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..50 {
        let store = stage.store.clone();
        tasks.spawn(async move {
            let set = sekisho_store::ParcelSet::to(sekisho_store::ParcelState::Held);
            let change = Change::Parcel { parcel, expect: 1, set, recipients: vec![] };
            store.commit(Unit::new(at(2)).change(change).event(note(number))).await
        });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let conflict = CommitError::Conflict { parcel, expected: 1, found: Some(2) };
    assert_eq!(results.iter().filter(|result| **result == Err(conflict.clone())).count(), 49);
    assert_eq!(stage.store.verify_chain(0).await.unwrap().events, 3);
}

#[tokio::test]
async fn a_unit_without_anything_tells_the_next_number() {
    let stage = Stage::new().await;
    assert_eq!(stage.store.commit(Unit::new(at(1))).await.unwrap().first_seq, 1);
    assert_eq!(stage.store.commit(Unit::new(at(1)).event(note(1)).event(note(2))).await.unwrap().first_seq, 1);
    assert_eq!(stage.store.commit(Unit::new(at(1))).await.unwrap().first_seq, 3);
}

/// Changes that hold a secret wherever they can.
fn with_secrets(secret: &str) -> Vec<Change> {
    let (secret, address) = (secret.to_owned(), secret.parse::<Address>().unwrap());
    vec![
        Change::RemoveList { list: address.clone() },
        Change::RemoveMember { list: address.clone(), address: address.clone() },
        Change::SetSetting { key: secret.clone(), value: secret.clone().into() },
        Change::KnowNames(vec![KnownName { address_key: secret.clone(), name: secret.clone(), last_at: at(1) }]),
        Change::PutThread(Thread { message_id: digest("m"), participants: vec![secret.clone()], at: at(1) }),
        Change::PutList(MailingList {
            address: address.clone(),
            name: secret.clone(),
            owners: vec![user(&secret)],
            attested_at: None,
            updated_at: at(1),
        }),
        Change::PutMember(ListMember {
            list: address.clone(),
            address: address.clone(),
            added_by: None,
            added_at: at(1),
            approved_by: None,
        }),
        Change::AddUser(User {
            id: user(&secret),
            version: 1,
            name: secret.clone(),
            addresses: vec![address],
            password: Some(secret.clone()),
            scram: Some(secret.clone()),
            totp: None,
            roles: Default::default(),
            language: "ja".into(),
            disabled: false,
            failures: 0,
            locked_until: None,
            totp_step: 0,
            created_at: at(1),
            updated_at: at(1),
        }),
    ]
}

#[tokio::test]
async fn debug_output_shows_which_one_and_never_what_is_in_it() {
    let mut stage = Stage::new().await;
    let letter = stage::new_letter(1);
    let location = stage.store.accept(letter.clone()).await.unwrap();
    let recovered = stage.again().await;
    let loaded = stage.store.load(id(1)).await.unwrap();
    let unit = decide(&row(1, location), vec![held(1, 0)])
        .event_with(note(1), serde_json::json!("hanako@house.example"))
        .event(Event::ListChanged { list: "hanako@house.example".into(), change: "c".into(), by: None });
    stage.store.commit(unit.clone()).await.unwrap();
    let secret = "hanako@house.example".to_owned();
    let page = stage.store.held(sekisho_store::Tray::All, Default::default()).await.unwrap();
    let changes = with_secrets(&secret);
    let client = ClientFacts { peer: secret.clone(), helo: secret.clone(), tls: None, protocol: "ESMTP".into() };
    let file = LinkFile { part: Default::default(), name: secret.clone(), mime: "x/y".into(), size: 1 };
    let shown = [
        format!("{letter:?}{loaded:?}{recovered:?}{unit:?}{page:?}{changes:?}{client:?}{file:?}"),
        format!("{:?}", stage.store.letter(id(1)).await.unwrap()),
        format!("{:?}", stage.store.recipients(parcel_id(1, 0)).await.unwrap()),
        format!("{:?}", stage.store.deliveries(Default::default(), Default::default()).await.unwrap()),
        format!("{:?}", stage.store.events_of(sekisho_store::About::Letter(id(1)), true).await.unwrap()),
        format!("{:?}{:?}{:?}", stage.store, *stage.store, stage.keys),
    ]
    .concat();
    for marker in ["hanako", "taro", "個人情報", "花子", "Hello", "drawn-secret", "private-fact"] {
        assert!(!shown.contains(marker), "{marker} in {shown}");
    }
    assert!(shown.contains(&id(1).to_string()) || shown.contains("LetterId"));
}
