//! Claims about accepting, deciding, loading, opening again.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use sekisho_store::{CommitError, StoreError, Unit};
use stage::{Stage, at, decide, held, id, new_letter, note, parcel_id, row};

#[tokio::test]
async fn a_letter_is_accepted_decided_and_read_back() {
    let mut stage = Stage::new().await;
    let letter = new_letter(1);
    let location = stage.store.accept(letter.clone()).await.unwrap();
    assert_eq!(stage.store.stats().await.unwrap().undecided, 1);
    let loaded = stage.store.load(letter.id).await.unwrap();
    assert_eq!((loaded.envelope, loaded.bytes, loaded.client), (letter.envelope, letter.bytes, letter.client));
    let row = row(1, location);
    let done = stage.store.commit(decide(&row, vec![held(1, 0)])).await.unwrap();
    assert_eq!(done.first_seq, 1);
    assert_eq!(stage.store.letter(id(1)).await.unwrap(), Some(row.clone()));
    let parcel = stage.store.parcel(parcel_id(1, 0)).await.unwrap().unwrap();
    let new = held(1, 0);
    assert_eq!((parcel.version, parcel.state, &parcel.plan), (1, new.state, &new.plan));
    assert_eq!((parcel.findings, parcel.envelope, parcel.seal), (new.findings, new.envelope, new.seal));
    let recovered = stage.again().await;
    assert!(recovered.undecided.is_empty() && !recovered.torn && recovered.unreadable.is_empty());
    assert_eq!(stage.store.letter(id(1)).await.unwrap(), Some(row));
    assert_eq!(stage.store.verify_chain(0).await.unwrap().events, 2);
}

#[tokio::test]
async fn what_was_accepted_and_not_decided_is_found_again() {
    let mut stage = Stage::new().await;
    for number in 0..30 {
        let location = stage.store.accept(new_letter(number)).await.unwrap();
        if number % 3 == 0 {
            stage.store.commit(decide(&row(number, location), vec![held(number, 0)])).await.unwrap();
        }
    }
    for _ in 0..2 {
        let recovered = stage.again().await;
        let found: Vec<_> = recovered.undecided.iter().map(|letter| letter.id).collect();
        assert_eq!(found, (0..30).filter(|number| number % 3 != 0).map(id).collect::<Vec<_>>());
        assert_eq!(recovered.undecided[0].envelope, new_letter(1).envelope);
        assert_eq!(stage.store.load(id(1)).await.unwrap().bytes, new_letter(1).bytes);
    }
    let location = stage.again().await.undecided[0].location;
    stage.store.commit(decide(&row(1, location), vec![held(1, 0)])).await.unwrap();
    assert_eq!(stage.again().await.undecided.len(), 19);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let stage = Stage::new().await;
    stage.store.close().await;
    assert!(matches!(stage.store.accept(new_letter(1)).await, Err(StoreError::Closed)));
    assert!(matches!(stage.store.load(id(1)).await, Err(StoreError::Closed)));
    assert!(matches!(stage.store.stats().await, Err(StoreError::Closed)));
    assert!(matches!(stage.store.recycle().await, Err(StoreError::Closed)));
    assert_eq!(stage.store.commit(Unit::new(at(0)).event(note(1))).await, Err(CommitError::Closed));
    assert_eq!(stage.store.commit_all(vec![Unit::new(at(0))]).await, [Err(CommitError::Closed)]);
    stage.store.close().await;
}
