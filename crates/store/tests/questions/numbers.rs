//! Numbers and accounts.

use sekisho_model::{Event, FindingKind};
use sekisho_store::{Change, ParcelState, Unit};

use crate::{
    move_to,
    stage::{self, Stage, at, decide, held, nowhere, parcel_id, ready, row, user},
};

#[tokio::test]
async fn numbers_are_kept_while_writing() {
    let mut stage = Stage::new().await;
    let empty = stage.store.stats().await.unwrap();
    assert_eq!((empty.letters, empty.events, empty.states.len(), empty.undecided), (0, 0, 0, 0));
    for number in 1..=4 {
        let mut new = ready(number, 1);
        new.findings = vec![
            stage::finding(FindingKind::Freemail, "x"),
            stage::finding(FindingKind::Freemail, "y"),
            sekisho_model::Finding {
                rule: Some(sekisho_model::RuleId::new("r1")),
                ..stage::finding(FindingKind::Rule, "")
            },
        ];
        stage.letter(number, vec![held(number, 0), new]).await;
    }
    stage.store.accept(stage::new_letter(9)).await.unwrap();
    move_to(&stage.store, parcel_id(1, 0), ParcelState::Done, at(10)).await;
    // A unit that fails counts nothing.
    let twice = decide(&row(2, nowhere(2)), vec![held(2, 0)]);
    assert!(stage.store.commit(twice).await.is_err());
    for _ in 0..2 {
        let stats = stage.store.stats().await.unwrap();
        assert_eq!((stats.letters, stats.events, stats.undecided), (4, 12, 1));
        let states: Vec<_> = stats.states.iter().map(|count| (count.state, count.parcels, count.oldest)).collect();
        let expected =
            [(ParcelState::Held, 3, Some(at(2))), (ParcelState::Ready, 4, Some(at(1))), (ParcelState::Done, 1, None)];
        assert_eq!(states, expected);
        assert_eq!(stats.last, stage.store.verify_chain(0).await.unwrap().last);
        let tally = stage.store.tally(at(0)).await.unwrap();
        assert_eq!(tally.verdicts, [("hold".to_owned(), 4), ("pass".to_owned(), 4)]);
        let found = [("freemail", 4), ("personal-data", 4), ("r1", 4)].map(|(code, count)| (code.to_owned(), count));
        assert_eq!(tally.findings, found);
        assert_eq!(stage.store.tally(at(7_200)).await.unwrap(), Default::default());
        stage.again().await;
    }
}

#[tokio::test]
async fn findings_that_only_observe_are_counted_from_the_evidence() {
    let stage = Stage::new().await;
    let new = held(1, 0);
    let observed = sekisho_model::Finding {
        rule: Some(sekisho_model::RuleId::new("observing")),
        ..sekisho_model::Finding::new(FindingKind::Rule, None, sekisho_model::Place::Letter)
    };
    let mut unit = decide(&row(1, nowhere(1)), vec![new]);
    for (event, _) in &mut unit.events {
        if let Event::Decided { findings, .. } = event {
            findings.push(observed.clone());
        }
    }
    stage.store.commit(unit).await.unwrap();
    let found = stage.store.tally(at(0)).await.unwrap().findings;
    assert_eq!(found, [("observing".to_owned(), 1), ("personal-data".to_owned(), 1)]);
}

#[tokio::test]
async fn accounts_are_found_by_name_and_address() {
    let stage = Stage::new().await;
    let account = |name: &str, addresses: &[&str]| sekisho_store::User {
        id: user(name),
        version: 0,
        name: name.to_uppercase(),
        addresses: addresses.iter().map(|text| stage::address(text)).collect(),
        password: None,
        scram: None,
        totp: None,
        roles: Default::default(),
        language: "en".into(),
        disabled: false,
        failures: 0,
        locked_until: None,
        totp_step: 0,
        created_at: at(0),
        updated_at: at(0),
    };
    for new in [
        account("b", &["b@house.example", "info@house.example"]),
        account("a", &["info@house.example"]),
        account("c", &[]),
    ] {
        stage.store.commit(Unit::new(at(0)).change(Change::AddUser(new))).await.unwrap();
    }
    let names = |users: Vec<sekisho_store::User>| users.into_iter().map(|user| user.id.to_string()).collect::<Vec<_>>();
    assert_eq!(names(stage.store.users().await.unwrap()), ["a", "b", "c"]);
    let of = |text: &str| stage.store.users_of(stage::address(text));
    assert_eq!(names(of("Info@house.example").await.unwrap()), ["a", "b"]);
    assert_eq!(names(of("b@house.example").await.unwrap()), ["b"]);
    assert!(of("x@house.example").await.unwrap().is_empty());
    let b = stage.store.user(user("b")).await.unwrap().unwrap();
    assert_eq!(
        b.addresses.iter().map(|address| address.as_str()).collect::<Vec<_>>(),
        ["b@house.example", "info@house.example"]
    );
    assert!(stage.store.user(user("x")).await.unwrap().is_none());
}
