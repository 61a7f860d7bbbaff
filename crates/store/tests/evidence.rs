//! The chain verifies as long as nobody touched it, in the database and in an export; whatever is touched is found.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use sekisho_model::event::BrokenWhy;
use sekisho_store::{Change, ExportBroken, Reader, Store, StoreError, Unit, verify_export};
use sqlx::{AssertSqlSafe, Connection as _};
use stage::{Stage, at, held, id, note, other_hands};

async fn stage_with_events() -> Stage {
    let stage = Stage::new().await;
    for number in 1..=3 {
        stage.letter(number, vec![held(number, 0)]).await;
    }
    let personal = serde_json::json!({"reply": "no such user taro"});
    stage.store.commit(Unit::new(at(9)).event_with(note(1), personal).event(note(2))).await.unwrap();
    stage
}

async fn exported(store: &Store, personal: bool) -> String {
    let mut bytes = Vec::new();
    let verified = store.export_evidence(&mut bytes, personal).await.unwrap();
    assert_eq!(verified, store.verify_chain(0).await.unwrap());
    String::from_utf8(bytes).unwrap()
}

fn verify(text: &str) -> Result<u64, ExportBroken> {
    verify_export(text.as_bytes()).map(|verified| verified.events)
}

#[tokio::test]
async fn an_export_verifies_without_database_and_keys() {
    let stage = stage_with_events().await;
    let chain = stage.store.verify_chain(0).await.unwrap();
    assert_eq!(chain.events, 8);
    for personal in [true, false] {
        let text = exported(&stage.store, personal).await;
        assert_eq!(verify_export(text.as_bytes()).unwrap(), chain);
        assert_eq!(text.contains("taro"), personal);
        // A part from the start verifies, too: it is the chain as it stood then.
        let part: String = text.split_inclusive('\n').take(3).collect();
        assert_eq!(verify(&part).unwrap(), 3);
    }
    assert_eq!(verify("").unwrap(), 0);
    let rest = stage.store.verify_chain(5).await.unwrap();
    assert_eq!((rest.events, rest.last), (3, chain.last));
    assert!(matches!(stage.store.verify_chain(9).await, Err(StoreError::Chain(_))));
}

#[tokio::test]
async fn every_byte_of_an_export_counts() {
    let stage = stage_with_events().await;
    let text = exported(&stage.store, true).await;
    // Every byte that can be another one, in every line; a step coprime to common lengths keeps it quick.
    let mut tried = 0;
    for (index, byte) in text.bytes().enumerate().step_by(7) {
        let other = match byte {
            b'0'..=b'8' | b'a'..=b'y' | b'A'..=b'Y' => byte + 1,
            b'9' => b'0',
            _ => b'_',
        };
        let mut bytes = text.clone().into_bytes();
        bytes[index] = other;
        assert!(
            verify_export(&bytes[..]).is_err(),
            "byte {index}: {:?}",
            text.get(index.saturating_sub(20)..index + 20)
        );
        tried += 1;
    }
    assert!(tried > 500);
}

#[tokio::test]
async fn lines_of_an_export_cannot_be_moved_cut_or_dressed_up() {
    let stage = stage_with_events().await;
    let text = exported(&stage.store, true).await;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let without: String = [&lines[..3], &lines[4..]].concat().concat();
    assert!(matches!(
        verify(&without),
        Err(ExportBroken::Chain { line: 4, broken }) if broken.why == BrokenWhy::Gap
    ));
    let mut swapped = lines.clone();
    swapped.swap(2, 3);
    assert!(matches!(verify(&swapped.concat()), Err(ExportBroken::Chain { line: 3, .. })));
    // A payload taken away is as if erased; one moved or invented is not.
    let (link, payload) = lines[6].split_once(",\"personal\":{").unwrap();
    let erased = format!("{link},\"personal\":null}}\n");
    assert_eq!(verify(&[&lines[..6].concat(), &erased, lines[7]].concat()).unwrap(), 8);
    let invented = lines[7].replace("null}\n", &format!("{{{payload}"));
    assert_ne!(invented, lines[7]);
    assert!(matches!(
        verify(&[&lines[..7].concat(), invented.as_str()].concat()),
        Err(ExportBroken::Chain { line: 8, broken }) if broken.why == BrokenWhy::Personal
    ));
    for bad in [
        lines[0].replace("\"personal\"", "\"extra\":1,\"personal\""),
        lines[0].replace("{\"link\"", "{ \"link\""),
        lines[0].replace('\n', ""),
        lines[0].replace("\"seq\":1,", "\"seq\":1,\"seq\":1,"),
        "\n".to_owned(),
        "not json\n".to_owned(),
        "[]\n".to_owned(),
    ] {
        assert!(matches!(verify(&bad), Err(ExportBroken::Line { line: 1 })), "{bad}");
    }
    let finer = lines[0].replacen("Z\"", ".000000001Z\"", 1);
    assert_ne!(finer, lines[0]);
    assert!(matches!(verify(&finer), Err(ExportBroken::Chain { line: 1, .. })));
}

#[tokio::test]
async fn a_change_by_other_hands_is_found() {
    let tampered = [
        ("update event set at = at + 1 where seq = 4", 4),
        ("update event set event = replace(event, 'accepted', 'released') where seq = 3", 3),
        ("update event set code = 'noted' where seq = 2", 2),
        ("update event set letter = null where seq = 1", 1),
        ("update event set parcel = 7 where seq = 2", 2),
        ("update event set personal = null where seq = 7", 7),
        ("update event set personal = zeroblob(32) where seq = 8", 8),
        ("update event set previous = zeroblob(32) where seq = 5", 5),
        ("update event set hash = zeroblob(32) where seq = 8", 8),
        ("delete from event where seq = 4", 5),
        ("delete from event where seq = 8", 8),
        ("delete from event where seq > 2", 3),
        ("update event_personal set private = (select private from event_personal where seq = 1) where seq = 7", 7),
        ("update event_personal set private = zeroblob(100) where seq = 7", 7),
        ("insert into event_personal (seq, private) select 8, private from event_personal where seq = 7", 8),
    ];
    let mut stage = stage_with_events().await;
    stage.store.close().await;
    let whole = std::fs::read(stage.path().join("sekisho.db")).unwrap();
    for (sql, seq) in tampered {
        let mut hands = other_hands(stage.path()).await;
        sqlx::raw_sql("drop trigger event_stays; drop trigger event_is_kept").execute(&mut hands).await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut hands).await.unwrap();
        assert!(done.rows_affected() > 0, "{sql}");
        hands.close().await.unwrap();
        let reader = Reader::open(stage.path(), stage.keys.clone()).await.unwrap();
        let found = reader.verify_chain(0).await;
        let broken = |error: &StoreError| match error {
            StoreError::Chain(broken) => Some(broken.seq),
            // A payload under another key cannot be told from a damaged row.
            StoreError::Row { table: "event_personal", key, .. } => key.parse().ok(),
            _ => None,
        };
        assert_eq!(found.as_ref().err().and_then(broken), Some(seq), "{sql}: {found:?}");
        drop(reader);
        // The start looks at the end of the chain.
        assert!(stage.open(stage::options()).await.is_err(), "{sql}");
        for name in ["sekisho.db-wal", "sekisho.db-shm"] {
            let _ = std::fs::remove_file(stage.path().join(name));
        }
        std::fs::write(stage.path().join("sekisho.db"), &whole).unwrap();
    }
    stage.again().await;
    assert_eq!(stage.store.verify_chain(0).await.unwrap().events, 8);
}

#[tokio::test]
async fn evidence_cannot_be_changed_by_accident() {
    let stage = stage_with_events().await;
    let mut hands = other_hands(stage.path()).await;
    for sql in ["update event set at = 0", "delete from event where seq = 1"] {
        assert!(sqlx::raw_sql(sql).execute(&mut hands).await.is_err());
    }
}

#[tokio::test]
async fn erased_payloads_are_gone_and_the_chain_stays() {
    let mut stage = stage_with_events().await;
    let before = stage.store.verify_chain(0).await.unwrap();
    let mut hands = other_hands(stage.path()).await;
    let sealed: Vec<u8> =
        sqlx::query_scalar("select private from event_personal where seq = 3").fetch_one(&mut hands).await.unwrap();
    let kept: Vec<u8> =
        sqlx::query_scalar("select private from event_personal where seq = 5").fetch_one(&mut hands).await.unwrap();
    hands.close().await.unwrap();
    assert!(stage::on_disk(stage.path(), &sealed));
    let erase = Unit::new(at(20)).change(Change::ErasePersonal { letter: id(2) });
    stage.store.commit(erase).await.unwrap();
    assert_eq!(stage.store.verify_chain(0).await.unwrap(), before);
    let rows = stage.store.events_of(sekisho_store::About::Letter(id(2)), true).await.unwrap();
    assert!(rows.iter().all(|row| row.personal.is_none()) && rows[0].link.personal.is_some());
    let text = exported(&stage.store, true).await;
    assert_eq!(verify(&text).unwrap(), 8);
    stage.again().await;
    assert!(!stage::on_disk(stage.path(), &sealed));
    assert!(stage::on_disk(stage.path(), &kept));
    assert_eq!(stage.store.verify_chain(0).await.unwrap(), before);
}

#[tokio::test]
async fn payloads_of_the_same_batch_are_erased_too() {
    let stage = Stage::new().await;
    let letter = stage::row(1, stage::nowhere(1));
    let units = vec![
        stage::decide(&letter, vec![held(1, 0)]),
        Unit::new(at(2)).change(Change::ErasePersonal { letter: id(1) }).event(note(1)),
        // A unit that fails takes nothing of the others with it.
        Unit::new(at(3))
            .change(Change::ErasePersonal { letter: id(1) })
            .change(Change::UseToken { token: stage::digest("x") }),
    ];
    let done = stage.store.commit_all(units).await;
    assert_eq!(done.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false]);
    let rows = stage.store.events_of(sekisho_store::About::Letter(id(1)), true).await.unwrap();
    assert!(rows[0].link.personal.is_some() && rows[0].personal.is_none());
    assert_eq!(stage.store.verify_chain(0).await.unwrap().events, 3);
}
