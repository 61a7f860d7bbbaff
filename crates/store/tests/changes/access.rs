//! Accounts, sessions, tokens.

use sekisho_model::{ParcelId, hold::Means};
use sekisho_store::{Change, CommitError, Session, Token, User};

use crate::{
    commit,
    stage::{self, Stage, address, at, digest, parcel_id, user},
};

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
