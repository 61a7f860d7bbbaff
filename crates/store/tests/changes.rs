//! Every change: what it does, and each way it is refused. A refused one leaves nothing behind.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use sekisho_model::{Digest, ParcelId, PartPath, Time, hold::Means};
use sekisho_store::{
    Change, CommitError, KnownName, Link, LinkCode, LinkFile, ListMember, MailingList, ParcelSet, ParcelState,
    RecipientSet, RecipientStatus, Session, Store, Thread, Token, Unit, User,
};
use stage::{
    Stage, address, at, circle, decide, digest, envelope, held, id, nowhere, parcel_id, people, ready, row, user,
};

async fn commit(store: &Store, when: Time, change: Change) -> Result<(), CommitError> {
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

fn account(name: &str) -> User {
    User {
        id: user(name),
        version: 0,
        name: "山田花子".into(),
        addresses: vec![address("hanako@house.example"), address("desk@house.example")],
        password: Some("$argon2id$secret".into()),
        scram: Some("scram-keys".into()),
        totp: Some(vec![1, 2, 3]),
        roles: ["admin".to_owned(), "auditor".to_owned()].into(),
        language: "ja".into(),
        disabled: false,
        failures: 0,
        locked_until: None,
        totp_step: 0,
        created_at: at(1),
        updated_at: at(1),
    }
}

#[tokio::test]
async fn accounts_are_added_changed_and_counted() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let hanako = account("hanako");
    assert_eq!(commit(store, at(1), Change::SetUser(hanako.clone())).await, Err(CommitError::Missing("user")));
    commit(store, at(1), Change::AddUser(hanako.clone())).await.unwrap();
    assert_eq!(commit(store, at(1), Change::AddUser(hanako.clone())).await, Err(CommitError::Exists("user")));
    let known = store.user(user("hanako")).await.unwrap().unwrap();
    assert!(known == User { version: 1, ..hanako.clone() });

    let stale = User { version: 2, ..known.clone() };
    assert_eq!(commit(store, at(2), Change::SetUser(stale)).await, Err(CommitError::Exists("user")));
    let changed = User {
        name: "佐藤花子".into(),
        addresses: vec![address("Sato@house.example"), address("sato@house.example")],
        totp: None,
        disabled: true,
        ..known
    };
    commit(store, at(2), Change::SetUser(changed.clone())).await.unwrap();
    let known = store.user(user("hanako")).await.unwrap().unwrap();
    let expected =
        User { version: 2, addresses: vec![address("Sato@house.example")], updated_at: at(2), ..changed.clone() };
    assert!(known == expected && known.addresses.len() == 1 && known.addresses[0].as_str() == "Sato@house.example");

    let sign_in = |user: &str, failures, step| Change::SetSignIn {
        user: stage::user(user),
        failures,
        locked_until: Some(at(900)),
        totp_step: step,
    };
    assert_eq!(commit(store, at(3), sign_in("nobody", 1, None)).await, Err(CommitError::Missing("user")));
    commit(store, at(3), sign_in("hanako", 3, Some(40))).await.unwrap();
    for replay in [40, 39] {
        assert_eq!(commit(store, at(3), sign_in("hanako", 0, Some(replay))).await, Err(CommitError::Spent));
    }
    commit(store, at(3), sign_in("hanako", 4, None)).await.unwrap();
    let known = store.user(user("hanako")).await.unwrap().unwrap();
    assert_eq!((known.version, known.failures, known.totp_step), (2, 4, 40));
    // Somebody who read the account before the code was used cannot make the code good again.
    commit(store, at(4), Change::SetUser(User { version: 2, ..changed })).await.unwrap();
    assert_eq!(store.user(user("hanako")).await.unwrap().unwrap().totp_step, 40);
}

#[tokio::test]
async fn sessions_begin_are_seen_and_end() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let session = |name: &str, expires| Session {
        token: digest(name),
        user: user("hanako"),
        created_at: at(1),
        seen_at: at(1),
        expires_at: at(expires),
        means: Means::SecondFactor,
    };
    let opened = commit(store, at(1), Change::OpenSession(session("a", 100))).await;
    assert_eq!(opened, Err(CommitError::Missing("user")));
    commit(store, at(1), Change::AddUser(account("hanako"))).await.unwrap();
    for name in ["a", "b", "c"] {
        commit(store, at(1), Change::OpenSession(session(name, 100))).await.unwrap();
    }
    let twice = commit(store, at(1), Change::OpenSession(session("a", 200))).await;
    assert_eq!(twice, Err(CommitError::Exists("session")));
    commit(store, at(9), Change::SeeSession { token: digest("a") }).await.unwrap();
    let seen = store.session(digest("a")).await.unwrap();
    assert_eq!(seen, Some(Session { seen_at: at(9), ..session("a", 100) }));
    commit(store, at(9), Change::CloseSession { token: digest("b") }).await.unwrap();
    commit(store, at(9), Change::CloseSession { token: digest("b") }).await.unwrap();
    let all_but = Change::CloseSessionsOf { user: user("hanako"), except: Some(digest("c")) };
    commit(store, at(9), all_but).await.unwrap();
    assert_eq!(store.sessions_of(user("hanako")).await.unwrap(), [session("c", 100)]);
    commit(store, at(100), Change::PruneAccess).await.unwrap();
    assert!(store.session(digest("c")).await.unwrap().is_some(), "valid until its last instant was over");
    commit(store, at(101), Change::PruneAccess).await.unwrap();
    assert_eq!(store.session(digest("c")).await.unwrap(), None);
    commit(store, at(102), Change::OpenSession(session("d", 200))).await.unwrap();
    commit(store, at(102), Change::CloseSessionsOf { user: user("hanako"), except: None }).await.unwrap();
    assert_eq!(store.sessions_of(user("hanako")).await.unwrap(), []);
}

fn token(name: &str, parcel: Option<ParcelId>) -> Token {
    Token {
        token: digest(name),
        kind: "review".into(),
        user: Some(user("hanako")),
        parcel,
        seal: Some(digest("seal")),
        link: Some((digest("link"), 3)),
        expires_at: at(100),
        used_at: None,
    }
}

#[tokio::test]
async fn a_token_is_used_once_in_its_time() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let parcel = stage.held(1).await;
    let lost = commit(store, at(1), Change::AddToken(token("a", Some(parcel_id(9, 0))))).await;
    assert_eq!(lost, Err(CommitError::Missing("parcel")));
    for (name, parcel) in [("a", Some(parcel)), ("b", Some(parcel)), ("c", None), ("d", Some(parcel))] {
        commit(store, at(1), Change::AddToken(token(name, parcel))).await.unwrap();
        assert_eq!(store.token(digest(name)).await.unwrap(), Some(token(name, parcel)));
    }
    let twice = commit(store, at(1), Change::AddToken(token("a", None))).await;
    assert_eq!(twice, Err(CommitError::Exists("token")));
    let used = |name: &str| Change::UseToken { token: digest(name) };
    commit(store, at(2), used("a")).await.unwrap();
    let spent = Err(CommitError::Spent);
    assert_eq!(commit(store, at(3), used("a")).await, spent, "used");
    assert_eq!(commit(store, at(3), used("x")).await, spent, "unknown");
    assert_eq!(commit(store, at(100), used("b")).await, spent, "expired");
    commit(store, at(4), Change::VoidTokensOf { parcel }).await.unwrap();
    assert_eq!(commit(store, at(5), used("b")).await, spent, "void");
    let times = |token: Option<Token>| token.unwrap().used_at;
    assert_eq!(times(store.token(digest("a")).await.unwrap()), Some(at(2)));
    assert_eq!(times(store.token(digest("b")).await.unwrap()), Some(at(4)));
    commit(store, at(5), used("c")).await.unwrap();
    commit(store, at(101), Change::PruneAccess).await.unwrap();
    assert_eq!(store.token(digest("a")).await.unwrap(), None);
}

fn link(name: &str, parcel: ParcelId) -> Link {
    Link {
        link: digest(name),
        parcel,
        files: vec![LinkFile {
            part: PartPath(vec![2, 1]),
            name: "名簿.xlsx".into(),
            mime: "application/zip".into(),
            size: 7_500,
        }],
        recipients: vec![address("taro@example.org"), address("jiro@example.com")],
        created_at: at(1),
        expires_at: at(100),
        locked_at: None,
        opened: 0,
    }
}

#[tokio::test]
async fn a_link_opens_until_it_is_locked_or_over() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let parcel = stage.held(1).await;
    let lost = commit(store, at(1), Change::AddLink(link("a", parcel_id(9, 0)))).await;
    assert_eq!(lost, Err(CommitError::Missing("parcel")));
    for name in ["a", "b"] {
        commit(store, at(1), Change::AddLink(link(name, parcel))).await.unwrap();
        assert_eq!(store.link(digest(name)).await.unwrap(), Some(link(name, parcel)));
    }
    let twice = commit(store, at(1), Change::AddLink(link("a", parcel))).await;
    assert_eq!(twice, Err(CommitError::Exists("link")));
    assert_eq!(store.links_of(parcel).await.unwrap().len(), 2);
    let open = |name: &str| Change::OpenLink { link: digest(name), recipient: 1 };
    commit(store, at(2), open("a")).await.unwrap();
    commit(store, at(3), open("a")).await.unwrap();
    assert_eq!(store.link(digest("a")).await.unwrap().unwrap().opened, 2);
    let accesses = store.link_accesses(digest("a")).await.unwrap();
    let shown: Vec<_> = accesses.iter().map(|access| (access.recipient, access.at)).collect();
    assert_eq!(shown, [(1, at(2)), (1, at(3))]);
    assert_eq!(commit(store, at(100), open("a")).await, Err(CommitError::Spent));
    assert_eq!(commit(store, at(4), open("x")).await, Err(CommitError::Spent));
    let missing = commit(store, at(4), Change::LockLink { link: digest("x") }).await;
    assert_eq!(missing, Err(CommitError::Missing("link")));
    commit(store, at(4), Change::LockLink { link: digest("a") }).await.unwrap();
    commit(store, at(5), Change::LockLink { link: digest("a") }).await.unwrap();
    assert_eq!(store.link(digest("a")).await.unwrap().unwrap().locked_at, Some(at(4)));
    assert_eq!(commit(store, at(6), open("a")).await, Err(CommitError::Spent));
    commit(store, at(7), Change::LockLinksOf { parcel }).await.unwrap();
    assert_eq!(store.link(digest("b")).await.unwrap().unwrap().locked_at, Some(at(7)));
}

#[tokio::test]
async fn a_code_works_once_for_its_recipient_while_the_link_is_open() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let parcel = stage.held(1).await;
    let code = |name: &str, text: &str, expires| {
        let code = LinkCode {
            link: digest(name),
            recipient: 1,
            code: digest(text),
            expires_at: at(expires),
            tries: 9,
            created_at: at(2),
        };
        Change::PutLinkCode(code)
    };
    let used = |name: &str, recipient, text: &str| Change::UseLinkCode {
        link: digest(name),
        recipient,
        code: digest(text),
        max_tries: 2,
    };
    let miss = |name: &str| Change::MissLinkCode { link: digest(name), recipient: 1 };
    assert_eq!(commit(store, at(2), code("a", "111", 50)).await, Err(CommitError::Missing("link")));
    commit(store, at(2), miss("a")).await.unwrap();
    commit(store, at(1), Change::AddLink(link("a", parcel))).await.unwrap();
    let spent = Err(CommitError::Spent);
    assert_eq!(commit(store, at(3), used("a", 1, "111")).await, spent, "no code");
    commit(store, at(2), code("a", "111", 50)).await.unwrap();
    assert_eq!(store.link_code(digest("a"), 1).await.unwrap().unwrap().tries, 0);
    assert_eq!(commit(store, at(3), used("a", 0, "111")).await, spent, "another recipient");
    assert_eq!(commit(store, at(3), used("a", 1, "222")).await, spent, "another code");
    assert_eq!(commit(store, at(50), used("a", 1, "111")).await, spent, "expired");
    commit(store, at(3), miss("a")).await.unwrap();
    commit(store, at(3), used("a", 1, "111")).await.unwrap();
    assert_eq!(commit(store, at(3), used("a", 1, "111")).await, spent, "used");
    commit(store, at(4), code("a", "333", 50)).await.unwrap();
    for _ in 0..2 {
        commit(store, at(5), miss("a")).await.unwrap();
    }
    assert_eq!(store.link_code(digest("a"), 1).await.unwrap().unwrap().tries, 2);
    assert_eq!(commit(store, at(6), used("a", 1, "333")).await, spent, "too many tries");
    commit(store, at(7), code("a", "444", 500)).await.unwrap();
    assert_eq!(commit(store, at(100), used("a", 1, "444")).await, spent, "the link is over");
    commit(store, at(8), Change::LockLink { link: digest("a") }).await.unwrap();
    assert_eq!(commit(store, at(9), used("a", 1, "444")).await, spent, "the link is locked");
    assert_eq!(store.link_code(digest("a"), 0).await.unwrap(), None);
}

#[tokio::test]
async fn lists_and_members_come_and_go() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let list = |name: &str| MailingList {
        address: address("All@house.example"),
        name: name.into(),
        owners: vec![user("hanako")],
        attested_at: None,
        updated_at: at(1),
    };
    let member = |text: &str, approved: Option<&str>| ListMember {
        list: address("All@house.example"),
        address: address(text),
        added_by: Some(user("hanako")),
        added_at: at(2),
        approved_by: approved.map(user),
    };
    let added = commit(store, at(1), Change::PutMember(member("taro@example.org", None))).await;
    assert_eq!(added, Err(CommitError::Missing("list")));
    commit(store, at(1), Change::PutList(list("all"))).await.unwrap();
    commit(store, at(1), Change::PutList(list("everybody"))).await.unwrap();
    assert_eq!(store.lists().await.unwrap(), [list("everybody")]);
    assert_eq!(store.list(address("all@house.example")).await.unwrap(), Some(list("everybody")));
    for text in ["taro@example.org", "jiro@example.com", "Taro@example.org"] {
        commit(store, at(2), Change::PutMember(member(text, (text != "jiro@example.com").then_some("boss"))))
            .await
            .unwrap();
    }
    let members = store.members(address("all@house.example")).await.unwrap();
    assert_eq!(members, [member("jiro@example.com", None), member("Taro@example.org", Some("boss"))]);
    let gone = |text: &str| Change::RemoveMember { list: address("all@house.example"), address: address(text) };
    commit(store, at(3), gone("TARO@example.org")).await.unwrap();
    let twice = commit(store, at(3), gone("taro@example.org")).await;
    assert_eq!(twice, Err(CommitError::Missing("member")));
    let remove = || Change::RemoveList { list: address("all@house.example") };
    commit(store, at(4), remove()).await.unwrap();
    assert_eq!(commit(store, at(4), remove()).await, Err(CommitError::Missing("list")));
    assert_eq!(store.members(address("all@house.example")).await.unwrap(), []);
}

#[tokio::test]
async fn the_memory_keeps_what_is_used() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let domain = |text: &str| text.parse::<sekisho_model::Domain>().unwrap();
    commit(store, at(10), Change::SeeDomains(vec![domain("a.example"), domain("b.example")])).await.unwrap();
    commit(store, at(20), Change::SeeDomains(vec![domain("a.example")])).await.unwrap();
    commit(store, at(15), Change::SeeDomains(vec![domain("a.example")])).await.unwrap();
    let seen = store.domains(vec![domain("a.example"), domain("x.example")]).await.unwrap();
    assert_eq!((seen.len(), seen[0].letters, seen[0].first_at, seen[0].last_at), (1, 3, at(10), at(20)));
    assert_eq!(store.all_domains().await.unwrap().len(), 2);

    let name =
        |key: &str, name: &str, when| KnownName { address_key: key.into(), name: name.into(), last_at: at(when) };
    let names = (0..7).map(|n| name("taro@example.org", &format!("太郎{n}"), n)).collect();
    commit(store, at(20), Change::KnowNames(names)).await.unwrap();
    let more = vec![name("taro@example.org", "太郎3", 30), name("jiro@example.com", "次郎", 5)];
    commit(store, at(20), Change::KnowNames(more)).await.unwrap();
    commit(store, at(20), Change::KnowNames(vec![])).await.unwrap();
    let asked = vec!["taro@example.org".into(), "jiro@example.com".into(), "x@example.org".into()];
    let found = store.names(asked).await.unwrap();
    let taro = [("太郎3", 30), ("太郎6", 6), ("太郎5", 5), ("太郎4", 4), ("太郎2", 2)];
    let expected: Vec<_> = std::iter::once(name("jiro@example.com", "次郎", 5))
        .chain(taro.map(|(text, when)| name("taro@example.org", text, when)))
        .collect();
    assert!(found == expected);

    let thread = |people: &[&str], when| Thread {
        message_id: digest("message"),
        participants: people.iter().map(|&text| text.to_owned()).collect(),
        at: at(when),
    };
    commit(store, at(20), Change::PutThread(thread(&["a@a.example"], 1))).await.unwrap();
    commit(store, at(20), Change::PutThread(thread(&["b@b.example"], 4))).await.unwrap();
    let found = store.threads(vec![digest("message"), digest("other")]).await.unwrap();
    assert!(found == [thread(&["b@b.example"], 4)]);

    commit(store, at(40), Change::PruneMemory { before: at(15) }).await.unwrap();
    assert_eq!(store.all_domains().await.unwrap().len(), 1);
    assert_eq!(store.names(vec!["taro@example.org".into(), "jiro@example.com".into()]).await.unwrap().len(), 1);
    assert_eq!(store.threads(vec![digest("message")]).await.unwrap().len(), 0);
}

#[tokio::test]
async fn settings_are_set_replaced_and_removed() {
    let stage = Stage::new().await;
    let store = &stage.store;
    let set = |value| Change::SetSetting { key: "k".into(), value };
    for value in [serde_json::json!([1, 2]), serde_json::json!("text"), serde_json::json!({"a": null})] {
        commit(store, at(1), set(value.clone())).await.unwrap();
        assert_eq!(store.setting("k".into()).await.unwrap(), Some(value));
    }
    commit(store, at(1), set(serde_json::Value::Null)).await.unwrap();
    assert_eq!(store.setting("k".into()).await.unwrap(), None);
}

#[tokio::test]
async fn a_digest_of_nothing_is_no_special_case() {
    let stage = Stage::new().await;
    assert_eq!(stage.store.session(Digest::ZERO).await.unwrap(), None);
    assert_eq!(stage.store.link(Digest::ZERO).await.unwrap(), None);
    assert_eq!(stage.store.token(Digest::ZERO).await.unwrap(), None);
    assert!(stage.store.names(vec![]).await.unwrap().is_empty());
    assert!(stage.store.threads(vec![]).await.unwrap().is_empty());
    assert!(stage.store.domains(vec![]).await.unwrap().is_empty());
}
