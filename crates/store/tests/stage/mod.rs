//! A store in a temporary directory, and letters to put into it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::{collections::BTreeSet, path::Path, sync::Arc};

use sekisho_model::{
    Address, Circle, Digest, Envelope, Event, Finding, FindingKind, GroupId, LetterId, Need, Needs, Origin, ParcelId,
    Place, Plan, ReversePath, Seal, Step, Time, UserId, Verdict,
};
use sekisho_store::{
    Change, ClientFacts, LetterRow, Location, MasterKeys, NewParcel, Options, ParcelState, Recovered, SpoolOptions,
    Store, StoreError, StoredLetter, Unit,
};
use tempfile::TempDir;

/// A store and its directory.
pub(crate) struct Stage {
    pub(crate) dir: TempDir,
    pub(crate) keys: Arc<MasterKeys>,
    pub(crate) store: Store,
}

pub(crate) fn options() -> Options {
    Options {
        spool: SpoolOptions {
            segment_bytes: 64 << 10,
            large_bytes: 16 << 10,
            min_free_bytes: 0,
            ..SpoolOptions::default()
        },
        ..Options::default()
    }
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(options()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let keys = Arc::new(MasterKeys::ephemeral().unwrap());
        let (store, _) = Store::open(dir.path(), keys.clone(), options).await.unwrap();
        Self { dir, keys, store }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Closes the store and opens it again.
    pub(crate) async fn again(&mut self) -> Recovered {
        self.store.close().await;
        let (store, recovered) = self.open(options()).await.unwrap();
        self.store = store;
        recovered
    }

    pub(crate) async fn open(&self, options: Options) -> Result<(Store, Recovered), StoreError> {
        Store::open(self.path(), self.keys.clone(), options).await
    }

    /// Accepts and decides a letter with these parcels.
    pub(crate) async fn letter(&self, number: u64, parcels: Vec<NewParcel>) -> LetterRow {
        let location = self.store.accept(new_letter(number)).await.unwrap();
        let row = row(number, location);
        self.store.commit(decide(&row, parcels)).await.unwrap();
        row
    }

    /// A letter with one held parcel.
    pub(crate) async fn held(&self, number: u64) -> ParcelId {
        self.letter(number, vec![held(number, 0)]).await;
        parcel_id(number, 0)
    }

    /// Waits until the search knows everything.
    pub(crate) async fn indexed(&self) {
        while self.store.stats().await.unwrap().unindexed > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}

/// Seconds after an instant of the year 2026.
pub(crate) fn at(seconds: i64) -> Time {
    Time::from_second(1_790_000_000 + seconds).unwrap()
}

pub(crate) fn id(number: u64) -> LetterId {
    LetterId::from_parts(u64::try_from(at(0).as_millisecond()).unwrap() + number, u128::from(number))
}

pub(crate) fn parcel_id(number: u64, parcel: u16) -> ParcelId {
    ParcelId { letter: id(number), number: parcel }
}

pub(crate) fn user(name: &str) -> UserId {
    UserId::new(name)
}

pub(crate) fn address(text: &str) -> Address {
    text.parse().unwrap()
}

pub(crate) fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

pub(crate) fn envelope(recipients: &[&str]) -> Envelope {
    let recipients = recipients.iter().map(|text| address(text)).collect();
    Envelope::plain(ReversePath::Address(address("hanako@house.example")), recipients)
}

pub(crate) fn new_letter(number: u64) -> StoredLetter {
    StoredLetter {
        id: id(number),
        at: at(i64::try_from(number).unwrap()),
        origin: Origin::Submission { user: user("hanako") },
        envelope: envelope(&["taro@example.org", "jiro@example.com"]),
        client: ClientFacts { peer: "192.0.2.7".into(), helo: "pc7".into(), tls: None, protocol: "ESMTPSA".into() },
        told: None,
        bytes: format!("Subject: letter {number}\r\n\r\nHello.\r\n").into_bytes(),
    }
}

pub(crate) fn row(number: u64, location: Location) -> LetterRow {
    let letter = new_letter(number);
    LetterRow {
        id: letter.id,
        at: letter.at,
        origin: letter.origin,
        submitter: Some(user("hanako")),
        mail_from: "hanako@house.example".into(),
        header_from: "山田花子 <hanako@house.example>".into(),
        subject: format!("個人情報の件 {number}"),
        message_id: format!("<{number}@house.example>"),
        size: letter.bytes.len() as u64,
        location,
        source: Digest::of(&letter.bytes),
        recipients: 2,
        shredded_at: None,
    }
}

pub(crate) fn nowhere(number: u64) -> Location {
    Location { segment: 1, offset: number * 512, len: 512, large: false }
}

pub(crate) fn people(names: &[&str]) -> BTreeSet<UserId> {
    names.iter().map(|name| user(name)).collect()
}

pub(crate) fn circle() -> Circle {
    Circle {
        stoppers: Default::default(),
        authors: people(&["hanako"]),
        reviewers: people(&["hanako", "desk"]),
        approvers: [
            (GroupId::new("leads"), people(&["boss", "hanako", "deputy"])),
            (GroupId::new("privacy"), people(&["boss", "officer"])),
        ]
        .into(),
        officers: people(&["officer"]),
    }
}

pub(crate) fn hold() -> Verdict {
    let needs = [Need::SelfReview, Need::Approval { group: GroupId::new("leads"), count: 1 }];
    Verdict::Hold { needs: Needs::new(needs).unwrap() }
}

pub(crate) fn finding(kind: FindingKind, private: &str) -> Finding {
    Finding::new(kind, None, Place::Letter).with("name", sekisho_model::Fact::Private(private.into()))
}

pub(crate) fn parcel(number: u64, index: u16, state: ParcelState, recipients: &[&str]) -> NewParcel {
    let envelope = envelope(recipients);
    let held = state == ParcelState::Held;
    NewParcel {
        id: parcel_id(number, index),
        state,
        verdict: if held { hold() } else { Verdict::Pass },
        findings: vec![finding(FindingKind::PersonalData, "private-fact")],
        circle: circle(),
        plan: Plan { seed: [7; 32], steps: vec![Step::DropBcc, Step::Footer { text: "drawn-secret".into() }] },
        seal: Seal::new(&envelope, digest("source"), &[]),
        envelope,
        policy: digest("policy"),
        held_since: held.then(|| at(0)),
        due_at: held.then(|| at(300)),
    }
}

pub(crate) fn held(number: u64, index: u16) -> NewParcel {
    parcel(number, index, ParcelState::Held, &["taro@example.org", "jiro@example.com"])
}

pub(crate) fn ready(number: u64, index: u16) -> NewParcel {
    parcel(number, index, ParcelState::Ready, &["taro@example.org", "jiro@example.com"])
}

pub(crate) fn accepted(row: &LetterRow) -> Event {
    Event::Accepted {
        letter: row.id,
        origin: row.origin.clone(),
        bytes: row.size,
        recipients: row.recipients,
        source: row.source,
        envelope: digest("envelope"),
    }
}

pub(crate) fn decide(row: &LetterRow, parcels: Vec<NewParcel>) -> Unit {
    let personal = serde_json::json!({ "from": row.mail_from, "subject": row.subject, "to": ["taro@example.org"] });
    let mut unit = Unit::new(row.at).event_with(accepted(row), personal);
    for parcel in &parcels {
        unit = unit.event(Event::Decided {
            parcel: parcel.id,
            verdict: parcel.verdict.clone(),
            findings: parcel.findings.iter().map(Finding::without_private).collect(),
            policy: parcel.policy,
            seal: parcel.seal,
            steps: vec!["drop-bcc".into()],
            recipients: 2,
        });
    }
    unit.change(Change::Decide { letter: row.clone(), parcels })
}

/// An event about nothing in particular.
pub(crate) fn note(number: u64) -> Event {
    Event::SignedOut { user: user(&format!("user-{number}")) }
}

/// The database file, opened by other hands.
pub(crate) async fn other_hands(dir: &Path) -> sqlx::SqliteConnection {
    use sqlx::ConnectOptions as _;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(dir.join("sekisho.db"));
    options.foreign_keys(false).connect().await.unwrap()
}

/// Whether any file under the directory contains these bytes.
pub(crate) fn on_disk(dir: &Path, bytes: &[u8]) -> bool {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes) {
                return true;
            }
        }
    }
    false
}
