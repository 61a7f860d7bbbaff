//! Links and their codes.

use sekisho_model::{ParcelId, PartPath};
use sekisho_store::{Change, CommitError, Link, LinkCode, LinkFile};

use crate::{
    commit,
    stage::{Stage, address, at, digest, parcel_id},
};

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
