//! Every question: what it answers, in which order, page by page.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use sekisho_model::{Circle, Event, FindingKind, GroupId, LetterId, ParcelId, Time};
use sekisho_store::{
    About, Change, DeliveryFilter, EventFilter, Page, PageRequest, ParcelSet, ParcelState, RecipientSet,
    RecipientStatus, Store, StoreError, Tray, Unit,
};
use stage::{Stage, at, circle, decide, held, id, note, nowhere, parcel, parcel_id, people, ready, row, user};

/// Walks all pages of two rows; every page but the last is full unless `sparse`.
async fn walk<T, F>(ask: impl Fn(PageRequest) -> F) -> Vec<T>
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

async fn move_to(store: &Store, parcel: ParcelId, state: ParcelState, when: Time) {
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
async fn a_tray_shows_what_waits_for_its_person() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=7 {
        let mut new = if number == 6 { ready(number, 0) } else { held(number, 0) };
        if number == 3 {
            new.circle = Circle { reviewers: people(&["saburo"]), authors: people(&["saburo"]), ..circle() };
        }
        stage.letter(number, vec![new]).await;
    }
    move_to(store, parcel_id(2, 0), ParcelState::Done, at(50)).await;
    let of = |team: &[&str]| team.iter().map(|name| GroupId::new(*name)).collect::<Vec<_>>();
    let approver = |name: &str, teams: &[&str]| Tray::Approver(user(name), of(teams));
    let cases = [
        (Tray::All, vec![1, 3, 4, 5, 7]),
        (Tray::Reviewer(user("hanako")), vec![1, 4, 5, 7]),
        (Tray::Reviewer(user("saburo")), vec![3]),
        (Tray::Reviewer(user("boss")), vec![]),
        (approver("boss", &[]), vec![1, 3, 4, 5, 7]),
        (approver("boss", &["privacy"]), vec![1, 3, 4, 5, 7]),
        (approver("boss", &["privacy", "leads", "other"]), vec![1, 3, 4, 5, 7]),
        (approver("boss", &["other"]), vec![]),
        (approver("officer", &["leads"]), vec![]),
        // Hanako is in the group of approvers and wrote all but one.
        (approver("hanako", &[]), vec![3]),
        (approver("hanako", &["leads"]), vec![3]),
        (approver("nobody", &[]), vec![]),
    ];
    for (tray, numbers) in cases {
        let lines = walk(|page| store.held(tray.clone(), page)).await;
        let shown: Vec<_> = lines.iter().map(|line| (line.parcel.id, line.letter.id)).collect();
        let expected: Vec<_> = numbers.iter().map(|&number| (parcel_id(number, 0), id(number))).collect();
        assert_eq!(shown, expected, "{tray:?}");
        assert_eq!(store.count_held(tray.clone()).await.unwrap(), numbers.len() as u64, "{tray:?}");
    }
    // Held again: it is back in every tray, with the circle it had.
    move_to(store, parcel_id(2, 0), ParcelState::Held, at(60)).await;
    assert_eq!(store.count_held(approver("boss", &[])).await.unwrap(), 6);
    assert_eq!(store.count_held(Tray::Reviewer(user("hanako"))).await.unwrap(), 5);
    assert_eq!(store.count_held(Tray::All).await.unwrap(), 6);
}

#[tokio::test]
async fn history_shows_every_state_newest_first() {
    let stage = Stage::new().await;
    let store = &stage.store;
    for number in 1..=5 {
        stage.letter(number, vec![held(number, 0), ready(number, 1)]).await;
    }
    move_to(store, parcel_id(3, 0), ParcelState::Returned, at(9)).await;
    let all: Vec<_> = (1..=5).rev().flat_map(|number| [parcel_id(number, 1), parcel_id(number, 0)]).collect();
    let cases = [
        (Tray::All, true),
        (Tray::Reviewer(user("desk")), true),
        (Tray::Approver(user("boss"), vec![]), true),
        (Tray::Approver(user("boss"), vec![GroupId::new("privacy")]), true),
        (Tray::Approver(user("hanako"), vec![]), false),
        (Tray::Reviewer(user("boss")), false),
    ];
    for (tray, sees) in cases {
        let lines = walk(|page| store.history(tray.clone(), page)).await;
        let shown: Vec<_> = lines.iter().map(|line| line.parcel.id).collect();
        assert_eq!(shown, if sees { all.clone() } else { vec![] }, "{tray:?}");
    }
}

#[tokio::test]
async fn a_page_does_not_shift_when_rows_are_added() {
    let stage = Stage::new().await;
    for number in [1, 2, 3, 4] {
        stage.held(number).await;
    }
    let first = stage.store.history(Tray::All, PageRequest { after: None, limit: 2 }).await.unwrap();
    for number in [5, 6] {
        stage.held(number).await;
    }
    move_to(&stage.store, first.rows[1].parcel.id, ParcelState::Done, at(9)).await;
    let second = stage.store.history(Tray::All, PageRequest { after: first.next, limit: 2 }).await.unwrap();
    let shown: Vec<_> = second.rows.iter().map(|line| line.parcel.id).collect();
    assert_eq!((shown, second.next), (vec![parcel_id(2, 0), parcel_id(1, 0)], None));
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
async fn everybody_in_the_circle_may_see() {
    let stage = Stage::new().await;
    let parcel = stage.held(1).await;
    let seen = ["hanako", "desk", "boss", "deputy", "officer"].map(|name| (name, true));
    for (name, sees) in seen.into_iter().chain([("stranger", false), ("", false)]) {
        assert_eq!(stage.store.may_see(user(name), parcel).await.unwrap(), sees, "{name}");
        assert!(!stage.store.may_see(user(name), parcel_id(9, 0)).await.unwrap());
    }
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
async fn search_finds_words_of_subject_and_addresses() {
    let mut stage = Stage::new().await;
    let letters = [
        (1, "個人情報の取り扱いについて", "taro@example.org"),
        (2, "ﾊﾟｽﾜｰﾄﾞのお知らせ", "yamada@例え.jp"),
        (3, "Meeting ABC", "TARO@Example.NET"),
        (4, "情人", "jiro@example.com"),
    ];
    for (number, subject, to) in letters {
        let location = stage.store.accept(stage::new_letter(number)).await.unwrap();
        let letter = sekisho_store::LetterRow { subject: subject.into(), ..row(number, location) };
        let new = parcel(number, 0, ParcelState::Held, &[to]);
        stage.store.commit(decide(&letter, vec![new])).await.unwrap();
    }
    stage.indexed().await;
    let cases: [(&str, &[u64]); 16] = [
        ("情報", &[1]),
        ("個人 情報", &[1]),
        ("情報　taro", &[1]),
        ("人情報", &[1]),
        ("情", &[4, 1]),
        ("パスワード", &[2]),
        ("ｐａｓｓ", &[]),
        ("taro@", &[3, 1]),
        ("ＴＡＲＯ", &[3, 1]),
        ("abc meeting", &[3]),
        ("tarox", &[]),
        ("hanako@house.example", &[4, 3, 2, 1]),
        ("山田花子", &[4, 3, 2, 1]),
        ("@例え", &[2]),
        ("", &[]),
        ("\" OR NEAR( *", &[]),
    ];
    for round in 0..2 {
        for (question, numbers) in cases {
            let found = walk(|page| stage.store.search(question.into(), page)).await;
            let found: Vec<LetterId> = found.iter().map(|letter| letter.id).collect();
            assert_eq!(found, numbers.iter().map(|&number| id(number)).collect::<Vec<_>>(), "{question} {round}");
        }
        stage.again().await;
    }
}

#[tokio::test]
async fn a_search_that_looks_at_many_goes_on_with_the_next_page() {
    let stage = Stage::new().await;
    // Every letter has all pairs of "abca", one has the word.
    let letters: Vec<Unit> = (1..=700u64)
        .map(|number| {
            let subject = if number == 3 { "abca" } else { "ca ab bc" };
            let letter = sekisho_store::LetterRow { subject: subject.into(), ..row(number, nowhere(number)) };
            decide(&letter, vec![held(number, 0)])
        })
        .collect();
    assert!(stage.store.commit_all(letters).await.iter().all(Result::is_ok));
    stage.indexed().await;
    let first = stage.store.search("abca".into(), PageRequest::default()).await.unwrap();
    assert!(first.rows.is_empty() && first.next.is_some());
    let second = stage.store.search("abca".into(), PageRequest { after: first.next, limit: 0 }).await.unwrap();
    assert_eq!((second.rows.len(), second.rows[0].id, second.next), (1, id(3), None));
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
