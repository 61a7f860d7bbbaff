//! Every change: what it does, and each way it is refused. A refused one leaves nothing behind.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "changes/access.rs"]
mod access;
#[path = "changes/links.rs"]
mod links;
#[path = "changes/memory.rs"]
mod memory;
mod stage;

use sekisho_model::{ParcelId, Time};
use sekisho_store::{Change, CommitError, ParcelSet, ParcelState, RecipientSet, RecipientStatus, Store, Unit};
use stage::{Stage, at, circle, decide, digest, envelope, held, id, nowhere, parcel_id, people, ready, row, user};

pub(crate) async fn commit(store: &Store, when: Time, change: Change) -> Result<(), CommitError> {
    let before = store.verify_chain(0).await.unwrap();
    let unit = Unit::new(when).change(change).event(stage::note(1));
    let done = store.commit(unit).await.map(|_| ());
    let after = store.verify_chain(0).await.unwrap();
    assert_eq!(after.events - before.events, u64::from(done.is_ok()), "an event without its change");
    done
}

fn set(parcel: ParcelId, expect: u64, set: ParcelSet, recipients: Vec<RecipientSet>) -> Change {
    Change::Parcel { parcel, expect, set, recipients }
}

fn outcome(number: u32, status: RecipientStatus) -> RecipientSet {
    RecipientSet {
        number,
        status,
        attempted: true,
        next_at: (status == RecipientStatus::Deferred).then(|| at(600)),
        code: 450,
        reply: "try later".into(),
        upstream: "mx".into(),
    }
}

#[tokio::test]
async fn a_letter_is_decided_once_and_whole() {
    let stage = Stage::new().await;
    let letter = row(1, nowhere(1));
    let decided = |parcels| Change::Decide { letter: letter.clone(), parcels };
    let empty = stage::parcel(1, 0, ParcelState::Held, &[]);
    for (parcels, why) in [
        (vec![], "a letter without a parcel"),
        (vec![held(2, 0)], "a parcel of another letter, or twice"),
        (vec![held(1, 0), ready(1, 0)], "a parcel of another letter, or twice"),
        (vec![empty], "a parcel without a recipient"),
    ] {
        assert_eq!(commit(&stage.store, at(1), decided(parcels)).await, Err(CommitError::Invalid(why)));
        assert_eq!(stage.store.letter(id(1)).await.unwrap(), None);
    }
    commit(&stage.store, at(1), decided(vec![held(1, 0), ready(1, 1)])).await.unwrap();
    assert_eq!(stage.store.parcels_of(id(1)).await.unwrap().len(), 2);
    let again = commit(&stage.store, at(2), decided(vec![ready(1, 0)])).await;
    assert_eq!(again, Err(CommitError::Decided(id(1))));
    assert_eq!(stage.store.parcel(parcel_id(1, 0)).await.unwrap().unwrap().state, ParcelState::Held);
    // A ready parcel that does not say when is due at once.
    assert_eq!(stage.store.parcel(parcel_id(1, 1)).await.unwrap().unwrap().due_at, Some(at(1)));
}

#[tokio::test]
async fn a_letter_is_decided_only_for_its_own_place_in_the_spool() {
    let stage = Stage::new().await;
    let location = stage.store.accept(stage::new_letter(1)).await.unwrap();
    let elsewhere = decide(&row(1, nowhere(9)), vec![held(1, 0)]);
    let why = "the letter lies elsewhere in the spool";
    assert_eq!(stage.store.commit(elsewhere).await, Err(CommitError::Invalid(why)));
    stage.store.commit(decide(&row(1, location), vec![held(1, 0)])).await.unwrap();
}

#[tokio::test]
async fn a_parcel_moves_from_the_version_that_was_read() {
    let stage = Stage::new().await;
    let parcel = stage.held(1).await;
    let to = |state| ParcelSet { held_since: Some(at(0)), ..ParcelSet::to(state) };
    let conflict = |expected, found| CommitError::Conflict { parcel, expected, found };
    let stale = commit(&stage.store, at(5), set(parcel, 2, to(ParcelState::Ready), vec![])).await;
    assert_eq!(stale, Err(conflict(2, Some(1))));
    let nobody = parcel_id(7, 0);
    let missing = commit(&stage.store, at(5), set(nobody, 1, to(ParcelState::Ready), vec![])).await;
    assert_eq!(missing, Err(CommitError::Conflict { parcel: nobody, expected: 1, found: None }));
    let unknown = set(parcel, 1, to(ParcelState::Ready), vec![outcome(2, RecipientStatus::Accepted)]);
    let unknown = commit(&stage.store, at(5), unknown).await;
    assert_eq!(unknown, Err(CommitError::Invalid("there is no such recipient")));
    assert_eq!(stage.store.parcel(parcel).await.unwrap().unwrap().version, 1);

    let results = vec![outcome(0, RecipientStatus::Accepted), outcome(1, RecipientStatus::Deferred)];
    commit(&stage.store, at(5), set(parcel, 1, to(ParcelState::Ready), results)).await.unwrap();
    let now = stage.store.parcel(parcel).await.unwrap().unwrap();
    assert_eq!((now.version, now.state, now.due_at, now.updated_at), (2, ParcelState::Ready, Some(at(5)), at(5)));
    assert_eq!((now.circle, now.plan, now.findings), (circle(), held(1, 0).plan, held(1, 0).findings));
    let rows = stage.store.recipients(parcel).await.unwrap();
    let shown: Vec<_> = rows.iter().map(|row| (row.address.as_str(), row.status, row.attempts, row.next_at)).collect();
    let accepted = ("taro@example.org", RecipientStatus::Accepted, 1, None);
    assert_eq!(shown, [accepted, ("jiro@example.com", RecipientStatus::Deferred, 1, Some(at(600)))]);
    assert_eq!(stage.store.open_recipients(parcel).await.unwrap(), [(1, Some(at(600)))]);
    assert_eq!((rows[1].code, rows[1].reply.as_str(), rows[1].upstream.as_str()), (450, "try later", "mx"));
}

#[tokio::test]
async fn an_edit_replaces_recipients_plan_circle_and_search() {
    let stage = Stage::new().await;
    let parcel = stage.held(1).await;
    let deferred = set(
        parcel,
        1,
        ParcelSet { held_since: Some(at(0)), ..ParcelSet::to(ParcelState::Held) },
        vec![outcome(0, RecipientStatus::Deferred)],
    );
    commit(&stage.store, at(3), deferred).await.unwrap();
    let mut edit = ParcelSet::to(ParcelState::Held);
    edit.envelope = Some(envelope(&["saburo@example.net"]));
    edit.plan = Some(ready(1, 0).plan);
    edit.findings = Some(vec![]);
    edit.verdict = Some(sekisho_model::Verdict::Pass);
    edit.circle = Some(sekisho_model::Circle { reviewers: people(&["saburo"]), ..circle() });
    edit.seal = Some(sekisho_model::Seal::new(&envelope(&["saburo@example.net"]), digest("source"), &[]));
    commit(&stage.store, at(4), set(parcel, 2, edit.clone(), vec![])).await.unwrap();
    let now = stage.store.parcel(parcel).await.unwrap().unwrap();
    assert_eq!(Some(now.envelope), edit.envelope);
    assert_eq!((Some(now.findings), Some(now.circle), Some(now.seal)), (edit.findings, edit.circle, edit.seal));
    assert_eq!((Some(now.verdict), now.held_since), (edit.verdict, None));
    let rows = stage.store.recipients(parcel).await.unwrap();
    assert_eq!((rows.len(), rows[0].address.as_str(), rows[0].attempts), (1, "saburo@example.net", 0));
    for (person, sees) in [("saburo", true), ("desk", false), ("boss", true)] {
        assert_eq!(stage.store.may_see(user(person), parcel).await.unwrap(), sees, "{person}");
    }
    stage.indexed().await;
    for (word, found) in [("saburo", 1), ("jiro@example.com", 0)] {
        let page = stage.store.search(word.into(), Default::default()).await.unwrap();
        assert_eq!(page.rows.len(), found, "{word}");
    }
    let nobody = ParcelSet { envelope: Some(envelope(&[])), ..ParcelSet::to(ParcelState::Held) };
    let refused = commit(&stage.store, at(5), set(parcel, 3, nobody, vec![])).await;
    assert_eq!(refused, Err(CommitError::Invalid("a parcel without a recipient")));
}
