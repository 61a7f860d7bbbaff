//! What is damaged or full.

use std::fs;

use sekisho_store::{CommitError, Reader, StoreError, Unit};
use sqlx::Connection as _;

use crate::stage::{Stage, at, decide, held, id, new_letter, note, options, other_hands, parcel_id, row};

/// The segment that is being written.
fn segment(stage: &Stage) -> std::path::PathBuf {
    let files = fs::read_dir(stage.path().join("spool")).unwrap().map(|entry| entry.unwrap().path());
    let letters = new_letter(1).id.to_bytes();
    let mut with = files.filter(|path| {
        path.is_file() && fs::read(path).unwrap().windows(letters.len()).any(|window| window == letters)
    });
    with.next().unwrap()
}

#[tokio::test]
async fn a_letter_that_cannot_be_read_any_more_is_reported_once_and_kept() {
    let mut stage = Stage::new().await;
    for number in 1..=3 {
        stage.store.accept(new_letter(number)).await.unwrap();
    }
    let place = stage.again().await.undecided[1].location;
    stage.store.close().await;
    let file = segment(&stage);
    let mut bytes = fs::read(&file).unwrap();
    let start = usize::try_from(place.offset).unwrap();
    // In the payload: the header still says whose it is.
    bytes[start + 300] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let recovered = stage.again().await;
    let found: Vec<_> = recovered.undecided.iter().map(|letter| letter.id).collect();
    assert!(recovered.unreadable == [id(2)] || recovered.damaged == 1, "{recovered:?}");
    assert_eq!(found, [id(1), id(3)]);
    let again = stage.again().await;
    assert_eq!((again.unreadable, again.undecided.len()), (vec![], 2));
    for letter in again.undecided {
        let number = letter.id.unix_ms() - id(0).unix_ms();
        stage.store.commit(decide(&row(number, letter.location), vec![held(number, 0)])).await.unwrap();
    }
    assert!(stage.again().await.undecided.is_empty());
}

#[tokio::test]
async fn a_full_spool_takes_nothing_and_a_full_database_commits_nothing() {
    let mut stage = Stage::new().await;
    stage.store.close().await;
    let mut small = options();
    small.spool.max_bytes = 3 * small.spool.segment_bytes;
    small.spool.spare_segments = 0;
    small.max_database_bytes = Some(1 << 20);
    let (store, _) = stage.open(small).await.unwrap();
    stage.store = store;
    let mut taken = Vec::new();
    let full = loop {
        let number = taken.len() as u64;
        let mut letter = new_letter(number);
        letter.bytes = vec![b'x'; 10_000];
        match stage.store.accept(letter).await {
            Ok(location) => taken.push((number, location)),
            Err(error) => break error,
        }
        assert!(taken.len() < 100);
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    assert!(taken.len() > 3);
    let (number, location) = taken[0];
    stage.store.commit(decide(&row(number, location), vec![held(number, 0)])).await.unwrap();
    let mut committed = 2;
    let full = loop {
        let personal = serde_json::Value::String("x".repeat(50_000));
        match stage.store.commit(Unit::new(at(1)).event_with(note(1), personal)).await {
            Ok(done) => {
                committed += 1;
                assert_eq!(done.first_seq, committed);
            }
            Err(error) => break error,
        }
        assert!(committed < 100);
    };
    assert_eq!(full, CommitError::Full);
    // The rest stands, and small things go on when there is room.
    assert_eq!(stage.store.verify_chain(0).await.unwrap().events, committed);
    let recovered = stage.again().await;
    assert_eq!(recovered.undecided.len(), taken.len() - 1);
    stage.store.commit(Unit::new(at(2)).event(note(2))).await.unwrap();
    assert_eq!(stage.store.verify_chain(0).await.unwrap().events, committed + 1);
}

#[tokio::test]
async fn a_row_that_does_not_parse_is_named_and_never_guessed() {
    let cases = [
        ("update letter set origin = 'x'", "letter", false),
        ("update letter set location = x'00'", "letter", false),
        ("update letter set private = zeroblob(80)", "letter", false),
        ("update letter set source = x'00'", "letter", false),
        ("update letter set at = 9000000000000000000", "letter", false),
        ("update parcel set state = 'unknown'", "parcel", true),
        ("update parcel set verdict = '{\"verdict\":\"hold\",\"needs\":[]}'", "parcel", true),
        ("update parcel set circle = '[]'", "parcel", true),
        ("update parcel set seal = zeroblob(95)", "parcel", true),
        ("update parcel set policy = zeroblob(31)", "parcel", true),
        ("update parcel set plan = findings", "parcel", true),
        ("update parcel set version = -1", "parcel", true),
        ("update parcel set reminders = 5000000000", "parcel", true),
    ];
    let mut stage = Stage::new().await;
    stage.letter(1, vec![held(1, 0)]).await;
    stage.indexed().await;
    stage.store.close().await;
    let whole = fs::read(stage.path().join("sekisho.db")).unwrap();
    for (sql, table, of_parcel) in cases {
        let mut hands = other_hands(stage.path()).await;
        sqlx::raw_sql(sql).execute(&mut hands).await.unwrap();
        hands.close().await.unwrap();
        let reader = Reader::open(stage.path(), stage.keys.clone()).await.unwrap();
        let error = match of_parcel {
            true => reader.parcel(parcel_id(1, 0)).await.map(drop).unwrap_err(),
            false => reader.letter(id(1)).await.map(drop).unwrap_err(),
        };
        let named = match &error {
            StoreError::Row { table, key, .. } => Some((*table, key.as_str())),
            _ => None,
        };
        let key = if of_parcel { parcel_id(1, 0).to_string() } else { id(1).to_string() };
        assert_eq!(named, Some((table, key.as_str())), "{sql}: {error:?}");
        drop(reader);
        fs::write(stage.path().join("sekisho.db"), &whole).unwrap();
        let _ = fs::remove_file(stage.path().join("sekisho.db-wal"));
        let _ = fs::remove_file(stage.path().join("sekisho.db-shm"));
    }
    stage.again().await;
    assert_eq!(stage.store.parcel(parcel_id(1, 0)).await.unwrap().unwrap().version, 1);
}
