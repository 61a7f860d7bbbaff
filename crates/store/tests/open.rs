//! Opening: whose directory it is, which version, which keys, what is missing, what is damaged, what is full.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "open/damage.rs"]
mod damage;
mod stage;

use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};

use sekisho_store::{MasterKeys, PageRequest, REBUILT, Reader, Rebuilt, Store, StoreError, Tray, Unit, keys::KeyError};
use sqlx::Connection as _;
use stage::{Stage, at, decide, held, id, new_letter, options, other_hands, row};

#[tokio::test]
async fn a_directory_has_one_store() {
    let mut stage = Stage::new().await;
    assert!(matches!(stage.open(options()).await, Err(StoreError::InUse { path }) if path == stage.path()));
    let rebuilt = Store::rebuild(stage.path(), stage.keys.clone(), at(50)).await;
    assert!(matches!(rebuilt, Err(StoreError::InUse { .. })));
    stage.again().await;
}

#[tokio::test]
async fn the_directory_is_private() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("a/b");
    let keys = Arc::new(MasterKeys::ephemeral().unwrap());
    let (store, _) = Store::open(&data, keys, options()).await.unwrap();
    store.accept(new_letter(1)).await.unwrap();
    let mode = |path: &str| fs::metadata(data.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("spool")), (0o700, 0o700));
    for file in ["sekisho.db", "sekisho.db-wal", "lock"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_reader_reads_beside_the_writer_and_after_it() {
    let stage = Stage::new().await;
    let reader = Reader::open(stage.path(), stage.keys.clone()).await.unwrap();
    let parcel = stage.held(1).await;
    assert_eq!(reader.count_held(Tray::All).await.unwrap(), 1);
    assert_eq!(reader.parcel(parcel).await.unwrap().unwrap().plan, held(1, 0).plan);
    stage.store.close().await;
    assert_eq!(reader.held(Tray::All, PageRequest::default()).await.unwrap().rows.len(), 1);
    let late = Reader::open(stage.path(), stage.keys.clone()).await.unwrap();
    assert_eq!(late.verify_chain(0).await.unwrap().events, 2);
    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(Reader::open(nowhere.path(), stage.keys.clone()).await, Err(StoreError::Failed { .. })));
}

#[tokio::test]
async fn a_newer_or_foreign_database_is_not_touched() {
    let stage = Stage::new().await;
    stage.store.close().await;
    for (sql, newer) in
        [("pragma user_version = 99", true), ("pragma user_version = 1; pragma application_id = 7", false)]
    {
        let mut hands = other_hands(stage.path()).await;
        sqlx::raw_sql(sql).execute(&mut hands).await.unwrap();
        hands.close().await.unwrap();
        let reader = Reader::open(stage.path(), stage.keys.clone()).await.map(drop);
        for error in [stage.open(options()).await.map(drop).unwrap_err(), reader.unwrap_err()] {
            match error {
                StoreError::TooNew { found: 99, known: 2 } if newer => {}
                StoreError::Foreign if !newer => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn other_keys_do_not_open_it() {
    let mut stage = Stage::new().await;
    stage.letter(1, vec![held(1, 0)]).await;
    stage.store.close().await;
    let other = Arc::new(MasterKeys::ephemeral().unwrap());
    for error in [
        Store::open(stage.path(), other.clone(), options()).await.map(drop).unwrap_err(),
        Reader::open(stage.path(), other).await.map(drop).unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Key(KeyError::Unknown(_))), "{error:?}");
    }
    stage.again().await;
    assert!(stage.store.load(id(1)).await.is_ok());
}

#[tokio::test]
async fn a_rotated_key_reads_on_and_a_missing_one_stops_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("key");
    let data = dir.path().join("data");
    let old = Arc::new(MasterKeys::create(&file).unwrap());
    let (store, _) = Store::open(&data, old, options()).await.unwrap();
    let location = store.accept(new_letter(1)).await.unwrap();
    store.commit(decide(&row(1, location), vec![held(1, 0)])).await.unwrap();
    store.close().await;
    let rotated = Arc::new(MasterKeys::rotate(&file).unwrap());
    let (store, _) = Store::open(&data, rotated.clone(), options()).await.unwrap();
    assert_eq!(store.letter(id(1)).await.unwrap(), Some(row(1, location)));
    while store.stats().await.unwrap().unindexed > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(store.search("個人情報".into(), PageRequest::default()).await.unwrap().rows.len(), 1);
    // Undecided, under the new key.
    store.accept(new_letter(2)).await.unwrap();
    store.verify_chain(0).await.unwrap();
    store.close().await;
    // The new key is cut out of the file by mistake.
    let text = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.starts_with("sekisho-key-1")).unwrap();
    lines.remove(first);
    fs::write(&file, lines.join("\n")).unwrap();
    let cut = Arc::new(MasterKeys::load(&file).unwrap());
    let error = Store::open(&data, cut, options()).await.map(drop).unwrap_err();
    assert!(matches!(error, StoreError::Key(KeyError::Unknown(_))), "{error:?}");
    let (_, recovered) = Store::open(&data, rotated, options()).await.unwrap();
    assert_eq!(recovered.undecided.len(), 1);
}

#[tokio::test]
async fn a_lost_database_is_noticed_and_rebuilt_only_when_asked() {
    let mut stage = Stage::new().await;
    for number in 1..=5 {
        stage.letter(number, vec![held(number, 0)]).await;
    }
    stage.store.accept(new_letter(6)).await.unwrap();
    let shredding = Unit::new(at(9)).event(sekisho_model::Event::Shredded { letter: id(2) });
    stage.store.shred_letter(id(2), shredding).await.unwrap();
    let there = Store::rebuild(stage.path(), stage.keys.clone(), at(50)).await;
    assert!(matches!(there, Err(StoreError::InUse { .. })));
    stage.store.close().await;
    let there = Store::rebuild(stage.path(), stage.keys.clone(), at(50)).await;
    assert!(matches!(there, Err(StoreError::Exists { .. })));
    fs::remove_file(stage.path().join("sekisho.db")).unwrap();
    for _ in 0..2 {
        let lost = stage.open(options()).await.map(drop).unwrap_err();
        assert!(matches!(lost, StoreError::NoDatabase { .. }), "{lost:?}");
    }
    let rebuilt = Store::rebuild(stage.path(), stage.keys.clone(), at(50)).await.unwrap();
    assert_eq!(rebuilt, Rebuilt { letters: 5, shredded: 1, ..Rebuilt::default() });
    let recovered = stage.again().await;
    let found: Vec<_> = recovered.undecided.iter().map(|letter| letter.id).collect();
    assert_eq!(found, [1, 3, 4, 5, 6].map(id), "all that have their key");
    let noted = stage.store.setting(REBUILT.to_owned()).await.unwrap().unwrap();
    assert_eq!(noted, serde_json::json!(at(50)), "what is older may have been sent");
    let row = row(1, recovered.undecided[0].location);
    stage.store.commit(decide(&row, vec![held(1, 0)])).await.unwrap();
    assert_eq!(stage.store.load(id(6)).await.unwrap().bytes, new_letter(6).bytes);
    assert_eq!(stage.again().await.undecided.len(), 4);
}

#[tokio::test]
async fn a_new_directory_needs_no_rebuilding() {
    let stage = Stage::new().await;
    stage.store.close().await;
    fs::remove_file(stage.path().join("sekisho.db")).unwrap();
    assert!(stage.open(options()).await.unwrap().1.undecided.is_empty());
}

#[tokio::test]
async fn a_letter_beyond_the_limit_is_refused_as_such() {
    let stage = Stage::new().await;
    stage.store.close().await;
    let mut small = options();
    small.spool.max_letter_bytes = 1_000;
    let (store, _) = stage.open(small).await.unwrap();
    let mut letter = new_letter(1);
    letter.bytes = vec![b'x'; 1_000];
    let refused = store.accept(letter).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { limit: 1_000, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_letter_whose_client_went_away_is_not_kept() {
    let mut stage = Stage::new().await;
    for number in 0..40 {
        let accept = stage.store.accept(new_letter(number));
        // Dropped at some point on the way, or in time.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(number * 100), accept).await;
    }
    let kept = stage.store.accept(new_letter(99)).await.unwrap();
    let known = stage.store.stats().await.unwrap().undecided;
    stage.store.close().await;
    // What was dropped is shredded behind it; until then the spool is in use.
    let recovered = loop {
        match stage.open(options()).await {
            Ok((store, recovered)) => {
                stage.store = store;
                break recovered;
            }
            Err(StoreError::InUse { .. }) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            Err(error) => panic!("{error:?}"),
        }
    };
    assert_eq!(recovered.undecided.len() as u64, known);
    assert_eq!(recovered.undecided.last().unwrap().location, kept);
}
