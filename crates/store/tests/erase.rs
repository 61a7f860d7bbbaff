//! Shredding: the key is destroyed, what was private is blank, the bytes are gone, segments are used again.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use sekisho_model::{Event, LetterId, ReversePath};
use sekisho_store::{Change, CommitError, Link, ParcelSet, ParcelState, StoreError, Unit};
use stage::{Stage, address, at, digest, held, id, new_letter, parcel_id};

fn shredding(letter: LetterId) -> Unit {
    Unit::new(at(900)).change(Change::ErasePersonal { letter }).event(Event::Shredded { letter })
}

#[tokio::test]
async fn a_shredded_letter_is_blank_and_its_evidence_stays() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=2 {
        stage.letter(number, vec![held(number, 0)]).await;
    }
    let link = Link {
        link: digest("l"),
        parcel: parcel_id(1, 0),
        files: vec![],
        recipients: vec![address("taro@example.org")],
        created_at: at(1),
        expires_at: at(5_000),
        locked_at: None,
        opened: 0,
    };
    store.commit(Unit::new(at(2)).change(Change::AddLink(link))).await.unwrap();
    stage.indexed().await;
    assert_eq!(store.search("taro".into(), Default::default()).await.unwrap().rows.len(), 2);
    let before = store.verify_chain(0).await.unwrap().events;
    let done = store.shred_letter(id(1), shredding(id(1))).await.unwrap();
    assert_eq!(done.first_seq, before + 1);

    let letter = store.letter(id(1)).await.unwrap().unwrap();
    let texts = [&letter.mail_from, &letter.header_from, &letter.subject, &letter.message_id];
    assert!(texts.iter().all(|text| text.is_empty()));
    assert_eq!((letter.shredded_at, letter.recipients, letter.at), (Some(at(900)), 2, at(1)));
    let parcel = store.parcel(parcel_id(1, 0)).await.unwrap().unwrap();
    assert!(parcel.findings.is_empty() && parcel.plan.steps.is_empty() && parcel.envelope.recipients.is_empty());
    assert_eq!((parcel.envelope.mail_from, parcel.seal), (ReversePath::Null, held(1, 0).seal));
    let rows = store.recipients(parcel_id(1, 0)).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.address.is_empty() && row.reply.is_empty()));
    let link = store.link(digest("l")).await.unwrap().unwrap();
    assert!(link.recipients.is_empty() && link.locked_at == Some(at(900)));
    let found = store.search("taro".into(), Default::default()).await.unwrap().rows;
    assert_eq!(found.iter().map(|letter| letter.id).collect::<Vec<_>>(), [id(2)]);
    assert!(matches!(store.load(id(1)).await, Err(StoreError::Shredded(letter)) if letter == id(1)));
    assert_eq!(store.load(id(2)).await.unwrap().bytes, new_letter(2).bytes);
    assert_eq!(store.verify_chain(0).await.unwrap().events, before + 1);

    // Again: no error, and nothing is told twice.
    store.shred_letter(id(1), shredding(id(1))).await.unwrap();
    assert_eq!(store.verify_chain(0).await.unwrap().events, before + 1);
    assert!(matches!(store.shred_letter(id(9), shredding(id(9))).await, Err(StoreError::NoLetter(_))));
    // Nothing private comes back into it.
    let set = ParcelSet { findings: Some(held(1, 0).findings), ..ParcelSet::to(ParcelState::Done) };
    let change = Change::Parcel { parcel: parcel_id(1, 0), expect: parcel.version, set, recipients: vec![] };
    let refused = store.commit(Unit::new(at(901)).change(change)).await;
    assert_eq!(refused, Err(CommitError::Invalid("new contents for a shredded parcel")));
}

#[tokio::test]
async fn a_unit_that_fails_is_told_and_the_letter_can_be_shredded_again() {
    let stage = Stage::new().await;
    stage.letter(1, vec![held(1, 0)]).await;
    let failing = Unit::new(at(900)).change(Change::UseToken { token: digest("x") });
    let failed = stage.store.shred_letter(id(1), failing).await;
    assert!(matches!(failed, Err(StoreError::Failed { .. })));
    // The key is gone already; the row says so only with its event.
    assert!(matches!(stage.store.load(id(1)).await, Err(StoreError::Shredded(_))));
    assert_eq!(stage.store.letter(id(1)).await.unwrap().unwrap().shredded_at, None);
    stage.store.shred_letter(id(1), shredding(id(1))).await.unwrap();
    assert_eq!(stage.store.letter(id(1)).await.unwrap().unwrap().shredded_at, Some(at(900)));
}

#[tokio::test]
async fn nothing_private_lies_readable_on_the_disk_and_the_erased_not_at_all() {
    let mut stage = Stage::new().await;
    for number in 1..=3 {
        stage.letter(number, vec![held(number, 0)]).await;
    }
    stage.indexed().await;
    for marker in ["個人情報", "taro@example.org", "hanako@house.example", "drawn-secret", "private-fact", "Hello."]
    {
        assert!(!stage::on_disk(stage.path(), marker.as_bytes()), "{marker}");
    }
    let mut hands = stage::other_hands(stage.path()).await;
    let mut sealed: Vec<Vec<u8>> = Vec::new();
    for sql in [
        "select private from letter where number = 2",
        "select findings from parcel where row = 2",
        "select plan from parcel where row = 2",
        "select envelope from parcel where row = 2",
        "select private from event_personal where seq = 3",
    ] {
        sealed.push(sqlx::query_scalar(sql).fetch_one(&mut hands).await.unwrap());
    }
    sqlx::Connection::close(hands).await.unwrap();
    assert!(sealed.iter().all(|bytes| stage::on_disk(stage.path(), bytes)));
    stage.store.shred_letter(id(2), shredding(id(2))).await.unwrap();
    stage.again().await;
    assert!(!sealed.iter().any(|bytes| stage::on_disk(stage.path(), bytes)));
    assert_eq!(stage.store.letter(id(3)).await.unwrap().unwrap().subject, "個人情報の件 3");
    stage.store.verify_chain(0).await.unwrap();
}

/// A letter with its sealed bytes as they lie in the database, and other hands on that.
async fn one_letter(stage: &Stage) -> (Vec<u8>, sqlx::SqliteConnection) {
    stage.letter(1, vec![held(1, 0)]).await;
    stage.indexed().await;
    let mut hands = stage::other_hands(stage.path()).await;
    let sealed = sqlx::query_scalar("select private from letter").fetch_one(&mut hands).await.unwrap();
    (sealed, hands)
}

async fn wait_until_wiped(stage: &Stage, sealed: &[u8]) {
    let mut tries = 0..9_000;
    while stage::on_disk(stage.path(), sealed) {
        assert!(tries.next().is_some(), "erased bytes are on the disk");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_log_is_wiped_in_a_pause_while_the_store_is_open() {
    let stage = Stage::new().await;
    let (sealed, hands) = one_letter(&stage).await;
    sqlx::Connection::close(hands).await.unwrap();
    stage.store.shred_letter(id(1), shredding(id(1))).await.unwrap();
    wait_until_wiped(&stage, &sealed).await;
}

#[tokio::test]
async fn a_reader_at_work_only_puts_the_wiping_off() {
    let stage = Stage::new().await;
    let (sealed, mut hands) = one_letter(&stage).await;
    sqlx::query("begin").execute(&mut hands).await.unwrap();
    let _: i64 = sqlx::query_scalar("select count(*) from letter").fetch_one(&mut hands).await.unwrap();
    stage.store.shred_letter(id(1), shredding(id(1))).await.unwrap();
    // As long as the first try takes; were it later, the test would only show less.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(stage::on_disk(stage.path(), &sealed), "the reader still sees what was");
    sqlx::Connection::close(hands).await.unwrap();
    wait_until_wiped(&stage, &sealed).await;
}

#[tokio::test]
async fn segments_without_a_living_letter_are_used_again() {
    let mut stage = Stage::new().await;
    let letters = 240;
    for number in 1..=letters {
        let mut letter = new_letter(number);
        letter.bytes = vec![b'x'; 2_000];
        let location = stage.store.accept(letter).await.unwrap();
        // One stays undecided.
        if number != 150 {
            let row = stage::row(number, location);
            stage.store.commit(stage::decide(&row, vec![held(number, 0)])).await.unwrap();
        }
    }
    assert_eq!(stage.store.recycle().await.unwrap(), 0);
    let shred = async |stage: &Stage, numbers: &[u64]| {
        for number in numbers {
            stage.store.shred_letter(id(*number), shredding(id(*number))).await.unwrap();
        }
    };
    // All but one of the first segment, and all later ones.
    shred(&stage, &(2..=letters).filter(|number| *number != 150).collect::<Vec<_>>()).await;
    let location = |stage: &Stage, number| {
        let store = stage.store.clone();
        async move { store.letter(id(number)).await.unwrap().unwrap().location.segment }
    };
    let (first, last) = (location(&stage, 1).await, location(&stage, letters).await);
    assert!(last - first > 4);
    let undecided = stage.again().await.undecided[0].location.segment;
    let recycled = stage.store.recycle().await.unwrap();
    assert_eq!(recycled, undecided - first - 1, "behind the undecided letter nothing is recycled");
    assert_eq!(stage.store.load(id(150)).await.unwrap().bytes.len(), 2_000);
    assert_eq!(stage.store.load(id(1)).await.unwrap().bytes.len(), 2_000);
    shred(&stage, &[1]).await;
    assert_eq!(stage.store.recycle().await.unwrap(), 1);
    assert!(matches!(stage.store.load(id(1)).await, Err(StoreError::Shredded(_))));
    let found = stage.again().await.undecided;
    stage.store.commit(stage::decide(&stage::row(150, found[0].location), vec![held(150, 0)])).await.unwrap();
    shred(&stage, &[150]).await;
    assert!(stage.again().await.undecided.is_empty());
    assert!(stage.store.recycle().await.unwrap() > 0);
    assert_eq!(stage.store.recycle().await.unwrap(), 0);
    stage.store.verify_chain(0).await.unwrap();
}
